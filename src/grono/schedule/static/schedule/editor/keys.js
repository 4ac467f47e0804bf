// The keyboard: from card to card, and moving what is picked up.

import { cardOf } from "./board.js";
import { isCarrying, nextFree, shift } from "./carry.js";
import { parts, root } from "./page.js";
import { codesOn, placeOf, programme, roomIndex, frame } from "./programme.js";
import { STEP } from "./times.js";

const HALF_HOUR = 30;

export function listenToKeys(acts) {
  addEventListener("keydown", (event) => {
    if (parts.dialog.open) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping()) {
      event.preventDefault();
      acts.undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = isCarrying() ? carrying(event, acts) : going(event, acts);
    if (done) event.preventDefault();
  });
}

const isTyping = () => document.activeElement.matches("input, textarea, select");

function carrying(event, acts) {
  const step = event.shiftKey ? HALF_HOUR : STEP;
  const moves = {
    ArrowUp: () => shift(0, -step),
    ArrowDown: () => shift(0, step),
    ArrowLeft: () => shift(-1, 0),
    ArrowRight: () => shift(1, 0),
    PageUp: () => acts.openDay(dayBeside(-1)),
    PageDown: () => acts.openDay(dayBeside(1)),
    n: () => nextFree(),
    N: () => nextFree(),
    Enter: () => acts.drop(),
    " ": () => acts.drop(),
    Escape: () => acts.leave(),
    Delete: () => acts.takeOut(),
  };
  moves[event.key]?.();
  return event.key in moves;
}

function dayBeside(step) {
  const dates = frame.days.map((day) => day.date);
  return dates[Math.min(dates.length - 1, Math.max(0, dates.indexOf(programme.day) + step))];
}

function going(event, acts) {
  const card = document.activeElement.closest(".editor-card");
  if (!card || !root.contains(card)) return false;
  const { code } = card.dataset;
  if (event.key === "Enter" || event.key === " ") acts.pickUp(code);
  else if (event.key === "Delete" && placeOf(code)) acts.takeOut(code);
  else if (event.key.startsWith("Arrow")) {
    const next = placeOf(code) ? neighbour(code, event.key) : inTray(card, event.key);
    if (next) next.focus();
  } else return false;
  return true;
}

// Return the nearest card in a direction: by time within the room, by room at about the same time.
function neighbour(code, key) {
  const here = placeOf(code);
  const column = roomIndex(here.room);
  const ahead = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  const isVertical = key === "ArrowUp" || key === "ArrowDown";
  const all = codesOn(programme.day).map((other) => ({ other, place: placeOf(other) }));
  const rank = ({ place }) => {
    const across = (roomIndex(place.room) - column) * ahead;
    const along = place.minute - here.minute;
    if (isVertical) return across === 0 && along * ahead > 0 ? Math.abs(along) : Infinity;
    return across > 0 ? across * 100_000 + Math.abs(along) : Infinity;
  };
  const best = all.filter((one) => rank(one) < Infinity).sort((one, other) => rank(one) - rank(other))[0];
  return best && cardOf(best.other);
}

function inTray(card, key) {
  const cards = [...parts.tray.querySelectorAll(".editor-card")];
  return cards[cards.indexOf(card) + (key === "ArrowDown" || key === "ArrowRight" ? 1 : -1)];
}
