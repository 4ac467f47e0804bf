// Talking to the server: acts go one after the other, each with the revision that this page has seen.

import { root, say, status } from "./page.js";
import { programme } from "./programme.js";

const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
let last = Promise.resolve();

async function ask(address, options) {
  const response = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (!response.headers.get("content-type")?.includes("application/json")) throw new SignedOut();
  return { code: response.status, answer: await response.json() };
}

class SignedOut extends Error {}

function explain(error) {
  status(say(error instanceof SignedOut ? "signedOut" : "lost"), "bad");
  return null;
}

// Do an act after those under way; return the status and the answer, or null when it did not arrive.
export function send(address, act = {}) {
  const post = () => {
    const body = JSON.stringify({ ...act, revision: programme.confirmed.revision });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    return ask(address, { method: "POST", body, headers }).then(taken).catch(explain);
  };
  last = last.then(post);
  return last;
}

// Return what each cell of a day would mean for a session, or null.
export async function cellsFor(code, day) {
  const query = new URLSearchParams({ session: code, day });
  const found = await ask(`${root.dataset.places}?${query}`, {}).catch(explain);
  return found?.code === 200 ? found.answer : null;
}

// Look whether somebody else has changed the draft; tell whether the state is a new one.
export async function look() {
  const query = new URLSearchParams({ since: programme.confirmed.revision });
  const found = await ask(`${root.dataset.data}?${query}`, {}).catch(() => null);
  if (!found || found.code !== 200 || found.answer.isSame) return false;
  return taken(found).isNew;
}

// Keep the newest state of those that arrive, in whatever order they do.
function taken(found) {
  const { answer } = found;
  const isNew = answer.places !== undefined && answer.revision >= programme.confirmed.revision;
  if (isNew) programme.state = programme.confirmed = answer;
  return { ...found, isNew };
}
