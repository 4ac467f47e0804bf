"""Why a session has no place in a programme: the rule and the things that collide, start by start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grono.engines.timetable.pins import suitable_rooms
from grono.engines.timetable.problem import Period, Problem, Room, Session, Solution, TrackRule

#: A rule, the message, and the things that collide.
Closing = tuple[str, str, tuple[str, ...]]
#: Rooms that a message names before it only counts them.
MOST_NAMES = 6


@dataclass(frozen=True)
class Obstacle:
    """What closes ``starts`` of the ``of`` starts that the session could have: the rule and the things that collide."""

    rule: str
    message: str
    where: tuple[str, ...]
    starts: int = 0
    of: int = 0


@dataclass(frozen=True)
class _Taken:
    """A placed session with its period, room and building."""

    session: Session
    period: Period
    room: str
    building: str


def find_obstacles(problem: Problem, solution: Solution, session: Session) -> list[Obstacle]:
    """The obstacles of a session that is not placed, those of the rule that closes most starts first.

    Every start on the grid is booked to the first rule that closes it, in the order: absences, closures, persons
    busy elsewhere, exclusive sessions, tracks apart, precedences, rooms taken, travel, turnaround. An empty list
    means that a place is free.
    """
    fixed = _without_any_programme(problem, session)
    if fixed is not None:
        return [fixed]
    taken = list(_taken(problem, solution, session))
    starts = list(_starts(problem, session))
    counts: Counter[Closing] = Counter()
    rules: Counter[str] = Counter()
    for start in starts:
        closed = next(_closing(problem, session, start, taken), None)
        if closed is None:
            return []
        counts[closed] += 1
        rules[closed[0]] += 1
    ordered = sorted(counts.items(), key=lambda item: (-rules[item[0][0]], -item[1]))
    return [
        Obstacle(rule, f"{text} ({count} of {len(starts)} possible starts)", where, count, len(starts))
        for (rule, text, where), count in ordered
    ]


def _without_any_programme(problem: Problem, session: Session) -> Obstacle | None:
    """An obstacle that no start avoids."""
    rooms = [room for room in problem.rooms if session.equipment <= room.equipment]
    if not rooms:
        needs = ", ".join(sorted(session.equipment))
        text = f"no room has {needs}" if needs else "there is no room"
        return Obstacle("equipment", text, (session.id, *sorted(session.equipment)))
    rooms = [room for room in rooms if session.pinned_room in (None, room.id)]
    if not rooms:
        text = f"room {session.pinned_room}, to which it is pinned, lacks equipment that it needs"
        return Obstacle("equipment", text, (session.id, str(session.pinned_room)))
    if all(room.id in session.forbidden_rooms for room in rooms):
        text = f"the only suitable rooms, {_names(rooms)}, are forbidden to it"
        return Obstacle("forbidden-room", text, (session.id,))
    if not any(True for _ in _starts(problem, session)):
        text = f"no block that it may use has a start with {session.length} minutes left"
        return Obstacle("length", text, (session.id,))
    return None


def _starts(problem: Problem, session: Session) -> Iterator[int]:
    """The starts that blocks, length and the session's own rules allow."""
    for block in problem.blocks:
        if session.allowed_blocks and block.id not in session.allowed_blocks:
            continue
        for start in range(block.start, block.end - session.length + 1, problem.step):
            if start not in session.forbidden_starts and session.pinned_start in (None, start):
                yield start


def _taken(problem: Problem, solution: Solution, session: Session) -> Iterator[_Taken]:
    buildings = {room.id: room.building for room in problem.rooms}
    for other in problem.sessions:
        place = solution.placements.get(other.id)
        if place is not None and other.id != session.id:
            yield _Taken(other, other.period(place.start), place.room, buildings.get(place.room, ""))


def _closing(problem: Problem, session: Session, start: int, taken: list[_Taken]) -> Iterator[Closing]:
    """Rules that close one start."""
    period = session.period(start)
    beside = [item for item in taken if item.period.overlaps(period)]
    yield from _absences(problem, session, period)
    yield from _closures(problem, session, start)
    yield from _busy(session, beside)
    yield from _apart(problem, session, beside)
    yield from _order(problem, session, period, taken)
    rooms = suitable_rooms(problem, session, start)
    yield from _rooms(rooms, session, beside)
    yield from _hurry(problem, session, period, rooms, taken)


