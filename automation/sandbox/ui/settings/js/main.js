// Start-up, routing and the frame around the sections.

import * as api from "./api.js";
import { config } from "./config.js";
import { cannotStart } from "./crash.js";
import { h } from "./dom.js";
import { createFabView } from "./fab.js";
import { createHeaderBar } from "./header-bar.js";
import { t, useLanguage } from "./i18n.js";
import { createModalView } from "./modal.js";
import { createSection } from "./section.js";
import { FIRST_CATEGORY, categories, createSidebar } from "./sidebar.js";
import { snackbar } from "./snackbar.js";

const MAY_USE_FAB_BUILDS = ["ALL", "F_SYSTEM_SETTING"];

async function boot() {
  await api.systemInfo();
  const settings = await api.userSettings();
  await useLanguage(settings.keyUiLocale || config.locale);
  const user = await api.me();
  if (config.editor === "fab" && !MAY_USE_FAB_BUILDS.some((name) => user.authorities.includes(name))) {
    document.body.textContent = t("Access denied");
    return;
  }
  const { applicationTitle } = await api.systemSettings();
  start(await api.ownedProperties(), createHeaderBar(applicationTitle, user));
}

function start(ownedProperties, headerBar) {
  const sidebar = createSidebar();
  const area = h("div", { class: "content-area" });
  const form = h("form", { autocomplete: "off", class: "page-area", onsubmit: (event) => event.preventDefault() }, area);
  const look = config.headerStays ? "app header-stays" : "app";
  const app = h("div", { class: look }, headerBar, snackbar, h("div", { class: "content-wrap" }, sidebar.element, form));
  document.body.prepend(h("div", { id: config.editor === "fab" ? "app" : "dhis2-app-root" }, app));
  const route = createRouter(sidebar, area, ownedProperties);
  addEventListener("hashchange", route);
  route();
}

function createRouter(sidebar, area, ownedProperties) {
  let section = null;
  return () => {
    const key = location.hash.replace(/^#\//, "");
    const category = categories().find((candidate) => candidate.key === key);
    if (!category) {
      location.replace(`#/${FIRST_CATEGORY}`);
      return;
    }
    section?.leave();
    section = key === config.section ? createSection(viewOfEditor(), ownedProperties) : null;
    sidebar.mark(key);
    area.replaceChildren(h("div", { class: "section-title" }, category.label), section?.element ?? elsewhere());
  };
}

function viewOfEditor() {
  return config.editor === "fab" ? createFabView : createModalView;
}

function elsewhere() {
  return h("div", { class: "card" }, h("div", { class: "elsewhere" }, "The sandbox has the OAuth2 Clients section only."));
}

boot().catch(cannotStart);
