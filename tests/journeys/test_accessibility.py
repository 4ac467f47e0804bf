"""Every page: no finding of axe, no sideways scrolling, no error in the console, everything reachable by keyboard."""

from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from journeys.consortia import ask_for_proposals, invite, workspace
from journeys.edition import CALL, NEXT
from journeys.people import EDITION, become, become_at

#: Addresses, or where the first link of a kind leads whose address is not known beforehand.
PAGES: dict[str, list[str | tuple[str, str]]] = {
    "visitor": [
        "/pl/",
        "/pl/organisations/",
        "/pl/organisations/demo-foliokrag/",
        "/pl/clusters/",
        "/pl/clusters/klaster-pokazowy-zamknieta-petla/",
        "/pl/map/",
        "/pl/map/?country=PL",
        "/pl/regions/",
        "/pl/regions/PL/",
        "/pl/regions/PL82/",
        "/pl/directory/lookup/?number=1111111112",
        "/pl/projects/",
        "/pl/projects/demo-folia-wraca/",
        "/pl/projects/map/",
        "/pl/projects/pipeline/",
        "/pl/innovations/",
        "/pl/innovations/demo-folia-z-pola/",
        "/pl/funding/",
        "/pl/funding/horizon-cl6-2027-01-circbio-03/",
        "/pl/funding/deadlines/",
        "/pl/search/?q=recykling",
        "/pl/search/?q=recykling&country=PL",
        "/pl/search/?q=qwrtpsdfg",
        "/pl/cooperation/",
        ("/pl/cooperation/", "main .profiles-line h2 a"),
        ("/pl/organisations/demo-foliokrag/", "section[aria-labelledby=cooperation] h3 a"),
        "/pl/sources/",
        "/pl/outbox/",
        "/pl/account/login/",
        "/pl/api/",
        f"{EDITION}/programme/",
        f"{EDITION}/programme/now/",
        f"{EDITION}/programme/list/?q=helisa",
        f"{EDITION}/programme/mine/",
        f"{EDITION}/programme/changes/",
        f"{EDITION}/speakers/",
        f"{EDITION}/supporters/",
        f"{EDITION}/exhibitors/",
        f"{EDITION}/press/",
        "/pl/congress/",
        f"{NEXT}/calls/",
        f"{NEXT}/calls/presentations/",
    ],
    "participant": [
        "/pl/dashboard/",
        f"{EDITION}/agenda/",
        f"{EDITION}/meetings/",
        f"{EDITION}/people/",
        f"{EDITION}/people/P010/",
        f"{EDITION}/people/P010/request/",
        f"{NEXT}/proposals/",
        f"{NEXT}/calls/presentations/proposals/new/",
    ],
    "member": [
        "/pl/dashboard/",
        "/pl/recommendations/",
        "/pl/organisations/demo-laminaria-aero/",
        "/pl/organisations/demo-laminaria-aero/edit/",
        "/pl/cooperation/mine/",
        "/pl/cooperation/new/",
        ("/pl/cooperation/mine/", "main .records h2 a"),
        "/pl/cooperation/interests/",
        ("/pl/cooperation/interests/", "main .records h2 a"),
        "/pl/cooperation/organisations/demo-foliokrag/interest/",
        "/pl/cooperation/agreements/",
        "/pl/cooperation/agreements/new/",
        "/pl/organisations/demo-laminaria-aero/facts/",
        "/pl/organisations/demo-laminaria-aero/innovations/new/",
        "/pl/projects/new/",
    ],
    "manager": [
        "/pl/dashboard/",
        "/pl/cooperation/review/",
        "/pl/clusters/klaster-pokazowy-zamknieta-petla/edit/",
        "/pl/clusters/klaster-pokazowy-zamknieta-petla/groups/",
        "/pl/clusters/klaster-pokazowy-zamknieta-petla/fees/",
        "/pl/directory/new/",
        "/pl/directory/import/",
        "/pl/projects/demo-folia-wraca/edit/",
        "/pl/projects/demo-folia-wraca/consortium/",
        "/pl/projects/demo-folia-wraca/consortium/answers/",
        "/pl/projects/demo-folia-wraca/consortium/budget/",
        ("/pl/projects/demo-folia-wraca/consortium/", "main a[href*='/consortium/budget/'].button"),
        "/pl/projects/demo-folia-wraca/outline/",
        "/pl/funding/new/",
    ],
    "organiser": [
        f"{EDITION}/organiser/",
        f"{EDITION}/organiser/programme/",
        f"{EDITION}/organiser/sessions/",
        f"{EDITION}/organiser/meetings/",
        f"{EDITION}/organiser/people/",
        f"{EDITION}/tables/",
        f"{EDITION}/organiser/programme/import/",
        f"{EDITION}/organiser/setup/",
        f"{EDITION}/organiser/setup/edition/",
        f"{EDITION}/organiser/setup/rooms/",
        f"{EDITION}/organiser/setup/time/",
        f"{EDITION}/organiser/setup/tracks/",
        f"{EDITION}/organiser/setup/team/",
        f"{EDITION}/organiser/supporters/",
        f"{NEXT}/organiser/calls/",
        f"{CALL}form/",
        f"{CALL}assignment/",
        f"{CALL}ranking/",
    ],
}
#: A second record of a member, and a row that is refused.
TABLE = """Nazwa;Miasto;Kraj;NIP;Demonstracja
Opakomat Trzy Dęby S.A.;Katowice;PL;4444444444;tak
Sklejkarnia Pod Wiatrem;Katowice;PL;4444444445;tak
"""
LOOKS: dict[str, tuple[tuple[int, Literal["light", "dark"]], ...]] = {
    "pl": ((390, "light"), (1440, "light"), (1440, "dark")),
    "en": ((390, "light"),),
}


