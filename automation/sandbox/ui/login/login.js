// Stand-in for the login app of 2.41 and later.

import { h, notice } from "./elements.js";
import { translator } from "./words.js";

const { baseUrl } = document.documentElement.dataset;
const RIGHT_TO_LEFT = ["ar"];
// The deep link's hash is gone from the address once the page has been used, so it is kept from the start.
const rememberedHash = location.hash.startsWith("#/") ? location.hash : "";

async function boot() {
  const config = await (await fetch(`${baseUrl}/api/loginConfig`)).json();
  document.documentElement.lang = config.uiLocale;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(config.uiLocale) ? "rtl" : "ltr";
  document.querySelector("#dhis2-app-root").append(page(config, translator(config.uiLocale)));
}

function page(config, t) {
  const name = new Intl.DisplayNames("en", { type: "language" }).of(config.uiLocale);
  const language = h("div", { id: "language-select", tabindex: "0" }, h("span", {}, "Language"), ` ${name}`);
  return h(
    "div",
    { class: "page" },
    h("div", { class: "heading" }, config.applicationTitle),
    h("div", { class: "box" }, h("h3", {}, t("Log in")), form(config, t)),
    h("div", { class: "footer" }, h("span", {}, "Powered by DHIS2"), language),
  );
}

function form(config, t) {
  const message = h("div");
  const username = h("input", { id: "username", name: "username", type: "text", autocomplete: "username" });
  const password = h("input", { id: "password", name: "password", type: "password", autocomplete: "current-password" });
  const submit = h("button", { "data-test": "dhis2-uicore-button", type: "submit" }, t("Log in"));
  const element = h("form", {}, message, field(t("Username"), username), field(t("Password"), password), submit);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const error = await signIn(config, { username: username.value, password: password.value });
    submit.disabled = false;
    message.replaceChildren(...(error ? [notice(error)] : []));
  });
  return element;
}

function field(label, input) {
  const caption = h("label", { for: input.id, "data-test": "dhis2-uiwidgets-inputfield-label" }, label);
  const box = h("div", { "data-test": "dhis2-uicore-input" }, input);
  return h("div", { "data-test": "dhis2-uiwidgets-inputfield", class: "field" }, caption, box);
}

// Answers what to tell the user; leaves the page when all went well.
async function signIn(config, credentials) {
  try {
    const answer = await fetch(`${baseUrl}/api/${minorOf(config.apiVersion)}/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(credentials),
    });
    if (answer.status === 401) {
      return "Incorrect username or password";
    }
    const { loginStatus, redirectUrl } = await answer.json();
    if (!answer.ok || loginStatus !== "SUCCESS") {
      return "Something went wrong";
    }
    location.href = (redirectUrl ?? `${baseUrl}/`) + rememberedHash;
    return "";
  } catch {
    return "Something went wrong";
  }
}

function minorOf(version) {
  return /^2\.(\d+)/.exec(version)?.[1] ?? version;
}

boot();
