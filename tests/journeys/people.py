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
    "czech-partner": "czeski partner",
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


def become_at(page: Page, role: str, path: str) -> None:
    """Choose a role on a page that everybody may see, then go where the role has something to do."""
    page.goto("/pl/")
    become(page, role)
    page.goto(path)


def sign_in(page: Page, address: str) -> None:
    """Sign in on the page that asks for it, with the code from the mail to this address."""
    mails = page.context.new_page()
    mails.goto("/pl/outbox/")
    mail = mails.locator("main .record", has_text=address).filter(has_text="kod do logowania")
    earlier = mail.count()
    page.locator("#id_email").fill(address)
    page.get_by_role("button", name="Wyślij mi kod").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wpisz kod")
    reload_until(mails, mail.nth(earlier), seconds=30)
    mail.first.get_by_role("link").click()  # the latest stands first
    found = re.search(r"^[A-Z0-9-]{6,9}$", mails.locator("main .card").inner_text(), re.MULTILINE)
    assert found is not None
    mails.close()
    page.locator("main input[name=code]").fill(found[0])
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Wpisz kod")


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
