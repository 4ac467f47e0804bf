"""The levels of the objective of a plan, in plain Python and apart from the searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grono.engines.kit.result import Level
from grono.engines.meetings.arrays import priorities
from grono.engines.meetings.problem import Meeting, Mode, Participant, Placement, Problem, Solution, Table


def distance(a: Table, b: Table) -> float:
    """Walking between two tables: metres along the aisles (|dx| + |dy|), or 1 for a change of zone."""
    if a.position is not None and b.position is not None:
        return abs(a.position[0] - b.position[0]) + abs(a.position[1] - b.position[1])
    return float(a.zone != b.zone)


def distances(tables: Sequence[Table]) -> NDArray[np.float64]:
    """`distance` between any two tables, [L, L]."""
    if all(table.position is not None for table in tables):
        at = np.array([table.position for table in tables], dtype=np.float64).reshape(-1, 2)
        return np.asarray(np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2))
    return np.array([[distance(a, b) for b in tables] for a in tables], dtype=np.float64).reshape(len(tables), -1)


def walks(problem: Problem) -> bool:
    """Whether tables differ in place, so that walking is a level of the objective."""
    return len({(table.zone, table.position) for table in problem.tables}) > 1


def agenda(problem: Problem, placements: Mapping[str, Placement]) -> dict[str, dict[str, str]]:
    """Per participant: slot id to meeting id."""
    agendas: dict[str, dict[str, str]] = {person.id: {} for person in problem.participants}
    for meeting in problem.meetings:
        if (place := placements.get(meeting.id)) is not None:
            for person in meeting.participants:
                agendas[person][place.slot] = meeting.id
    return agendas


def breaks(problem: Problem, person: Participant, busy: Mapping[str, object]) -> int:
    """Idle stretches of a participant between the first and the last meeting of each day."""
    days: dict[str, list[str]] = defaultdict(list)
    for slot in problem.slots:
        if slot.id in busy:
            days[slot.day].append("m")
        elif slot.id not in person.engaged:
            days[slot.day].append(" ")
    return sum(len("".join(day).split()) - 1 for day in days.values() if "m" in day)


def walking(problem: Problem, placements: Mapping[str, Placement]) -> float:
    """Total distance between successive meetings of a day, over all participants."""
    tables = {table.id: table for table in problem.tables}
    total = 0.0
    for meetings in agenda(problem, placements).values():
        before: tuple[str, Table] | None = None
        for slot in problem.slots:
            if slot.id not in meetings:
                continue
            table = tables[placements[meetings[slot.id]].table]
            if before is not None and before[0] == slot.day:
                total += distance(before[1], table)
            before = (slot.day, table)
    return total


def possible_slots(problem: Problem) -> dict[str, frozenset[str]]:
    """Per meeting: the slots at which it could be held if it were the only one."""
    every = frozenset(slot.id for slot in problem.slots)
    people = {person.id: person for person in problem.participants}
    free = {p.id: (every if p.available is None else p.available) - p.forbidden - p.engaged for p in people.values()}
    seated: dict[tuple[frozenset[str] | None, ...], frozenset[str]] = {}
    possible = {}
    for meeting in problem.meetings:
        a, b = meeting.participants
        slots = free[a] & free[b] & (every if meeting.slots is None else meeting.slots)
        if meeting.fixed is not None:
            slots &= {meeting.fixed}
        key = (meeting.tables, people[a].tables, people[b].tables)
        if key not in seated:
            seated[key] = _open_slots(problem, key)
        possible[meeting.id] = slots & seated[key]
    return possible


def _open_slots(problem: Problem, restrictions: tuple[frozenset[str] | None, ...]) -> frozenset[str]:
    """Slots at which a table that all restrictions allow is open."""
    tables = [t for t in problem.tables if all(names is None or t.id in names for names in restrictions)]
    return frozenset(slot.id for slot in problem.slots if any(slot.id not in table.closed for table in tables))


@dataclass(frozen=True)
class Share:
    """What a participant got: meetings requested, possible, granted, the most they could hold, and breaks."""

    requested: int
    possible: int
    granted: int
    need: int
    breaks: int

    @property
    def open(self) -> bool:
        """Whether they hold less than they could."""
        return self.granted < self.need


def shares(problem: Problem, solution: Solution) -> dict[str, Share]:
    """The share of every participant, by id."""
    slots = possible_slots(problem)
    mine: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in problem.meetings:
        for person_id in meeting.participants:
            mine[person_id].append(meeting)
    agendas = agenda(problem, solution.placements)
    result = {}
    for person in problem.participants:
        meetings = mine[person.id]
        possible = [meeting for meeting in meetings if slots[meeting.id]]
        usable = frozenset().union(*(slots[meeting.id] for meeting in possible))
        granted = sum(meeting.id in solution.placements for meeting in meetings)
        result[person.id] = Share(
            requested=len(meetings),
            possible=len(possible),
            granted=granted,
            need=min(len(possible), len(usable)),
            breaks=breaks(problem, person, agendas[person.id]),
        )
    return result


def smallest_share(by_person: Mapping[str, Share]) -> int:
    """The fewest meetings held by a participant who could hold more; the largest need when nobody could."""
    short = [share.granted for share in by_person.values() if share.open]
    return min(short) if short else max((share.need for share in by_person.values()), default=0)


def moved(problem: Problem, solution: Solution) -> list[str]:
    """Published meetings that are still requested and now lie elsewhere, at another table, or nowhere."""
    wanted = {meeting.id for meeting in problem.meetings}
    return [
        name for name, place in problem.published.items() if name in wanted and solution.placements.get(name) != place
    ]


def values(problem: Problem, solution: Solution) -> dict[str, float]:
    """Values of all levels by name; a level that has no meaning for the problem is left out."""
    by_person = shares(problem, solution)
    found: dict[str, float] = {}
    held = [meeting for meeting in problem.meetings if meeting.id in solution.placements]
    if problem.mode is Mode.ALL_REQUIRED:
        found["meetings"] = len(held)
    else:
        for priority in priorities(problem):
            found[f"meetings_{priority}"] = sum(meeting.priority == priority for meeting in held)
        found["smallest_share"] = smallest_share(by_person)
    found["breaks"] = sum(share.breaks for share in by_person.values())
    if walks(problem):
        found["walking"] = walking(problem, solution.placements)
    if problem.published:
        found["moves"] = len(moved(problem, solution))
    return found


def levels(
    problem: Problem, solution: Solution, bounds: Mapping[str, float], replanning: bool = False
) -> tuple[Level, ...]:
    """The levels in order of importance: when re-planning, moves come before breaks."""
    found = values(problem, solution)
    names = list(found)
    if replanning and "moves" in found:
        names.remove("moves")
        names.insert(names.index("breaks"), "moves")
    return tuple(
        Level(name, found[name], bounds.get(name), "max" if name.startswith(("meetings", "smallest")) else "min")
        for name in names
    )
