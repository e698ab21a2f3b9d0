// Shows a field marked data-shown-with="name=value" only while another field of its form has that value, or while it
// holds something itself.
"use strict";
for (const field of document.querySelectorAll("[data-shown-with]")) {
  const [name, value] = field.dataset.shownWith.split("=");
  const source = field.form.elements[name];
  const row = field.closest(".form-row");
  if (!source || !row) continue;
  const show = () => { row.hidden = source.value !== value && !field.value; };
  field.form.addEventListener("change", show);
  show();
}
