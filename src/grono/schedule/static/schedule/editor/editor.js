// The editor of a draft: rooms × time. Everything can be done by pointer and by keyboard; without this file the page
// is a list that leads to the form of each session.

import { choose, chosenCode, drawAside, drawTray } from "./aside.js";
import { cardOf, drawBoard, drawDays } from "./board.js";
import { attach, heldCode, isCarrying, letGo, pickUp } from "./carry.js";
import { listenToKeys } from "./keys.js";
import { make, parts, root, say, status, voice } from "./page.js";
import { listenToPointer } from "./pointer.js";
import { codesOn, dayFrame, frame, inWords, placeOf, programme, session } from "./programme.js";
import { look, send } from "./server.js";
import { clockOf, minuteOf } from "./times.js";

const LOOK_EVERY = 3000; // milliseconds between two looks at what others do

const acts = {
  pickUp(code) {
    pickUp(code, { withKeys: true });
  },
  drop() {
    const landing = letGo();
    if (landing.isOut) takeOut(landing.code);
    else if (isWhereItWas(landing)) left(landing.code);
    else if (landing.there.length) offer(landing);
    else moveTo(landing.code, landing.room, landing.at);
  },
  leave() {
    left(letGo().code);
  },
  takeOut(code = heldCode()) {
    letGo();
    takeOut(code);
  },
  openDay(date) {
    if (!dayFrame(date) || date === programme.day) return;
    programme.day = date;
    draw();
  },
  show(code) {
    const place = placeOf(code);
    if (place) acts.openDay(place.day);
    choose(code, acts);
    (cardOf(code) ?? parts.tray.querySelector(`[data-code="${CSS.escape(code)}"]`))?.focus();
  },
  async undo() {
    letGo();
    const found = await send(root.dataset.undo);
    if (settle(found, null)) status(say("undone"));
  },
};

function isWhereItWas({ code, room, at }) {
  const place = programme.state.places[code];
  return Boolean(place) && place[0] === room && place[1] === at;
}

function left(code) {
  voice(say("left", { title: session(code).title }));
  draw();
  cardOf(code)?.focus();
}

function moveTo(code, room, at) {
  const before = programme.state;
  const end = clockOf(minuteOf(at) + session(code).minutes);
  const { [code]: _reasons, ...waiting } = before.waiting;
  const places = { ...before.places, [code]: [room, at, `${at.slice(0, 11)}${end}`] };
  programme.state = { ...before, places, waiting };
  return act({ act: before.places[code] ? "move" : "place", session: code, room, starts_at: at });
}

function takeOut(code) {
  if (!programme.state.places[code]) return left(code);
  return act({ act: "remove", session: code });
}

// Send an act; what it would make of the draft is shown until the server has answered, then what it says.
async function act(wanted) {
  draw();
  status(say("saving"));
  const found = await send(root.dataset.edits, wanted);
  if (!found?.isNew) programme.state = programme.confirmed;
  if (settle(found, wanted.session)) status(say("saved", { time: new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }) }));
  const place = placeOf(wanted.session);
  if (place?.day === programme.day && !parts.dialog.open) cardOf(wanted.session)?.focus({ preventScroll: true });
}

// Draw what came back; tell whether the act is done, and offer other places for its session if it is not.
function settle(found, code) {
  draw();
  if (!found) return false;
  if (found.code === 200) return true;
  status(say("notSaved"), "bad");
  const { error, offers = [] } = found.answer;
  openDialog(say("notSaved"), error, offers.map((one) => offerButton(code, one)));
  return false;
}

// Somebody lies where a session was dropped: swap, or a free place nearby.
function offer({ code, room, minute, there, offers }) {
  draw();
  const name = frame.rooms.find((one) => one.code === room).name;
  const titles = there.map((other) => session(other).title);
  const buttons = offers.map((one) => offerButton(code, one));
  if (there.length === 1) {
    const swap = { act: "swap", session: code, with: there[0] };
    buttons.unshift(choice(say("swap", { title: titles[0] }), () => act(swap)));
  }
  const text = there.length === 1 ? say("takenText", { title: titles[0] }) : say("takenMore", { titles: titles.join(", ") });
  openDialog(say("isTaken", { room: name, time: clockOf(minute) }), text, buttons);
}

const offerButton = (code, { room, at, texts }) =>
  choice(inWords(room, at), () => moveTo(code, room, at), texts[0] ?? "");

function choice(text, chosen, note = "") {
  const button = make("button", { type: "button", class: "button" }, text, note && make("small", {}, note));
  button.addEventListener("click", () => {
    parts.dialog.close();
    chosen();
  });
  return button;
}

function openDialog(title, text, buttons) {
  parts["dialog-title"].textContent = title;
  parts["dialog-text"].textContent = text;
  parts.choices.replaceChildren(...buttons, choice(say("close"), () => draw()));
  parts.dialog.showModal();
}

// Draw everything anew, with the focus and what is picked up where they were.
function draw() {
  const focused = document.activeElement?.dataset?.code;
  const wasOnBoard = parts.board.contains(document.activeElement);
  drawDays(acts.openDay);
  drawBoard();
  drawAside(acts);
  if (isCarrying()) attach();
  else if (focused && wasOnBoard) cardOf(focused)?.focus({ preventScroll: true });
  keepOneTabStop();
}

// One card of the board is reached by Tab; the arrow keys lead on from it.
function keepOneTabStop(code = chosenCode()) {
  parts.board.querySelectorAll(".editor-card").forEach((card) => card.setAttribute("tabindex", "-1"));
  const stop = (code && cardOf(code)) || cardOf(codesOn(programme.day)[0] ?? "");
  stop?.setAttribute("tabindex", "0");
}

async function lookAround() {
  if (document.hidden || parts.dialog.open) return;
  const before = programme.state.edits[0]?.number;
  if (!(await look())) return;
  const [newest] = programme.state.edits;
  if (!programme.state.isDraft) status(say("closed"), "bad");
  else if (newest && newest.number !== before && !newest.isMine) status(newest.text);
  draw();
}

function start() {
  for (const part of ["days", "aside", "undo", "help"]) parts[part].hidden = false;
  parts.board.setAttribute("role", "application");
  parts.board.setAttribute("aria-describedby", "editor-keys");
  parts.undo.addEventListener("click", acts.undo);
  parts.search.addEventListener("input", drawTray);
  root.addEventListener("focusin", ({ target }) => {
    const { code } = target.closest(".editor-card")?.dataset ?? {};
    if (!code) return;
    choose(code, acts);
    keepOneTabStop(code);
  });
  root.addEventListener("click", ({ target }) => target.closest(".editor-card")?.focus());
  listenToPointer(acts);
  listenToKeys(acts);
  const busiest = frame.days.find((day) => codesOn(day.date).length);
  programme.day = (busiest ?? frame.days[0]).date;
  draw();
  setInterval(lookAround, LOOK_EVERY);
}

start();
