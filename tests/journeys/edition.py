"""How the journeys propose something for the next edition, and how they read and use the editor of its programme."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar
from playwright.sync_api import Locator, Page

NEXT = "/pl/congress/cwc-demo-2028"
CALL = f"{NEXT}/organiser/calls/presentations/"
ABSTRACT = (
    "Opowiadamy o trzech sezonach wspólnej pracy firmy, gminy i uczelni: co zmierzyliśmy, ile to kosztowało i co "
    "zrobilibyśmy dziś inaczej. Każdą liczbę pokazujemy razem z tym, jak została zmierzona i kto ją sprawdził."
)
STEP = 5  # minutes in a row of the editor's board


@dataclass(frozen=True)
class Cell:
    """A start of a session in the editor: room (code), local clock time and what stands against it."""

    room: str
    starts_at: str
    level: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where a session lies: name of the room and local clock time, ``2028-05-17T09:30``."""

    room: str
    starts_at: str

    @property
    def clock(self) -> str:
        """Return the time of day."""
        return self.starts_at[11:]


def propose(page: Page, title: str, *, track: str) -> None:
    """Fill the form of the call and submit it at once."""
    page.goto(f"{NEXT}/calls/presentations/proposals/new/")
    page.locator("#id_title_pl").fill(title)
    page.locator("#id_abstract_pl").fill(ABSTRACT)
    page.get_by_label("Wystąpienie, 30 min").check()
    page.locator("#id_track").select_option(label=track)
    answer(page)
    page.get_by_role("button", name="Zapisz i wyślij").click()


def answer(page: Page) -> None:
    """Answer the questions of the organisers."""
    page.get_by_label("Co uczestnik zabierze ze sobą?").fill("Tabelę kosztów z trzech sezonów.")
    page.get_by_label("Na czym opiera się wystąpienie?").select_option(label="na wdrożeniu w praktyce")
    page.get_by_label("Zgadzam się na nagranie").select_option(label="tak")


def rows_of_assignment(page: Page) -> dict[str, tuple[set[str], dict[str, str]]]:
    """Return by title who reviews a proposal, and who must not with the reason, as the page says it."""
    rows = {}
    for row in page.locator("section[aria-labelledby=table] tbody tr").all():
        given, barred = row.locator("td").nth(0), row.locator("td").nth(2)
        people = {re.sub(r"\(.*", "", text).strip() for text in given.locator("li").all_text_contents()}
        reasons = dict(text.split(": ", 1) for text in barred.locator("li").all_text_contents())
        rows[row.locator("th a").inner_text()] = (people, reasons)
    return rows


def frame(page: Page) -> dict[str, Any]:
    """Return what the editor's page was given: days, rooms and sessions."""
    found: dict[str, Any] = page.evaluate("JSON.parse(document.getElementById('editor-frame').textContent)")
    return found


def cells(page: Page, code: str, day: str) -> list[Cell]:
    """Return what each start of a day would mean for a session; those where it would lie on another are left out."""
    address = page.locator("#editor").get_attribute("data-places")
    found = page.request.get(f"{address}?session={code}&day={day}").json()
    every = (
        Cell(room, starts_at, level, tuple(found["sentences"][number] for number in numbers))
        for room, starts_at, level, _taken, numbers in found["cells"]
    )
    return [cell for cell in every if cell.level != "taken"]


def card(page: Page, code: str) -> Locator:
    """Return the card of a session on the editor's board."""
    return page.locator(f"#editor-board .editor-card[data-code='{code}']")


def spoken_place(page: Page, code: str) -> str:
    """Return time and room of a card as a screen reader says them."""
    return (card(page, code).get_attribute("aria-label") or "").split(". ")[0]


def place_of(page: Page, code: str) -> Place:
    """Return where a session lies in the draft that is edited, as the server has it."""
    state = page.request.get(page.locator("#editor").get_attribute("data-data") or "").json()
    room, starts_at, _ends_at = state["places"][code]
    names = {room["code"]: room["name"] for room in frame(page)["rooms"]}
    return Place(names[room], starts_at)


def drag(page: Page, code: str, cell: Cell) -> None:
    """Drag a card with the mouse onto a cell of the day that is shown, and let it go."""
    held = card(page, code)
    held.scroll_into_view_if_needed()
    box, board = held.bounding_box(), page.locator(".editor-grid").bounding_box()
    assert box is not None
    assert board is not None
    known = frame(page)
    day = next(day for day in known["days"] if day["date"] == cell.starts_at[:10])
    column = [room["code"] for room in known["rooms"]].index(cell.room)
    head = page.locator(".editor-rooms > li").nth(column).bounding_box()
    assert head is not None
    grab = 8  # pixels below the upper edge, where the mouse takes hold
    height = board["height"] / ((day["to"] - day["from"]) / STEP)
    hours, minutes = cell.starts_at[11:].split(":")
    row = (int(hours) * 60 + int(minutes) - day["from"]) / STEP
    page.mouse.move(box["x"] + 20, box["y"] + grab)
    page.mouse.down()
    page.mouse.move(head["x"] + head["width"] / 2, board["y"] + row * height + grab, steps=12)
    page.mouse.up()


def event_of(page: Page, title: str) -> dict[str, Any]:
    """Return UID, SEQUENCE, DTSTART and LOCATION of the only event with this title in the edition's calendar."""
    calendar = Calendar.from_ical(page.request.get(f"{NEXT}/programme.ics").body())
    (event,) = [event for event in calendar.walk("VEVENT") if event["summary"] == title]
    return {
        "uid": str(event["uid"]),
        "sequence": int(event["sequence"]),
        "starts_at": event["dtstart"].dt.strftime("%Y-%m-%dT%H:%M"),
        "location": str(event["location"]),
        "page": urlsplit(str(event["url"])).path,
    }


def wait_until_kept(page: Page) -> None:
    """Wait until the service worker has kept the page that is open."""
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            const isKept = () => caches.match(location.href, { ignoreVary: true });
            while (!(await isKept())) await new Promise((done) => setTimeout(done, 50));
        }"""
    )
