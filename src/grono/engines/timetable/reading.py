"""The problem as JSON and back. The format is described in docs/reference/timetable-case.md."""

from __future__ import annotations

from typing import Any

from grono.engines.kit.case import CaseError, Node
from grono.engines.timetable.problem import (
    LEVELS,
    Block,
    Mode,
    Period,
    Person,
    Placement,
    Problem,
    Room,
    Session,
    Solution,
    Wish,
)
from grono.engines.timetable.validation import validate

SESSION_FIELDS = tuple(Session.__dataclass_fields__)
PROBLEM_FIELDS = tuple(Problem.__dataclass_fields__)


def read_problem(data: Any) -> Problem:
    """Read and validate a case given as JSON types; raises `CaseError` naming the place."""
    node = data if isinstance(data, Node) else Node(data)
    node.only(*PROBLEM_FIELDS)
    released = node.field("released", {})
    problem = Problem(
        step=node.field("step").typed(int),
        blocks=tuple(_block(item) for item in node.field("blocks").items()),
        rooms=tuple(_room(item) for item in node.field("rooms").items()),
        sessions=tuple(_session(item) for item in node.field("sessions").items()),
        persons=tuple(_person(item) for item in node.field("persons", []).items()),
        precedences=tuple(_precedence(item) for item in node.field("precedences", []).items()),
        conflicts=_conflicts(node.field("conflicts", [])),
        released=read_solution(released) if released.value else None,
        mode=_mode(node.field("mode", str(Mode.BEST))),
        order=_texts(node.field("order", list(LEVELS))),
        turnaround=node.field("turnaround", 0).typed(int),
        travel=node.field("travel", 0).typed(int),
        track_rules={track: rule.typed(str) for track, rule in node.field("track_rules", {}).members()},
    )
    validate(problem)
    return problem


def read_solution(data: Any) -> Solution:
    """Read a programme: ``{"sessions": {id: {"start": …, "room": …}}, "unplaced": [id, …]}``."""
    node = data if isinstance(data, Node) else Node(data)
    node.only("sessions", "unplaced")
    placements = {}
    for key, item in node.field("sessions").members():
        item.only("start", "room")
        placements[key] = Placement(item.field("start").typed(int), item.field("room").typed(str))
    return Solution(placements, _texts(node.field("unplaced", [])))


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON types; fields that hold their default are left out."""
    data: dict[str, Any] = {
        "step": problem.step,
        "mode": str(problem.mode),
        "order": list(problem.order),
        "blocks": [{"id": block.id, "start": block.start, "end": block.end} for block in problem.blocks],
        "rooms": [_without_empty(_write_room(room)) for room in problem.rooms],
        "persons": [
            _without_empty({"id": person.id, "away": _write_periods(person.away)}) for person in problem.persons
        ],
        "sessions": [_write_session(session) for session in problem.sessions],
        "precedences": [list(pair) for pair in problem.precedences],
        "conflicts": [[a, b, weight] for (a, b), weight in problem.conflicts.items()],
    }
    for name in ("turnaround", "travel", "track_rules"):
        if getattr(problem, name):
            data[name] = getattr(problem, name)
    if problem.released is not None:
        data["released"] = problem.released.to_json()
    return data


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.typed(str) for item in node.items())


def _periods(node: Node) -> tuple[Period, ...]:
    periods = []
    for item in node.items():
        item.only("start", "end")
        periods.append(Period(item.field("start").typed(int), item.field("end").typed(int)))
    return tuple(periods)


def _mode(node: Node) -> Mode:
    try:
        return Mode(node.typed(str))
    except ValueError as error:
        raise node.fail(f"must be one of {', '.join(Mode)}") from error


def _block(node: Node) -> Block:
    node.only("id", "start", "end")
    return Block(node.field("id").typed(str), node.field("start").typed(int), node.field("end").typed(int))


def _room(node: Node) -> Room:
    node.only("id", "capacity", "equipment", "closures", "building")
    return Room(
        id=node.field("id").typed(str),
        capacity=node.field("capacity").typed(int),
        equipment=frozenset(_texts(node.field("equipment", []))),
        closures=_periods(node.field("closures", [])),
        building=node.field("building", "").typed(str),
    )


def _person(node: Node) -> Person:
    node.only("id", "away")
    return Person(node.field("id").typed(str), _periods(node.field("away", [])))


def _wish(node: Node) -> Wish:
    node.only("cost", "block", "room")
    return Wish(
        cost=node.field("cost").typed(int),
        block=_optional(node, "block", str),
        room=_optional(node, "room", str),
    )


def _optional(node: Node, name: str, kind: type) -> Any:
    """The value of a field that may be absent (None)."""
    value = node.field(name, False)
    return None if value.value is False else value.typed(kind)


def _session(node: Node) -> Session:
    node.only(*SESSION_FIELDS)
    starts = frozenset(item.typed(int) for item in node.field("forbidden_starts", []).items())
    return Session(
        id=node.field("id").typed(str),
        length=node.field("length").typed(int),
        audience=node.field("audience", 0).typed(int),
        track=_optional(node, "track", str),
        kind=node.field("kind", "talk").typed(str),
        persons=_texts(node.field("persons", [])),
        equipment=frozenset(_texts(node.field("equipment", []))),
        priority=node.field("priority", 1).typed(int),
        exclusive=node.field("exclusive", False).typed(bool),
        pinned_start=_optional(node, "pinned_start", int),
        pinned_room=_optional(node, "pinned_room", str),
        forbidden_starts=starts,
        forbidden_rooms=frozenset(_texts(node.field("forbidden_rooms", []))),
        allowed_blocks=frozenset(_texts(node.field("allowed_blocks", []))),
        wishes=tuple(_wish(item) for item in node.field("wishes", []).items()),
    )


def _precedence(node: Node) -> tuple[str, str]:
    pair = _texts(node)
    if len(pair) != 2:
        raise node.fail("must be a list of two sessions: before, after")
    return pair[0], pair[1]


def _conflicts(node: Node) -> dict[tuple[str, str], int]:
    conflicts: dict[tuple[str, str], int] = {}
    for item in node.items():
        parts = list(item.items())
        if len(parts) != 3:
            raise item.fail("must be a list of two sessions and a weight")
        a, b, weight = parts[0].typed(str), parts[1].typed(str), parts[2].typed(int)
        key = (min(a, b), max(a, b))
        if key in conflicts:
            raise CaseError(item.place, f"the pair {a}, {b} is given twice")
        conflicts[key] = weight
    return conflicts


def _write_periods(periods: tuple[Period, ...]) -> list[dict[str, int]]:
    return [{"start": period.start, "end": period.end} for period in periods]


def _write_room(room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "capacity": room.capacity,
        "equipment": sorted(room.equipment),
        "closures": _write_periods(room.closures),
        "building": room.building,
    }


def _write_session(session: Session) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, field in Session.__dataclass_fields__.items():
        value = getattr(session, name)
        if name in ("id", "length") or value != field.default:
            data[name] = sorted(value) if isinstance(value, frozenset) else value
    if session.persons:
        data["persons"] = list(session.persons)
    if session.wishes:
        data["wishes"] = [
            {"cost": wish.cost}
            | ({} if wish.block is None else {"block": wish.block})
            | ({} if wish.room is None else {"room": wish.room})
            for wish in session.wishes
        ]
    return data


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ([], "")}
