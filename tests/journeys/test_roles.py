"""Each role does what it came for."""

import re

from playwright.sync_api import Page, expect

from journeys.people import EDITION, become


def test_visitor_finds_an_organisation_and_reads_who_it_is(page: Page):
    page.goto("/pl/")
    search = page.get_by_role("searchbox", name="Szukaj w serwisie")
    search.fill("politechniki slaskiej")
    search.press("Enter")
    page.get_by_role("link", name=re.compile("Politechnika Śląska")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Politechnika Śląska")


def test_visitor_reads_the_programme_in_both_languages(page: Page):
    page.goto(f"{EDITION}/programme/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Program")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programme")


def test_visitor_is_led_to_sign_in_before_seeing_people(page: Page):
    page.goto(f"{EDITION}/people/")
    expect(page).to_have_url(re.compile(r"/account/login/\?next="))


def test_participant_opens_an_agenda_without_a_clash(page: Page):
    become(page, "participant")
    page.goto(f"{EDITION}/agenda/")
    for day in range(1, 4):
        page.goto(f"{EDITION}/agenda/?day={day}")
        times = page.locator("main time[datetime]")
        assert times.count() > 0
    expect(page.get_by_role("heading", level=1)).to_contain_text("agenda")


def test_member_sees_the_own_organisation(page: Page):
    become(page, "member")
    page.goto("/pl/")
    page.get_by_role("link", name="Zobacz swoją organizację").click()
    expect(page.get_by_role("link", name=re.compile("Edytuj"))).to_be_visible()


def test_manager_sees_the_own_cluster(page: Page):
    become(page, "manager")
    page.goto("/pl/")
    page.get_by_role("link", name="Zobacz swój klaster").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Klaster Pokazowy")


def test_demo_bar_leads_a_visitor_away_from_a_private_page(page: Page):
    become(page, "organiser")
    page.goto(f"{EDITION}/organiser/")
    become(page, "visitor")
    expect(page).to_have_url(re.compile(r"/pl/$"))
