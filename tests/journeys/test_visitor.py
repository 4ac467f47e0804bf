"""A visitor looks for partners, reads the programme and signs in by a code."""

import re

from playwright.sync_api import Page, expect

from journeys.people import EDITION, sign_in

ADDRESS = "marta.jesionek@foliokrag.example"


def test_visitor_finds_an_organisation_and_reads_who_it_is(page: Page):
    page.goto("/pl/")
    search = page.get_by_role("searchbox", name="Szukaj w serwisie")
    search.fill("politechniki slaskiej")
    search.press("Enter")
    page.get_by_role("link", name=re.compile("Politechnika Śląska")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Politechnika Śląska")


def test_visitor_narrows_the_directory_down(page: Page):
    page.goto("/pl/organisations/")
    everything = page.get_by_role("status").inner_text()
    page.get_by_label("Nazwa lub miejscowość").fill("politechnika")
    page.get_by_label("Kraj").select_option("PL")
    page.locator("main").get_by_role("button", name="Pokaż").last.click()
    expect(page.get_by_role("status")).not_to_have_text(everything)
    names = page.locator("main .records h2").all_inner_texts()
    assert names
    assert all("politechnik" in name.casefold() for name in names)


def test_visitor_reads_the_programme_in_both_languages(page: Page):
    page.goto(f"{EDITION}/programme/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Program")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programme")


def test_visitor_filters_the_programme_and_takes_a_session_into_a_calendar(page: Page):
    page.goto(f"{EDITION}/programme/")
    page.get_by_label("Język", exact=True).select_option("pl")
    page.locator("main").get_by_role("button", name="Pokaż", exact=True).click()
    languages = page.locator("main .session .session-language abbr").all_inner_texts()
    assert set(languages) == {"PL"}
    session = page.locator("main .session .session-title a").first
    title = session.inner_text()
    session.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.get_by_role("link", name="Kalendarz (.ics)").get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    lines = answer.text().replace("\r\n ", "").split("\r\n")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == 1
    summary = next(line for line in lines if line.startswith("SUMMARY"))
    assert title.replace(",", "\\,") in summary


def test_somebody_signs_in_by_the_code_of_a_mail(page: Page):
    page.goto(f"{EDITION}/agenda/")
    sign_in(page, ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Moja agenda")
