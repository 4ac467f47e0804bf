"""Reader of published B2B meeting days in MiniZinc data form.

The format and the model are those of Bofill et al., *Constraint Solving Approaches to the Business-to-Business
Meeting Scheduling Problem*, JAIR 2022: every meeting is required, the total of breaks is minimised and the
numbers of breaks of any two participants differ by at most d (2 in the published experiments).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

from grono.engines.kit.case import CaseError
from grono.engines.meetings.problem import Meeting, Mode, Participant, Problem, Slot, Table

T = TypeVar("T")

MORNING, AFTERNOON = "morning", "afternoon"
SESSIONS = {1: MORNING, 2: AFTERNOON, 3: None}


def read_dzn(path: Path, fairness: int | None = 2) -> Problem:
    """The problem of a ``.dzn`` file; raises `CaseError` naming the file and the field."""
    return parse_dzn(path.read_text(encoding="utf-8"), fairness, str(path))


def parse_dzn(text: str, fairness: int | None = 2, name: str = "dzn") -> Problem:
    """The problem of ``.dzn`` text; ids are the file's own 1-based numbers, ``precedences[m]`` come before m."""
    fields = _Fields(text, name)
    total, morning = fields.number("nTotalSlots"), fields.number("nMorningSlots")
    people, count = fields.number("nBusiness"), fields.number("nMeetings")
    slots = tuple(Slot(str(t), "1", MORNING if t <= morning else AFTERNOON) for t in range(1, total + 1))
    halves = {half: frozenset(s.id for s in slots if s.session == half) for half in (MORNING, AFTERNOON)}
    requested = fields.numbers("requested", 3 * count)
    fixed = fields.numbers("fixat" if "fixat" in fields.values else "fixed", count)
    meetings = []
    for m in range(count):
        a, b, session = requested[3 * m : 3 * m + 3]
        if session not in SESSIONS:
            raise CaseError(f"{name}: requested[{m + 1}]", f"session {session} is none of 1, 2, 3")
        half = SESSIONS[session]
        meetings.append(
            Meeting(
                id=str(m + 1),
                participants=(str(a), str(b)),
                slots=None if half is None else halves[half],
                fixed=str(fixed[m]) if fixed[m] > 0 else None,
            )
        )
    forbidden = fields.sets("forbidden", people)
    before = fields.sets("precedences", count)
    return Problem(
        slots=slots,
        tables=tuple(Table(str(i + 1)) for i in range(fields.number("nTables"))),
        participants=tuple(Participant(str(p + 1), forbidden=_ids(forbidden[p])) for p in range(people)),
        meetings=tuple(meetings),
        precedences=tuple((first, str(m + 1)) for m in range(count) for first in sorted(_ids(before[m]))),
        mode=Mode.ALL_REQUIRED,
        fairness=fairness,
    )


def _ids(numbers: list[int]) -> frozenset[str]:
    """Ids of the positive numbers: 0 stands for none in the files."""
    return frozenset(str(number) for number in numbers if number > 0)


class _Fields:
    """The assignments of a ``.dzn`` text."""

    def __init__(self, text: str, name: str) -> None:
        text = re.sub(r"%.*", "", text)
        self.name = name
        self.values: dict[str, str] = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", text))

    def text(self, key: str) -> str:
        if key not in self.values:
            raise CaseError(f"{self.name}: {key}", "is missing")
        return self.values[key]

    def number(self, key: str) -> int:
        if not re.fullmatch(r"\d+", self.text(key).strip()):
            raise CaseError(f"{self.name}: {key}", "must be a whole number")
        return int(self.text(key))

    def numbers(self, key: str, count: int) -> list[int]:
        found = [int(number) for number in re.findall(r"-?\d+", self.text(key))]
        return self._counted(key, found, count)

    def sets(self, key: str, count: int) -> list[list[int]]:
        groups = re.findall(r"\{([^}]*)\}", self.text(key))
        found = [[int(number) for number in re.findall(r"\d+", group)] for group in groups]
        return self._counted(key, found, count)

    def _counted(self, key: str, found: list[T], count: int) -> list[T]:
        if len(found) != count:
            raise CaseError(f"{self.name}: {key}", f"has {len(found)} entries where {count} are needed")
        return found
