// What is left of the app when it cannot start, or breaks.

import { config } from "./config.js";
import { h } from "./dom.js";

// @dhis2/app-shell draws its boundary in place of everything.
export function crash() {
  document.body.replaceChildren(h("div", { id: "dhis2-app-root" }, h("h1", {}, "Something went wrong")));
}

export function cannotStart() {
  if (config.editor === "fab") {
    // The document stays open, as it does upstream: it never finishes loading.
    document.write("D2 initialization error: Unable to get schemas from the DHIS2 API");
    return;
  }
  const loader = h("div", { role: "progressbar", "data-test": "dhis2-uicore-circularloader", class: "loader" });
  const centered = h("div", { "data-test": "dhis2-uicore-centeredcontent", class: "centered" }, h("div", {}, loader));
  document.body.replaceChildren(h("div", { id: "dhis2-app-root" }, h("div", {}, h("header"), centered)));
}
