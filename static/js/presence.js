// Says to the server every half minute that this draft is open here, and shows who else has it open. Nobody has to be
// at the desk for that, so it keeps no session alive (X-Background).
"use strict";
for (const box of document.querySelectorAll("[data-presence]")) {
  const form = box.closest("form");
  const list = box.querySelector("ul");
  const sent = (leave) => {
    const words = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    if (leave) words.set("leave", "1");
    return words;
  };
  const show = (others) => {
    const now = others.join("\n");
    if (box.dataset.shown === now) return;
    box.dataset.shown = now;
    list.replaceChildren(...others.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  };
  const beat = async () => {
    try {
      const answer = await fetch(box.dataset.presence, { method: "POST", body: sent(false), redirect: "manual", headers: { "X-Background": "1" } });
      if (answer.ok) show((await answer.json()).others);
    } catch { /* no connection: the next beat tries again */ }
  };
  beat();
  setInterval(beat, 30000);
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", () => navigator.sendBeacon(box.dataset.presence, sent(true)));
}
