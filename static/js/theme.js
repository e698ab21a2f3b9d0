/* Applies a stored light or dark choice before the first paint: loaded synchronously, from the head. */
try {
  var choice = localStorage.getItem("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch (error) { /* storage is blocked: follow the system */ }
