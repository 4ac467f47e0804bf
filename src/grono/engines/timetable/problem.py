"""The timetable problem and its solution.

All times are whole minutes from the midnight (local time of the congress) that begins the first day: day 2,
09:30 is 1440 + 570 = 2010. Periods are half open: a session that ends at 10:30 does not touch one that
starts at 10:30.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DAY = 1440


def clock_time(minute: int) -> str:
    """A minute as people say it: ``day 2 09:30``."""
    day, rest = divmod(minute, DAY)
    return f"day {day + 1} {rest // 60:02d}:{rest % 60:02d}"


class Mode(StrEnum):
    """What to do when not everything can be placed."""

    BEST = "best"  # leave sessions out, the least important ones
    ALL_REQUIRED = "all_required"  # every session must be placed, or the case is infeasible


class TrackRule(StrEnum):
    """How the sessions of one track should lie. Without a rule: near each other, as far as cohesion goes."""

    APART = "apart"  # never at the same time (a hard rule)
    TOGETHER = "together"  # inside a block in one room, one after the other (a strong part of cohesion)


#: What a piece of a track with the rule ``together`` costs in ``cohesion``, beyond the first piece of a block.
PIECE = 10

#: The levels of the objective in their usual order of importance. The first is always ``placed``.
LEVELS = ("placed", "clashes", "overflow", "changes", "cohesion", "preferences", "lateness")


@dataclass(frozen=True, order=True)
class Period:
    """From ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def overlaps(self, other: Period) -> bool:
        """Whether both share at least one minute."""
        return self.start < other.end and other.start < self.end

    def gap(self, other: Period) -> int:
        """Minutes that lie between the two; negative where they overlap."""
        return max(self.start, other.start) - min(self.end, other.end)

    def __str__(self) -> str:
        return f"{clock_time(self.start)}–{clock_time(self.end).split()[-1]}"


@dataclass(frozen=True)
class Block:
    """A stretch of the programme in which sessions may lie. A session lies inside one block."""

    id: str
    start: int
    end: int

    @property
    def day(self) -> int:
        """The day, counted from 0."""
        return self.start // DAY

    @property
    def period(self) -> Period:
        """The block as a period."""
        return Period(self.start, self.end)


@dataclass(frozen=True)
class Room:
    """A room with its seats, what it is equipped with, when it is closed, and the building that it is in."""

    id: str
    capacity: int
    equipment: frozenset[str] = frozenset()
    closures: tuple[Period, ...] = ()
    building: str = ""


@dataclass(frozen=True)
class Person:
    """A speaker, moderator or chair, and when this person is away."""

    id: str
    away: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Wish:
    """A soft preference: ``cost`` is paid when the session lies in this block, or room, or both if both are named."""

    cost: int
    block: str | None = None
    room: str | None = None


@dataclass(frozen=True)
class Session:
    """Something that takes place in one room.

    ``length`` in minutes, ``audience`` the expected number of people, ``persons`` everybody who must be there,
    ``equipment`` all that the room must have, ``priority`` how much placing it counts. While an ``exclusive``
    session runs, nothing else does. A session with a pinned start must be placed. No ``allowed_blocks``
    means any block.
    """

    id: str
    length: int
    audience: int = 0
    track: str | None = None
    kind: str = "talk"
    persons: tuple[str, ...] = ()
    equipment: frozenset[str] = frozenset()
    priority: int = 1
    exclusive: bool = False
    pinned_start: int | None = None
    pinned_room: str | None = None
    forbidden_starts: frozenset[int] = frozenset()
    forbidden_rooms: frozenset[str] = frozenset()
    allowed_blocks: frozenset[str] = frozenset()
    wishes: tuple[Wish, ...] = ()

    def period(self, start: int) -> Period:
        """When the session runs if it starts at this minute."""
        return Period(start, start + self.length)


@dataclass(frozen=True, order=True)
class Placement:
    """When a session starts and in which room."""

    start: int
    room: str

    def __str__(self) -> str:
        return f"{clock_time(self.start)} in {self.room}"


@dataclass(frozen=True)
class Solution:
    """A programme: session id → placement, and the ids of the sessions left out."""

    placements: Mapping[str, Placement]
    unplaced: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The programme as JSON types, see docs/reference/timetable-case.md."""
        return {
            "sessions": {
                key: {"start": place.start, "room": place.room} for key, place in sorted(self.placements.items())
            },
            "unplaced": list(self.unplaced),
        }

    @classmethod
    def from_json(cls, data: Any) -> Solution:
        """The inverse of `to_json`; raises `CaseError` naming the place."""
        from grono.engines.timetable.reading import read_solution

        return read_solution(data)


@dataclass(frozen=True)
class Problem:
    """All that a programme must respect.

    A session starts at its block's start or a multiple of ``step`` minutes after it. ``precedences`` are pairs
    (before, after). ``conflicts`` maps unordered pairs of sessions (in the order of their ids) to the number of
    people who want both. ``released`` is the published programme from which few things should change.
    ``order`` gives the levels of the objective in order of importance; levels that it does not name do not count.

    ``turnaround`` minutes must lie between two sessions of one room. A person needs ``travel`` minutes between two
    sessions in rooms of different buildings. A break between two blocks counts towards both, so that they matter
    across blocks only where the break is shorter. ``track_rules`` maps tracks to the values of `TrackRule`.
    """

    step: int
    blocks: tuple[Block, ...]
    rooms: tuple[Room, ...]
    sessions: tuple[Session, ...]
    persons: tuple[Person, ...] = ()
    precedences: tuple[tuple[str, str], ...] = ()
    conflicts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    released: Solution | None = None
    mode: Mode = Mode.BEST
    order: tuple[str, ...] = LEVELS
    turnaround: int = 0
    travel: int = 0
    track_rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that count here: ``changes`` only where there is a released programme."""
        return tuple(name for name in self.order if name != "changes" or self.released is not None)

    def block_of(self, session: Session, start: int) -> Block | None:
        """The block that holds the whole session if it starts then; None if there is none."""
        for block in self.blocks:
            if block.start <= start < block.end:
                return block if start + session.length <= block.end else None
        return None

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """Read and validate a case; raises `CaseError` naming the place."""
        from grono.engines.timetable.reading import read_problem

        return read_problem(data)

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON types, the inverse of `from_json`."""
        from grono.engines.timetable.reading import write_problem

        return write_problem(self)
