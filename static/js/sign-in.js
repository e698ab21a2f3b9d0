// Lets an officer in again, in place, when a session has expired: on "session:expired" at the form of a [data-sign-in]
// dialog. The pages of the log-in are fetched and their own forms sent: first the password, then, where the answer asks
// for one, the code or the passkey. Sends "session:renewed" when the officer is back, by whatever tab.
"use strict";
for (const dialog of document.querySelectorAll("dialog[data-sign-in]")) {
  const form = document.getElementById(dialog.dataset.for);
  const { signIn: url, check, wrong, other, unreachable, refused } = dialog.dataset;
  const officer = dialog.dataset.officer;
  const steps = [...dialog.querySelectorAll("[data-step]")];
  const password = dialog.querySelector("[data-step=password] input");
  const code = dialog.querySelector("[data-step=code] input");
  const said = dialog.querySelector("[role=alert]");
  let page = null; // the page of the log-in that the server answered last

  const show = (name) => {
    for (const step of steps) {
      step.hidden = step.dataset.step !== name;
      for (const field of step.querySelectorAll("input")) field.required = !step.hidden;
    }
    (name === "code" ? code : password).focus();
  };
  const read = async (answer) => { page = new DOMParser().parseFromString(await answer.text(), "text/html"); };
  const send = (theirs, values) => {
    const fields = new FormData(theirs);
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    const target = new URL(theirs.getAttribute("action") || url, new URL(url, location.href));
    return fetch(target, { method: "POST", body: new URLSearchParams(fields) }).then(read);
  };
  const problem = () => [...(page?.querySelectorAll(".errorlist li") ?? [])].map((line) => line.textContent.trim()).join(" ");
  const codeForm = () => page?.querySelector("input[name=code]")?.form;
  const passkeyForm = () => page?.querySelector("#webauthn_form");

  const who = async () => {
    const answer = await fetch(check, { redirect: "manual" });
    return answer.ok ? (await answer.json()).officer : null;
  };
  const end = () => {
    password.value = code.value = said.textContent = "";
    dialog.close();
    form.dispatchEvent(new Event("session:renewed"));
  };
  const settle = async () => {
    const present = await who();
    if (present === officer) return end();
    if (present) said.textContent = other;
    else if (codeForm()) {
      const isNew = steps.some((step) => step.dataset.step === "code" && step.hidden);
      said.textContent = isNew ? "" : problem() || wrong;
      code.value = "";
      show("code");
    } else {
      said.textContent = problem() || wrong;
      show("password");
    }
  };
  const givePassword = async () => {
    await read(await fetch(url));
    const theirs = page.querySelector("input[type=password]")?.form;
    if (!theirs) return;
    const name = theirs.querySelector("input[type=text], input[type=email]").name;
    await send(theirs, { [name]: officer, [theirs.querySelector("input[type=password]").name]: password.value });
  };
  const giveCode = () => send(codeForm(), { code: code.value });
  const givePasskey = async () => {
    const options = JSON.parse(page.getElementById("js_data").textContent).request_options;
    const credential = await globalThis.webauthnJSON.get(options).catch(() => null);
    if (!credential) return false;
    await send(passkeyForm(), { credential: JSON.stringify(credential) });
    return true;
  };

  let isBusy = false;
  const guarded = (act) => async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    said.textContent = "";
    try {
      await act();
    } catch {
      said.textContent = unreachable;
    }
    isBusy = false;
  };
  dialog.querySelector("form").addEventListener("submit", guarded(async () => {
    await (codeForm() && code.value ? giveCode() : givePassword());
    await settle();
  }));
  dialog.querySelector("[data-passkey]").addEventListener("click", guarded(async () => {
    if (await givePasskey()) await settle();
    else said.textContent = refused;
  }));
  // Whoever came in by another tab is seen as soon as this one is looked at again.
  const look = guarded(async () => { if (await who() === officer) end(); });
  addEventListener("focus", (event) => { if (dialog.open) look(event); });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("session:expired", () => {
    if (dialog.open) return;
    page = null;
    dialog.showModal();
    show("password");
  });
}
