// The search page with a keyboard: "/" goes to the box, arrows move through the results; completions while typing.
// Everything works without this file too.

const form = document.querySelector("[data-search]");
const box = form.querySelector("input[type=search]");
const list = form.querySelector("datalist");
const PAUSE = 150; // milliseconds without a key before completions are fetched

function links() {
  return [...document.querySelectorAll("#search-results .search-hits h2 a")];
}

function move(step) {
  const all = links();
  const next = all.indexOf(document.activeElement) + step;
  if (next < 0) box.focus();
  else all[Math.min(next, all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { activeElement } = document;
  const inResults = links().includes(activeElement);
  const typing = activeElement.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "ArrowDown" && (inResults || (activeElement === box && !list.options.length))) {
    event.preventDefault();
    move(1);
  } else if (event.key === "ArrowUp" && inResults) {
    event.preventDefault();
    move(-1);
  }
});

let timer;
let asked;
box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(complete, PAUSE);
});

async function complete() {
  asked?.abort();
  asked = new AbortController();
  list.replaceChildren();
  if (box.value.trim().length < 2) return;
  try {
    const url = `${form.dataset.completions}?${new URLSearchParams({ q: box.value })}`;
    const answer = await fetch(url, { signal: asked.signal });
    const texts = answer.ok ? await answer.json() : [];
    list.replaceChildren(...texts.map((text) => new Option(text, text)));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}
