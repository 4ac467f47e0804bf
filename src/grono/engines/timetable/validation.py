"""Bad input: every rule that a problem must keep before anybody tries to solve it.

A *contradiction* (two sessions of one speaker pinned to one time) is not bad input: the data are well formed
but no programme exists; see `grono.engines.timetable.pins`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from grono.engines.kit.case import CaseError
from grono.engines.timetable.problem import LEVELS, Period, Problem, Session, TrackRule, clock_time


def validate(problem: Problem) -> None:
    """Raise `CaseError` with the place of the first broken rule."""
    if problem.step < 1:
        raise CaseError("step", "must be at least 1 minute")
    for name in ("turnaround", "travel"):
        if getattr(problem, name) < 0:
            raise CaseError(name, "must not be negative")
    for name in ("blocks", "rooms", "sessions", "persons"):
        _unique(name, [item.id for item in getattr(problem, name)])
    _check_blocks(problem)
    _check_rooms_and_persons(problem)
    for index, session in enumerate(problem.sessions):
        _check_session(problem, session, f"sessions[{index}]")
    _check_pairs(problem)
    _check_precedence_cycle(problem)
    _check_track_rules(problem)
    _check_order(problem)


def _unique(place: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for index, key in enumerate(ids):
        if key in seen:
            raise CaseError(f"{place}[{index}].id", f"'{key}' is used twice")
        seen.add(key)


def _known(place: str, key: str, known: Collection[str], what: str) -> None:
    if key not in known:
        raise CaseError(place, f"unknown {what} '{key}'")


def _check_period(place: str, period: Period) -> None:
    if period.end <= period.start:
        raise CaseError(place, f"ends ({period.end}) before it starts ({period.start})")


def _check_blocks(problem: Problem) -> None:
    for index, block in enumerate(problem.blocks):
        place = f"blocks[{index}]"
        if block.start < 0:
            raise CaseError(place, "starts before the first day")
        _check_period(place, block.period)
    ordered = sorted(problem.blocks, key=lambda block: block.start)
    for earlier, later in pairwise(ordered):
        if earlier.end > later.start:
            place = f"blocks[{problem.blocks.index(later)}]"
            raise CaseError(place, f"block '{later.id}' overlaps block '{earlier.id}'")


def _check_rooms_and_persons(problem: Problem) -> None:
    for index, room in enumerate(problem.rooms):
        if room.capacity < 0:
            raise CaseError(f"rooms[{index}].capacity", "must not be negative")
        _check_periods(f"rooms[{index}].closures", room.closures)
    for index, person in enumerate(problem.persons):
        _check_periods(f"persons[{index}].away", person.away)


def _check_periods(place: str, periods: Iterable[Period]) -> None:
    for number, period in enumerate(periods):
        _check_period(f"{place}[{number}]", period)


def _check_session(problem: Problem, session: Session, place: str) -> None:
    for name, least in (("length", 1), ("audience", 0), ("priority", 1)):
        if getattr(session, name) < least:
            raise CaseError(f"{place}.{name}", f"must be at least {least}")
    rooms = {room.id for room in problem.rooms}
    blocks = {block.id for block in problem.blocks}
    persons = {person.id for person in problem.persons}
    for number, person in enumerate(session.persons):
        _known(f"{place}.persons[{number}]", person, persons, "person")
    if len(set(session.persons)) < len(session.persons):
        raise CaseError(f"{place}.persons", "names a person twice")
    for key in sorted(session.forbidden_rooms):
        _known(f"{place}.forbidden_rooms", key, rooms, "room")
    for key in sorted(session.allowed_blocks):
        _known(f"{place}.allowed_blocks", key, blocks, "block")
    if session.pinned_room is not None:
        _known(f"{place}.pinned_room", session.pinned_room, rooms, "room")
    _check_wishes(session, place, rooms, blocks)
    _check_pinned_start(problem, session, place)


def _check_wishes(session: Session, place: str, rooms: set[str], blocks: set[str]) -> None:
    for number, wish in enumerate(session.wishes):
        where = f"{place}.wishes[{number}]"
        if wish.cost < 0:
            raise CaseError(f"{where}.cost", "must not be negative")
        if wish.block is None and wish.room is None:
            raise CaseError(where, "must name a block or a room")
        if wish.block is not None:
            _known(f"{where}.block", wish.block, blocks, "block")
        if wish.room is not None:
            _known(f"{where}.room", wish.room, rooms, "room")


def _check_pinned_start(problem: Problem, session: Session, place: str) -> None:
    start = session.pinned_start
    if start is None:
        return
    for block in problem.blocks:
        if block.start <= start < block.end:
            if (start - block.start) % problem.step:
                rule = f"is not on the grid of {problem.step} minutes of block '{block.id}'"
                raise CaseError(f"{place}.pinned_start", f"{clock_time(start)} {rule}")
            return
    raise CaseError(f"{place}.pinned_start", f"{clock_time(start)} lies in no block")


def _check_pairs(problem: Problem) -> None:
    sessions = {session.id for session in problem.sessions}
    for index, pair in enumerate(problem.precedences):
        for key in pair:
            _known(f"precedences[{index}]", key, sessions, "session")
    for index, ((a, b), weight) in enumerate(problem.conflicts.items()):
        place = f"conflicts[{index}]"
        _known(place, a, sessions, "session")
        _known(place, b, sessions, "session")
        if a >= b:
            raise CaseError(place, f"must name two different sessions in the order of their ids, got {a}, {b}")
        if weight < 0:
            raise CaseError(place, "the weight must not be negative")


def _check_precedence_cycle(problem: Problem) -> None:
    followers: dict[str, list[str]] = {session.id: [] for session in problem.sessions}
    waiting = dict.fromkeys(followers, 0)
    for before, after in problem.precedences:
        followers[before].append(after)
        waiting[after] += 1
    ready = [key for key, count in waiting.items() if count == 0]
    while ready:
        key = ready.pop()
        del waiting[key]
        for after in followers[key]:
            waiting[after] -= 1
            if waiting[after] == 0:
                ready.append(after)
    if waiting:
        raise CaseError("precedences", f"go round in a circle through {', '.join(sorted(waiting))}")


def _check_track_rules(problem: Problem) -> None:
    tracks = {session.track for session in problem.sessions}
    for track, rule in problem.track_rules.items():
        if track not in tracks:
            raise CaseError("track_rules", f"no session has the track '{track}'")
        if rule not in tuple(TrackRule):
            raise CaseError(f"track_rules.{track}", f"must be one of {', '.join(TrackRule)}, got '{rule}'")


def _check_order(problem: Problem) -> None:
    if not problem.order or problem.order[0] != "placed":
        raise CaseError("order", "must begin with 'placed'")
    for index, name in enumerate(problem.order):
        _known(f"order[{index}]", name, LEVELS, "level")
        if name in problem.order[:index]:
            raise CaseError(f"order[{index}]", f"names '{name}' twice")
