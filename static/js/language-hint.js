// Offers the page in the language that the browser prefers, in that language. Leads nobody anywhere, keeps nothing.
// Whoever scrolls has begun to read: it goes, unless it has the focus.
(() => {
  const base = (code) => code.toLowerCase().split("-")[0];
  const own = base(document.documentElement.lang);
  const hints = [...document.querySelectorAll("[data-language-hint]")];
  for (const code of navigator.languages || []) {
    if (base(code) === own) return;
    const hint = hints.find((found) => base(found.lang) === base(code));
    if (hint) {
      hint.hidden = false;
      addEventListener("scroll", () => { hint.hidden = !hint.contains(document.activeElement); }, { once: true, passive: true });
      return;
    }
  }
})();
