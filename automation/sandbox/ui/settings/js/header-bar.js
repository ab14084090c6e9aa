// The bar across the top; inside the shell the shell has it.

import { config } from "./config.js";
import { h } from "./dom.js";

export function createHeaderBar(title, user) {
  if (config.isEmbedded) {
    return null;
  }
  const initials = (user.name ?? user.username ?? "").split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  const logo = h("a", { href: `${config.baseUrl}/`, "aria-label": "DHIS2" });
  return h(
    "header",
    {},
    h("div", { "data-test": "headerbar-logo", class: "logo" }, logo),
    h("div", { "data-test": "headerbar-title" }, `${title} - System Settings`),
    h("div", { "data-test": "headerbar-profile-icon-text", class: "avatar" }, initials.toUpperCase()),
  );
}
