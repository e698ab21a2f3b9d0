/* Buttons that only a script can serve: hidden in the page, shown here where the browser can do what they say.
   data-do="share|print|copy"; copy takes the text of the element that data-target selects, else the page's address;
   data-done is said for a moment afterwards. A box with data-needs-script is shown with its first button. */
(function () {
  "use strict";

  function address() {
    return location.href.split("#")[0];
  }

  function say(button, words) {
    var label = button.textContent;
    if (!words || label === words) return;
    button.textContent = words;
    setTimeout(function () { button.textContent = label; }, 2500);
  }

  var acts = {
    share: function () {
      navigator.share({ title: document.title, url: address() }).catch(function () { /* the reader changed his mind */ });
    },
    print: function () { window.print(); },
    copy: function (button) {
      var source = button.dataset.target && document.querySelector(button.dataset.target);
      navigator.clipboard.writeText(source ? source.textContent : address()).then(function () { say(button, button.dataset.done); });
    }
  };
  var able = { share: Boolean(navigator.share), print: true, copy: Boolean(navigator.clipboard) };

  document.querySelectorAll("[data-do]").forEach(function (button) {
    if (!able[button.dataset.do]) return;
    button.hidden = false;
    var box = button.closest("[data-needs-script]");
    if (box) box.hidden = false;
    button.addEventListener("click", function () { acts[button.dataset.do](button); });
  });
})();
