"""A participant lives by the agenda and asks for meetings; members and managers look after their pages."""

from itertools import pairwise

from playwright.sync_api import Page, expect

from journeys.people import DAYS, EDITION, agenda, become


def test_participants_agenda_has_no_two_entries_at_once(page: Page):
    become(page, "participant")
    stops = agenda(page)
    assert {stop.starts_at.date().isoformat() for stop in stops} == set(DAYS)
    assert [(before, after) for before, after in pairwise(stops) if after.starts_at < before.ends_at] == []


def test_participant_takes_the_agenda_into_a_calendar(page: Page):
    become(page, "participant")
    stops = agenda(page)
    address = page.get_by_role("link", name="Kalendarz (.ics)").get_attribute("href")
    become(page, "visitor")  # the key in the address is enough: a calendar programme does not sign in
    lines = page.request.get(address or "").text().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") >= len(stops)


def test_participant_asks_for_a_meeting_and_takes_the_request_back(page: Page):
    become(page, "participant")
    asked = _open_form_for_somebody_not_asked_yet(page)
    page.locator("textarea[name=message]").fill("Chcemy pokazać sortownię i porównać odczynniki.")
    page.get_by_role("button", name="Wyślij prośbę").click()
    expect(page).to_have_url(f"{page.url.split('/pl/')[0]}{EDITION}/meetings/")
    sent = page.locator("section[aria-labelledby=sent] li", has=page.locator(f"a[href*='/people/{asked}/']"))
    expect(sent).to_contain_text("Chcemy pokazać sortownię")
    sent.get_by_role("button", name="Wycofaj").click()
    expect(sent.get_by_role("button", name="Wycofaj")).to_have_count(0)


def _open_form_for_somebody_not_asked_yet(page: Page) -> str:
    page.goto(f"{EDITION}/meetings/")
    known = {link.get_attribute("href") for link in page.locator("main .record h3 a").all()}
    page.goto(f"{EDITION}/people/")
    for form in page.get_by_role("link", name="Poproś o spotkanie").all():
        address = form.get_attribute("href") or ""
        if address.removesuffix("request/") not in known:
            form.click()
            return address.split("/people/")[1].split("/")[0]
    raise AssertionError("Everybody on the first page of people has been asked already.")


def test_member_edits_the_page_of_the_own_organisation(page: Page):
    become(page, "member")
    page.goto(f"{EDITION}/")
    page.get_by_role("link", name="Zobacz swoją organizację").click()
    page.get_by_role("link", name="Edytuj stronę").click()
    page.locator("textarea[name=summary_pl]").fill("Odzyskujemy folię, której nikt nie chciał.")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.locator("main")).to_contain_text("Odzyskujemy folię, której nikt nie chciał.")
    address = page.url
    become(page, "visitor")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Odzyskujemy folię, której nikt nie chciał.")


def test_manager_sees_the_members_of_the_own_cluster(page: Page):
    become(page, "manager")
    page.goto(f"{EDITION}/")
    page.get_by_role("link", name="Zobacz swój klaster").click()
    listed = page.locator("main .directory-members a").count()
    page.get_by_role("link", name="Członkowie").click()
    expect(page.locator("section[aria-labelledby=now] li.record")).to_have_count(listed)
    assert listed > 0
