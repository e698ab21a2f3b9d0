/* Applies a stored light or dark choice as soon as it is there. It holds up no paint: who has a choice has this file, too. */
try {
  var choice = localStorage.getItem("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch (error) { /* storage is blocked: follow the system */ }
