"""The problem: who may meet whom, when and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grono.engines.kit.case import CaseError


class Mode(StrEnum):
    """Whether meetings may be left out."""

    SOFT = "soft"
    ALL_REQUIRED = "all_required"


@dataclass(frozen=True)
class Slot:
    """A time at which meetings begin and end together; slots are listed in order of time.

    Breaks are counted within a ``day``. ``session`` (a half-day, say) is a label for people.
    """

    id: str
    day: str = ""
    session: str = ""


@dataclass(frozen=True)
class Table:
    """A place for one meeting per slot.

    ``position`` is (x, y) in metres; walking is measured in metres when every table has one and in changes of
    table otherwise. ``closed`` names slots at which the table cannot be used.
    """

    id: str
    zone: str = ""
    position: tuple[float, float] | None = None
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Participant:
    """A person or a team that meets others, one at a time.

    ``available`` are the slots at which they may meet (None: all), less those ``forbidden`` and those in which
    they are ``engaged`` by their own programme. An engaged slot is no idle time; any other slot without a meeting
    between two meetings of a day is. ``tables`` restricts where they meet (a stand of their own); None: anywhere.
    """

    id: str
    available: frozenset[str] | None = None
    forbidden: frozenset[str] = frozenset()
    engaged: frozenset[str] = frozenset()
    tables: frozenset[str] | None = None


@dataclass(frozen=True)
class Meeting:
    """A requested meeting of two participants.

    ``priority`` is a class: 1 counts before 2 and so on. ``slots`` and ``tables`` restrict it (None: no
    restriction); a ``fixed`` meeting is held at that slot or not at all.
    """

    id: str
    participants: tuple[str, str]
    priority: int = 1
    slots: frozenset[str] | None = None
    fixed: str | None = None
    tables: frozenset[str] | None = None


@dataclass(frozen=True)
class Placement:
    """When and at which table a meeting is held."""

    slot: str
    table: str


@dataclass(frozen=True)
class Problem:
    """A round of meetings.

    ``precedences`` are pairs (before, after) of meeting ids: when both are held, the first is held at an earlier
    slot. ``fairness`` d: the largest and the smallest number of breaks of a participant differ by at most d.
    ``published`` is the plan that people already hold. Raises `CaseError` naming the place of a mistake.
    """

    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    precedences: tuple[tuple[str, str], ...] = ()
    mode: Mode = Mode.SOFT
    fairness: int | None = None
    published: Mapping[str, Placement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        slots = _unique("slots", self.slots)
        tables = _unique("tables", self.tables)
        people = _unique("participants", self.participants)
        meetings = _unique("meetings", self.meetings)
        for i, table in enumerate(self.tables):
            _known(f"tables[{i}].closed", table.closed, slots, "slot")
        for i, person in enumerate(self.participants):
            for name in ("available", "forbidden", "engaged"):
                _known(f"participants[{i}].{name}", getattr(person, name), slots, "slot")
            _known(f"participants[{i}].tables", person.tables, tables, "table")
        for i, meeting in enumerate(self.meetings):
            _check_meeting(f"meetings[{i}]", meeting, people, slots, tables)
        for i, (before, after) in enumerate(self.precedences):
            _known(f"precedences[{i}]", (before, after), meetings, "meeting")
            if before == after:
                raise CaseError(f"precedences[{i}]", f"meeting '{before}' cannot come before itself")
        if self.fairness is not None and self.fairness < 0:
            raise CaseError("fairness", "must not be negative")
        for name, placement in self.published.items():
            _known(f"published.{name}.slot", (placement.slot,), slots, "slot")
            _known(f"published.{name}.table", (placement.table,), tables, "table")

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """The problem of a JSON case (see docs/reference/meetings-case.md); raises `CaseError`."""
        from grono.engines.meetings.case import problem_from_json

        return problem_from_json(data)

    def to_json(self) -> dict[str, Any]:
        """The problem as a JSON case."""
        from grono.engines.meetings.case import problem_to_json

        return problem_to_json(self)


@dataclass(frozen=True)
class Solution:
    """A plan: the meetings that are held, by meeting id."""

    placements: Mapping[str, Placement]

    @classmethod
    def from_json(cls, data: Any) -> Solution:
        """The plan of a JSON object with ``meetings``; raises `CaseError`."""
        from grono.engines.meetings.case import solution_from_json

        return solution_from_json(data)

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON types."""
        from grono.engines.meetings.case import placements_to_json

        return {"meetings": placements_to_json(self.placements)}


def _unique(place: str, things: tuple[Any, ...]) -> frozenset[str]:
    seen: set[str] = set()
    for i, thing in enumerate(things):
        if thing.id in seen:
            raise CaseError(f"{place}[{i}].id", f"'{thing.id}' is used twice")
        seen.add(thing.id)
    return frozenset(seen)


def _known(place: str, names: Any, known: frozenset[str], what: str) -> None:
    for name in sorted(names) if isinstance(names, frozenset) else names or ():
        if name not in known:
            raise CaseError(place, f"unknown {what} '{name}'")


def _check_meeting(
    place: str, meeting: Meeting, people: frozenset[str], slots: frozenset[str], tables: frozenset[str]
) -> None:
    _known(f"{place}.participants", meeting.participants, people, "participant")
    if meeting.participants[0] == meeting.participants[1]:
        raise CaseError(f"{place}.participants", f"'{meeting.participants[0]}' cannot meet themselves")
    if meeting.priority < 1:
        raise CaseError(f"{place}.priority", "must be 1 or more")
    _known(f"{place}.slots", meeting.slots, slots, "slot")
    _known(f"{place}.tables", meeting.tables, tables, "table")
    if meeting.fixed is not None:
        _known(f"{place}.fixed", (meeting.fixed,), slots, "slot")
