/* Applies a stored light or dark choice before the first paint (blocking="render"). It holds up hardly anything: whoever
   has a choice has this file, too. */
try {
  var choice = localStorage.getItem("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch (error) { /* storage is blocked: follow the system */ }
