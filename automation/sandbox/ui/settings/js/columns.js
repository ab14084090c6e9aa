// What a row of the list shows.

import { config } from "./config.js";
import { t } from "./i18n.js";
import { grantsOf, idProperty } from "./model.js";

const grant = (label, name) => ({ label, text: (client) => (grantsOf(client).includes(name) ? t("Yes") : t("No")) });

const FIRST = config.isAuthserver
  ? [{ label: "Client ID", text: (client) => client[idProperty] }]
  : [{ label: "Name", text: (client) => client.displayName }, grant("Password", "password")];

const COLUMNS = [
  ...FIRST,
  grant("Refresh token", "refresh_token"),
  grant("Authorization code", "authorization_code"),
];

export const headers = () => COLUMNS.map((column) => t(column.label));
export const cells = (client) => COLUMNS.map((column) => column.text(client));
