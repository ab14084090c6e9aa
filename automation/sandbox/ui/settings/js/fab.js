// The section as settings-app v23 to v36 draw it: a floating button, a table of divs, a dialog without a role.

import { cells, headers } from "./columns.js";
import { config } from "./config.js";
import { drawing, h, icon } from "./dom.js";
import { t } from "./i18n.js";

const DOTS = [6, 12, 18].map((y) => `M12 ${y}h0.01`);

export function createFabView(actions) {
  const content = h("div");
  let dialog = null;
  return {
    element: h("div", { class: "card" }, h("div", {}, h("div", {}, content))),
    hidesDialogWhileSaving: false,
    show: (state) => content.replaceChildren(...list(state, actions)),
    openDialog: (options) => {
      dialog = dialogOf(options, actions);
      document.body.append(dialog);
    },
    closeDialog: () => {
      dialog?.remove();
      dialog = null;
    },
  };
}

function list({ clients, isSaving }, actions) {
  const mask = isSaving ? [loadingMask()] : [];
  const isEmpty = clients !== null && clients.length === 0;
  const shown = isEmpty
    ? h("div", { class: "empty" }, t("There are currently no OAuth2 clients registered"))
    : table(clients ?? [], actions);
  return [addButton(actions), ...mask, shown];
}

function loadingMask() {
  const circle = h("div", { mode: "indeterminate", value: "0", min: "0", max: "100", class: "loader" });
  return h("div", {}, h("div", { class: "centered" }, circle));
}

function addButton(actions) {
  const inside = h("div", {}, h("div", {}, icon("add")));
  const button = h("button", { tabindex: "0", type: "button", onclick: actions.add }, inside);
  return h("div", { class: "fab" }, h("div", {}, button));
}

function table(clients, actions) {
  const header = (text) => h("div", { class: "data-table__headers__header" }, text);
  return h(
    "div",
    { class: "data-table" },
    h("div", { class: "data-table__headers" }, [...headers(), ""].map(header)),
    h("div", { class: "data-table__rows" }, clients.map((client, index) => row(client, index, actions))),
    h("div"),
  );
}

function row(client, index, actions) {
  const parity = index % 2 ? "odd" : "even";
  const column = (child) => h("div", { class: "data-table__rows__row__column" }, child);
  const texts = cells(client).map((text) => column(h("span", { title: text }, text)));
  return h(
    "div",
    {
      class: `data-table__rows__row data-table__rows__row--${parity}`,
      onclick: () => config.cannotEdit || actions.edit(client),
    },
    texts,
    column(menuButton(client, actions)),
  );
}

function menuButton(client, actions) {
  const inside = h("div", {}, h("div", { class: "tooltip" }, h("span", {}, "Actions")), drawing(...DOTS));
  const onclick = (event) => {
    event.stopPropagation();
    openMenu(client, actions, event.currentTarget.getBoundingClientRect());
  };
  return h("button", { tabindex: "0", type: "button", class: "more", onclick }, inside);
}

function openMenu(client, actions, anchor) {
  const close = () => layer.remove();
  const choose = (action) => () => {
    close();
    action(client);
  };
  const items = [
    menuItem(client, "edit", t("Edit"), choose(actions.edit)),
    menuItem(client, "delete", t("Delete"), choose(actions.remove)),
  ];
  const menu = h("div", { class: "data-table__context-menu", role: "menu" }, items);
  const popover = h("div", { role: "presentation", class: "popover" }, menu);
  const layer = h("div", {}, h("div", { class: "popover-layer", onclick: close }, popover));
  document.body.append(layer);
  place(popover, anchor);
}

function place(popover, anchor) {
  const { width, height } = popover.getBoundingClientRect();
  popover.style.left = `${Math.max(0, Math.min(anchor.left, innerWidth - width))}px`;
  popover.style.top = `${Math.max(0, Math.min(anchor.top, innerHeight - height))}px`;
}

function menuItem(client, name, label, onclick) {
  const inside = h("div", {}, h("div", {}, icon(name), h("div", {}, label)));
  const attributes = { class: "data-table__context-menu__item", role: "menuitem", tabindex: "0" };
  return h("div", {}, h("span", { "data-object-id": client.id, ...attributes, onclick }, inside));
}

function dialogOf({ form, title, client }, actions) {
  const buttons = [
    h("div", { class: "raised" }, button(t("Save"), actions.save)),
    client ? button(t("Delete"), () => actions.remove(client)) : null,
    button(t("Cancel"), actions.cancel),
  ];
  const content = h("div", {}, h("h2", {}, title), form.element, h("div", { class: "actions" }, buttons));
  const paper = h("div", { class: "dialog-content" }, h("div", { class: "paper" }, content));
  return h("div", {}, h("div", { class: "dialog-place" }, paper, h("div", { class: "backdrop" })));
}

function button(label, onclick) {
  return h("button", { tabindex: "0", type: "button", class: "flat", onclick }, h("div", {}, h("span", {}, label)));
}
