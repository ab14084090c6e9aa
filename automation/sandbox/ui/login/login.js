// Stand-in for the login app of 2.41 and later.

import { button, h } from "./elements.js";
import { signInBox } from "./form.js";
import { release } from "./release.js";
import { translator } from "./words.js";

const { baseUrl } = document.documentElement.dataset;
const RIGHT_TO_LEFT = ["ar"];
const OWN_ROUTES = ["create-account", "complete-registration", "reset-password", "update-password", "safeMode", "download"];
const deepLink = location.hash;

async function boot() {
  const chosen = localStorage.getItem("dhis2.locale.ui");
  const query = chosen ? `?locale=${encodeURIComponent(chosen)}` : "";
  const config = await (await fetch(`${baseUrl}/api/loginConfig${query}`)).json();
  document.documentElement.lang = config.uiLocale;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(config.uiLocale) ? "rtl" : "ltr";
  if (deepLink) {
    // The app has a router of its own, which knows no such route.
    history.replaceState(null, "", "#/");
  }
  const isCustom = config.loginPageLayout === "CUSTOM" && config.loginPageTemplate;
  document.querySelector("#dhis2-app-root").append(isCustom ? customPage(config) : standardPage(config));
  document.querySelector("#username").focus();
}

function standardPage(config) {
  return h(
    "div",
    { class: "page" },
    h("div", { class: "heading" }, config.applicationTitle),
    box(config),
    h("div", { class: "footer" }, h("span", {}, "Powered by DHIS2"), languageSelect(config)),
  );
}

// The administrator's page, with our parts where it has a place for them.
function customPage(config) {
  const page = new DOMParser().parseFromString(config.loginPageTemplate, "text/html");
  page.querySelectorAll("script").forEach((script) => script.remove());
  page.querySelector("#login-box")?.replaceWith(box(config));
  page.querySelector("#language-select")?.replaceWith(languageSelect(config));
  return h("div", {}, ...page.querySelectorAll("style"), ...page.body.children);
}

function languageSelect(config) {
  const name = new Intl.DisplayNames("en", { type: "language" }).of(config.uiLocale);
  return h("div", { id: "language-select", tabindex: "0" }, h("span", {}, "Language"), ` ${name}`);
}

function box(config) {
  const behaviour = release(config.apiVersion);
  return signInBox({
    t: translator(config.uiLocale),
    behaviour,
    providers: providerButtons(config.oidcProviders),
    post: (credentials) => post(config, credentials),
    arrive: (redirectUrl) => {
      location.href = redirectUrl ? redirectUrl + rememberedHash(behaviour) : baseUrl;
    },
  });
}

function rememberedHash({ forgetsHash }) {
  const isDeep = deepLink.startsWith("#/") && !OWN_ROUTES.some((route) => deepLink.startsWith(`#/${route}`));
  return isDeep && !forgetsHash ? deepLink : "";
}

function providerButtons(providers = []) {
  const made = providers.map(({ icon, loginText, url }) => {
    const provider = button(loginText, { class: "secondary" });
    provider.prepend(h("img", { src: `${baseUrl}${icon}`, alt: "", width: "24", height: "24" }));
    provider.addEventListener("click", () => (location.href = `${baseUrl}${url}`));
    return provider;
  });
  return h("div", { class: "providers" }, ...made);
}

async function post(config, credentials) {
  try {
    const answer = await fetch(`${baseUrl}/api/${minorOf(config.apiVersion)}/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(credentials),
    });
    const unknown = { message: `An unknown error occurred - ${answer.statusText} (${answer.status})` };
    return { httpStatus: answer.status, body: answer.ok ? await answer.json() : unknown };
  } catch (error) {
    return { httpStatus: 0, body: { message: error.message } };
  }
}

function minorOf(version) {
  return /^2\.(\d+)/.exec(version)?.[1] ?? version;
}

boot();
