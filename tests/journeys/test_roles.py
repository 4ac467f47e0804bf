"""Each role finds the one thing it came for, and cannot stray into what belongs to others."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from journeys.people import EDITION, become


@pytest.mark.parametrize(
    ("role", "action", "heading"),
    [
        ("visitor", "Zobacz program", "Program"),
        ("participant", "Otwórz moją agendę", "Moja agenda"),
        ("member", "Zobacz swoją organizację", "pokazow"),
        ("manager", "Zobacz swój klaster", "Klaster Pokazowy"),
        ("organiser", "Otwórz panel organizatora", "Panel organizatora"),
    ],
)
def test_the_edition_offers_each_role_its_one_clear_action(page: Page, role: str, action: str, heading: str):
    become(page, role)
    page.goto(f"{EDITION}/")
    clear = page.locator("main .hero .button-primary")
    expect(clear).to_have_text(action)
    clear.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_demo_bar_leads_a_visitor_away_from_a_private_page(page: Page):
    become(page, "organiser")
    page.goto(f"{EDITION}/organiser/")
    become(page, "visitor")
    expect(page).to_have_url(re.compile(r"/pl/$"))


@pytest.mark.parametrize("path", ["people/", "agenda/", "organiser/", "tables/"])
def test_a_visitor_is_led_to_sign_in_and_back(page: Page, path: str):
    page.goto(f"{EDITION}/{path}")
    expect(page).to_have_url(re.compile(rf"/pl/account/login/\?next={EDITION}/{path}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")


def test_a_participant_is_told_that_the_console_belongs_to_others(context: BrowserContext):
    page = context.new_page()
    become(page, "participant")
    answer = page.goto(f"{EDITION}/organiser/meetings/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Ta strona nie jest dla Ciebie dostępna")


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/pl/congress/nie-ma/", 404, "Nie ma takiej strony"),
        ("/en/congress/nie-ma/", 404, "There is no such page"),
        ("/pl/organisations/?q=%00", 400, "Nie można odczytać adresu"),
        (f"{EDITION}/programme/?day=99", 200, "Program"),
        ("/pl/organisations/?page=abc&q=<script>alert(1)</script>", 200, "Organizacje"),
    ],
)
def test_a_wrong_address_is_answered_with_words(context: BrowserContext, path: str, status: int, heading: str):
    page = context.new_page()
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_form_without_its_token_is_refused_with_words(context: BrowserContext):
    answer = context.request.post("/pl/account/login/", form={"login": "a@b.example"})
    assert answer.status == 403
    assert "Nic nie zostało zapisane" in answer.text()
