export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function notice(text) {
  const title = h("h6", { "data-test": "dhis2-uicore-noticebox-title" }, text);
  return h("div", { "data-test": "dhis2-uicore-noticebox", class: "error" }, h("div", {}, title));
}
