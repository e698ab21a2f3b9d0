/* Keeps a page that stays open right: the cities' clocks, their dates, and the elapsed days, each in its own zone.
   The server's text is right when it is served; it is touched only when what it says has changed.
   html[data-at] is the instant of the page, html[data-frozen] a page of another time, which stands still. */
(function () {
  "use strict";
  var root = document.documentElement;
  if ("frozen" in root.dataset) return;

  /* The true time is never before the page's: a device whose clock is behind is put right. One that is ahead cannot be
     told from a page that has been open for long. */
  var behind = Math.max(0, Date.parse(root.dataset.at) - Date.now()) || 0;
  var timer;

  function all(selector, act, within) {
    (within || document).querySelectorAll(selector).forEach(act);
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function parts(language, zone, options, now) {
    var found = {};
    options.timeZone = zone;
    options.calendar = "gregory";
    options.numberingSystem = "latn";
    new Intl.DateTimeFormat(language, options).formatToParts(now).forEach(function (part) { found[part.type] = part.value; });
    return found;
  }

  function wall(zone, now) {
    var p = parts("en-GB", zone, { hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }, now);
    return { date: p.year + "-" + p.month + "-" + p.day, time: p.hour + ":" + p.minute, hour: Number(p.hour), minute: Number(p.minute) };
  }

  /* Tuesday 12 May 2026, in the order of the server's. */
  function longDate(zone, now) {
    var p = parts(root.dataset.datesLanguage, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }, now);
    return [p.weekday, p.day, p.month, p.year].join(" ");
  }

  function tickClock(box, now) {
    var time = box.querySelector("time");
    var local = wall(box.dataset.clock, now);
    if (time.textContent === local.time) return;
    time.textContent = time.dateTime = local.time;
    box.querySelector(".dial-h").setAttribute("transform", "rotate(" + (local.hour % 12 * 30 + local.minute / 2) + " 24 24)");
    box.querySelector(".dial-m").setAttribute("transform", "rotate(" + local.minute * 6 + " 24 24)");
    box.classList.toggle("is-night", local.hour < 6 || local.hour > 19);
  }

  /* One date when the cities share it; each city's, named, when they do not. */
  function tickDates(box, now) {
    var days = {};
    all("[data-today]", function (time) {
      var date = wall(time.dataset.today, now).date;
      days[date] = true;
      if (time.dateTime === date) return;
      time.dateTime = date;
      write(time, longDate(time.dataset.today, now));
    }, box);
    var same = Object.keys(days).length < 2;
    all("[data-city]", function (city) { city.hidden = same; }, box);
    all("[data-second]", function (second) { second.hidden = same; }, box);
  }

  /* Grouped as the server writes 1,000. */
  function grouped(number, thousand) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, thousand.slice(1, -3));
  }

  /* The phrase whose sample number takes the same plural form. */
  function phrase(phrases, number, language) {
    var rules = new Intl.PluralRules(language);
    var sample = Object.keys(phrases).find(function (key) { return rules.select(Number(key)) === rules.select(number); });
    return phrases[sample];
  }

  function tickCounter(box, now) {
    var figure = box.querySelector("[data-since]");
    if (!figure) return;
    var days = Math.round((Date.parse(wall(figure.dataset.zone, now).date) - Date.parse(figure.dataset.since)) / 864e5);
    if (days < 0 || days === Number(figure.dataset.days)) return;
    figure.dataset.days = days;
    figure.classList.toggle("is-4", days > 999);
    var words = phrase(JSON.parse(figure.dataset.phrases), days, box.closest("[lang]").lang);
    all("[data-figure], [data-since]", function (element) { write(element, grouped(days, figure.dataset.thousand)); }, box);
    if (words) all("[data-phrase]", function (element) { write(element, words); }, box);
  }

  function tick() {
    var now = new Date(Date.now() + behind);
    all("[data-clock]", function (box) { tickClock(box, now); });
    all("[data-dates]", function (box) { tickDates(box, now); });
    all("[data-counter]", function (box) { tickCounter(box, now); });
    clearTimeout(timer);
    timer = setTimeout(tick, 60050 - now.getTime() % 60000);
  }

  tick();
  /* A page that was asleep, or comes back from the browser's memory, has missed its minutes. */
  document.addEventListener("visibilitychange", tick);
  window.addEventListener("pageshow", tick);
})();
