// Says the sentence of an incident's banner anew while its form is filled in. The server says the same after saving.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const preview = document.querySelector("[data-banner-preview]");
  const form = preview?.closest("form");
  if (!form) return;
  const { zone: homeZone, language, early, empty } = preview.dataset;
  const phrases = JSON.parse(preview.dataset.phrases);
  const plural = new Intl.PluralRules(language);
  const part = (name) => preview.querySelector(`[data-${name}]`);
  const value = (name) => form.elements[name]?.value ?? "";

  const today = (zone) => {
    try {
      return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
    } catch {
      return today("UTC");
    }
  };
  const phrase = (days) => {
    const samples = Object.keys(phrases);
    return phrases[samples.find((sample) => plural.select(Number(sample)) === plural.select(days)) ?? samples.at(-1)];
  };
  const name = () => {
    for (const field of form.elements) if (/^name(_|$)/.test(field.name) && field.value.trim()) return field.value.trim();
    return "";
  };
  const say = (figure, words, rest) => {
    part("figure").textContent = figure;
    part("phrase").textContent = words;
    part("name").textContent = rest;
  };
  const refresh = () => {
    const since = value("occurred_on");
    if (!since || !name()) return say("", "", empty);
    const now = today(value("time_zone") || homeZone);
    if (since > now) return say("", "", `${name()} ${early}`);
    const resolved = value("resolved_on");
    const last = resolved && resolved <= now && resolved >= since ? resolved : now;
    const days = Math.round((Date.parse(last) - Date.parse(since)) / 86400000);
    return say(String(days), phrase(days), name());
  };
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
});
