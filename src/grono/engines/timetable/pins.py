"""Pinned starts are promises: place them first, or name the promises that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ortools.sat.python import cp_model

from grono.engines.kit.result import Violation
from grono.engines.timetable.problem import Placement, Problem, Room, Session, Solution, TrackRule, clock_time

#: With more pinned sessions than this any rooms will do; the search improves them.
MOST_PINS_OPTIMISED = 200


def pinned_rooms(problem: Problem, start: Solution) -> dict[str, Placement]:
    """Rooms for all sessions with a pinned start, those of ``start`` where possible.

    To be called when there are no `contradictions`.
    """
    assigned = _assign(problem, _pinned(problem), start)
    assert assigned is not None
    return assigned


def contradictions(problem: Problem) -> list[Violation]:
    """Why the pinned starts cannot all be kept; empty if they can."""
    found = [violation for session in _pinned(problem) for violation in _alone(problem, session)]
    for one, other in combinations(_pinned(problem), 2):
        found.extend(_pair(problem, one, other))
    if found or _assign(problem, _pinned(problem)) is not None:
        return found
    crowd = _smallest_crowd(problem)
    names = ", ".join(session.id for session in crowd)
    message = f"the pinned sessions {names} need more suitable rooms at one time than there are"
    if problem.turnaround or problem.travel:
        message += ", turnaround and travel counted"
    return [Violation("pinned-rooms", message, tuple(session.id for session in crowd))]


def _pinned(problem: Problem) -> list[Session]:
    return [session for session in problem.sessions if session.pinned_start is not None]


def _start(session: Session) -> int:
    assert session.pinned_start is not None
    return session.pinned_start


def _pin_text(session: Session) -> str:
    return f"session {session.id} is pinned to {clock_time(_start(session))}"


def _alone(problem: Problem, session: Session) -> Iterator[Violation]:
    """What forbids a pinned start by itself."""
    start, key = _start(session), session.id
    block = problem.block_of(session, start)
    if block is None:
        message = f"{_pin_text(session)}, but its {session.length} minutes do not fit into the block"
        yield Violation("pinned-block", message, (key,))
        return
    if session.allowed_blocks and block.id not in session.allowed_blocks:
        yield Violation("pinned-block", f"{_pin_text(session)}, but may not lie in block {block.id}", (key, block.id))
    if start in session.forbidden_starts:
        yield Violation("pinned-forbidden", f"{_pin_text(session)}, a start that is forbidden to it", (key,))
    for person in problem.persons:
        for away in person.away if person.id in session.persons else ():
            if away.overlaps(session.period(start)):
                message = f"{_pin_text(session)}, but {person.id} is away {away}"
                yield Violation("pinned-away", message, (key, person.id))
    if not suitable_rooms(problem, session, start):
        message = f"{_pin_text(session)}, but no room is suitable and open then"
        if session.pinned_room is not None:
            message = f"{_pin_text(session)} in {session.pinned_room}, which is closed then or not suitable"
        yield Violation("pinned-room", message, (key,))


def suitable_rooms(problem: Problem, session: Session, start: int) -> list[Room]:
    """The rooms that a session may use at this time, other sessions aside."""
    period = session.period(start)
    return [
        room
        for room in problem.rooms
        if session.pinned_room in (None, room.id)
        and room.id not in session.forbidden_rooms
        and session.equipment <= room.equipment
        and not any(closure.overlaps(period) for closure in room.closures)
    ]


def _pair(problem: Problem, one: Session, other: Session) -> Iterator[Violation]:
    """What forbids two pinned starts together."""
    pair = (one.id, other.id)
    ends = {one.id: _start(one) + one.length, other.id: _start(other) + other.length}
    starts = {one.id: _start(one), other.id: _start(other)}
    for before, after in problem.precedences:
        if {before, after} == set(pair) and ends[before] > starts[after]:
            message = f"{before} must end before {after} starts, but they are pinned the other way"
            yield Violation("pinned-precedence", message, (before, after))
    gap = one.period(_start(one)).gap(other.period(_start(other)))
    if gap >= 0:
        yield from _hurry(problem, one, other, gap)
        return
    times = f"pinned to {clock_time(_start(one))} and {clock_time(_start(other))}, which overlap"
    for person in sorted(set(one.persons) & set(other.persons)):
        message = f"{person} is in sessions {one.id} and {other.id}, {times}"
        yield Violation("pinned-person", message, (*pair, person))
    if one.exclusive or other.exclusive:
        alone = one.id if one.exclusive else other.id
        message = f"sessions {one.id} and {other.id} are {times}, but nothing may run beside {alone}"
        yield Violation("pinned-exclusive", message, pair)
    if one.track == other.track and problem.track_rules.get(one.track or "") == TrackRule.APART:
        message = f"sessions {one.id} and {other.id} are {times}, but track {one.track} is to be kept apart"
        yield Violation("pinned-apart", message, (*pair, str(one.track)))
    if one.pinned_room is not None and one.pinned_room == other.pinned_room:
        message = f"sessions {one.id} and {other.id} are in room {one.pinned_room} {times}"
        yield Violation("pinned-room", message, (*pair, one.pinned_room))


def _hurry(problem: Problem, one: Session, other: Session, gap: int) -> Iterator[Violation]:
    """What forbids two pinned starts one soon after the other, in pinned rooms."""
    if one.pinned_room is None or other.pinned_room is None:
        return
    pair, rooms = (one.id, other.id), (one.pinned_room, other.pinned_room)
    if rooms[0] == rooms[1] and gap < problem.turnaround:
        message = f"sessions {one.id} and {other.id} are pinned to room {rooms[0]} with {gap} min between them"
        yield Violation("pinned-turnaround", f"{message}, of {problem.turnaround} needed", (*pair, rooms[0]))
    if _far(problem, *rooms) and gap < problem.travel:
        for person in sorted(set(one.persons) & set(other.persons)):
            message = f"{person} has {gap} min between sessions {one.id} and {other.id}, pinned to different buildings"
            yield Violation("pinned-travel", f"{message}, of {problem.travel} needed", (*pair, person))


def _far(problem: Problem, one: str, other: str) -> bool:
    """Whether two rooms are in different buildings."""
    buildings = {room.id: room.building for room in problem.rooms}
    return buildings[one] != buildings[other]


def _assign(problem: Problem, pinned: Sequence[Session], start: Solution | None = None) -> dict[str, Placement] | None:
    """A room for every pinned session: the old one where possible, else with few people beyond the seats."""
    model = cp_model.CpModel()
    takes = {
        (session.id, room.id): model.new_bool_var("")
        for session in pinned
        for room in suitable_rooms(problem, session, _start(session))
    }
    for session in pinned:
        model.add_exactly_one([takes[key] for key in takes if key[0] == session.id])
    for one, other in combinations(pinned, 2):
        for here, there in _rooms_apart(problem, one, other):
            if (one.id, here) in takes and (other.id, there) in takes:
                model.add_at_most_one([takes[one.id, here], takes[other.id, there]])
    old = start.placements if start is not None else {}
    audience = {session.id: session.audience for session in pinned}
    seats = {room.id: room.capacity for room in problem.rooms}
    moved = 1 + sum(audience.values())
    costs = {(s, r): max(0, audience[s] - seats[r]) + (moved if s in old and old[s].room != r else 0) for s, r in takes}
    model.minimize(sum(costs[key] * var for key, var in takes.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.stop_after_first_solution = len(pinned) > MOST_PINS_OPTIMISED
    if solver.solve(model) == cp_model.INFEASIBLE:
        return None
    starts = {session.id: _start(session) for session in pinned}
    return {s: Placement(starts[s], r) for (s, r), var in takes.items() if solver.boolean_value(var)}


def _rooms_apart(problem: Problem, one: Session, other: Session) -> Iterator[tuple[str, str]]:
    """Pairs of rooms that two pinned sessions cannot have together."""
    gap = one.period(_start(one)).gap(other.period(_start(other)))
    if gap < problem.turnaround or gap < 0:
        yield from ((room.id, room.id) for room in problem.rooms)
    if gap < problem.travel and set(one.persons) & set(other.persons):
        for here in problem.rooms:
            yield from ((here.id, there.id) for there in problem.rooms if here.building != there.building)


def _smallest_crowd(problem: Problem) -> list[Session]:
    """Pinned sessions that do not find rooms together, while any fewer of them do."""
    crowd = _pinned(problem)
    for session in list(crowd):
        rest = [other for other in crowd if other is not session]
        if _assign(problem, rest) is None:
            crowd = rest
    return crowd
