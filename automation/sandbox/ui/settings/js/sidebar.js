// The categories at the side.

import { config } from "./config.js";
import { h, icon } from "./dom.js";
import { searchField } from "./fields.js";
import { t } from "./i18n.js";

// The last two say in which versions a category is there: settings-app settingsCategories.js, v30 to v100.9.1.
const OTHERS = [
  ["general", "settings", "General"],
  ["analytics", "equalizer", "Analytics"],
  ["server", "business", "Server"],
  ["appearance", "looks", "Appearance"],
  ["email", "email", "Email"],
  ["messaging", "message", "Messaging", null, [31, 0]],
  ["access", "lock_open", "Access"],
  ["calendar", "date_range", "Calendar"],
  ["import", "system_update_alt", "Data Import"],
  ["sync", "sync", "Synchronization"],
  ["scheduledJobs", "schedule", "Scheduled jobs", [41, 0]],
  // The app of 2.42.0 is older than that of 2.41.5.
  ["notification", "notifications", "Notification settings", [41, 5], [42, 0]],
  ["notification", "notifications", "Notification settings", [42, 1]],
];

export const FIRST_CATEGORY = OTHERS[0][0];

export function categories() {
  const own = config.section ? [[config.section, "vpn_lock", "OAuth2 Clients"]] : [];
  const others = OTHERS.filter(([, , , since, until]) => (!since || isAtLeast(since)) && !(until && isAtLeast(until)));
  return [...others, ...own].map(([key, iconName, label]) => ({ key, iconName, label: t(label) }));
}

function isAtLeast([minor, patch]) {
  const [ownMinor, ownPatch] = config.release;
  return ownMinor > minor || (ownMinor === minor && ownPatch >= patch);
}

export function createSidebar() {
  const items = categories().map((category) => ({ key: category.key, element: item(category) }));
  const list = h("div", {}, items.map(({ element }) => element));
  return {
    element: h("div", { class: "left-bar" }, h("div", {}, searchField("Search settings"), list)),
    mark: (current) => {
      for (const { key, element } of items) {
        element.classList.toggle("current", key === current);
      }
    },
  };
}

function item({ key, iconName, label }) {
  const inside = h("div", {}, h("div", {}, icon(iconName), h("div", {}, label)));
  const open = () => {
    location.hash = `#/${key}`;
  };
  const onkeydown = (event) => event.key === "Enter" && open();
  return h("div", {}, h("span", { tabindex: "0", onclick: open, onkeydown }, inside));
}
