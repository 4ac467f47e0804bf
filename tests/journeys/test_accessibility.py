"""Public pages: no finding of axe, no sideways scrolling, everything reachable."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from journeys.people import EDITION

PATHS = [
    "/pl/",
    "/pl/organisations/",
    "/pl/clusters/",
    "/pl/projects/",
    "/pl/search/?q=recykling",
    "/pl/sources/",
    "/pl/account/login/",
    "/pl/api/",
    f"{EDITION}/",
    f"{EDITION}/programme/",
    f"{EDITION}/programme/now/",
]
WIDTHS = [390, 1440]


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_have_no_axe_findings_and_never_scroll_sideways(
    browser: Browser, site: str, theme: str, width: int
):
    context = browser.new_context(
        base_url=site, locale="pl-PL", color_scheme=theme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    findings: dict[str, list[str]] = {}
    wide = {}
    for path in [*PATHS, *(path.replace("/pl/", "/en/", 1) for path in PATHS[:5])]:
        page.goto(path)
        violations = Axe().run(page).response["violations"]
        if violations:
            findings[path] = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in violations]
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if excess > 0:
            wide[path] = excess
    context.close()
    assert findings == {}
    assert wide == {}


def test_the_first_tab_stop_leads_to_the_content(page: Page):
    page.goto("/pl/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_the_programme_is_readable_without_script(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{EDITION}/programme/")
    assert page.locator("main .session a").count() > 10
    context.close()
