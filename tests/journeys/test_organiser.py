"""An organiser notes a cancellation, re-plans, sees whom it touches, and applies it."""

import re

from playwright.sync_api import Page, expect

from journeys.people import EDITION, agenda, become, reload_until

ABSENT = "P100"


def test_organiser_repairs_the_plan_after_a_cancellation(page: Page):
    become(page, "organiser")
    lost = {stop.target for stop in agenda(page, ABSENT) if "/people/" in stop.target}
    partner = next(iter(sorted(lost))).split("/")[-2]
    assert _meets(page, partner, ABSENT)

    _cancel(page, ABSENT)
    page.get_by_role("button", name="Popraw plan, zmieniając jak najmniej").click()
    preview = page.get_by_role("link", name="Zobacz podgląd")
    expect(preview).to_be_visible(timeout=180_000)
    preview.click()

    head = page.locator(".replan-head strong").inner_text()
    touched, others = (int(number) for number in re.findall(r"spotkania (\d+) z (\d+)", head)[0])
    assert touched <= 0.02 * others
    assert _meets(page, partner, ABSENT), "a draft must change nobody's agenda"

    page.goto(f"{EDITION}/organiser/meetings/")
    page.get_by_role("link", name="Zobacz podgląd").click()
    page.get_by_role("button", name="Zastosuj i powiadom").click()
    expect(page.get_by_role("link", name="Zobacz podgląd")).to_have_count(0)
    assert not _meets(page, partner, ABSENT)

    page.goto("/pl/outbox/")
    reload_until(page, page.locator("main .record", has_text=re.compile("spotka", re.IGNORECASE)), seconds=60)


def _cancel(page: Page, code: str) -> None:
    page.goto(f"{EDITION}/organiser/people/?q={code}")
    row = page.locator("tbody tr", has_text=code)
    row.get_by_role("button", name="Odwołaj udział").click()


def _meets(page: Page, person: str, other: str) -> bool:
    return any(stop.target.endswith(f"/people/{other}/") for stop in agenda(page, person))
