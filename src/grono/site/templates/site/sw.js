// Pages of the programme once visited are readable without a connection. The network always comes first; what is kept
// is shown when the network fails or does not answer in time. Pages of one reader are thrown away as soon as an answer
// is for another one, and whenever somebody signs in or out.
const OFFLINE = {% autoescape off %}{{ pages }}{% endautoescape %};
const FIRST = {% autoescape off %}{{ files }}{% endautoescape %};
const PAGES = "grono-pages-1";
const FILES = "grono-files-1";
const READER = "/-/reader"; // entry among the pages: for whom they are
const KEPT = /^\/[a-z]{2}\/congress\/[^/]+\/(programme\/|sessions\/|speakers\/|$)/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 5000; // milliseconds before a kept page is shown instead of a slow one
const MOST_PAGES = 200;

self.addEventListener("install", (event) => {
  event.waitUntil(prepare().then(() => self.skipWaiting()));
});

async function prepare() {
  const files = await caches.open(FILES);
  const fresh = [...FIRST, ...Object.values(OFFLINE)].map((url) => new Request(url, { credentials: "omit" }));
  await files.addAll(fresh);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(clearOld().then(() => self.clients.claim()));
});

async function clearOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![PAGES, FILES].includes(name)).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && /^\/(demo|[a-z]{2}\/account)\//.test(url.pathname)) {
    event.waitUntil(caches.delete(PAGES));
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, request, url));
});

self.addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data));
});

async function keepAll({ pages, files }) {
  for (const address of pages) {
    const url = new URL(address);
    if (url.origin === location.origin && KEPT.test(url.pathname)) await fetchPage(new Request(withoutMark(url)), url);
  }
  const own = files.map((address) => new URL(address)).filter((url) => url.origin === location.origin);
  for (const url of own.filter(({ pathname }) => pathname.startsWith("/static/"))) await file(new Request(url), url);
}

async function page(event, request, url) {
  const isKept = KEPT.test(url.pathname);
  const network = fetchPage(request, url);
  event.waitUntil(network.catch(() => undefined));
  try {
    return await (isKept ? inTime(network, url) : network);
  } catch {
    return (isKept && (await keptPage(url))) || offlinePage(url);
  }
}

async function fetchPage(request, url) {
  const response = await fetch(request);
  if (KEPT.test(url.pathname) && response.ok && !response.redirected) await keep(url, response.clone());
  return response;
}

async function inTime(network, url) {
  const kept = await keptPage(url);
  if (!kept) return network;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([network, late]);
}

async function keep(url, response) {
  const isPublic = /\bpublic\b/.test(response.headers.get("Cache-Control") ?? "");
  const reader = response.headers.get("X-Reader") ?? (isPublic ? "visitor" : null);
  if (reader === null) return;
  let pages = await caches.open(PAGES);
  const before = await (await pages.match(READER))?.text();
  if (before !== reader) {
    await caches.delete(PAGES);
    pages = await caches.open(PAGES);
    await pages.put(READER, new Response(reader));
  }
  await pages.put(withoutMark(url), response);
  const [, ...addresses] = await pages.keys();
  for (const address of addresses.slice(0, -MOST_PAGES)) await pages.delete(address);
}

async function keptPage(url) {
  const found = await (await caches.open(PAGES)).match(withoutMark(url), { ignoreVary: true });
  if (!found) return undefined;
  const headers = new Headers(found.headers);
  headers.delete("Content-Encoding"); // the body is kept unpacked
  headers.delete("Content-Length");
  const text = (await found.text()).replace("<body", `<body data-kept="${headers.get("Date") ?? ""}"`);
  return new Response(text, { headers });
}

async function offlinePage(url) {
  const language = url.pathname.slice(1, 3);
  const files = await caches.open(FILES);
  return files.match(OFFLINE[language] ?? Object.values(OFFLINE)[0], { ignoreVary: true });
}

async function file(request, url) {
  const files = await caches.open(FILES);
  const kept = await files.match(request, { ignoreVary: true });
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await files.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

function withoutMark(url) {
  return `${url.origin}${url.pathname}${url.search}`;
}
