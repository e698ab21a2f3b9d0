/* The search of a mirror, which has no server: words are looked up in small scripts that are loaded as they are needed
   (embassy/mirror/search_index.py makes them). From a disk a page may load scripts, but no data. */
(function () {
  "use strict";
  var form = document.querySelector("[data-mirror-search]");
  var heading = document.querySelector("[data-mirror-count]");
  var list = document.querySelector("[data-mirror-results]");
  var more = document.querySelector("[data-mirror-more]");
  var language = form.dataset.mirrorSearch;
  var root = document.documentElement.dataset.mirror;
  var folder = root + "mirror/words/";
  var A_PAGE = 20;
  var MAX_FILES = 24;
  var folding, index;
  var words = {};
  var texts = {};
  var loading = {};

  window.mirrorFolding = function (found) { folding = found; };
  window.mirrorIndex = function (found) { index = found; };
  window.mirrorWords = function (beginning, found) { words[beginning] = found; };
  window.mirrorTexts = function (part, found) { texts[part] = found; };

  var trusted = window.trustedTypes ? trustedTypes.createPolicy("mirror-search", {
    createScriptURL: function (url) {
      if (url.indexOf(folder) !== 0) throw new TypeError(url);
      return url;
    }
  }) : { createScriptURL: function (url) { return url; } };

  function load(name) {
    loading[name] = loading[name] || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = trusted.createScriptURL(folder + name);
      script.onload = done;
      script.onerror = function () { delete loading[name]; failed(new Error(name)); };
      document.head.append(script);
    });
    return loading[name];
  }

  /* As releases/search/words.py folds. */
  function folded(word) {
    var marks = new RegExp(folding.marks, "u");
    var kept = "";
    Array.from(word.toLowerCase().normalize("NFKD").toLowerCase()).forEach(function (letter) {
      Array.from(folding.letters[letter] || letter).forEach(function (character) {
        var isMark = marks.test(character);
        var stays = isMark ? /[\u3099\u309a]/.test(character) || (character === "\u0306" && /[иу]$/.test(kept)) : /[\p{L}\p{N}\p{M}]/u.test(character);
        if (stays && character !== "\u0640") kept += character;
      });
    });
    return kept.normalize("NFC").slice(0, 50);
  }

  /* The words of a query; of a row of characters that are words each, every pair of neighbours. */
  function wanted(query) {
    var single = folding.singles;
    var found = query.toLowerCase().match(new RegExp(single + "+|(?:(?!" + single + ")[\\p{L}\\p{N}])(?:(?!" + single + ")[\\p{L}\\p{N}\\p{M}])*", "gu")) || [];
    var result = [];
    found.forEach(function (word) {
      var characters = Array.from(word);
      if (!new RegExp("^" + single, "u").test(word) || characters.length === 1) result.push(folded(word));
      else characters.slice(1).forEach(function (character, place) { result.push(folded(characters[place] + character)); });
    });
    return result.filter(Boolean);
  }

  function spelt(beginning) {
    return Array.from(beginning).map(function (character) { return character.codePointAt(0).toString(16); }).join("-");
  }

  function filesFor(word) {
    return index.beginnings.filter(function (beginning) { return beginning.indexOf(word) === 0 || word.indexOf(beginning) === 0; });
  }

  /* The numbers of the texts that have a word with this beginning; true where it stands in a title. */
  function textsWith(word, files) {
    var found = new Map();
    files.forEach(function (beginning) {
      Object.keys(words[beginning]).forEach(function (known) {
        if (known.indexOf(word) !== 0) return;
        var number = 0;
        words[beginning][known].match(/[ !][0-9a-z]+/g).forEach(function (part) {
          number += parseInt(part.slice(1), 36);
          found.set(number, found.get(number) || part[0] === "!");
        });
      });
    });
    return found;
  }

  /* Texts with all of the words: those with each in the title first, then the latest. */
  function ranked(sets) {
    var common = Array.from(sets[0].keys()).filter(function (number) { return sets.every(function (set) { return set.has(number); }); });
    function titled(number) { return sets.every(function (set) { return set.get(number); }) ? 1 : 0; }
    return common.sort(function (one, other) { return titled(other) - titled(one) || other - one; });
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function item(text) {
    var line = element("li", "item");
    var article = element("article");
    var title = element("h3", "item__title");
    var link = element("a");
    link.href = root + text[0];
    var day = element("time", "item__date", text[2]);
    day.dateTime = text[2].split(".").reverse().join("-");
    link.append(day, element("span", "item__dash", " - "), element("bdi", "", text[1]));
    title.append(link);
    var meta = element("p", "item__meta");
    meta.append(element("span", "kind", text[3]));
    article.append(title, meta);
    if (text[4]) article.append(element("p", "item__text", text[4]));
    line.append(article);
    return line;
  }

  function say(sentence) {
    heading.textContent = sentence;
    heading.classList.remove("vh");
  }

  function show(numbers, from) {
    var shown = numbers.slice(from, from + A_PAGE);
    var parts = Array.from(new Set(shown.map(function (number) { return Math.floor(number / index.size); })));
    return Promise.all(parts.map(function (part) { return load(language + "/t-" + part + ".js"); })).then(function () {
      shown.forEach(function (number) { list.append(item(texts[Math.floor(number / index.size)][number % index.size])); });
      more.hidden = from + A_PAGE >= numbers.length;
      more.onclick = function () { show(numbers, from + A_PAGE).catch(failed); };
    });
  }

  function failed() { say(form.dataset.failed); }

  function search(query) {
    return Promise.all([load("folding.js"), load(language + "/index.js")]).then(function () {
      var asked = wanted(query);
      var files = asked.map(filesFor);
      if (!asked.length) return undefined;
      if (files.some(function (names) { return names.length > MAX_FILES; })) return say(form.dataset.short);
      var all = Array.from(new Set(files.flat()));
      return Promise.all(all.map(function (beginning) { return load(language + "/w-" + spelt(beginning) + ".js"); })).then(function () {
        var numbers = ranked(asked.map(function (word, place) { return textsWith(word, files[place]); }));
        say(numbers.length ? form.dataset.found + " " + numbers.length : form.dataset.none);
        return show(numbers, 0);
      });
    }).catch(failed);
  }

  var query = new URLSearchParams(location.search).get("q");
  if (query) {
    form.elements.q.value = query;
    search(query);
  }
})();
