// The pages kept in this browser, as a list of links: what can still be read without a connection.

const PAGES = "grono-pages-1"; // as in sw.js
const list = document.querySelector("[data-kept-pages]");

const kept = await caches.open(PAGES);
for (const request of await kept.keys()) {
  const page = await kept.match(request);
  if (!page.headers.get("Content-Type")?.startsWith("text/html")) continue;
  const title = new DOMParser().parseFromString(await page.text(), "text/html").title;
  const link = document.createElement("a");
  link.href = request.url;
  link.textContent = title;
  const item = document.createElement("li");
  item.append(link);
  list.append(item);
}
