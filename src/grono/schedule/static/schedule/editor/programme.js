// The draft as this page knows it: what stays (frame) and what the server last said (state).

import { dayOf, minuteOf } from "./times.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const frame = read("editor-frame");
const first = read("editor-state");

// `state` may run ahead of `confirmed`, which the server has said.
export const programme = { state: first, confirmed: first, day: frame.days[0].date };

export const session = (code) => frame.sessions[code];
export const roomIndex = (code) => frame.rooms.findIndex((room) => room.code === code);
export const dayFrame = (date = programme.day) => frame.days.find((day) => day.date === date);

// Return where a session lies: room, day, minute and end; null without a place.
export function placeOf(code) {
  const found = programme.state.places[code];
  if (!found) return null;
  const [room, starts, ends] = found;
  return { room, day: dayOf(starts), minute: minuteOf(starts), end: minuteOf(ends) || 24 * 60 };
}

// Return the codes of a day's sessions in order of time, then room.
export function codesOn(day) {
  const codes = Object.keys(programme.state.places).filter((code) => dayOf(programme.state.places[code][1]) === day);
  const order = (code) => {
    const place = placeOf(code);
    return place.minute * 1000 + roomIndex(place.room);
  };
  return codes.sort((one, other) => order(one) - order(other));
}

// Return who lies in a room at a time, but for one session.
export function thoseIn(room, day, minute, length, except) {
  return codesOn(day).filter((code) => {
    const place = placeOf(code);
    return code !== except && place.room === room && place.minute < minute + length && minute < place.end;
  });
}

export const conflictsOf = (code) =>
  programme.state.conflicts.filter((one) => one.session === code || one.others.includes(code));

// Return the sessions that do not lie where the released version has them; nothing before a first release.
export function changedCodes() {
  if (!frame.released) return [];
  return Object.keys({ ...frame.released, ...programme.state.places }).filter(isChanged);
}

export function isChanged(code) {
  if (!frame.released) return false;
  const [was, will] = [frame.released[code], programme.state.places[code]];
  return !was !== !will || (was && (was[0] !== will[0] || was[1] !== will[1]));
}

// Write a place in words: the day if it is not the one shown, the time and the room.
export function inWords(room, at) {
  const day = dayOf(at) === programme.day ? "" : `${dayFrame(dayOf(at))?.name ?? dayOf(at)}, `;
  return `${day}${at.slice(11)}, ${frame.rooms[roomIndex(room)]?.name ?? room}`;
}