@pytest.mark.parametrize("role", PAGES)
def test_pages_have_no_axe_findings_and_never_scroll_sideways(page: Page, role: str):
    become(page, role)
    page.emulate_media(reduced_motion="reduce")  # colours must not be measured on their way from one to another
    findings = {}
    for entry in PAGES[role]:
        findings |= _look(page, entry if isinstance(entry, str) else _followed(page, *entry))
    assert findings == {}


def test_steps_of_an_import_and_a_merge_have_no_findings(page: Page):
    become_at(page, "manager", "/pl/directory/import/")
    page.emulate_media(reduced_motion="reduce")
    page.get_by_label("Plik").set_input_files({"name": "nowe.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.get_by_role("button", name="Wyślij plik").click()
    findings = _look(page, _path(page))
    page.get_by_role("button", name="Pokaż podgląd").click()
    findings |= _look(page, _path(page))
    page.get_by_role("button", name="Import").click()
    expect(page.locator("main .lead")).to_contain_text("Gotowe.", timeout=60_000)
    findings |= _look(page, _path(page))
    findings |= _look(page, "/pl/directory/duplicates/")
    page.get_by_role("listitem").filter(has_text="Opakomat").get_by_role("link", name="Porównaj").click()
    findings |= _look(page, _path(page))
    page.get_by_role("button", name="Scal w jedną").click()
    findings |= _look(page, f"{_path(page)}history/")
    findings |= _look(page, "/pl/directory/duplicates/")
    assert findings == {}


def test_steps_of_a_search_and_an_invitation_have_no_findings(page: Page):
    project, member = "demo-woda-ponad-granica", "Laminaria Aero"
    become(page, "manager")
    page.emulate_media(reduced_motion="reduce")
    ask_for_proposals(page, project, size=4)
    findings = _look(page, _path(page))
    findings |= _look(page, f"{workspace(project)}invite/?organisation=demo-laminaria-aero")
    invite(page, project, organisation=member, words="Szukamy kogoś, kto zrobi formy zbiorników.")
    invitation = _followed(page, workspace(project), "#invitations h3 a")
    become_at(page, "member", "/pl/")
    findings |= _look(page, invitation)
    become_at(page, "manager", invitation)
    page.get_by_text("Wycofaj zaproszenie").click()
    page.get_by_role("button", name="Wycofaj").click()
    expect(page.locator("#invitations").get_by_role("listitem").filter(has_text=member)).to_contain_text("wycofane")
    assert findings == {}


def test_the_editor_of_the_programme_has_no_findings(page: Page):
    become_at(page, "organiser", f"{EDITION}/organiser/programme/")
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Popraw ręcznie").click()
    expect(page.locator("#editor-board .editor-card").first).to_be_visible()
    findings = _look(page, _path(page))
    page.goto(f"{EDITION}/organiser/programme/")
    page.get_by_role("button", name="Odrzuć").click()
    expect(page.locator("#draft")).to_have_count(0)
    assert findings == {}


def _path(page: Page) -> str:
    return urlsplit(page.url).path


def _followed(page: Page, start: str, link: str) -> str:
    page.goto(start)
    return page.locator(link).first.get_attribute("href") or ""


def _look(page: Page, path: str) -> dict[tuple[str, int, str], list[str]]:
    """Return what is wrong with a page in both languages, and come back to it."""
    findings = {}
    for address in (path.replace("/pl/", "/en/", 1), path):
        page.goto(address)
        findings |= _findings(page, address)
    return findings


def _findings(page: Page, address: str) -> dict[tuple[str, int, str], list[str]]:
    """Return what is wrong with the page shown, by address, width and theme.

    Colours do not depend on the width, nor the structure on the language: dark is looked at on the wide page, English
    on the phone, where its words have least room.
    """
    found = {}
    for width, theme in LOOKS["pl" if address.startswith("/pl/") else "en"]:
        page.set_viewport_size({"width": width, "height": 900})
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
