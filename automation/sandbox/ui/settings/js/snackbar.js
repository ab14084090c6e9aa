// The message at the bottom; it is gone before a slow reader has seen it, as upstream's is.

import { h } from "./dom.js";

const SHOWN_MS = 1250;

const text = h("span");
const bar = h("div", { class: "snackbar" }, h("div", { width: "3" }, h("div", {}, text)));
let timer = 0;

export const snackbar = bar;

export function notify(message) {
  clearTimeout(timer);
  text.textContent = message;
  bar.setAttribute("open", "");
  timer = setTimeout(() => bar.removeAttribute("open"), SHOWN_MS);
}
