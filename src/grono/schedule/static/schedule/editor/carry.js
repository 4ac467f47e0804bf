// A session that is picked up: where it would land, what that would mean, and its drop. Pointer and keys share it.

import { drawShades, grid, cardOf, rowOf } from "./board.js";
import { make, parts, put, say, voice } from "./page.js";
import { dayFrame, frame, placeOf, programme, roomIndex, session, thoseIn } from "./programme.js";
import { cellsFor } from "./server.js";
import { clockOf, minuteOf, momentOf, STEP } from "./times.js";

let held = null; // { code, column, minute, cells, sentences, ghost, isOut }

export const isCarrying = () => held !== null;
export const heldCode = () => held?.code;

export function pickUp(code, { withKeys = false } = {}) {
  letGo();
  const place = placeOf(code);
  const here = place?.day === programme.day ? place : null;
  held = { code, cells: [], sentences: [], withKeys, isOut: false, isLost: !here };
  held.column = here ? roomIndex(here.room) : 0;
  held.minute = here ? here.minute : dayFrame().from;
  held.ghost = make("button", { type: "button", class: "editor-target" });
  attach();
  if (withKeys) voice(say("picked", { title: session(code).title }));
}

// Put the ghost on the board as it now is; after another day was drawn, too.
export function attach() {
  if (!held) return;
  const { code, ghost, withKeys } = held;
  const item = make("li", { class: "editor-cell editor-ghost" }, ghost);
  grid().append(item);
  cardOf(code)?.classList.add("is-carried");
  aim(held.column, held.minute, { isFirst: true });
  if (withKeys) ghost.focus();
  learn();
}

async function learn() {
  const { code } = held;
  const day = programme.day;
  const found = await cellsFor(code, day);
  if (!found || held?.code !== code || programme.day !== day) return;
  Object.assign(held, { cells: found.cells, sentences: found.sentences });
  drawShades(found.cells);
  if (held.isLost && held.withKeys) nextFree();
  else show();
}

// Aim at a room (by number) and a minute, kept within the day.
export function aim(column, minute, { isFirst = false } = {}) {
  const day = dayFrame();
  const latest = Math.max(day.from, day.to - session(held.code).minutes);
  const next = {
    column: Math.min(frame.rooms.length - 1, Math.max(0, column)),
    minute: Math.min(latest, Math.max(day.from, Math.round(minute / STEP) * STEP)),
  };
  const isSame = next.column === held.column && next.minute === held.minute && !held.isOut;
  Object.assign(held, next, { isOut: false, isLost: held.isLost && isFirst });
  if (!isSame || isFirst) show();
}

export const shift = (columns, minutes) => aim(held.column + columns, held.minute + minutes);

export function aimOut(isOut) {
  if (held.isOut === isOut) return;
  held.isOut = isOut;
  held.ghost.parentElement.hidden = isOut;
  if (isOut) voice(say("tray"));
}

// Go to the next start at which nothing stands against it; round again after the last.
export function nextFree() {
  const order = ([room, at]) => minuteOf(at) * 1000 + roomIndex(room);
  const here = held.isLost ? -1 : held.minute * 1000 + held.column;
  const free = held.cells.filter(([, , level]) => level === "free").sort((one, other) => order(one) - order(other));
  const next = free.find((cell) => order(cell) > here) ?? free[0];
  if (next) aim(roomIndex(next[0]), minuteOf(next[1]));
  else show();
}

function show() {
  const { code, column, minute, ghost } = held;
  const facts = session(code);
  const room = frame.rooms[column];
  const { level, texts } = meaning(room.code, minute);
  const until = minute + facts.minutes;
  put(ghost.parentElement, { row: rowOf(minute), span: Math.max(1, Math.ceil(facts.minutes / STEP)), column: column + 1 });
  ghost.dataset.level = level;
  const head = `${clockOf(minute)}–${clockOf(until)}, ${room.name}`;
  ghost.replaceChildren(make("strong", {}, head));
  parts.hint.replaceChildren(make("strong", {}, head), ...texts.map((text) => make("span", {}, text)));
  parts.hint.dataset.level = level;
  parts.hint.hidden = false;
  if (!held.withKeys) return;
  ghost.scrollIntoView({ block: "nearest" });
  voice(`${head}. ${texts.join(" ")}`);
}

// Return what a drop there would mean, as far as it is known: a level and sentences.
function meaning(room, minute) {
  const there = thoseIn(room, programme.day, minute, session(held.code).minutes, held.code);
  if (there.length) {
    const title = there.map((code) => session(code).title).join(", ");
    return { level: "taken", texts: [say("taken", { title })] };
  }
  const at = momentOf(programme.day, minute);
  const cell = held.cells.find((one) => one[0] === room && one[1] === at);
  if (!cell) return { level: "free", texts: [] };
  const texts = cell[4].map((number) => held.sentences[number]);
  return { level: cell[2], texts: texts.length ? texts : [say("free")] };
}

// Return free places near the aim, the nearest one of each room.
export function nearby(most = 4) {
  const distance = ([room, at]) =>
    Math.abs(minuteOf(at) - held.minute) + 10 * Math.abs(roomIndex(room) - held.column);
  const fits = held.cells.filter(([, , level]) => level === "free" || level === "soft");
  fits.sort((one, other) => distance(one) - distance(other));
  const nearest = fits.filter(([room], index) => fits.findIndex((other) => other[0] === room) === index);
  return nearest.slice(0, most).map(([room, at, , , numbers]) => ({ room, at, texts: numbers.map((n) => held.sentences[n]) }));
}

// Return where the session would land, and end the carrying.
export function letGo() {
  if (!held) return null;
  const { code, column, minute, isOut, ghost } = held;
  const room = frame.rooms[column].code;
  const there = thoseIn(room, programme.day, minute, session(code).minutes, code);
  const landing = { code, room, minute, at: momentOf(programme.day, minute), isOut, there, offers: nearby() };
  ghost.parentElement?.remove();
  parts.hint.hidden = true;
  cardOf(code)?.classList.remove("is-carried");
  grid()?.querySelectorAll(".editor-shade").forEach((shade) => shade.remove());
  held = null;
  return landing;
}
