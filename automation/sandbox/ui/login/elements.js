export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function notice(title, text = "") {
  const part = (name) => ({ "data-test": `dhis2-uicore-noticebox${name}` });
  const heading = h("h6", part("-content-title"), title);
  const message = text ? [h("div", part("-content-message"), text)] : [];
  return h("div", { ...part(""), class: "error" }, h("div", part("-content"), heading, ...message));
}

export function button(label, attributes) {
  return h("button", { "data-test": "dhis2-uicore-button", type: "button", ...attributes }, label);
}

export function field(label, input) {
  const caption = h("label", { for: input.id, "data-test": "dhis2-uiwidgets-inputfield-label" }, label);
  const box = h("div", { "data-test": "dhis2-uicore-input" }, input);
  return h("div", { "data-test": "dhis2-uiwidgets-inputfield", class: "field" }, caption, box);
}
