// Keeps what is typed in a form marked by [data-autosave]: on the server a few seconds after a pause, in the browser
// while the server cannot be reached, and before each save. Events on the form: sends "session:expired" when the
// server asks for a password; on "session:renewed" goes on where it stopped.
"use strict";
for (const box of document.querySelectorAll("[data-autosave]")) {
  const PAUSE = 3000;
  const form = box.closest("form");
  const { autosave: url, storage: key, lost, expired } = box.dataset;
  const status = box.querySelector("[data-autosave-said]");
  const offer = box.querySelector("[data-autosave-offer]");
  const token = form.elements.csrfmiddlewaretoken;
  const omitted = new Set(["csrfmiddlewaretoken", "seen", "is_mine"]);
  let timer = 0;
  let isChanged = false;
  let isLeaving = false;
  let waiting = null; // the button of a save that waits for the password
  let sending = null;

  const say = (words) => { if (status.textContent !== words) status.textContent = words; };
  // The row that is copied for each new picture is no row itself.
  const isWord = ([name, value]) => typeof value === "string" && !omitted.has(name) && !name.startsWith("_") && !name.includes("__prefix__");
  const words = () => [...new FormData(form)].filter(isWord);
  const body = (given) => new URLSearchParams([...given, ["csrfmiddlewaretoken", token.value]]);

  // In the browser

  const keepHere = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), words: words() }));
      return true;
    } catch {
      return false;
    }
  };
  const forgetHere = () => { localStorage.removeItem(key); offer.hidden = true; };
  const keptHere = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  // On the server

  const renewToken = async () => {
    const answer = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.ok) token.value = (await answer.json()).csrf;
    return answer;
  };
  const post = (given) => fetch(url, { method: "POST", body: body(given), redirect: "manual" });
  const ask = async (given) => {
    let answer = await post(given);
    if (answer.status === 403) {
      answer = await renewToken();
      if (answer.ok) answer = await post(given);
    }
    return answer;
  };
  const understood = async (answer) => {
    if (answer.type === "opaqueredirect") {
      keepHere();
      say(expired);
      form.dispatchEvent(new Event("session:expired"));
      return "expired";
    }
    if (!answer.ok) {
      keepHere();
      const told = answer.status === 409 ? (await answer.json()).problem : lost;
      say(told);
      return "refused";
    }
    say((await answer.json()).said);
    forgetHere();
    return "kept";
  };
  const send = async () => {
    isChanged = false;
    try {
      return await understood(await ask(words()));
    } catch {
      isChanged = true;
      keepHere();
      say(lost);
      return "lost";
    }
  };
  const keep = () => {
    clearTimeout(timer);
    sending = (sending ?? Promise.resolve()).then(send);
    return sending;
  };

  const noticed = (event) => {
    if (isLeaving || !event.target.name || event.target.form !== form) return;
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };
  form.addEventListener("input", noticed);
  form.addEventListener("change", noticed);
  // What the admin's own scripts do to the rows: a choice from the library, a row that comes or goes.
  globalThis.django?.jQuery?.(form).on("select2:select select2:clear", noticed);
  for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, () => noticed({ target: token }));
  addEventListener("online", () => { if (isChanged) keep(); });
  addEventListener("pagehide", () => { if (isChanged && !isLeaving) keepHere(); });
  addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });

  // Before a save: with a session that has expired, or without a connection, the browser would leave the words behind.

  const leave = (button) => {
    isLeaving = true;
    clearTimeout(timer);
    form.requestSubmit(button);
  };
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (waiting) return;
    waiting = event.submitter;
    const button = waiting;
    const outcome = await keep();
    if (outcome === "kept" || outcome === "refused") leave(button);
    if (outcome !== "expired") waiting = null;
  });
  form.addEventListener("session:renewed", async () => {
    const button = waiting;
    waiting = null;
    await renewToken();
    const outcome = await keep();
    if (button && outcome === "kept") leave(button);
  });

  // On the next visit: what is kept here goes to the server, which alone can set up rows of pictures, and comes back.

  const restore = async (kept) => {
    try {
      const answer = await ask(kept.words);
      if (!answer.ok) return await understood(answer);
    } catch {
      return say(lost);
    }
    forgetHere();
    isLeaving = true;
    location.assign(`${location.pathname}?restore`);
  };
  const kept = keptHere();
  if (kept) {
    offer.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
    offer.querySelector("[data-restore]").addEventListener("click", () => restore(kept));
    offer.querySelector("[data-discard]").addEventListener("click", forgetHere);
    offer.hidden = false;
  }
}
