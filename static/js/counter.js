// Counts the characters of a field marked data-counter against its maxlength; the words are the attribute's, with
// {used} and {most} in them. Read out after a pause, and only when four fifths are used up.
"use strict";
for (const field of document.querySelectorAll("[data-counter][maxlength]")) {
  const most = field.maxLength;
  const shown = document.createElement("p");
  const spoken = document.createElement("p");
  shown.className = "counter";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  field.after(shown, spoken);
  let timer = 0;
  const count = () => {
    const used = [...field.value].length;
    const words = field.dataset.counter.replace("{used}", used).replace("{most}", most);
    shown.textContent = words;
    shown.toggleAttribute("data-is-near", used >= most * 0.8);
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = used >= most * 0.8 ? words : ""; }, 1500);
  };
  field.addEventListener("input", count);
  field.addEventListener("text:replaced", count);
  count();
}
