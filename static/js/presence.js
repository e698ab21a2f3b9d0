// Says to the server every half minute that this draft is open here, and shows who else has it open.
"use strict";
for (const list of document.querySelectorAll("[data-presence]")) {
  const form = list.closest("form");
  const sent = (leave) => {
    const words = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    if (leave) words.set("leave", "1");
    return words;
  };
  const show = (others) => {
    const now = others.join("\n");
    if (list.dataset.shown === now) return;
    list.dataset.shown = now;
    list.replaceChildren(...others.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  };
  const beat = async () => {
    try {
      const answer = await fetch(list.dataset.presence, { method: "POST", body: sent(false), redirect: "manual" });
      if (answer.ok) show((await answer.json()).others);
    } catch { /* no connection: the next beat tries again */ }
  };
  beat();
  setInterval(beat, 30000);
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", () => navigator.sendBeacon(list.dataset.presence, sent(true)));
}
