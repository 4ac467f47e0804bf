"""Where a session could lie: free places for it, the best first, and what every cell of a day would mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from grono.schedule.queries.conflicts import Conflict, Material
from grono.schedule.rules.conflicts import Sitting, conflicts_of, near_to

STEP = timedelta(minutes=5)
OFFER_STEP = timedelta(minutes=15)
MOST_AT_ONCE = 2  # offers with the same start


@dataclass(frozen=True)
class Offer:
    """A free place for a session, and what speaks against it; times are local."""

    room: str
    room_name: str
    starts_at: datetime
    ends_at: datetime
    conflicts: Sequence[Conflict]


@dataclass(frozen=True)
class Cell:
    """What it would mean to begin in a room at a time: ``taken`` names who is there, else conflicts in words."""

    room: str
    starts_at: datetime
    taken: str
    conflicts: Sequence[Conflict]

    @property
    def level(self) -> str:
        """Return ``taken``, ``hard``, ``soft`` or ``free``."""
        if self.taken:
            return "taken"
        if not self.conflicts:
            return "free"
        return "hard" if self.conflicts[0].is_hard else "soft"


def cells_for(material: Material, code: str, day: date) -> list[Cell]:
    """Return what each start of a day would mean for a session, in steps of five minutes."""
    return list(_cells(material, code, _starts(material, day, STEP)))


def offers_for(material: Material, code: str, *, most: int = 8, near: datetime | None = None) -> list[Offer]:
    """Return free places without a hard conflict, the best first: fewest people lost, then nearest to ``near``.

    ``near`` is where the session lies now if nothing else is said. At most two offers have the same start.
    """
    edition, now = material.edition, material.places.get(code)
    length = timedelta(minutes=material.subjects[code].minutes)
    aim = near or (now.starts_at if now else None)
    days = sorted({start.astimezone(edition.zone).date() for start, _end in material.setting.blocks.values()})
    starts = [start for day in days for start in _starts(material, day, OFFER_STEP)]
    free = [
        cell
        for cell in _cells(material, code, starts)
        if cell.level in ("free", "soft") and not (now and (now.room, now.starts_at) == (cell.room, cell.starts_at))
    ]
    free.sort(key=lambda cell: _rank(material, cell, aim, now.room if now else ""))
    found: list[Offer] = []
    for cell in free:
        if sum(offer.starts_at == cell.starts_at for offer in found) < MOST_AT_ONCE:
            start = cell.starts_at.astimezone(edition.zone)
            room = material.names.rooms[cell.room]
            found.append(
                Offer(cell.room, room, start, (cell.starts_at + length).astimezone(edition.zone), cell.conflicts)
            )
        if len(found) == most:
            break
    return found


def _rank(material: Material, cell: Cell, aim: datetime | None, room: str) -> tuple[float, bool, float, bool, int]:
    lost = sum(conflict.amount for conflict in cell.conflicts)
    distance = abs((cell.starts_at - aim).total_seconds()) if aim else 0.0
    return lost, distance > timedelta(hours=12).total_seconds(), distance, cell.room != room, _seats(material, cell)


def _seats(material: Material, cell: Cell) -> int:
    return material.setting.halls[cell.room].capacity


def _starts(material: Material, day: date, step: timedelta) -> list[datetime]:
    """Return the starts of a day that lie in a block, in steps from the beginning of each block."""
    zone = material.edition.zone
    found = set()
    for start, end in material.setting.blocks.values():
        if start.astimezone(zone).date() == day:
            found |= {start + step * number for number in range((end - start) // step)}
    return sorted(found)


def _cells(material: Material, code: str, starts: Sequence[datetime]) -> Iterator[Cell]:
    subject = material.subjects[code]
    length = timedelta(minutes=subject.minutes)
    others: Mapping[str, Sitting] = {key: one for key, one in material.sittings.items() if key != code}
    there = [one for key, one in material.places.items() if key != code]
    for start in starts:
        near = near_to(start, start + length, others.values(), material.setting)
        busy = {one.room: one.session for one in there if one.starts_at < start + length and start < one.ends_at}
        for room in material.setting.halls:
            if room in busy:
                yield Cell(room, start, busy[room], ())
                continue
            found = conflicts_of(Sitting(subject, room, start, start + length), near, others, material.setting)
            yield Cell(room, start, "", [material.in_words(one) for one in found])
