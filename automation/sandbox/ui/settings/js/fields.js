// Form fields with the structure of material-ui 0.x, which every generation of the form is made of.

import { config } from "./config.js";
import { drawing, h, randomId } from "./dom.js";

const SQUARE = "M4 4h16v16H4Z";
const TICK = "M7 12l4 4 7-8";

export function textField({ label, value, disabled = false, onLeave = null }) {
  const id = randomId(undefined, label);
  const input = h("input", { type: "text", id, disabled, value });
  const element = h("div", { class: "field" }, h("label", { for: id }, label), input, underline(disabled));
  return mount(element, input, onLeave);
}

export function textArea({ label, hint, value, onLeave }) {
  const id = randomId(hint, label);
  const shadow = h("textarea", { class: "shadow", tabindex: "-1", rows: "1", readonly: true });
  const area = h("textarea", { id, rows: "1" });
  const element = h(
    "div",
    { class: "field multiline" },
    h("label", { for: id }, label),
    h("div", { class: "hint" }, hint),
    h("div", { class: "areas" }, shadow, area),
    underline(false),
  );
  const grow = () => {
    shadow.value = area.value;
    area.style.height = `${shadow.scrollHeight}px`;
  };
  area.value = value;
  area.addEventListener("input", grow);
  // The shadow has no height before it is in the document.
  requestAnimationFrame(grow);
  return mount(element, area, onLeave);
}

export function checkbox({ name, label, checked, onToggle }) {
  const input = h("input", { type: "checkbox", name, value: "true", checked, onchange: onToggle });
  const box = h("div", { class: "box" }, h("div", {}, drawing(SQUARE), drawing(TICK)), h("div"), h("div"));
  return h("div", { class: "checkbox" }, input, h("div", {}, box, h("label", {}, label)));
}

export function searchField(hint) {
  const input = h("input", { type: "text", id: randomId(hint, undefined), value: "" });
  const element = h("div", { class: "field search" }, h("div", { class: "hint" }, hint), input, underline(false));
  return mount(element, input, null).element;
}

function underline(isDotted) {
  const line = () => h("hr", config.hidesUnderlines ? { "aria-hidden": "true" } : {});
  return h("div", { class: isDotted ? "underline dotted" : "underline" }, line(), line());
}

function mount(element, input, onLeave) {
  const mark = () => element.classList.toggle("filled", input.value !== "");
  mark();
  input.addEventListener("input", mark);
  if (onLeave) {
    input.addEventListener("focusout", () => {
      keepAttribute(input);
      onLeave(input.value);
    });
  }
  return { element, input, showError: (text) => showError(element, text) };
}

// React writes a field's value to its attribute too, where selectors can see it.
function keepAttribute(input) {
  if (input.localName === "input") {
    input.setAttribute("value", input.value);
  }
}

// The line takes room of its own: what stands below moves, also while a mouse button is held down there.
function showError(element, text) {
  element.querySelector(":scope > .error")?.remove();
  element.classList.toggle("invalid", Boolean(text));
  if (text) {
    element.append(h("div", { class: "error" }, text));
  }
}
