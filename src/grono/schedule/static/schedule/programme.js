// The reader's marks (kept in this browser, or at the congress for a participant), their choice as a page, what is new
// since they looked, times of their own zone, and the pages kept for hours without a connection.
// Everything on the pages can be read without this file.

const script = document.querySelector("script[data-edition]");
const words = script.dataset;
const isParticipant = Boolean(words.marks);
const marksKey = `grono.${words.edition}.marks`;
const seenKey = `grono.${words.edition}.seen`;

const shelf = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off: nothing is remembered
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      /* as above */
    }
  },
};

// --- Marks ------------------------------------------------------------------------------------------
function marksInBrowser() {
  return new Set((shelf.get(marksKey) ?? "").split(",").filter(Boolean));
}

const marks = isParticipant
  ? new Set([...document.querySelectorAll(".session-mine[data-code]")].map((item) => item.dataset.code))
  : marksInBrowser();

async function mark(code, wanted) {
  if (isParticipant) {
    const body = new URLSearchParams({ mark: wanted ? "yes" : "no", csrfmiddlewaretoken: words.csrf });
    const headers = { Accept: "application/json" };
    const answer = await fetch(words.marks.replace("-CODE-", code), { method: "POST", body, headers });
    if (!answer.ok) return;
  }
  if (wanted) marks.add(code);
  else marks.delete(code);
  if (!isParticipant) shelf.set(marksKey, [...marks].join(","));
  showMarks();
}

function star(item) {
  const title = item.querySelector(".session-title a").textContent.trim();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "session-star";
  button.dataset.title = title;
  button.addEventListener("click", () => mark(item.dataset.code, !marks.has(item.dataset.code)));
  item.append(button);
}

function bigStar(place) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.addEventListener("click", () => mark(place.dataset.mark, !marks.has(place.dataset.mark)));
  place.append(button);
}

function showMarks() {
  for (const item of document.querySelectorAll(".session[data-code]")) {
    const marked = marks.has(item.dataset.code);
    const button = item.querySelector(".session-star");
    if (!isParticipant) item.classList.toggle("session-mine", marked);
    button.setAttribute("aria-pressed", marked);
    button.setAttribute("aria-label", `${words.add}: ${button.dataset.title}`);
  }
  for (const place of document.querySelectorAll("[data-mark]")) {
    const marked = marks.has(place.dataset.mark);
    place.firstElementChild.textContent = marked ? words.remove : words.add;
    place.firstElementChild.classList.toggle("button-primary", !marked);
  }
  showChoice();
}

// --- The choice as a page ---------------------------------------------------------------------------
const choice = document.querySelector("[data-agenda]");

function showChoice() {
  if (choice?.dataset.agenda !== "browser") return;
  const shown = [];
  for (const item of choice.querySelectorAll("[data-code]")) {
    item.hidden = !marks.has(item.dataset.code);
    if (!item.hidden) shown.push(item);
  }
  for (const day of choice.querySelectorAll(".programme-day")) {
    day.hidden = !day.querySelector("[data-code]:not([hidden])");
  }
  choice.querySelector("[data-agenda-tools]").hidden = !shown.length;
  choice.querySelector("[data-agenda-empty]").hidden = Boolean(shown.length);
  const codes = shown.map((item) => item.dataset.code).join(",");
  for (const link of choice.querySelectorAll("[data-agenda-calendar], [data-agenda-share]")) {
    link.search = codes ? `?codes=${codes}` : "";
  }
  showClashes(shown);
}

function showClashes(items) {
  const stays = items.map((item) => ({
    item,
    title: item.querySelector(".session-title").textContent.trim(),
    starts: Date.parse(item.querySelector("time").dateTime),
    ends: Date.parse(item.dataset.ends),
  }));
  for (const stay of stays) {
    const others = stays.filter((other) => other !== stay && other.starts < stay.ends && stay.starts < other.ends);
    stay.item.querySelector(".session-clash")?.remove();
    if (!others.length) continue;
    const note = document.createElement("p");
    note.className = "session-meta session-clash";
    note.textContent = `${words.clash} ${others.map((other) => other.title).join("; ")}`;
    stay.item.append(note);
  }
}

function adopt(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const code of button.dataset.agendaAdopt.split(",")) mark(code, true);
    button.disabled = true;
  });
}

function offerTakeover(form) {
  const left = [...marksInBrowser()].filter((code) => !marks.has(code));
  if (location.hash === "#taken-over") {
    shelf.set(marksKey, "");
  } else if (left.length) {
    form.elements.codes.value = left.join(",");
    form.hidden = false;
  }
}

// --- What is new since the reader looked ------------------------------------------------------------
function showNews() {
  const seen = Number(shelf.get(seenKey));
  const releases = [...document.querySelectorAll("[data-release]")];
  const newest = Number(words.number) || Math.max(0, ...releases.map((release) => Number(release.dataset.release)));
  const fresh = releases.filter((release) => seen && Number(release.dataset.release) > seen);
  for (const release of fresh) release.querySelector("h2").append(" ", badge(words.news));
  if (!releases.length && seen && newest > seen) document.querySelector("[data-changes]")?.append(" ", badge(words.news));
  if (newest && (releases.length || !seen)) shelf.set(seenKey, newest);
}

function badge(text) {
  const element = document.createElement("span");
  element.className = "badge badge-solid";
  element.textContent = text;
  return element;
}

// --- Times of the reader's own zone -----------------------------------------------------------------
function offerOwnZone(button) {
  const times = [...document.querySelectorAll(".session-when time[datetime]")];
  const isElsewhere = times.some((time) => {
    const own = new Date(time.dateTime);
    return own.getHours() !== Number(time.dateTime.slice(11, 13));
  });
  if (!isElsewhere) return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  button.textContent = `${words.zone} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const time of times) time.after(` (${words.own}: ${format.format(new Date(time.dateTime))})`);
    button.hidden = true;
  });
}

// --- Without a connection ---------------------------------------------------------------------------
function keepPages() {
  if (!("serviceWorker" in navigator) || navigator.connection?.saveData) return;
  const pages = [location.href, ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.href)];
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  navigator.serviceWorker.register(words.worker).then(() => navigator.serviceWorker.ready).then((registration) => {
    registration.active.postMessage({ pages, files });
  });
}

function sayItIsKept() {
  const { kept } = document.body.dataset;
  if (!kept) return;
  const note = document.createElement("p");
  note.className = "programme-float notice";
  note.setAttribute("role", "status");
  note.textContent = `${words.kept} ${new Date(kept).toLocaleString(document.documentElement.lang)}.`;
  document.body.append(note);
}

document.querySelectorAll(".session[data-code]").forEach(star);
document.querySelectorAll("[data-mark]").forEach(bigStar);
showMarks();
showNews();
sayItIsKept();
document.querySelectorAll("[data-agenda-adopt]").forEach(adopt);
document.querySelectorAll("[data-takeover]").forEach(offerTakeover);
document.querySelectorAll("[data-own-zone]").forEach(offerOwnZone);
addEventListener("load", () => setTimeout(keepPages, 1000));
if (!isParticipant) {
  addEventListener("storage", (event) => {
    if (event.key !== marksKey) return;
    marks.clear();
    for (const code of marksInBrowser()) marks.add(code);
    showMarks();
  });
}
