"""How the journeys ask somebody into a consortium, answer, and read what the rules say."""

import re

from playwright.sync_api import Locator, Page, expect

from journeys.people import become_at, reload_until

#: An invented institute whose representative is the Czech partner of the demonstration bar.
CZECH = "Kruhový institut Pomoraví"
MET = re.compile(r"^Spełnione wg stanu zakodowanego \d+ \w+ \d{4} r\.; to nie jest porada prawna$")
NOT_MET = re.compile(r"^Niespełnione wg stanu zakodowanego \d+ \w+ \d{4} r\.; to nie jest porada prawna$")


def workspace(project: str) -> str:
    """Return the address of a project's consortium."""
    return f"/pl/projects/{project}/consortium/"


def verdict(page: Page) -> Locator:
    """Return the sentence that says whether the consortium meets the rules."""
    return page.locator("#verdict .verdict-head strong")


def broken_rule(page: Page) -> Locator:
    """Return the rules, each as one entry, that are not met; parts of a rule stand inside it."""
    return page.locator("#verdict .verdict-rules > li").filter(
        has=page.locator("> .verdict-outcome", has_text="niespełnione")
    )


def ask_for_proposals(page: Page, project: str, *, size: int) -> Locator:
    """Ask for consortia of so many partners among real organisations, wait for the job, and return the proposals."""
    page.goto(workspace(project))
    page.get_by_role("link", name="Propozycje całych konsorcjów").click()
    page.get_by_label("Partnerów razem").fill(str(size))
    page.get_by_label("Szukaj wśród").select_option("sourced")
    page.get_by_role("button", name=re.compile("Szukaj (partnerów|ponownie)")).click()
    expect(page.locator("main")).to_contain_text("Odśwież stronę za kilka sekund")
    proposals = page.locator("article.workspace-proposal")
    reload_until(page, proposals, seconds=90)
    return proposals


def invite(page: Page, project: str, *, organisation: str, words: str) -> None:
    """Look an organisation up from the consortium's page, and write to it."""
    page.goto(workspace(project))
    page.get_by_role("link", name="Zaproś partnera").click()
    page.get_by_label("Nazwa lub miejscowość").fill(organisation)
    page.get_by_role("search").get_by_role("button", name="Szukaj").last.click()
    page.locator("main").get_by_role("link", name=f"Zaproś {organisation}").click()
    page.get_by_label("Wiadomość").fill(words)
    page.get_by_role("button", name="Wyślij zaproszenie").click()
    expect(page.get_by_role("status")).to_contain_text("Zaproszenie wysłano")
    invited = page.get_by_role("region", name="Zaproszenia").get_by_role("listitem").filter(has_text=organisation)
    expect(invited.filter(has_text="czeka na odpowiedź")).to_have_count(1)


def accept(page: Page, role: str, *, acronym: str, words: str) -> None:
    """Find the invitation on the dashboard, read it, and join."""
    become_at(page, role, "/pl/dashboard/")
    invitations = page.get_by_role("region", name="Zaproszenia do konsorcjum")
    invitations.get_by_role("link", name=acronym).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(acronym)
    expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("button", name="Dołącz do konsorcjum").click()
    expect(page.locator("main")).to_contain_text(acronym)


def expect_turned(page: Page, joined: str) -> None:
    """Expect a verdict that is met, and the history to say by whose joining it turned."""
    expect(verdict(page)).to_have_text(MET)
    expect(broken_rule(page)).to_have_count(0)
    turns = page.get_by_role("region", name="Jak zmieniał się werdykt").get_by_role("listitem")
    expect(turns.first).to_contain_text("Spełnione")
    expect(turns.first).to_contain_text(joined)
    expect(turns.nth(1)).to_contain_text("Niespełnione")
