"""`evaluate`: everything that is wrong with a hand-made programme, session by session."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from grono.engines.kit.result import Violation
from grono.engines.timetable.checker import check
from grono.engines.timetable.overlaps import Placed, overlapping
from grono.engines.timetable.problem import Problem, Solution
from grono.engines.timetable.score import measure, wish_costs

#: Rules whose violations name two sessions first; all others name one.
OF_TWO = frozenset({"room", "person", "exclusive", "apart", "turnaround", "travel", "precedence"})


@dataclass(frozen=True)
class Marks:
    """What is wrong with one placed session.

    ``broken`` the hard rules it breaks, alone or with another; ``clashes`` the sessions at the same time that people
    want too, with how many, the worst first; ``parallel`` the sessions of its own track at the same time;
    ``overflow`` people beyond the seats; ``preferences`` the cost of the wishes that are not kept; ``changes``
    whether ``start`` or ``room`` differ from the released programme.
    """

    broken: tuple[Violation, ...] = ()
    clashes: tuple[tuple[str, int], ...] = ()
    parallel: tuple[str, ...] = ()
    overflow: int = 0
    preferences: int = 0
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """A programme with its broken hard rules, the levels of the objective, and the marks of each placed session."""

    violations: tuple[Violation, ...]
    levels: dict[str, int]
    sessions: dict[str, Marks]


def evaluate(problem: Problem, solution: Solution) -> Evaluation:
    """Judge a programme that may break any rule; nothing is refused.

    Sessions and rooms that the problem does not know are reported as violations and else left aside. The levels
    count what is placed, whether it breaks a hard rule or not.
    """
    rooms = {room.id for room in problem.rooms}
    placed = [
        (session, solution.placements[session.id])
        for session in problem.sessions
        if session.id in solution.placements and solution.placements[session.id].room in rooms
    ]
    violations = tuple(check(problem, solution))
    values = measure(problem, Solution({session.id: place for session, place in placed}))
    return Evaluation(violations, {name: values[name] for name in problem.levels}, _marks(problem, placed, violations))


def _marks(problem: Problem, placed: list[Placed], violations: tuple[Violation, ...]) -> dict[str, Marks]:
    seats = {room.id: room.capacity for room in problem.rooms}
    broken: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        for key in violation.where[: 2 if violation.rule in OF_TWO else 1]:
            broken[key].append(violation)
    clashes, parallel = _beside(problem, placed)
    return {
        session.id: Marks(
            broken=tuple(broken[session.id]),
            clashes=tuple(sorted(clashes[session.id], key=lambda pair: (-pair[1], pair[0]))),
            parallel=tuple(sorted(parallel[session.id])),
            overflow=max(0, session.audience - seats[place.room]),
            preferences=wish_costs(problem, session, place),
            changes=_changes(problem, session.id, place.start, place.room),
        )
        for session, place in placed
    }


def _beside(problem: Problem, placed: list[Placed]) -> tuple[dict[str, list[tuple[str, int]]], dict[str, list[str]]]:
    """By session: the sessions at the same time with their weights, and those of the same track."""
    clashes: dict[str, list[tuple[str, int]]] = defaultdict(list)
    parallel: dict[str, list[str]] = defaultdict(list)
    for (one, _), (other, _) in overlapping(placed):
        weight = problem.conflicts.get((min(one.id, other.id), max(one.id, other.id)), 0)
        same = one.track is not None and one.track == other.track
        for key, beside in ((one.id, other.id), (other.id, one.id)):
            if weight:
                clashes[key].append((beside, weight))
            if same:
                parallel[key].append(beside)
    return clashes, parallel


def _changes(problem: Problem, key: str, start: int, room: str) -> tuple[str, ...]:
    old = problem.released.placements.get(key) if problem.released is not None else None
    if old is None:
        return ()
    differing = {"start": start != old.start, "room": room != old.room}
    return tuple(name for name, differs in differing.items() if differs)
