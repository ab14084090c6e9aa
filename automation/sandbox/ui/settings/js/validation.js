// What the fields complain about when they are left. In fab and modal nothing of it keeps anyone from
// saving; in authserver the complaints are hidden and Save has a check of its own.

import { CallFailed, isTaken } from "./api.js";
import { config } from "./config.js";
import { crash } from "./crash.js";
import { t } from "./i18n.js";
import { idProperty } from "./model.js";

const URL_LINE = /^https?:\/\/\S*/i;
// A loopback server answers before a mouse button is up again; a real one does not.
const NETWORK_MS = 120;

export const VALIDATING = "Validating...";

export const requiredError = (value) => (value.trim() ? "" : t("Required"));

export function urlsError(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.every((line) => URL_LINE.test(line)) ? "" : notUrls();
}

export const notUrls = () => t("This field should contain a list of URLs");

export async function takenError(value) {
  const [taken] = await Promise.all([
    isTaken(idProperty, value),
    new Promise((resolve) => setTimeout(resolve, NETWORK_MS)),
  ]).catch((error) => [afterFailedCheck(error)]);
  return taken === true ? t("This client ID is already taken") : taken || "";
}

// A check that fails says "Validating..." for ever in fab, its own words in modal, nothing in authserver.
function afterFailedCheck(error) {
  if (config.editor === "fab") {
    throw error;
  }
  if (config.isAuthserver) {
    return "";
  }
  if (!(error instanceof CallFailed)) {
    crash();
  }
  return error.message;
}
