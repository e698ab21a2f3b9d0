// A file that is larger than its field's data-max-bytes is named before it is sent; the words are data-too-large.
"use strict";
for (const field of document.querySelectorAll("input[type=file][data-max-bytes]")) {
  const shown = document.createElement("p");
  shown.className = "file-problem";
  shown.setAttribute("role", "alert");
  field.after(shown);
  field.addEventListener("change", () => {
    const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.maxBytes));
    shown.textContent = isTooLarge ? field.dataset.tooLarge : "";
    field.setAttribute("aria-invalid", String(isTooLarge));
  });
  field.form.addEventListener("submit", (event) => {
    if (shown.textContent) {
      event.preventDefault();
      field.focus();
    }
  });
}
