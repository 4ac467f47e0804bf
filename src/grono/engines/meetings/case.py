"""The JSON form of problems and plans (docs/reference/meetings-case.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grono.engines.kit.case import CaseError, Node
from grono.engines.meetings.problem import (
    Meeting,
    Mode,
    Participant,
    Placement,
    Problem,
    Slot,
    Solution,
    Table,
)

FORMAT = "grono-meetings/1"


def problem_from_json(data: Any) -> Problem:
    """Read a case; raises `CaseError` with the place of the first mistake."""
    root = Node(data)
    root.only("format", "mode", "fairness", "slots", "tables", "participants", "meetings", "precedences", "published")
    if (name := root.field("format", FORMAT).typed(str)) != FORMAT:
        raise CaseError("format", f"'{name}' is not '{FORMAT}'")
    mode = root.field("mode", Mode.SOFT.value)
    if mode.typed(str) not in list(Mode):
        raise mode.fail(f"must be one of {', '.join(Mode)}")
    fairness = root.field("fairness", None)
    return Problem(
        slots=tuple(_slot(node) for node in root.field("slots").items()),
        tables=_tables(root.field("tables")),
        participants=tuple(_participant(node) for node in root.field("participants").items()),
        meetings=tuple(_meeting(node) for node in root.field("meetings").items()),
        precedences=tuple(_pair(node) for node in root.field("precedences", []).items()),
        mode=Mode(mode.value),
        fairness=None if fairness.value is None else fairness.typed(int),
        published=_placements(root.field("published", {})),
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Write a case; fields that say nothing are left out."""
    return _lean(
        format=FORMAT,
        mode=problem.mode.value,
        fairness=problem.fairness,
        slots=[_lean(id=s.id, day=s.day, session=s.session) for s in problem.slots],
        tables=[
            _lean(id=t.id, zone=t.zone, position=t.position and list(t.position), closed=_names(t.closed))
            for t in problem.tables
        ],
        participants=[
            _lean(
                id=p.id,
                available=_names(p.available),
                forbidden=_names(p.forbidden),
                engaged=_names(p.engaged),
                tables=_names(p.tables),
            )
            for p in problem.participants
        ],
        meetings=[
            _lean(
                id=m.id,
                participants=list(m.participants),
                priority=m.priority,
                slots=_names(m.slots),
                fixed=m.fixed,
                tables=_names(m.tables),
            )
            for m in problem.meetings
        ],
        precedences=[list(pair) for pair in problem.precedences],
        published=placements_to_json(problem.published),
    )


def solution_from_json(data: Any) -> Solution:
    """Read a plan: an object with ``meetings``, or a whole result with ``solution``."""
    root = Node(data)
    if "solution" in root.typed(dict):
        root = root.field("solution")
    return Solution(_placements(root.field("meetings")))


def placements_to_json(placements: Mapping[str, Placement]) -> dict[str, Any]:
    """Placements by meeting id."""
    return {name: {"slot": place.slot, "table": place.table} for name, place in placements.items()}


def _slot(node: Node) -> Slot:
    node.only("id", "day", "session")
    return Slot(node.field("id").typed(str), node.field("day", "").typed(str), node.field("session", "").typed(str))


def _tables(node: Node) -> tuple[Table, ...]:
    """A list of tables; a number stands for that many tables without further rules."""
    if isinstance(node.value, int):
        if node.typed(int) < 0:
            raise node.fail("must not be negative")
        return tuple(Table(str(i + 1)) for i in range(node.value))
    return tuple(_table(item) for item in node.items())


def _table(node: Node) -> Table:
    node.only("id", "zone", "position", "closed")
    position = node.field("position", None)
    at = None
    if position.value is not None:
        numbers = [item.typed(float) for item in position.items()]
        if len(numbers) != 2:
            raise position.fail("must be two numbers (metres)")
        at = (numbers[0], numbers[1])
    return Table(node.field("id").typed(str), node.field("zone", "").typed(str), at, _set(node.field("closed", [])))


def _participant(node: Node) -> Participant:
    node.only("id", "available", "forbidden", "engaged", "tables")
    return Participant(
        id=node.field("id").typed(str),
        available=_optional_set(node.field("available", None)),
        forbidden=_set(node.field("forbidden", [])),
        engaged=_set(node.field("engaged", [])),
        tables=_optional_set(node.field("tables", None)),
    )


def _meeting(node: Node) -> Meeting:
    node.only("id", "participants", "priority", "slots", "fixed", "tables")
    fixed = node.field("fixed", None)
    return Meeting(
        id=node.field("id").typed(str),
        participants=_pair(node.field("participants")),
        priority=node.field("priority", 1).typed(int),
        slots=_optional_set(node.field("slots", None)),
        fixed=None if fixed.value is None else fixed.typed(str),
        tables=_optional_set(node.field("tables", None)),
    )


def _pair(node: Node) -> tuple[str, str]:
    names = [item.typed(str) for item in node.items()]
    if len(names) != 2:
        raise node.fail("must name exactly two")
    return names[0], names[1]


def _placements(node: Node) -> dict[str, Placement]:
    placements = {}
    for name, item in node.members():
        item.only("slot", "table")
        placements[name] = Placement(item.field("slot").typed(str), item.field("table").typed(str))
    return placements


def _set(node: Node) -> frozenset[str]:
    return frozenset(item.typed(str) for item in node.items())


def _optional_set(node: Node) -> frozenset[str] | None:
    return None if node.value is None else _set(node)


def _names(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _lean(**fields: Any) -> dict[str, Any]:
    """Without texts that are empty and without None; an empty ``available`` or ``tables`` says something."""
    empty_means_none = {"closed", "forbidden", "engaged", "precedences", "published"}
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value != "" and not (name in empty_means_none and not value)
    }
