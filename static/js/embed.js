/* A frame that stays open past midnight in the incident's zone counts on. The server's figure is right when served. */
(function () {
  "use strict";
  var root = document.documentElement;
  var figure = document.querySelector("[data-since]");
  var words = document.querySelector("[data-phrase]");
  /* As in clock.js: a device whose clock is behind the page's is put right. */
  var behind = Math.max(0, Date.parse(root.dataset.at) - Date.now()) || 0;

  function today(now) {
    var p = {};
    var options = { timeZone: figure.dataset.zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "2-digit", day: "2-digit" };
    new Intl.DateTimeFormat("en-GB", options).formatToParts(now).forEach(function (part) { p[part.type] = part.value; });
    return Date.parse(p.year + "-" + p.month + "-" + p.day);
  }

  function tick() {
    var days = Math.round((today(new Date(Date.now() + behind)) - Date.parse(figure.dataset.since)) / 864e5);
    if (days < 0 || days === Number(figure.dataset.days)) return;
    figure.dataset.days = days;
    figure.classList.toggle("is-4", days > 999);
    figure.textContent = String(days).replace(/\B(?=(\d{3})+$)/g, figure.dataset.thousand.slice(1, -3));
    var phrases = JSON.parse(figure.dataset.phrases);
    var rules = new Intl.PluralRules(root.lang);
    Object.keys(phrases).some(function (sample) {
      if (rules.select(Number(sample)) !== rules.select(days)) return false;
      words.textContent = phrases[sample];
      return true;
    });
  }

  tick();
  setInterval(tick, 1e4);
  document.addEventListener("visibilitychange", tick);
})();
