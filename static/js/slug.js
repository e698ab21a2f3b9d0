// Fills an empty address from another field while that is typed, until the address is written by hand.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const slug of document.querySelectorAll("[data-slug-from]")) {
    const name = slug.dataset.slugFrom;
    const source = slug.form.elements[name] || slug.form.querySelector(`[name^="${name}_"]`);
    if (!source || slug.value) continue;
    let isOwn = false;
    slug.addEventListener("input", () => { isOwn = slug.value !== ""; });
    source.addEventListener("input", () => {
      if (!isOwn) slug.value = window.URLify(source.value, slug.maxLength > 0 ? slug.maxLength : 80, false);
    });
  }
});
