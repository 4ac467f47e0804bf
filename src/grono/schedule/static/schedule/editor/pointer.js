// Dragging with mouse or pen; a finger scrolls instead, picks up by the button and drops by a tap.

import { grid } from "./board.js";
import { aim, aimOut, heldCode, isCarrying, pickUp } from "./carry.js";
import { parts, root } from "./page.js";
import { dayFrame } from "./programme.js";
import { STEP } from "./times.js";

const FAR = 5; // pixels before a press becomes a drag
const EDGE = 60; // pixels from the window's edge at which the page scrolls
const LINGER = 500; // milliseconds over a day before it opens
const wide = matchMedia("(width >= 64rem)");

let press = null; // { code, x, y, grab, isDrag }
let lingering = null;
let scrolling = null;

export function listenToPointer(acts) {
  root.addEventListener("pointerdown", begin);
  addEventListener("pointermove", (event) => move(event, acts));
  addEventListener("pointerup", (event) => end(event, acts));
  addEventListener("pointercancel", () => stop(acts));
  root.addEventListener("click", (event) => tap(event, acts), true);
  addEventListener("blur", () => press?.isDrag && stop(acts));
}

function begin(event) {
  const card = event.target.closest(".editor-card");
  if (!card || event.button !== 0 || event.pointerType === "touch" || !wide.matches || isCarrying()) return;
  const box = card.getBoundingClientRect();
  const isWaiting = card.classList.contains("editor-waits");
  press = { code: card.dataset.code, x: event.clientX, y: event.clientY, grab: isWaiting ? 0 : event.clientY - box.top };
}

function move(event, acts) {
  if (!press || (press.isDrag && !isCarrying())) return;
  const distance = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.isDrag) {
    if (distance < FAR) return;
    press.isDrag = true;
    root.classList.add("is-dragging");
    pickUp(press.code);
  }
  event.preventDefault();
  follow(event, acts);
}

function follow(event, acts) {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const overAside = Boolean(under?.closest("#editor-aside"));
  aimOut(overAside);
  if (!overAside) aim(...cellAt(event.clientX, event.clientY - press.grab));
  linger(under?.closest("[data-day]"), acts);
  scrollNear(event.clientY);
}

// Return column and minute under a point of the window.
function cellAt(x, y) {
  const heads = [...parts.board.querySelectorAll(".editor-rooms > li")];
  const column = heads.findLastIndex((head) => head.getBoundingClientRect().left <= x);
  const box = grid().getBoundingClientRect();
  const day = dayFrame();
  const height = box.height / ((day.to - day.from) / STEP);
  return [column, day.from + Math.round((y - box.top) / height) * STEP];
}

function linger(tab, acts) {
  if (lingering?.tab === tab) return;
  clearTimeout(lingering?.timer);
  lingering = tab ? { tab, timer: setTimeout(() => acts.openDay(tab.dataset.day), LINGER) } : null;
}

function scrollNear(y) {
  const speed = y < EDGE ? -12 : y > innerHeight - EDGE ? 12 : 0;
  cancelAnimationFrame(scrolling);
  if (!speed) return;
  const step = () => {
    scrollBy(0, speed);
    scrolling = requestAnimationFrame(step);
  };
  scrolling = requestAnimationFrame(step);
}

function end(event, acts) {
  const wasDrag = press?.isDrag && isCarrying();
  if (wasDrag) {
    follow(event, acts);
    finish();
    ignoreClick();
    acts.drop();
  }
  press = null;
}

function stop(acts) {
  if (press?.isDrag && isCarrying()) acts.leave();
  finish();
  press = null;
}

function finish() {
  clearTimeout(lingering?.timer);
  lingering = null;
  cancelAnimationFrame(scrolling);
  root.classList.remove("is-dragging");
}

// The click that ends a drag is none: it must not choose or drop again.
function ignoreClick() {
  const ignore = (event) => event.stopPropagation();
  addEventListener("click", ignore, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", ignore, { capture: true }), 0);
}

// While something is picked up by key or button, a tap on the board drops it there.
function tap(event, acts) {
  if (!isCarrying() || press?.isDrag || event.detail === 0) return;
  if (!event.target.closest(".editor-grid")) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.target.closest(".editor-target")) aim(...cellAt(event.clientX, event.clientY));
  if (heldCode()) acts.drop();
}
