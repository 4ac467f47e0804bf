// Beside the board: the chosen session, those without a place, conflicts, differences, the last acts.

import { moveAddress } from "./board.js";
import { icon, make, parts, say } from "./page.js";
import { changedCodes, conflictsOf, frame, inWords, programme, session } from "./programme.js";

let chosen = null;

export const chosenCode = () => chosen;

export function drawAside(acts) {
  drawChosen(acts);
  drawTray();
  drawConflicts(acts);
  drawChanges(acts);
  const edits = programme.state.edits.map((edit) => make("li", {}, edit.text));
  parts.edits.replaceChildren(...(edits.length ? edits : [make("li", { class: "soft" }, say("noActs"))]));
  parts.undo.disabled = !programme.state.canUndo;
}

export function choose(code, acts) {
  chosen = code;
  drawChosen(acts);
}

function drawChosen(acts) {
  if (!chosen) {
    parts.chosen.replaceChildren(make("p", { class: "soft" }, say("choose")));
    return;
  }
  const facts = session(chosen);
  const place = programme.state.places[chosen];
  const line = [
    place ? inWords(place[0], place[1]) : say("noPlace"),
    facts.kindName,
    facts.track,
    facts.language,
    say("minutes", { count: facts.minutes }),
    facts.expected && say("expected", { count: facts.expected }),
    facts.isFixed && say("fixed"),
  ];
  const texts = [...conflictsOf(chosen).map(sentence), ...(programme.state.waiting[chosen] ?? []).map(reason)];
  parts.chosen.replaceChildren(
    make("h2", {}, facts.title),
    make("p", { class: "soft" }, line.filter(Boolean).join(" · ")),
    facts.people.length ? make("p", {}, facts.people.join(", ")) : "",
    texts.length ? make("ul", { class: "editor-sentences" }, ...texts) : "",
    drawActs(place, acts),
  );
}

function drawActs(place, acts) {
  const code = chosen;
  const move = make("button", { type: "button", class: "button button-small" }, say("move"));
  move.addEventListener("click", () => acts.pickUp(code));
  const out = make("button", { type: "button", class: "button button-small" }, say("takeOut"));
  out.addEventListener("click", () => acts.takeOut(code));
  const free = make("a", { class: "button button-small button-quiet", href: moveAddress(code) }, say("freePlaces"));
  const edit = make("a", { class: "button button-small button-quiet", href: session(code).address }, say("edit"));
  return make("div", { class: "button-row" }, move, place ? out : "", free, edit);
}

function sentence(conflict) {
  const text = make("span", {}, conflict.text);
  const kind = make("span", { class: "visually-hidden" }, `${say(conflict.isHard ? "hard" : "soft")}: `);
  return make("li", { class: conflict.isHard ? "is-hard" : "" }, icon(conflict.isHard ? "warning" : "info"), kind, text);
}

const reason = (text) => make("li", {}, icon("info"), make("span", {}, text));

export function drawTray() {
  const codes = Object.keys(programme.state.waiting).sort();
  const words = parts.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = codes.filter((code) => {
    const facts = session(code);
    const text = [code, facts.title, facts.track, ...facts.people].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  parts["waiting-count"].textContent = say("waiting", { count: codes.length });
  parts.search.hidden = codes.length < 4;
  const empty = make("li", { class: "soft" }, say(codes.length ? "noneFits" : "allPlaced"));
  parts.tray.replaceChildren(...(fits.length ? fits.map(waitingCard) : [empty]));
}

function waitingCard(code) {
  const facts = session(code);
  const note = [say("minutes", { count: facts.minutes }), facts.kindName, facts.people.join(", ")];
  const button = make(
    "button",
    { type: "button", class: "editor-card editor-waits", "data-code": code },
    make("span", { class: "editor-title" }, facts.title),
    make("span", { class: "editor-who" }, note.filter(Boolean).join(" · ")),
  );
  return make("li", {}, button, ...programme.state.waiting[code].map((text) => make("p", { class: "soft" }, text)));
}

function drawConflicts(acts) {
  const found = programme.state.conflicts;
  const hard = found.filter((one) => one.isHard).length;
  parts["conflicts-count"].textContent = say("conflicts", { hard, soft: found.length - hard });
  const items = found.map((conflict) => {
    const button = make("button", { type: "button", class: "editor-jump" }, conflict.text);
    button.addEventListener("click", () => acts.show(conflict.session));
    const item = sentence(conflict);
    item.lastChild.replaceWith(button);
    return item;
  });
  parts.conflicts.replaceChildren(...(items.length ? items : [make("li", { class: "soft" }, say("noConflicts"))]));
}

function drawChanges(acts) {
  if (!frame.released) {
    parts["changes-count"].textContent = say("changesNone");
    parts.changes.replaceChildren();
    return;
  }
  const codes = changedCodes();
  parts["changes-count"].textContent = say("changes", { number: frame.releasedNumber, count: codes.length });
  const items = codes.filter(session).map((code) => {
    const was = frame.released[code];
    const will = programme.state.places[code];
    const button = make("button", { type: "button", class: "editor-jump" }, session(code).title);
    button.addEventListener("click", () => acts.show(code));
    return make(
      "li",
      {},
      button,
      make("del", {}, was ? inWords(was[0], was[1]) : say("noPlace")),
      make("ins", {}, will ? inWords(will[0], will[1]) : say("noPlace")),
    );
  });
  parts.changes.replaceChildren(...(items.length ? items : [make("li", { class: "soft" }, say("noChanges"))]));
}
