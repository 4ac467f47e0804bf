"""A Polish firm finds partners in other languages, writes to one, and the agreement stands on both pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.people import become

MEMBER = "/pl/organisations/demo-laminaria-aero/"
PARTNER = "/pl/organisations/demo-politechnika-gornej-strugi/"
TITLE = "Wspólne badania próbek z autoklawu"


@pytest.mark.parametrize("text", ["recykling tworzyw sztucznych", "recykling tworzyw stucznych"])
def test_a_polish_firm_finds_profiles_and_projects_in_other_languages_and_is_told_why(page: Page, text: str):
    become(page, "member")
    page.goto("/pl/search/")
    page.locator("main").get_by_role("searchbox").fill(text)
    page.locator("main").get_by_role("searchbox").press("Enter")
    page.wait_for_url(re.compile(r"/pl/search/\?.*q="))
    results = page.locator("main ol li")
    expect(results.filter(has_text="Regranulat aus Agrarfolien")).to_have_count(1)
    expect(results.filter(has_text="Recycling line that separates multilayer plastic packaging")).to_have_count(1)
    projects = results.filter(has=page.locator('a[href^="/pl/projects/"]'))
    assert projects.count() >= 1
    assert any("lastic" in text for text in projects.all_inner_texts())


def test_a_recommended_partner_is_written_to_accepts_and_the_agreement_stands_on_both_pages(page: Page):
    become(page, "member")
    page.goto("/pl/recommendations/")
    partners = page.get_by_role("region", name=re.compile("Partnerzy dla"))
    recommended = partners.get_by_role("listitem").filter(has_text="Politechnika Górnej Strugi").first
    expect(recommended).to_contain_text("Szukacie: „badania nieniszczące”")
    recommended.get_by_role("link", name=re.compile("Politechnika Górnej Strugi")).click()
    page.get_by_role("link", name=re.compile("Wyraź zainteresowanie|Napisz")).first.click()
    page.locator("main textarea").first.fill("Szukamy badań próbek z autoklawu, seria dwunastu płyt.")
    page.locator("main form").get_by_role("button", name=re.compile("Wyślij")).click()
    page.wait_for_load_state()

    become(page, "partner")
    page.goto("/pl/cooperation/interests/")
    page.locator("main").get_by_role("link", name=re.compile("Laminaria")).first.click()
    page.locator("main").get_by_role("button", name=re.compile("Przyjmij")).first.click()
    page.wait_for_load_state()

    page.locator("main").get_by_role("link", name=re.compile("porozumienie", re.IGNORECASE)).first.click()
    page.get_by_label(re.compile("Tytuł|Nazwa")).fill(TITLE)
    page.get_by_label(re.compile("Rodzaj")).select_option("technical")
    page.locator("main form").get_by_role("button", name=re.compile("Zaproponuj|Wyślij|Zapisz")).click()
    page.wait_for_load_state()

    become(page, "member")
    page.goto("/pl/cooperation/agreements/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name=re.compile("Potwierdź")).click()
    page.wait_for_load_state()

    become(page, "visitor")
    for address in (MEMBER, PARTNER):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(TITLE)


def test_what_is_not_for_the_member_is_not_proposed_again(page: Page):
    become(page, "member")
    page.goto("/pl/recommendations/")
    section = page.get_by_role("region", name="Profile, na które możecie odpowiedzieć")
    first = section.get_by_role("heading", level=3).first.inner_text()
    section.get_by_role("button", name=re.compile("Nie dla mnie")).first.click()
    page.wait_for_load_state()
    assert first not in section.get_by_role("heading", level=3).all_inner_texts()
    page.get_by_text(re.compile("odłożona propozycja|odłożone propozycje")).click()
    page.get_by_role("button", name=re.compile("Przywróć")).first.click()
    page.wait_for_load_state()
    assert first in section.get_by_role("heading", level=3).all_inner_texts()
