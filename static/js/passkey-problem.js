// Says on the page that a passkey was refused or put away; allauth's own scripts only tell the console.
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-problem]");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
