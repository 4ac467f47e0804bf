"""Every page: no finding of axe, no sideways scrolling, no error in the console, everything reachable by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from journeys.people import EDITION, become

PAGES = {
    "visitor": [
        "/pl/",
        "/pl/organisations/",
        "/pl/organisations/demo-foliokrag/",
        "/pl/clusters/",
        "/pl/projects/",
        "/pl/search/?q=recykling",
        "/pl/sources/",
        "/pl/outbox/",
        "/pl/account/login/",
        "/pl/api/",
        f"{EDITION}/programme/",
        f"{EDITION}/programme/now/",
    ],
    "participant": [
        "/pl/dashboard/",
        f"{EDITION}/agenda/",
        f"{EDITION}/meetings/",
        f"{EDITION}/people/",
        f"{EDITION}/people/P010/",
        f"{EDITION}/people/P010/request/",
    ],
    "organiser": [
        f"{EDITION}/organiser/",
        f"{EDITION}/organiser/programme/",
        f"{EDITION}/organiser/sessions/",
        f"{EDITION}/organiser/meetings/",
        f"{EDITION}/organiser/people/",
        f"{EDITION}/tables/",
    ],
}
WIDTHS = (390, 1440)
THEMES = ("light", "dark")


@pytest.mark.parametrize("role", PAGES)
def test_pages_have_no_axe_findings_and_never_scroll_sideways(page: Page, role: str):
    become(page, role)
    page.emulate_media(reduced_motion="reduce")  # colours must not be measured on their way from one to another
    findings = {}
    for path in PAGES[role]:
        for address in (path, path.replace("/pl/", "/en/", 1)):
            page.goto(address)
            findings |= _findings(page, address)
    assert findings == {}


def _findings(page: Page, address: str) -> dict[tuple[str, int, str], list[str]]:
    """Return what is wrong with the page shown, by address, width and theme; English needs one look at each width."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES if address.startswith("/pl/") else THEMES[:1]:
            page.emulate_media(color_scheme=theme)
            violations = Axe().run(page, options={"preload": False}).response["violations"]
            faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in violations]
            excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if excess > 0:
                faults.append(f"scrolls sideways by {excess} px")
            if faults:
                found[address, width, theme] = faults
    return found


def test_the_first_tab_stop_leads_to_the_content(page: Page):
    page.goto("/pl/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_programme_is_filtered_by_keyboard_alone(page: Page):
    page.goto(f"{EDITION}/programme/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "f-q":
            break
    page.keyboard.type("helisa")
    page.keyboard.press("Enter")
    expect(page.locator("main .session-title")).to_have_text(["Otwarcie kongresu: potrójna helisa w praktyce"])


def test_the_programme_is_read_and_filtered_without_script(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{EDITION}/programme/")
    everything = page.locator("main .session a").count()
    page.get_by_role("button", name="Filtry").click()
    page.get_by_label("Język").select_option("en")
    page.locator("#filters").get_by_role("button", name="Pokaż").click()
    assert 0 < page.locator("main .session a").count() < everything
    context.close()
