// Building elements without a framework.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    assign(element, name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function assign(element, name, value) {
  if (name.startsWith("on")) {
    element.addEventListener(name.slice(2), value);
  } else if (value === true) {
    element.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, value);
  }
}

// The name of an icon is text, as in a ligature font; the style sheet draws over it.
export function icon(name) {
  return h("span", { class: "material-icons", "data-icon": name }, name);
}

// Upstream's drawings have no title, which screen readers are told of as nameless images.
export function drawing(...lines) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  for (const line of lines) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

// Upstream's text fields carry such ids: language dependent, and other ones at every mount.
export function randomId(hint, label) {
  const squeeze = (text) => (text === undefined ? "undefined" : text.replace(/\s/g, ""));
  return `undefined-${squeeze(hint)}-${squeeze(label)}-${Math.floor(Math.random() * 65535)}`;
}
