"""A Polish firm finds partners in other languages, writes to one, and the agreement stands on both pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.people import become, become_at

MEMBER = "/pl/organisations/demo-laminaria-aero/"
PARTNER = "/pl/organisations/demo-politechnika-gornej-strugi/"
UNIVERSITY = re.compile("Politechnika Górnej Strugi")
MESSAGE = "Szukamy badań próbek z autoklawu, seria dwunastu płyt."
TITLE = "Wspólne badania próbek z autoklawu"
RESULT = "Dwanaście płyt zbadanych, żadnej nie odrzucono."


@pytest.mark.parametrize("text", ["recykling tworzyw sztucznych", "recykling tworzyw stucznych"])
def test_a_polish_firm_finds_profiles_and_projects_in_other_languages_and_is_told_why(page: Page, text: str):
    become(page, "member")
    page.goto("/pl/search/")
    box = page.get_by_label("Czego szukasz?")
    box.fill(text)
    box.press("Enter")
    page.wait_for_url(re.compile(r"/pl/search/\?.*q="))
    results = page.locator("main ol.search-hits > li")
    german = results.filter(has_text="Regranulat aus Agrarfolien").filter(has_text="niemiecki")
    english = results.filter(has_text="Recycling line that separates multilayer plastic").filter(has_text="angielski")
    projects = results.filter(has=page.locator('h2 a[href^="/pl/projects/"]'))
    for found in (german, english):
        expect(found).to_have_count(1)
        expect(found.locator(".search-why")).to_have_text("podobne znaczenie")
    assert any("lastic" in words for words in projects.all_inner_texts())


def test_a_recommended_partner_is_written_to_accepts_and_the_agreement_stands_on_both_pages(page: Page):
    become(page, "member")
    page.goto("/pl/recommendations/")
    recommended = page.get_by_role("region", name="Partnerzy dla").get_by_role("listitem").filter(has_text=UNIVERSITY)
    expect(recommended.first).to_contain_text("Szukacie: „badania nieniszczące”")
    recommended.get_by_role("link", name="Wyraź zainteresowanie").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(UNIVERSITY)
    page.get_by_label("Wiadomość").fill(MESSAGE)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("status")).to_contain_text("Wyrażenie zainteresowania zostało wysłane")
    conversation = page.url

    become_at(page, "partner", "/pl/cooperation/interests/")
    page.locator("main").get_by_role("link", name="Laminaria").first.click()
    expect(page).to_have_url(conversation)
    expect(page.locator(".thread")).to_contain_text(MESSAGE)
    page.get_by_role("button", name="Przyjmij").click()
    expect(page.locator("main .lead")).to_have_text("Przyjęto: uzgodnijcie tutaj następny krok.")
    page.get_by_label("Wiadomość").fill("Aparat jest wolny od wtorku.")
    page.get_by_role("button", name="Wyślij").click()
    _propose(page)
    agreement = page.url

    become(page, "visitor")
    assert TITLE not in _text(page, MEMBER), "a proposal must not show before every party has confirmed it"

    become_at(page, "member", conversation)
    expect(page.locator(".thread")).to_contain_text("Aparat jest wolny od wtorku.")
    page.goto("/pl/cooperation/agreements/")
    page.get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(agreement)
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.get_by_role("button", name="Potwierdź")).to_have_count(0)
    _enter_the_outcome(page)

    become_at(page, "visitor", "/pl/")
    for address in (MEMBER, PARTNER):
        page.goto(address)
        page.get_by_role("region", name="Współpraca", exact=True).get_by_role("link", name=TITLE).click()
        expect(page).to_have_url(agreement)
    expect(page.locator("main")).to_contain_text(RESULT)
    page.goto(conversation)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")


def test_what_is_not_for_the_member_is_not_proposed_again(page: Page):
    become(page, "member")
    page.goto("/pl/recommendations/")
    section = page.get_by_role("region", name="Profile, na które możecie odpowiedzieć")
    names = section.get_by_role("heading", level=3)
    first = names.first.inner_text()
    section.get_by_role("button", name=first).click()
    expect(names.filter(has_text=first)).to_have_count(0)
    page.get_by_text(re.compile("odłożona propozycja|odłożone propozycje")).click()
    page.get_by_role("button", name=first).click()
    expect(names.filter(has_text=first)).to_have_count(1)


def _propose(page: Page) -> None:
    page.get_by_role("link", name="Dodaj porozumienie").click()
    assert "Laminaria" in page.get_by_label("Druga strona").input_value()
    page.get_by_label("Rodzaj porozumienia").select_option("technical")
    page.get_by_label("Tytuł").fill(TITLE)
    page.get_by_role("button", name="Zaproponuj porozumienie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def _enter_the_outcome(page: Page) -> None:
    page.get_by_text("Wpisz rezultat").click()
    page.get_by_label("zakończone z rezultatem").check()
    page.get_by_label("W kilku słowach").fill(RESULT)
    page.get_by_role("button", name="Zapisz rezultat").click()
    expect(page.get_by_role("region", name="Co z tego wyszło")).to_contain_text(RESULT)


def _text(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()
