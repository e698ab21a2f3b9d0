// A colour picker beside each field for a colour; the two follow each other.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("[data-colour]")) {
    const picker = document.createElement("input");
    picker.type = "color";
    picker.className = "colour-picker";
    picker.setAttribute("aria-label", field.dataset.colour);
    const follow = () => { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; };
    picker.addEventListener("input", () => { field.value = picker.value; });
    field.addEventListener("input", follow);
    follow();
    field.after(picker);
  }
});
