// The section as settings-app v37 and later draw it: a table, one button below, a modal in the portal.

import { cells, headers } from "./columns.js";
import { config } from "./config.js";
import { drawing, h } from "./dom.js";
import { t } from "./i18n.js";
import { redraw } from "./rows.js";

const portal = h("div", { id: "dhis2-portal-root" }, h("div", { "data-test": "dhis2-uicore-alertstack" }));

export function createModalView(actions) {
  const content = h("div");
  document.body.append(portal);
  let dialog = null;
  let table = null;
  const draw = (state) => {
    const rows = state.isSaving ? [] : (state.clients ?? []).map((client) => row(client, actions));
    if (table && rows.length) {
      redraw(table.body, table.rows, rows);
      table.rows = rows;
      return;
    }
    table = rows.length ? { body: bodyOf(rows), rows } : null;
    content.replaceChildren(list(state, table, actions));
  };
  return {
    element: h("div", { "data-test": "dhis2-uicore-card", class: "card" }, h("div", {}, content)),
    hidesDialogWhileSaving: true,
    show: draw,
    openDialog: (options) => {
      dialog = openDialog(options, actions);
    },
    closeDialog: () => {
      dialog?.close();
      dialog = null;
    },
  };
}

function list({ clients, isSaving }, table, actions) {
  if (isSaving || clients === null) {
    return centered(h("div", { role: "progressbar", "data-test": "dhis2-uicore-circularloader", class: "loader" }));
  }
  const shown = table
    ? tableOf(table.body)
    : centered(h("p", {}, t("There are currently no OAuth2 clients registered")));
  return h("div", { class: "wrapper" }, shown, button(t("Add OAuth2 client"), "primary", actions.add));
}

function centered(child) {
  return h("div", { "data-test": "dhis2-uicore-centeredcontent", class: "centered" }, h("div", {}, child));
}

function button(label, kind, onclick) {
  return h("button", { "data-test": "dhis2-uicore-button", type: "button", class: `button ${kind}`, onclick }, label);
}

function bodyOf(rows) {
  return h("tbody", { "data-test": "dhis2-uicore-tablebody" }, rows.map(({ element }) => element));
}

function tableOf(body) {
  const head = [...headers(), ""].map((text) => h("th", { "data-test": "dhis2-uicore-tablecellhead" }, text));
  const headRow = h("tr", { "data-test": "dhis2-uicore-tablerowhead" }, head);
  return h(
    "table",
    { "data-test": "dhis2-uicore-table" },
    h("thead", { "data-test": "dhis2-uicore-tablehead" }, headRow),
    body,
  );
}

function row(client, actions) {
  const cell = (...children) => h("td", { "data-test": "dhis2-uicore-tablecell" }, ...children);
  const buttons = [
    button(t("Edit"), "primary small", () => actions.edit(client)),
    button(t("Delete"), "destructive small", () => actions.remove(client)),
  ];
  const texts = cells(client);
  const shown = [...texts.map((text) => cell(text)), cell(...buttons)];
  return { key: texts.at(-1), element: h("tr", { "data-test": "dhis2-uicore-tablerow" }, shown) };
}

function openDialog({ form, title }, actions) {
  const layer = h(
    "div",
    { "data-test": "dhis2-uicore-layer", class: "layer" },
    config.hasClosableModal ? h("div", { class: "backdrop" }) : null,
    h("div", { "data-test": "dhis2-uicore-centeredcontent", class: "modal-place" }, h("div", {}, modal(form, title, actions))),
  );
  layer.addEventListener("click", (event) => event.target.closest("aside") || actions.cancel());
  portal.append(layer);
  const onKey = (event) => event.key === "Escape" && config.hasClosableModal && actions.cancel();
  document.addEventListener("keydown", onKey);
  const close = () => {
    document.removeEventListener("keydown", onKey);
    layer.remove();
  };
  return { close };
}

function modal(form, title, actions) {
  const role = config.hasModalRole ? { role: "dialog", "aria-modal": "true" } : {};
  const attributes = { ...role, "data-test": "dhis2-uicore-modal", class: "modal" };
  const heading = h("h1", { "data-test": "dhis2-uicore-modaltitle" }, title);
  const buttons = h(
    "div",
    { class: "actions" },
    button(t("Save"), "primary", actions.save),
    button(t("Cancel"), "secondary", actions.cancel),
  );
  const body = h("div", { "data-test": "dhis2-uicore-modalcontent" }, h("div", {}, form.element, buttons));
  const inside = config.hasClosableModal ? [closeButton(actions), h("div", {}, heading, body)] : [heading, body];
  return h("aside", attributes, h("div", { "data-test": "dhis2-uicore-card" }, inside));
}

function closeButton(actions) {
  const label = "Close modal dialog";
  const attributes = { title: label, "aria-label": label, "data-test": "dhis2-modal-close-button", class: "close" };
  return h("button", { ...attributes, type: "button", onclick: actions.cancel }, drawing("M6 6l12 12M18 6l-12 12"));
}