def _absences(problem: Problem, session: Session, period: Period) -> Iterator[Closing]:
    for person in problem.persons:
        for away in person.away if person.id in session.persons else ():
            if away.overlaps(period):
                yield "away", f"{person.id} is away {away}", (session.id, person.id)


def _closures(problem: Problem, session: Session, start: int) -> Iterator[Closing]:
    if not suitable_rooms(problem, session, start):
        usable = [
            room
            for room in problem.rooms
            if session.equipment <= room.equipment
            and room.id not in session.forbidden_rooms
            and session.pinned_room in (None, room.id)
        ]
        text = f"all suitable rooms ({_names(usable)}) are closed"
        yield "closure", text, (session.id, *(room.id for room in usable))


def _busy(session: Session, beside: list[_Taken]) -> Iterator[Closing]:
    for item in beside:
        other = item.session
        for person in sorted(set(session.persons) & set(other.persons)):
            pinned = "pinned in" if other.pinned_start is not None else "in"
            text = f"{person} is {pinned} session {other.id} at the same time"
            yield "person", text, (session.id, other.id, person)
    for item in beside:
        if item.session.exclusive:
            text = f"nothing may run beside session {item.session.id}"
            yield "exclusive", text, (session.id, item.session.id)
        if session.exclusive:
            text = f"nothing may run beside it, but session {item.session.id} does"
            yield "exclusive", text, (session.id, item.session.id)


def _apart(problem: Problem, session: Session, beside: list[_Taken]) -> Iterator[Closing]:
    if problem.track_rules.get(session.track or "") == TrackRule.APART:
        for item in beside:
            if item.session.track == session.track:
                text = f"session {item.session.id} runs then, but track {session.track} is to be kept apart"
                yield "apart", text, (session.id, item.session.id, str(session.track))


def _order(problem: Problem, session: Session, period: Period, taken: list[_Taken]) -> Iterator[Closing]:
    for before, after in problem.precedences:
        for item in taken:
            other = item.session.id
            if (before, after) == (session.id, other) and period.end > item.period.start:
                yield "precedence", f"it must end before session {other} starts", (session.id, other)
            if (before, after) == (other, session.id) and item.period.end > period.start:
                yield "precedence", f"it must start after session {other} ends", (other, session.id)


def _rooms(rooms: list[Room], session: Session, beside: list[_Taken]) -> Iterator[Closing]:
    """All suitable rooms are taken; a single one is named with who is in it."""
    occupants = {item.room: item.session.id for item in beside}
    if not rooms or any(room.id not in occupants for room in rooms):
        return
    if len(rooms) == 1:
        room, other = rooms[0].id, occupants[rooms[0].id]
        yield "room", f"room {room}, the only suitable one, is taken by session {other}", (session.id, room, other)
    else:
        yield "room", f"no suitable room is free ({_names(rooms)})", (session.id, *(room.id for room in rooms))


def _hurry(
    problem: Problem, session: Session, period: Period, rooms: list[Room], taken: list[_Taken]
) -> Iterator[Closing]:
    """Rooms are free, but too soon before or after another session: for a person on the way, or for the room."""
    near = [item for item in taken if item.period.gap(period) < max(problem.turnaround, problem.travel)]
    free = [room for room in rooms if not any(i.room == room.id and i.period.overlaps(period) for i in near)]
    journeys = {room.id: _journey(problem, session, period, room, near) for room in free}
    pauses = {room.id: _pause(problem, session, period, room, near) for room in free}
    closed = [journeys[room.id] or pauses[room.id] for room in free]
    if all(closed):
        yield from (closing for closing in closed if closing is not None)


def _journey(problem: Problem, session: Session, period: Period, room: Room, near: list[_Taken]) -> Closing | None:
    for item in near:
        shared = sorted(set(session.persons) & set(item.session.persons))
        if shared and item.building != room.building and item.period.gap(period) < problem.travel:
            text = f"{shared[0]} needs {problem.travel} min to or from session {item.session.id} in another building"
            return "travel", text, (session.id, item.session.id, shared[0])
    return None


def _pause(problem: Problem, session: Session, period: Period, room: Room, near: list[_Taken]) -> Closing | None:
    for item in near:
        if item.room == room.id and item.period.gap(period) < problem.turnaround:
            text = f"room {room.id} needs {problem.turnaround} min before or after session {item.session.id}"
            return "turnaround", text, (session.id, room.id, item.session.id)
    return None


def _names(rooms: Sequence[Room]) -> str:
    """The rooms, shortened when there are many."""
    names = [room.id for room in rooms[:MOST_NAMES]]
    more = len(rooms) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
