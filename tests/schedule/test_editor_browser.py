"""The editor in a real browser: dragging, the keyboard, undo, and two organisers at once."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from grono.accounts.models import Person
from grono.schedule.models import Placement, ScheduleEdit

from .conftest import at

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium found; make browser installs one"),
]
HOUR = 120  # pixels: twelve rows of ten


@pytest.fixture
def address(live_server, talk, version, hall, attic, organiser) -> str:
    """The editor of a draft with A and B in the hall and C without a place."""
    with transaction.atomic():
        version((talk("A"), hall, at(9)), (talk("B"), hall, at(10)))
        talk("C")
    return f"{live_server.url}/en/congress/small/organiser/programme/versions/1/editor/"


@contextmanager
def chromium() -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def key_of(person: Person) -> str:
    """Sign in and return the key of the session."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opened(browser: Browser, address: str, key: str, faults: list[str]) -> Page:
    """Open the editor; errors of the script and of the content policy are kept in ``faults``."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto(address)
    expect(page.locator('.editor-grid [data-code="A"]')).to_be_visible()
    return page


def saved(page: Page) -> None:
    expect(page.locator("#editor-status")).to_contain_text("Saved")


def drag(page: Page, code: str, right: float, down: float) -> None:
    """Drag a card by so many pixels."""
    box = page.locator(f'[data-code="{code}"]').bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def test_drag_moves_a_session_and_undo_brings_it_back(address, organiser):
    key, faults = key_of(organiser), []
    with chromium() as browser:
        page = opened(browser, address, key, faults)
        drag(page, "A", 0, HOUR / 2)
        saved(page)
        expect(page.locator('.editor-grid [data-code="A"] .editor-when')).to_contain_text("09:30")
        page.keyboard.press("Control+z")
        expect(page.locator('.editor-grid [data-code="A"] .editor-when')).to_contain_text("09:00")
    assert faults == []
    assert list(ScheduleEdit.objects.values_list("kind", flat=True)) == ["move", "undo"]


def test_drop_on_a_session_offers_to_swap(address, organiser):
    key, faults = key_of(organiser), []
    with chromium() as browser:
        page = opened(browser, address, key, faults)
        drag(page, "A", 0, HOUR)
        page.get_by_role("button", name="Swap with “Talk B”").click()
        saved(page)
    assert faults == []
    assert dict(Placement.objects.values_list("session__code", "starts_at")) == {"A": at(10), "B": at(9)}


def test_keyboard_places_moves_and_takes_out(address, organiser):
    key, faults = key_of(organiser), []
    with chromium() as browser:
        page = opened(browser, address, key, faults)
        page.locator('.editor-tray [data-code="C"]').focus()
        page.keyboard.press("Enter")
        expect(page.locator(".editor-target")).to_contain_text("Attic")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#editor-voice")).to_contain_text("09:05–09:35, Attic")
        page.keyboard.press("Enter")
        saved(page)
        expect(page.locator('.editor-grid [data-code="C"]')).to_be_focused()
        page.locator('.editor-grid [data-code="B"]').focus()
        page.keyboard.press("Delete")
        expect(page.locator('.editor-tray [data-code="B"]')).to_be_visible()
    assert faults == []
    assert dict(Placement.objects.values_list("session__code", "starts_at")) == {"A": at(9), "C": at(9, 5)}


def test_second_organiser_learns_of_the_first_and_loses_nothing(edition, address, organiser, outsider):
    edition.team.create(person=outsider)
    first_key, second_key, faults = key_of(organiser), key_of(outsider), []
    with chromium() as browser:
        first = opened(browser, address, first_key, faults)
        second = opened(browser, address, second_key, faults)
        # The second page is kept from looking until it acts itself.
        second.route("**/editor/data/**", lambda route: route.abort())
        drag(first, "A", 0, HOUR / 2)
        saved(first)
        drag(second, "A", 0, HOUR / 4)
        expect(second.locator("#editor-dialog")).to_contain_text("Olga put “Talk A” in Hall, Wednesday 19.05, 09:30")
        expect(second.locator('.editor-grid [data-code="A"] .editor-when')).to_contain_text("09:30")
        second.get_by_role("button", name="Leave it").click()
        drag(second, "B", 0, HOUR / 4)
        saved(second)
        expect(first.locator('.editor-grid [data-code="B"] .editor-when')).to_contain_text("10:15")
    assert faults == []
    assert dict(Placement.objects.values_list("session__code", "starts_at")) == {"A": at(9, 30), "B": at(10, 15)}
