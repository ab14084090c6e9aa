// The sign-in form; its second step is the same form with other fields shown.

import { button, field, h, notice } from "./elements.js";
import { afterRefusal, afterStatus, FIRST } from "./status.js";

const SUBTITLES = {
  app: "Enter the code from your two-factor authentication app to log in.",
  email: "We have sent you an email with your authentication code. Enter it below to log in.",
};
const RESEND_PAUSE = 30_000;

// `post` sends the credentials and resolves to { httpStatus, body }; `arrive` leaves the page.
export function signInBox({ t, behaviour, providers, post, arrive }) {
  let view = FIRST;
  let isFirstTry = true;
  const title = h("h3");
  const subtitle = h("div");
  const message = h("div");
  const username = h("input", { id: "username", name: "username", type: "text", autocomplete: "username" });
  const password = h("input", { id: "password", name: "password", type: "password", autocomplete: "current-password" });
  const code = h("input", { id: "twoFA", name: "twoFA", type: "text" });
  const credentials = h("div", {}, field(t("Username"), username), field(t("Password"), password));
  const second = h("div", { class: "hidden-fields" }, field(t("Authentication code"), code));
  const submit = button("", { type: "submit" });
  const resend = button(t("Resend Code"), { class: "secondary" });
  const cancel = button(t("Cancel"), { class: "secondary" });
  const buttons = h("div", {}, submit);
  const form = h("form", {}, credentials, second, buttons);

  function show(next) {
    view = next;
    const isCode = view.step === "code";
    title.textContent = t(isCode ? "Two-factor authentication" : "Log in");
    subtitle.replaceChildren(...(SUBTITLES[view.kind] ? [h("p", {}, t(SUBTITLES[view.kind]))] : []));
    message.replaceChildren(...(view.title ? [notice(t(view.title), view.text)] : []));
    credentials.classList.toggle("hidden-fields", isCode);
    second.classList.toggle("hidden-fields", !isCode);
    for (const [control, isWanted] of [[resend, view.kind === "email"], [cancel, isCode]]) {
      isWanted ? buttons.append(control) : control.remove();
    }
    isCode ? providers.remove() : form.after(providers);
    busy(false);
  }

  function busy(isBusy) {
    const labels = view.step === "code" ? ["Verifying...", "Verify and log in"] : ["Logging in...", "Log in"];
    submit.textContent = t(labels[isBusy ? 0 : 1]);
    for (const control of [submit, cancel]) {
      control.disabled = isBusy;
    }
    for (const input of [username, password, code]) {
      input.readOnly = isBusy;
    }
  }

  async function send() {
    busy(true);
    const typed = { username: username.value, password: password.value };
    const { httpStatus, body } = await post(code.value ? { ...typed, twoFactorCode: code.value } : typed);
    if (httpStatus !== 200) {
      show(afterRefusal(httpStatus, body.message ?? "", behaviour));
    } else if (body.loginStatus === "SUCCESS") {
      message.replaceChildren();
      arrive(body.redirectUrl);
    } else {
      show(afterStatus(view, body.loginStatus, behaviour));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isFilled(username) | !isFilled(password)) {
      return;
    }
    if (view.step === "code" && !code.value && behaviour.insistsOnCode) {
      show({ ...view, title: "Authentication code is required" });
      return;
    }
    if (isFirstTry) {
      // The app makes its fields anew then, and a new username field takes the focus.
      isFirstTry = false;
      username.focus();
    }
    // What was said of the code before stays on the page until the answer to this one is there.
    send();
  });
  resend.addEventListener("click", async () => {
    code.value = "";
    resend.disabled = true;
    setTimeout(() => (resend.disabled = false), RESEND_PAUSE);
    await send();
    // Sending the code again counts as a wrong one in the app; it only keeps quiet about it until the next try.
    if (view.step === "code") {
      message.replaceChildren();
    }
  });
  submit.addEventListener("click", () => view.title && message.replaceChildren(notice(t(view.title), view.text)));
  cancel.addEventListener("click", () => {
    password.value = "";
    code.value = "";
    show(FIRST);
  });
  const box = h("div", { class: "box" }, title, subtitle, message, form);
  show(FIRST);
  return box;
}

function isFilled(input) {
  const box = input.closest(".field");
  box.querySelector(".validation")?.remove();
  if (!input.value) {
    box.append(h("div", { class: "validation", "data-test": "dhis2-uiwidgets-inputfield-validation" }, "This field is required"));
  }
  return Boolean(input.value);
}
