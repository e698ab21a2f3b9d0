// Asks for the password in place when a session has expired: on "session:expired" at the form of a [data-sign-in]
// dialog. The log-in page is fetched and its own form sent, whatever its fields are called; a second step (a code, a
// key) is taken in another tab, to which the dialog links. Sends "session:renewed" when the officer is back.
"use strict";
for (const dialog of document.querySelectorAll("dialog[data-sign-in]")) {
  const form = document.getElementById(dialog.dataset.for);
  const { signIn: url, check, wrong, other, unreachable } = dialog.dataset;
  const officer = dialog.dataset.officer;
  const password = dialog.querySelector("input[type=password]");
  const said = dialog.querySelector("[role=alert]");

  const who = async () => {
    const answer = await fetch(check, { redirect: "manual" });
    return answer.ok ? (await answer.json()).officer : null;
  };
  const send = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const theirs = page.querySelector("input[type=password]")?.form;
    if (!theirs) return;
    const fields = new FormData(theirs);
    fields.set(theirs.querySelector("input[type=text], input[type=email]").name, officer);
    fields.set(theirs.querySelector("input[type=password]").name, password.value);
    const target = new URL(theirs.getAttribute("action") || url, new URL(url, location.href));
    await fetch(target, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  };
  const settle = async () => {
    const present = await who();
    if (present === officer) {
      password.value = "";
      said.textContent = "";
      dialog.close();
      form.dispatchEvent(new Event("session:renewed"));
    } else {
      said.textContent = present ? other : wrong;
      password.focus();
    }
  };
  const guarded = (act) => async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      await act();
    } catch {
      said.textContent = unreachable;
    }
  };
  dialog.querySelector("form").addEventListener("submit", guarded(async () => { await send(); await settle(); }));
  dialog.querySelector("[data-check]").addEventListener("click", guarded(settle));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("session:expired", () => { if (!dialog.open) dialog.showModal(); });
}
