"""Calls, innovations and projects: found, narrowed, followed from page to page, watched, taken into a calendar."""

import re
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from journeys.people import EDITION, become_at

WATER = "/pl/funding/pokaz-czpl-2027-woda/"
COUNTED = re.compile(r"^(.+) \((\d+)\)$")


def test_calls_are_narrowed_and_their_deadlines_taken_into_a_calendar(page: Page, tmp_path: Path):
    page.goto("/pl/funding/")
    page.get_by_label("Poziom").select_option("cross-border")
    page.get_by_role("button", name="Pokaż").click()
    expect(page.locator("main .records h2")).to_have_text([re.compile("wspólna woda i odporność na suszę")])
    page.get_by_role("link", name="Kalendarz terminów").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Październik 2027")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Pobierz (.ics)").click()
    downloading.value.save_as(tmp_path / "terminy.ics")
    events = Calendar.from_ical((tmp_path / "terminy.ics").read_bytes()).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2027, 10, 29)]
    assert WATER in events[0].decoded("url")


def test_a_participant_watches_a_call_and_stops(page: Page):
    become_at(page, "participant", WATER)
    page.get_by_role("button", name="Obserwuj", exact=True).click()
    expect(page.get_by_role("region", name="Obserwujesz ten nabór")).to_be_visible()
    page.get_by_role("link", name="Wszystkie obserwowane").click()
    expect(page.locator("main").get_by_role("link", name="wspólna woda i odporność na suszę")).to_have_count(1)
    page.goto(WATER)
    page.get_by_role("button", name="Przestań obserwować").click()
    expect(page.get_by_role("button", name="Obserwuj", exact=True)).to_be_visible()


def test_innovations_are_narrowed_by_branch(page: Page):
    page.goto("/pl/innovations/")
    everything = page.locator("main .cards > li").count()
    option = page.get_by_label("Branża").locator("option").nth(1)
    name, count = COUNTED.fullmatch(option.inner_text()).groups()
    page.get_by_label("Branża").select_option(option.get_attribute("value"))
    page.get_by_role("button", name="Pokaż").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{count} innowacj"))
    assert page.locator("main .cards > li").count() == int(count) < everything
    page.locator("main .cards > li a").first.click()
    expect(page.get_by_role("complementary")).to_contain_text(name, ignore_case=True)


def test_an_innovation_is_found_by_what_it_is_about(page: Page):
    page.goto("/pl/search/?q=regranulat+z+folii+rolniczych")
    page.locator("main ol.search-hits").get_by_role("link", name="Folia z Pola").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Folia z Pola: regranulat z folii rolniczych")
    expect(page.get_by_role("region", name="Czego szukają")).to_be_visible()


@pytest.mark.parametrize(
    ("start", "panel"),
    [
        ("/pl/regions/PL22/", "Innowacje z regionu"),
        ("/pl/clusters/klaster-pokazowy-zamknieta-petla/", "Innowacje członków"),
        (f"{EDITION}/", "Innowacje klastrów"),
    ],
)
def test_an_innovation_is_reached_from_the_page_of(page: Page, start: str, panel: str):
    page.goto(start)
    link = page.get_by_role("region", name=panel).get_by_role("heading", level=3).get_by_role("link").first
    name = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile(r"/pl/innovations/[\w-]+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_map_of_projects_leads_to_the_projects_of_two_countries(page: Page):
    page.goto("/pl/projects/map/")
    first = page.get_by_role("navigation", name="Najwięcej wspólnych projektów").get_by_role("listitem").first
    pair = first.get_by_role("link").inner_text()
    count = re.search(r"\d+$", first.inner_text())[0]
    arc = page.locator(f'.map-wide a[aria-label^="{pair}: {count} "]')
    expect(arc).to_have_count(1)
    arc.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Projekty")
    expect(page.get_by_role("status")).to_contain_text(f"{count} projekt")


def test_the_pipeline_leads_from_a_year_to_a_project(page: Page):
    page.goto("/pl/projects/pipeline/")
    page.get_by_role("table").get_by_role("link", name="2028").click()
    stage = page.locator("section.project-stage").filter(has=page.get_by_role("heading", name="2028", level=2))
    expect(stage.get_by_role("heading", level=2)).to_be_in_viewport()
    stage.get_by_role("link", name="FOLIA WRACA").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("FOLIA WRACA")
