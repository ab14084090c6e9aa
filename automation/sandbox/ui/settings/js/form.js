// The fields of the dialog. Texts reach the record when their field is left, ticks at once.

import { config } from "./config.js";
import { h } from "./dom.js";
import { checkbox, textArea, textField } from "./fields.js";
import { t } from "./i18n.js";
import { grantNames, idProperty, set, setUris, tickedIn, toggleGrant, urisAsText } from "./model.js";
import { VALIDATING, notUrls, requiredError, takenError, urlsError } from "./validation.js";

const GRANT_LABELS = {
  password: "Password",
  refresh_token: "Refresh token",
  authorization_code: "Authorization code",
};

export function createForm(record, onChecked) {
  const mounted = { isAlive: true, lastId: null, onChecked };
  const name = config.isAuthserver ? null : nameField(record, mounted);
  const id = idField(record, mounted);
  const uris = urisField(record, mounted);
  return {
    element: h("div", { class: "form" }, rows(name?.element, id.element, secretField(record), grants(record), uris.element)),
    showMissing: () => (config.isAuthserver ? showMissing(record, id, uris) : showRequired(record, name, id)),
    unmount: () => {
      mounted.isAlive = false;
    },
  };
}

function rows(...elements) {
  return elements.filter(Boolean).map((element) => h("div", { class: "row" }, h("div", {}, element)));
}

// A field that is left as it was says nothing and asks nobody.
function whenChanged(initial, mounted, commit) {
  let known = initial;
  return (value) => {
    if (mounted.isAlive && value !== known) {
      known = value;
      commit(value);
    }
  };
}

function nameField(record, mounted) {
  const value = record.values.name ?? "";
  const onLeave = whenChanged(value, mounted, (text) => {
    set(record, "name", text);
    field.showError(requiredError(text));
  });
  const field = textField({ label: t("Name"), value, onLeave });
  return field;
}

function idField(record, mounted) {
  const value = record.values[idProperty] ?? "";
  const onLeave = whenChanged(value, mounted, (text) => {
    set(record, idProperty, text);
    checkId(field, text, mounted);
  });
  const field = textField({ label: t("Client ID"), value, onLeave });
  return field;
}

function checkId(field, text, mounted) {
  const show = config.isAuthserver ? () => field.showError("") : field.showError;
  const missing = requiredError(text);
  mounted.lastId = text;
  show(missing || VALIDATING);
  if (missing) {
    return;
  }
  takenError(text).then((error) => {
    if (mounted.isAlive && mounted.lastId === text) {
      show(error);
      mounted.onChecked();
    }
  });
}

function secretField(record) {
  return textField({ label: t("Client Secret"), value: record.values.secret ?? "", disabled: true }).element;
}

function grants(record) {
  let ticked = tickedIn(record);
  const boxes = grantNames.map((grant) =>
    checkbox({
      name: grant,
      label: t(GRANT_LABELS[grant]),
      checked: ticked.includes(grant),
      onToggle: () => {
        ticked = toggleGrant(record, ticked, grant);
      },
    }),
  );
  return h("div", { class: "grants" }, h("div", { class: "heading" }, t("Grant Types")), boxes);
}

function urisField(record, mounted) {
  const value = urisAsText(record);
  const onLeave = whenChanged(value, mounted, (text) => {
    setUris(record, text);
    field.showError(config.isAuthserver ? "" : urlsError(text));
  });
  const field = textArea({ label: t("Redirect URIs"), hint: t("One URL per line"), value, onLeave });
  return field;
}

function showMissing(record, id, uris) {
  const missingId = !record.values[idProperty];
  const missingUris = !record.values.redirectUris;
  id.showError(missingId ? t("Required") : "");
  uris.showError(missingUris ? notUrls() : "");
  return missingId || missingUris;
}

function showRequired(record, name, id) {
  for (const [field, property] of [[name, "name"], [id, idProperty]]) {
    if (requiredError(record.values[property] ?? "")) {
      field.showError(t("Required"));
    }
  }
}
