"""Rules that span rows and files of a congress folder. Each fault names the row, the column and the rule."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from grono.kit.imports import Fault
from grono.site.folder.reading import CongressFolder, Row
from grono.site.folder.tables import TABLES, Column

INTERPRETATION = "interpretation"


def check_folder(folder: CongressFolder, known: dict[str, set[str]]) -> None:
    """Add a fault to every row that breaks a rule.

    ``known`` holds keys that exist outside the folder, by table: organisations, clusters and competences of the
    directory. Rows that refer to a faulty row become faulty themselves, so that what is left always fits together.
    """
    _check_keys(folder)
    for rule in (
        _check_edition,
        _check_slots,
        _check_rooms,
        _check_sessions,
        _check_availability,
        _check_requests,
        _check_fees,
    ):
        rule(folder)
    _check_presence(folder)
    _check_pins(folder)
    while _check_references(folder, known):
        pass


def _check_keys(folder: CongressFolder) -> None:
    for name, rows in folder.rows.items():
        key = TABLES[name].key
        seen: dict[Any, int] = {}
        for row in rows if key else []:
            first = seen.setdefault(row[key], row.number)
            if first != row.number and row[key]:
                row.fault(key, f"{row[key]} stands already in row {first}")
    addresses: dict[str, int] = {}
    for row in folder.rows["participants"]:
        first = addresses.setdefault(row["email"], row.number)
        if first != row.number and row["email"]:
            row.fault("email", f"{row['email']} stands already in row {first}; one person takes part once")
    if len(folder.rows["edition"]) != 1 and not folder.file_faults:
        folder.file_faults.append(
            Fault("edition.csv", 0, "", f"the file needs exactly one row, it has {len(folder.rows['edition'])}")
        )


def _check_references(folder: CongressFolder, known: dict[str, set[str]]) -> bool:
    """Add faults for codes that lead nowhere; tell whether any was added."""
    added = False
    good = {name: set(folder.by_key(name)) for name in TABLES if TABLES[name].key}
    every = {name: {row[TABLES[name].key] for row in folder.rows[name]} for name in good}
    for name in TABLES:
        for column in TABLES[name].columns:
            for row in folder.good(name) if column.refers else []:
                added |= _check_cell(row, column, good, every, known)
    for row in folder.good("availability"):
        target = "participants" if row["kind"] == "participant" else "rooms"
        added |= _check_code(row, "code", row["code"], target, good, every, known)
    rounds = {slot["round"] for slot in folder.good("slots") if slot["kind"] == "meeting"}
    for row in folder.good("requests"):
        for code in row["rounds"]:
            if code not in rounds:
                row.fault("rounds", f"there is no meeting round {code} in slots.csv")
                added = True
    return added


def _check_cell(
    row: Row,
    column: Column,
    good: dict[str, set[str]],
    every: dict[str, set[str]],
    known: dict[str, set[str]],
) -> bool:
    value = row[column.name]
    added = False
    for code in value if isinstance(value, list) else [value] if value else []:
        added |= _check_code(row, column.name, code.removesuffix("!"), column.refers[0], good, every, known)
    return added


def _check_code(
    row: Row,
    column: str,
    code: str,
    table: str,
    good: dict[str, set[str]],
    every: dict[str, set[str]],
    known: dict[str, set[str]],
) -> bool:
    if code in good[table] or code in known.get(table, ()):
        return False
    file = TABLES[table].file
    row.fault(column, f"{code} stands in {file}, but that row is refused" if code in every[table]
              else f"there is no {code} in {file}")  # fmt: skip
    return True


def _check_fees(folder: CongressFolder) -> None:
    invented = {row["slug"] for row in folder.good("edition") if row["demonstration"]}
    for row in folder.good("fees"):
        if not 0 <= row["amount"] < 10**8:
            row.fault("amount", "a fee is zero or more, and less than 100 million")
        if not invented and not row["source_url"].startswith(("https://", "http://")):
            row.fault("source_url", "name the public page that says so")


def _check_edition(folder: CongressFolder) -> None:
    from zoneinfo import available_timezones

    for row in folder.good("edition"):
        if row["end_date"] < row["start_date"]:
            row.fault("end_date", "the last day lies before the first")
        if row["timezone"] not in available_timezones():
            row.fault("timezone", f"{row['timezone']} is not a time zone such as Europe/Warsaw")


def _check_slots(folder: CongressFolder) -> None:
    edition = next(iter(folder.good("edition")), None)
    for row in folder.good("slots"):
        _check_order(row)
        if row["kind"] == "meeting" and not row["round"]:
            row.fault("round", "a meeting slot needs the code of its round")
        if edition and not edition["start_date"] <= row["starts_at"].date() <= edition["end_date"]:
            row.fault("starts_at", f"{row['starts_at']:%Y-%m-%d} lies outside the edition's days")
    for kind in ("programme", "meeting"):
        slots = sorted((row for row in folder.good("slots") if row["kind"] == kind), key=lambda row: row["starts_at"])
        for earlier, later in pairwise(slots):
            if later["starts_at"] < earlier["ends_at"]:
                later.fault("starts_at", f"overlaps {earlier['code']} (row {earlier.number}), also of kind {kind}")


def _check_rooms(folder: CongressFolder) -> None:
    for row in folder.good("rooms"):
        if row["capacity"] == 0:
            row.fault("capacity", "must be at least 1")
    zones: dict[str, int] = {}
    for row in folder.good("rooms"):
        if row["kind"] == "tables":
            first = zones.setdefault(row["zone"] or row["code"], row.number)
            if first != row.number:
                row.fault("zone", f"the zone stands already in row {first}; table numbers would repeat")


def _check_sessions(folder: CongressFolder) -> None:
    blocks = {row["code"]: row for row in folder.good("slots") if row["kind"] == "programme"}
    rooms = [row for row in folder.good("rooms") if row["kind"] == "room"]
    for row in folder.good("sessions"):
        wanted = row["blocks"] or list(blocks)
        longest = max((_length(blocks[code]) for code in wanted if code in blocks), default=timedelta())
        if timedelta(minutes=row["minutes"]) > longest:
            row.fault("minutes", f"no allowed programme block is {row['minutes']} minutes long")
        if row["minutes"] < 5:
            row.fault("minutes", "a session lasts at least 5 minutes")
        for code in row["blocks"]:
            if code not in blocks:
                row.fault("blocks", f"{code} is not a programme block of slots.csv")
        needed = {*row["equipment"], *([INTERPRETATION] if row["interpretation"] else [])}
        if rooms and not any(needed <= set(room["equipment"]) for room in rooms):
            row.fault("equipment", f"no room has {', '.join(sorted(needed))}")
        people = [*row["speakers"], *row["panellists"], *([row["moderator"]] if row["moderator"] else [])]
        for code in sorted({code for code in people if people.count(code) > 1}):
            row.fault("speakers", f"{code} has two roles in one session")
        if row["code"] in row["after"]:
            row.fault("after", "a session cannot come after itself")
        if row["pinned_room"] and row["pinned_room"] not in {room["code"] for room in rooms}:
            row.fault("pinned_room", f"{row['pinned_room']} is not a room of rooms.csv")


def _check_availability(folder: CongressFolder) -> None:
    seen: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in folder.good("availability"):
        _check_order(row)
        for other in seen[row["kind"], row["code"]]:
            if row["starts_at"] < other["ends_at"] and other["starts_at"] < row["ends_at"]:
                row.fault("starts_at", f"overlaps row {other.number} of the same {row['kind']}")
        seen[row["kind"], row["code"]].append(row)


def _check_requests(folder: CongressFolder) -> None:
    meeting_slots = {row["code"] for row in folder.good("slots") if row["kind"] == "meeting"}
    open_to_meetings = {row["code"]: row["meetings"] for row in folder.rows["participants"]}
    pairs: dict[frozenset[str], int] = {}
    for row in folder.good("requests"):
        pair = frozenset((row["requester"], row["invitee"]))
        if len(pair) == 1:
            row.fault("invitee", f"{row['invitee']} cannot meet themselves")
        first = pairs.setdefault(pair, row.number)
        if first != row.number:
            row.fault("invitee", f"row {first} already asks for a meeting of these two")
        for column in ("requester", "invitee"):
            if open_to_meetings.get(row[column]) is False:
                row.fault(column, f"{row[column]} takes no meetings (participants.csv, column meetings)")
        if row["slot"] and row["slot"] not in meeting_slots:
            row.fault("slot", f"{row['slot']} is not a meeting slot of slots.csv")


def _check_presence(folder: CongressFolder) -> None:
    """Whoever is in a request must be there for at least one meeting slot."""
    slots = [row for row in folder.good("slots") if row["kind"] == "meeting"]
    absences = _absences(folder, "participant")
    asked: dict[str, Row] = {}
    for row in folder.good("requests"):
        asked.setdefault(row["requester"], row)
        asked.setdefault(row["invitee"], row)
    for participant in folder.good("participants"):
        code = participant["code"]
        if code in asked and slots and not any(_free(slot, absences[code]) for slot in slots):
            participant.fault(
                "code",
                f"{code} has meeting requests (requests.csv, row {asked[code].number}) but is away in every slot",
            )


def _check_pins(folder: CongressFolder) -> None:
    """Pinned sessions must fit a block, their room and their people."""
    blocks = [row for row in folder.good("slots") if row["kind"] == "programme"]
    closures, absences = _absences(folder, "room"), _absences(folder, "participant")
    placed: list[tuple[Row, datetime, datetime]] = []
    for row in folder.good("sessions"):
        if row["pinned_start"] is None:
            continue
        start, end = row["pinned_start"], row["pinned_start"] + timedelta(minutes=row["minutes"])
        if not any(block["starts_at"] <= start and end <= block["ends_at"] for block in blocks):
            row.fault(
                "pinned_start", f"{start:%Y-%m-%d %H:%M} and {row['minutes']} minutes fit into no programme block"
            )
        for closed_from, closed_to in closures[row["pinned_room"]]:
            if start < closed_to and closed_from < end:
                row.fault("pinned_room", f"{row['pinned_room']} is closed {closed_from:%H:%M}–{closed_to:%H:%M}")
        for code in _people(row):
            if any(start < away_to and away_from < end for away_from, away_to in absences[code]):
                row.fault("pinned_start", f"{code} is away at {start:%Y-%m-%d %H:%M}")
        for other, other_start, other_end in placed:
            if start < other_end and other_start < end:
                _check_pinned_pair(row, other, start)
        placed.append((row, start, end))


def _check_pinned_pair(row: Row, other: Row, start: datetime) -> None:
    both = sorted(set(_people(row)) & set(_people(other)))
    if both:
        row.fault(
            "pinned_start",
            f"{', '.join(both)} would be in {other['code']} (row {other.number}) and in {row['code']} at {start:%H:%M}",
        )
    if row["pinned_room"] and row["pinned_room"] == other["pinned_room"]:
        row.fault("pinned_room", f"{row['pinned_room']} is taken by {other['code']} (row {other.number}) at that time")


def _people(row: Row) -> Iterable[str]:
    return [*row["speakers"], *row["panellists"], *([row["moderator"]] if row["moderator"] else [])]


def _absences(folder: CongressFolder, kind: str) -> dict[str, list[tuple[datetime, datetime]]]:
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in folder.good("availability"):
        if row["kind"] == kind:
            found[row["code"]].append((row["starts_at"], row["ends_at"]))
    return found


def _free(slot: Row, absences: list[tuple[datetime, datetime]]) -> bool:
    return not any(slot["starts_at"] < away_to and away_from < slot["ends_at"] for away_from, away_to in absences)


def _check_order(row: Row) -> None:
    if row["ends_at"] <= row["starts_at"]:
        row.fault("ends_at", "must come after starts_at")


def _length(slot: Row) -> timedelta:
    return slot["ends_at"] - slot["starts_at"]
