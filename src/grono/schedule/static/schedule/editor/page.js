// Elements of the page, its texts, and how elements are made.

const ids = ["status", "undo", "days", "board", "help", "aside", "chosen", "search", "tray", "conflicts", "changes"];
ids.push("edits", "voice", "dialog", "choices", "dialog-title", "dialog-text");
ids.push("hint", "waiting-count", "conflicts-count", "changes-count");

export const root = document.getElementById("editor");
export const parts = Object.fromEntries(ids.map((id) => [id, document.getElementById(`editor-${id}`)]));
const texts = document.getElementById("editor-texts").dataset;

// Return a text of the page with its {names} filled in.
export function say(name, values = {}) {
  return texts[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

// Make an element: attributes, "class" and "data-…" among them, and children that are elements or texts.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== ""));
  return element;
}

export function icon(name) {
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${root.dataset.icons}#${name}`);
  drawing.append(use);
  return drawing;
}

// Put an element at its rows and column; positions are custom properties that the style sheet reads.
export function put(element, { row, span, column }) {
  element.style.setProperty("--row", row + 1);
  element.style.setProperty("--span", span);
  if (column) element.style.setProperty("--col", column + 1);
  return element;
}

let speaking;
// Have a screen reader say something; quick successions say only the last.
export function voice(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => parts.voice.replaceChildren(text), 120);
}

export function status(text, kind = "") {
  parts.status.replaceChildren(text);
  parts.status.dataset.kind = kind;
}
