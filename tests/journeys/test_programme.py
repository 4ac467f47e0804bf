"""From an open call to a released programme that is changed once more, and the change of one session by phone."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from journeys.edition import (
    CALL,
    NEXT,
    Cell,
    Place,
    answer,
    card,
    cells,
    drag,
    event_of,
    frame,
    place_of,
    propose,
    rows_of_assignment,
    spoken_place,
    wait_until_kept,
)
from journeys.people import EDITION, become_at

PROPOSER = "Marta Jesionek"
DRAFT = "Próbka z domu: przynieś opakowanie, powiemy, gdzie skończy"
FIRST = "Skup folii w każdej gminie: rachunek po trzech sezonach"
SECOND = "Rój w hali: drony liczą zapasy nocą"
SESSION = "Folia rolnicza po trzech sezonach: ile razy można ją przerobić"
BEST = 12
ON_THE_PHONE = "Beránek"
NAME, NOTE = "Po telefonie Marty", "Jedno wystąpienie ma nową godzinę."


def test_a_call_becomes_a_programme_that_is_released_and_changed(page: Page, browser: Browser, site: str):
    _three_proposals_come_in(page)
    _they_are_given_to_reviewers_without_conflicts(page)
    _a_reviewer_reads_without_knowing_who_proposes(page)
    accepted = _the_best_are_accepted(page)
    _mails_wait_for_the_organiser(page, accepted)
    _the_programme_is_planned_and_released(page, accepted)
    before = event_of(page, SESSION)
    place = _a_session_is_dragged_into_a_conflict_and_moved_on_by_keyboard(page)
    _the_change_is_released(page)
    _the_change_is_in_changelog_and_calendar(page, before, place)
    _the_change_is_read_on_the_phone_offline(browser, site, before["page"], place)


def _three_proposals_come_in(page: Page) -> None:
    become_at(page, "participant", f"{NEXT}/proposals/")
    page.get_by_role("link", name=DRAFT).click()
    page.get_by_role("link", name="Edytuj", exact=True).click()
    answer(page)
    page.get_by_role("button", name="Zapisz i wyślij").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("wysłane")
    propose(page, FIRST, track="Obieg zamknięty")
    expect(page.get_by_role("heading", level=1)).to_contain_text("wysłane")
    propose(page, "Czwarte zgłoszenie tej samej osoby", track="Obieg zamknięty")
    expect(page.get_by_role("alert")).to_contain_text("3")
    become_at(page, "member", "/pl/")
    propose(page, SECOND, track="Przemysł i cyfryzacja")
    page.goto(f"{NEXT}/proposals/")
    expect(page.get_by_role("listitem").filter(has_text=SECOND)).to_contain_text("wysłane")


def _they_are_given_to_reviewers_without_conflicts(page: Page) -> None:
    become_at(page, "organiser", f"{CALL}assignment/")
    page.get_by_role("button", name="Rozdziel zgłoszenia").click()
    expect(page.locator("#proof")).to_be_visible(timeout=60_000)
    rows = rows_of_assignment(page)
    assert {DRAFT, FIRST, SECOND} <= rows.keys()
    assert {len(given) for given, _barred in rows.values()} == {3}
    assert [title for title, (given, barred) in rows.items() if given & barred.keys()] == []
    reasons = {reason for _given, barred in rows.values() for text in barred.values() for reason in text.split(", ")}
    assert {"własne zgłoszenie", "ta sama organizacja", "ten sam klaster"} <= reasons


def _a_reviewer_reads_without_knowing_who_proposes(page: Page) -> None:
    become_at(page, "manager", f"{NEXT}/reviews/")
    page.locator("main .records h3 a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    for criterion in page.locator("main fieldset:has(input[type=radio])").all():
        criterion.get_by_role("radio").last.check()
    page.locator("main button[name=submit]").click()
    become_at(page, "organiser", f"{CALL}ranking/")
    row = page.locator("table.ranking tbody tr").first
    expect(row.locator("th a")).to_have_text(title)


def _the_best_are_accepted(page: Page) -> list[str]:
    rows = page.locator("table.ranking tbody tr")
    titles = []
    for place, row in enumerate(rows.all()):
        if place < BEST or PROPOSER in row.inner_text():
            row.get_by_role("checkbox").check()
            titles.append(row.locator("th a").inner_text())
    page.get_by_role("button", name="Przyjmij", exact=True).click()
    for title in titles:
        expect(rows.filter(has=page.get_by_role("link", name=title)).locator(".badge-accent")).to_have_count(1)
    return titles


def _mails_wait_for_the_organiser(page: Page, accepted: list[str]) -> None:
    page.goto(f"{CALL}decisions/")
    page.get_by_role("button", name="Przygotuj wiadomości").click()
    subjects = page.locator("section[aria-labelledby=drafts] tbody td a")
    for title in (SESSION, DRAFT, FIRST):  # mails to others may be in another language
        expect(subjects.filter(has_text=title).first).to_be_visible()
    assert subjects.count() >= len(accepted), "to each proposer, and to the other speakers too"
    expect(page.locator("#sent")).to_have_count(0)
    subject = subjects.first.inner_text()
    page.goto("/pl/outbox/")
    expect(page.locator("main .record").filter(has_text=subject)).to_have_count(0)


def _the_programme_is_planned_and_released(page: Page, accepted: list[str]) -> None:
    page.goto(f"{NEXT}/organiser/programme/")
    page.get_by_role("button", name="Dodaj je do programu").click()
    page.get_by_role("button", name="Ułóż program").click()
    expect(page.get_by_role("link", name="Popraw ręcznie")).to_be_visible(timeout=180_000)
    page.get_by_label("Nazwa wersji").fill("Pierwsza")
    page.get_by_role("button", name="Opublikuj", exact=True).click()
    page.goto(f"{NEXT}/programme/list/")
    expect(page.locator("main .session-title a")).to_have_count(len(accepted))


def _a_session_is_dragged_into_a_conflict_and_moved_on_by_keyboard(page: Page) -> Place:
    page.goto(f"{NEXT}/organiser/programme/")
    page.get_by_role("button", name="Popraw ręcznie").click()
    known = frame(page)
    code = next(code for code, session in known["sessions"].items() if session["title"] == SESSION)
    day = known["released"][code][1][:10]
    page.locator(f"#editor-days [data-day='{day}']").click()
    was = spoken_place(page, code)

    wrong = _conflicting(cells(page, code, day))
    drag(page, code, wrong)
    reasons = page.locator("#editor-chosen .editor-sentences > li")
    for sentence in wrong.sentences:
        expect(reasons.filter(has_text=sentence)).to_have_count(1)

    expect(card(page, code)).to_be_focused()
    page.keyboard.press("Enter")
    hint = page.locator("#editor-hint")
    expect(hint).to_have_attribute("data-level", "hard")
    page.keyboard.press("n")
    if hint.locator("strong").inner_text() == was:
        page.keyboard.press("n")
    expect(hint).to_have_attribute("data-level", "free")
    page.keyboard.press("Enter")
    expect(page.locator("#editor-chosen .editor-sentences .is-hard")).to_have_count(0)
    assert spoken_place(page, code) != was
    return place_of(page, code)


def _conflicting(found: list[Cell]) -> Cell:
    """Return a start in a free room that breaks a rule: rather one at which the proposer would be in two rooms at once.

    The planner may have put the proposer's other sessions on another day.
    """
    hard = [cell for cell in found if cell.level == "hard" and cell.sentences]
    return next((cell for cell in hard if any(PROPOSER in text for text in cell.sentences)), hard[0])


def _the_change_is_released(page: Page) -> None:
    page.get_by_role("link", name="Obejrzyj i opublikuj").click()
    page.get_by_label("Nazwa wersji").fill(NAME)
    page.get_by_label("Kilka słów do listy zmian").fill(NOTE)
    page.get_by_role("button", name="Opublikuj", exact=True).click()
    page.wait_for_url(f"**{NEXT}/organiser/programme/")


def _the_change_is_in_changelog_and_calendar(page: Page, before: dict[str, Any], place: Place) -> None:
    page.goto(f"{NEXT}/programme/changes/")
    newest = page.locator("section[data-release]").first
    expect(newest).to_contain_text(NOTE)
    expect(newest.locator(".changes > li")).to_have_count(1)
    expect(newest.get_by_role("link", name=SESSION)).to_be_visible()
    expect(newest.locator("ins")).to_contain_text(f"{place.clock}, {place.room}")
    after = event_of(page, SESSION)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["starts_at"] == place.starts_at
    assert after["location"].startswith(place.room)


def _the_change_is_read_on_the_phone_offline(browser: Browser, site: str, session: str, place: Place) -> None:
    context = browser.new_context(
        base_url=site, locale="pl-PL", timezone_id="Europe/Warsaw", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    for path in (f"{NEXT}/programme/changes/", session):
        page.goto(path)
        wait_until_kept(page)
    context.set_offline(True)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-kept", re.compile("."))
    expect(page.get_by_role("heading", level=1)).to_have_text(SESSION)
    expect(page.locator("main")).to_contain_text(f"{place.clock}–")
    page.goto(f"{NEXT}/programme/changes/")
    expect(page.locator("section[data-release]").first).to_contain_text(f"{place.clock}, {place.room}")
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0
    context.close()


def test_a_session_is_moved_while_somebody_is_on_the_phone(page: Page):
    become_at(page, "organiser", f"{EDITION}/organiser/programme/")
    page.get_by_role("link", name="Zmień jedną sesję").click()
    expect(page.get_by_label("Osoba, tytuł lub kod")).to_be_focused()
    page.keyboard.type(ON_THE_PHONE)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=offer]").first).to_be_focused()  # with one hit the way leads straight on
    title = page.get_by_role("heading", level=1).inner_text()
    wanted = page.locator("label.offer strong").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("section[aria-labelledby=touched]").get_by_role("listitem")).not_to_have_count(0)
    expect(page.locator("section[aria-labelledby=touched]")).to_contain_text(ON_THE_PHONE)
    will = page.locator("section[aria-labelledby=all] ins")
    expect(will).to_have_count(1)
    assert will.inner_text().split(", ")[1:] == re.sub("–[0-9:]+", "", wanted).split(", ")[1:]
    _discard_the_draft(page)


def _discard_the_draft(page: Page) -> None:
    """Leave the released programme as the other journeys know it."""
    page.goto(f"{EDITION}/organiser/programme/")
    page.get_by_role("button", name="Odrzuć").click()
    expect(page.locator("#draft")).to_have_count(0)
