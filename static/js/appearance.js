/* The choice between light, dark and the system's appearance, kept on the reader's device. */
(function () {
  "use strict";
  var root = document.documentElement;

  function chosen() {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch (error) {
      return "auto";
    }
  }

  function choose(value) {
    if (value === "auto") delete root.dataset.theme; else root.dataset.theme = value;
    try {
      if (value === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", value);
    } catch (error) { /* storage is blocked: the choice holds for this page */ }
  }

  document.querySelectorAll("[data-theme-choice]").forEach(function (box) {
    box.hidden = false;
    box.querySelectorAll("input").forEach(function (input) {
      input.checked = input.value === chosen();
      input.addEventListener("change", function () { choose(input.value); });
    });
  });
})();
