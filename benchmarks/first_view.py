"""The first view of public pages in a real browser: bytes, requests, layout shift, policy, script off, no connection.

``python -m benchmarks.first_view`` starts a web server over the data of ``make demo-data`` with the joined and
compressed static files, and stops it at the end to see what can be read without. It ends with code 1 when a target is
missed: at most 100 kB and 8 requests for a page with its files, no layout shift, no violation of the content security
policy, readable with scripts switched off, no sideways scrolling, readable without a connection after one visit.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("GRONO_CHROMIUM", "/usr/bin/chromium")
HOST, PORT = "127.0.0.1", 8797
CLOCK = "2027-05-19T10:20:00+02:00"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
MOST_BYTES, MOST_REQUESTS = 100_000, 8
PATIENCE = 30  # seconds in which a page is kept for hours without a connection
SHIFTS = """
window.shift = 0; window.violations = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
IS_KEPT = """async () => {
  const pages = await caches.open("grono-pages-1");
  const links = [location.href, ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.href)];
  const kept = await Promise.all(links.map((link) => pages.match(link, { ignoreVary: true })));
  return kept.every(Boolean);
}"""


@dataclass
class View:
    """What a browser with nothing kept saw of a page."""

    name: str
    size: int = 0
    requests: int = 0
    shift: float = 0.0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the result as one line."""
        verdict = "ok" if not self.faults else "; ".join(self.faults)
        return (
            f"{self.name:34} {self.size / 1000:6.1f} kB {self.requests:3} requests  shift {self.shift:.3f}  {verdict}"
        )


def main() -> int:
    """Measure the pages of the programme; return the exit code."""
    var = Path(os.environ.get("GRONO_VAR", "var")).absolute()
    os.environ.update(
        GRONO_VAR=str(var), GRONO_DEMO="1", GRONO_CLOCK=CLOCK, GRONO_COLLECTED="1",
        DJANGO_SETTINGS_MODULE="grono.site.settings",
    )  # fmt: skip
    from grono.cli.serving import database, prepare, web_command

    with database():
        prepare()
        server = subprocess.Popen(web_command(host=HOST, port=PORT))
        try:
            _wait()
            return _measure(f"http://{HOST}:{PORT}", server)
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait()


def _wait() -> None:
    for _ in range(150):
        try:
            urlopen(f"http://{HOST}:{PORT}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The web server did not start.")


def _measure(site: str, server: subprocess.Popen[bytes]) -> int:
    paths = _paths()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        views = [_look(browser, site, name, path) for name, path in paths.items()]
        offline = _without_connection(browser, site, paths, server)
        browser.close()
    for view in views:
        print(view.line())
    print(f"without a connection: {'ok' if not offline else '; '.join(offline)}")
    return int(bool(offline) or any(view.faults for view in views))


def _paths() -> dict[str, str]:
    from grono.schedule.models import Placement

    placement = (
        Placement.objects.filter(version__plan__status="published", session__kind="talk")
        .select_related("session__edition")
        .first()
    )
    if placement is None:
        raise SystemExit("The programme is not released. Run make demo-data first.")
    base = f"/pl/congress/{placement.session.edition.slug}"
    return {
        "programme, one day": f"{base}/programme/?day=1",
        "programme, all days": f"{base}/programme/list/",
        "programme, one room": f"{base}/programme/rooms/{placement.room.code}/",
        "now": f"{base}/programme/now/",
        "own choice": f"{base}/programme/mine/",
        "session": f"{base}/sessions/{placement.session.code}/",
        "speakers": f"{base}/speakers/",
        "changes": f"{base}/programme/changes/",
    }


def _look(browser: Browser, site: str, name: str, path: str) -> View:
    view = View(name)
    for size in (DESK, PHONE):
        context = browser.new_context(viewport=size, service_workers="block")
        page = context.new_page()
        page.add_init_script(SHIFTS)
        sizes = _count(context, page)
        page.goto(site + path, wait_until="load")
        page.wait_for_timeout(300)
        view.size, view.requests = max(view.size, sum(sizes)), max(view.requests, len(sizes))
        view.shift = max(view.shift, page.evaluate("window.shift"))
        view.faults += [f"policy: {directive}" for directive in page.evaluate("window.violations")]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            view.faults.append(f"scrolls sideways at {size['width']} px")
        context.close()
    view.faults += _without_script(browser, site + path)
    if view.size > MOST_BYTES or view.requests > MOST_REQUESTS:
        view.faults.append("too large")
    if view.shift > 0.001:
        view.faults.append("the layout shifts")
    return view


def _count(context: BrowserContext, page: Page) -> list[int]:
    """Return a list that grows by the bytes of each answer, as they came over the line."""
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    return sizes


def _without_script(browser: Browser, address: str) -> list[str]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    words = len(page.locator("main").inner_text().split())
    context.close()
    return [] if words > 20 else [f"only {words} words without script"]


def _without_connection(
    browser: Browser, site: str, paths: dict[str, str], server: subprocess.Popen[bytes]
) -> list[str]:
    """Visit the programme and a session once, stop the server, and read them and the linked views again."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for name in ("programme, one day", "session"):
        page.goto(site + paths[name], wait_until="load")
        _wait_until_kept(page)
    context.new_cdp_session(page).send("Network.clearBrowserCache")  # so that only the service worker can answer
    _stop(server)
    faults = []
    for name in ("programme, one day", "programme, all days", "own choice", "now", "session"):
        page.goto(site + paths[name])
        if page.evaluate("document.body.dataset.kept") is None or len(page.inner_text("main").split()) < 20:
            faults.append(f"{name} is not kept")
    page.goto(f"{site}/pl/organisations/")
    if not page.locator("[data-kept-pages] a").count():
        page.wait_for_timeout(500)
    if page.locator("[data-kept-pages] a").count() < 2:
        faults.append("the page for what is not kept names no pages")
    context.close()
    return faults


def _wait_until_kept(page: Page) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not page.evaluate(IS_KEPT):
        page.wait_for_timeout(250)


if __name__ == "__main__":
    sys.exit(main())
