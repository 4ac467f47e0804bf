"""How the journeys look at the site as somebody, and read what stands on its pages."""

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

EDITION = "/pl/congress/cwc-demo-2027"
DAYS = ("2027-05-19", "2027-05-20", "2027-05-21")
ROLES = {
    "visitor": "gość",
    "participant": "uczestnik",
    "member": "organizacja członkowska",
    "partner": "jej partner",
    "manager": "koordynator klastra",
    "organiser": "organizator kongresu",
}


@dataclass(frozen=True)
class Stop:
    """One entry of an agenda: when it lasts and whom or what it leads to."""

    starts_at: datetime
    ends_at: datetime
    target: str


def become(page: Page, role: str) -> None:
    """Choose a role in the demonstration bar."""
    if page.url == "about:blank":
        page.goto("/pl/")
    page.get_by_role("button", name=ROLES[role], exact=True).click()
    page.wait_for_load_state()


def agenda(page: Page, person: str = "") -> list[Stop]:
    """Return the agenda of all days of the person signed in, or of the participant with this code."""
    stops = []
    for day in DAYS:
        page.goto(f"{EDITION}/agenda/?day={day}" + (f"&person={person}" if person else ""))
        stops += [_stop(entry) for entry in page.locator("li.agenda-item:has(time)").all()]
    return stops


def _stop(entry: Locator) -> Stop:
    starts_at = datetime.fromisoformat(entry.locator("time").get_attribute("datetime") or "")
    minutes = int(re.findall(r"\d+", entry.locator(".agenda-time small").inner_text())[0])
    target = entry.locator("h3 a").get_attribute("href") or ""
    return Stop(starts_at, starts_at + timedelta(minutes=minutes), target)


def reload_until(page: Page, wanted: Locator, *, seconds: float) -> None:
    """Load the page anew until something stands on it that the background work brings about."""
    deadline = time.monotonic() + seconds
    while not wanted.count() and time.monotonic() < deadline:
        page.reload()
    expect(wanted.first).to_be_visible()
