// Drawing rooms × time of one day.

import { icon, make, parts, put, say } from "./page.js";
import { codesOn, conflictsOf, dayFrame, frame, isChanged, placeOf, programme, roomIndex, session } from "./programme.js";
import { clockOf, dayOf, minuteOf, STEP } from "./times.js";

const LABEL = 30; // minutes between two lines of time

export const rowOf = (minute, day = dayFrame()) => (minute - day.from) / STEP;
export const cardOf = (code) => parts.board.querySelector(`[data-code="${CSS.escape(code)}"]`);
export const grid = () => parts.board.querySelector(".editor-grid");

export function drawBoard() {
  const day = dayFrame();
  const rooms = make("ul", { class: "editor-rooms" }, ...frame.rooms.map(drawRoom));
  const sheet = make("ol", { class: "editor-grid" });
  sheet.style.setProperty("--rows", rowOf(day.to));
  sheet.append(...lines(day), ...shut(day), ...codesOn(day.date).map(drawCard));
  parts.board.style.setProperty("--rooms", frame.rooms.length);
  parts.board.setAttribute("aria-label", say("board", { day: day.name }));
  parts.board.replaceChildren(rooms, sheet);
}

function drawRoom(room, index) {
  const note = [say("seats", { count: room.capacity }), room.building].filter(Boolean).join(" · ");
  const head = make("li", {}, room.name, make("small", {}, note));
  head.style.setProperty("--col", index + 2);
  return head;
}

function lines(day) {
  const found = [];
  for (let minute = day.from; minute < day.to; minute += LABEL) {
    const line = make("li", { class: "editor-line", "aria-hidden": "true" }, make("span", {}, clockOf(minute)));
    found.push(put(line, { row: rowOf(minute), span: LABEL / STEP }));
  }
  return found;
}

// Return the stretches outside the programme blocks, and closed rooms.
function shut(day) {
  const found = [];
  let until = day.from;
  const blocks = frame.blocks.filter(([start]) => dayOf(start) === day.date).sort();
  for (const [start, end] of [...blocks, [null, null]]) {
    const upto = start ? minuteOf(start) : day.to;
    if (blocks.length && upto > until) found.push(stretch("editor-outside", until, upto, null, day));
    if (end) until = Math.max(until, minuteOf(end));
  }
  for (const [room, start, end] of frame.closures) {
    if (dayOf(start) > day.date || dayOf(end) < day.date) continue;
    const from = dayOf(start) < day.date ? day.from : Math.max(day.from, minuteOf(start));
    const to = dayOf(end) > day.date ? day.to : Math.min(day.to, minuteOf(end));
    if (to > from) found.push(stretch("editor-closed", from, to, roomIndex(room) + 1, day));
  }
  return found;
}

function stretch(name, from, to, column, day) {
  const row = Math.floor(rowOf(from, day));
  return put(make("li", { class: name, "aria-hidden": "true" }), { row, span: Math.ceil(rowOf(to, day)) - row, column });
}

function drawCard(code) {
  const place = placeOf(code);
  const facts = session(code);
  const marks = conflictsOf(code);
  const names = ["editor-card"];
  if (facts.kind === "plenary") names.push("is-plenary");
  if (marks.some((mark) => mark.isHard)) names.push("is-hard");
  if (isChanged(code)) names.push("is-changed");
  if (facts.isCancelled) names.push("is-cancelled");
  const button = make(
    "button",
    { type: "button", class: names.join(" "), "data-code": code, tabindex: "-1", "aria-label": spoken(code) },
    make("span", { class: "editor-when" }, clockOf(place.minute), ...badges(code, marks)),
    make("span", { class: "editor-title" }, facts.title),
    make("span", { class: "editor-who" }, facts.people.join(", ")),
    make("span", { class: "editor-where" }, frame.rooms[roomIndex(place.room)].name),
  );
  const link = make("a", { class: "editor-go", href: moveAddress(code) }, say("move"));
  const item = make("li", { class: "editor-cell" }, button, link);
  const row = Math.floor(rowOf(place.minute));
  const span = Math.max(1, Math.ceil((place.end - place.minute) / STEP));
  return put(item, { row, span, column: roomIndex(place.room) + 1 });
}

export const moveAddress = (code) => say("moveAddress").replace("CODE", code);

function badges(code, marks) {
  const hard = marks.filter((mark) => mark.isHard).length;
  const soft = marks.length - hard;
  const found = [];
  if (hard) found.push(make("span", { class: "editor-mark is-hard" }, icon("warning"), String(hard)));
  if (soft) found.push(make("span", { class: "editor-mark" }, icon("people"), String(soft)));
  if (isChanged(code)) found.push(make("span", { class: "editor-mark" }, icon("edit")));
  if (session(code).isFixed) found.push(make("span", { class: "editor-mark" }, icon("lock")));
  return found;
}

// What a screen reader says of a card: when, where, what, and how many conflicts.
function spoken(code) {
  const place = placeOf(code);
  const facts = session(code);
  const marks = conflictsOf(code);
  const sentences = [
    `${clockOf(place.minute)}–${clockOf(place.end)}, ${frame.rooms[roomIndex(place.room)].name}`,
    facts.title,
    facts.people.join(", "),
    marks.length && say("conflictsOf", { count: marks.length }),
    isChanged(code) && say("changed"),
    facts.isFixed && say("fixed"),
    facts.isCancelled && say("cancelled"),
  ];
  return sentences.filter(Boolean).join(". ");
}

// Shade where a session could begin only with a conflict, and where the room is taken.
export function drawShades(cells) {
  grid().querySelectorAll(".editor-shade").forEach((shade) => shade.remove());
  let run = null;
  for (const [room, at, level] of [...cells].sort((one, other) => (one[0] + one[1] < other[0] + other[1] ? -1 : 1))) {
    const minute = minuteOf(at);
    if (run && run.room === room && run.level === level && run.end === minute) run.end += STEP;
    else {
      shade(run);
      run = { room, level, minute, end: minute + STEP };
    }
  }
  shade(run);
}

function shade(run) {
  if (!run || run.level === "taken") return;
  const item = make("li", { class: `editor-shade is-${run.level}`, "aria-hidden": "true" });
  const place = { row: rowOf(run.minute), span: (run.end - run.minute) / STEP, column: roomIndex(run.room) + 1 };
  grid().append(put(item, place));
}

export function drawDays(choose) {
  const buttons = frame.days.map((day) => {
    const current = day.date === programme.day ? "true" : null;
    const button = make("button", { type: "button", "data-day": day.date, "aria-current": current }, day.name);
    const hard = programme.state.conflicts.filter(
      (one) => one.isHard && [one.session, ...one.others].some((code) => placeOf(code)?.day === day.date),
    ).length;
    if (hard) button.append(make("span", { class: "editor-mark is-hard" }, icon("warning"), String(hard)));
    button.addEventListener("click", () => choose(day.date));
    return button;
  });
  parts.days.replaceChildren(...buttons);
}
