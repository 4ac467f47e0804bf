"""How the journeys look at the site as somebody."""

from playwright.sync_api import Page

EDITION = "/pl/congress/cwc-demo-2027"
ROLES = {
    "visitor": "gość",
    "participant": "uczestnik",
    "member": "organizacja członkowska",
    "manager": "koordynator klastra",
    "organiser": "organizator kongresu",
}


def become(page: Page, role: str) -> None:
    """Choose a role in the demonstration bar."""
    if page.url == "about:blank":
        page.goto("/pl/")
    page.get_by_role("button", name=ROLES[role], exact=True).click()
    page.wait_for_load_state()
