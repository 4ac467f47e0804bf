"""The independent checker: pure Python on the problem's own objects, sharing nothing with the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from grono.engines.kit.result import Violation
from grono.engines.timetable.overlaps import overlapping
from grono.engines.timetable.problem import (
    Mode,
    Person,
    Placement,
    Problem,
    Room,
    Session,
    Solution,
    TrackRule,
    clock_time,
)


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every broken hard rule; an empty list means that the programme can be held."""
    violations = list(_completeness(problem, solution))
    sessions = {session.id: session for session in problem.sessions}
    rooms = {room.id: room for room in problem.rooms}
    placed = []
    for key, place in sorted(solution.placements.items()):
        if key not in sessions:
            violations.append(Violation("unknown-session", f"no session is called '{key}'", (key,)))
        elif place.room not in rooms:
            violations.append(Violation("unknown-room", f"no room is called '{place.room}'", (key, place.room)))
        else:
            placed.append((sessions[key], place))
    persons = {person.id: person for person in problem.persons}
    for session, place in placed:
        violations.extend(_time(problem, session, place))
        violations.extend(_room(rooms[place.room], session, place))
        violations.extend(_persons([persons[key] for key in session.persons], session, place))
    violations.extend(_collisions(placed))
    violations.extend(_apart(problem, placed))
    violations.extend(_turnarounds(problem, placed))
    violations.extend(_journeys(problem, placed))
    violations.extend(_precedences(problem, solution))
    return violations


def _completeness(problem: Problem, solution: Solution) -> Iterator[Violation]:
    unplaced = set(solution.unplaced)
    for session in problem.sessions:
        key = session.id
        if key in solution.placements and key in unplaced:
            yield Violation("twice", f"session {key} is both placed and left out", (key,))
        elif key not in solution.placements and key not in unplaced:
            yield Violation("forgotten", f"session {key} is neither placed nor listed as left out", (key,))
        elif key in unplaced and problem.mode is Mode.ALL_REQUIRED:
            yield Violation("all-required", f"session {key} is left out, but all are required", (key,))
        elif key in unplaced and session.pinned_start is not None:
            yield Violation("pinned-start", f"session {key} has a pinned start and is left out", (key,))
    known = {session.id for session in problem.sessions}
    for key in sorted(unplaced - known):
        yield Violation("unknown-session", f"no session is called '{key}'", (key,))


def _time(problem: Problem, session: Session, place: Placement) -> Iterator[Violation]:
    key, start = session.id, place.start
    when = clock_time(start)
    block = problem.block_of(session, start)
    if block is None:
        yield Violation("block", f"session {key} at {when} ({session.length} min) lies in no block", (key,))
        return
    if (start - block.start) % problem.step:
        yield Violation("grid", f"session {key} starts at {when}, off the grid of {problem.step} min", (key,))
    if session.allowed_blocks and block.id not in session.allowed_blocks:
        yield Violation("allowed-blocks", f"session {key} may not lie in block {block.id}", (key, block.id))
    if start in session.forbidden_starts:
        yield Violation("forbidden-start", f"session {key} may not start at {when}", (key,))
    if session.pinned_start is not None and start != session.pinned_start:
        rule = f"is pinned to {clock_time(session.pinned_start)}"
        yield Violation("pinned-start", f"session {key} starts at {when} but {rule}", (key,))


def _room(room: Room, session: Session, place: Placement) -> Iterator[Violation]:
    key = session.id
    where = (key, room.id)
    missing = session.equipment - room.equipment
    if missing:
        yield Violation("equipment", f"room {room.id} lacks {', '.join(sorted(missing))} for {key}", where)
    if room.id in session.forbidden_rooms:
        yield Violation("forbidden-room", f"session {key} may not be in room {room.id}", where)
    if session.pinned_room is not None and room.id != session.pinned_room:
        yield Violation("pinned-room", f"session {key} is pinned to room {session.pinned_room}", where)
    for closure in room.closures:
        if closure.overlaps(session.period(place.start)):
            yield Violation("closure", f"room {room.id} is closed {closure}, during session {key}", where)


def _persons(persons: list[Person], session: Session, place: Placement) -> Iterator[Violation]:
    for person in persons:
        for away in person.away:
            if away.overlaps(session.period(place.start)):
                message = f"{person.id} is away {away}, during session {session.id}"
                yield Violation("away", message, (session.id, person.id))


def _collisions(placed: list[tuple[Session, Placement]]) -> Iterator[Violation]:
    for (one, here), (other, there) in overlapping(placed):
        pair = (one.id, other.id)
        if here.room == there.room:
            yield Violation("room", f"{one.id} and {other.id} are in room {here.room} at once", (*pair, here.room))
        for person in sorted(set(one.persons) & set(other.persons)):
            yield Violation("person", f"{person} is in {one.id} and {other.id} at once", (*pair, person))
        for alone, beside in ((one, other), (other, one)):
            if alone.exclusive:
                message = f"{beside.id} runs during {alone.id}, beside which nothing may run"
                yield Violation("exclusive", message, pair)


def _apart(problem: Problem, placed: list[tuple[Session, Placement]]) -> Iterator[Violation]:
    tracks = {track for track, rule in problem.track_rules.items() if rule == TrackRule.APART}
    held = [(session, place) for session, place in placed if session.track in tracks]
    for (one, _), (other, _) in overlapping(held):
        if one.track == other.track:
            message = f"{one.id} and {other.id} are at the same time, but track {one.track} is to be kept apart"
            yield Violation("apart", message, (one.id, other.id, str(one.track)))


def _turnarounds(problem: Problem, placed: list[tuple[Session, Placement]]) -> Iterator[Violation]:
    """In each room, each session with the next one; what overlaps is a collision and reported as that."""
    held = sorted(placed, key=lambda item: (item[1].room, item[1].start, item[0].id))
    for (one, here), (other, there) in pairwise(held):
        if here.room == there.room:
            pause = there.start - here.start - one.length
            if 0 <= pause < problem.turnaround:
                message = f"{pause} min between {one.id} and {other.id} in room {here.room}"
                where = (one.id, other.id, here.room)
                yield Violation("turnaround", f"{message}, of {problem.turnaround} needed", where)


def _journeys(problem: Problem, placed: list[tuple[Session, Placement]]) -> Iterator[Violation]:
    """Each person's way from one session to the next in another building."""
    buildings = {room.id: room.building for room in problem.rooms}
    held: dict[str, list[tuple[Session, Placement]]] = defaultdict(list)
    for session, place in placed:
        for key in session.persons:
            held[key].append((session, place))
    for key, own in sorted(held.items()):
        for (one, here), (other, there) in combinations(own, 2):
            pause = max(here.start, there.start) - min(here.start + one.length, there.start + other.length)
            if 0 <= pause < problem.travel and buildings[here.room] != buildings[there.room]:
                first, second = (one, other) if here.start < there.start else (other, one)
                message = (
                    f"{key} has {pause} min from {first.id} to {second.id} in another building, "
                    f"of {problem.travel} needed"
                )
                yield Violation("travel", message, (first.id, second.id, key))


def _precedences(problem: Problem, solution: Solution) -> Iterator[Violation]:
    lengths = {session.id: session.length for session in problem.sessions}
    for before, after in problem.precedences:
        first, second = solution.placements.get(before), solution.placements.get(after)
        if first and second and first.start + lengths[before] > second.start:
            yield Violation("precedence", f"{before} must end before {after} starts", (before, after))
