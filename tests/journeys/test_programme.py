"""From an open call to a released programme that is changed once more, and the change of one session by phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.edition import (
    CALL,
    NEXT,
    Cell,
    answer,
    card,
    cells,
    drag,
    event_of,
    frame,
    propose,
    rows_of_assignment,
    wait_until_kept,
)
from journeys.people import EDITION, become_at

PROPOSER = "Marta Jesionek"
DRAFT = "Próbka z domu: przynieś opakowanie, powiemy, gdzie skończy"
FIRST = "Skup folii w każdej gminie: rachunek po trzech sezonach"
SECOND = "Rój w hali: drony liczą zapasy nocą"
SESSION = "Folia rolnicza po trzech sezonach: ile razy można ją przerobić"
BEST = 12
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
        expect(rows.filter(has=page.get_by_role("link", name=title))).to_contain_text("przyjęte")
    return titles


def _mails_wait_for_the_organiser(page: Page, accepted: list[str]) -> None:
    page.goto(f"{CALL}decisions/")
    page.get_by_role("button", name="Przygotuj wiadomości").click()
    subjects = page.locator("section[aria-labelledby=drafts] tbody td a")
    expect(subjects).to_have_count(len(accepted))
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


def _a_session_is_dragged_into_a_conflict_and_moved_on_by_keyboard(page: Page) -> str:
    page.goto(f"{NEXT}/organiser/programme/")
    page.get_by_role("button", name="Popraw ręcznie").click()
    code = next(code for code, session in frame(page)["sessions"].items() if session["title"] == SESSION)
    room, released_at = frame(page)["released"][code]
    page.locator(f"#editor-days [data-day='{released_at[:10]}']").click()
    wrong = _wrong(cells(page, code, released_at[:10]))
    drag(page, code, wrong)
    chosen = page.locator("#editor-chosen")
    for sentence in wrong.sentences:
        expect(chosen.locator(".editor-sentences")).to_contain_text(sentence)
    expect(card(page, code)).to_be_focused()
    page.keyboard.press("Enter")
    hint = page.locator("#editor-hint")
    for _ in range(2):  # one of two free places is not the released one
        page.keyboard.press("n")
        expect(hint).to_have_attribute("data-level", "free")
    page.keyboard.press("Enter")
    return ""


def _wrong(found: list[Cell]) -> Cell:
    """Return a place in a free room where the session would keep somebody from being in two rooms at once."""
    return next(cell for cell in found if cell.level == "hard" and any(PROPOSER in text for text in cell.sentences))
