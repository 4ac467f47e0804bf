"""The problem as arrays for the compiled search.

Time is compact here: the grid steps of all blocks in order, numbered 0..T-1; the breaks between blocks do not
exist. A session that starts at step t takes the steps t .. t + steps - 1 of one block. Sizes: S sessions,
R rooms, T steps, B blocks, K tracks, D days, L = 7 levels.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grono.engines.timetable.problem import LEVELS, Period, Placement, Problem, Session, Solution, TrackRule

#: Level numbers in the search's own cost vector (all minimised; MISSING is the complement of ``placed``).
MISSING, CLASHES, OVERFLOW, CHANGES, COHESION, PREFERENCES, LATENESS = range(len(LEVELS))

#: An array of whole numbers.
Ints = NDArray[np.int64]


class Lists(NamedTuple):
    """One list of sessions for each session: ``item[first[s] : first[s + 1]]``."""

    first: Ints  # [S + 1]
    item: Ints


class Tables(NamedTuple):
    """Read-only arrays of one problem."""

    ok: NDArray[np.uint8]  # [S, R, T] whether s may start at t in r, other sessions aside
    steps: Ints  # [S] grid steps that a session takes
    length: Ints  # [S] minutes
    priority: Ints  # [S]
    must: NDArray[np.uint8]  # [S] whether it may not be left out
    hard: NDArray[np.uint8]  # [S, S] whether two sessions may not overlap
    rivals: Lists  # sessions that may not overlap with each session
    mates: Lists  # sessions that share a person with each session
    partners: Lists  # sessions with which an overlap counts: a conflict weight or the same track
    weight: Ints  # [S, S] conflict weight
    track: Ints  # [S] track number or -1
    joined: Ints  # [S] track number of a session whose track should be together, or -1
    step: int  # minutes of the grid
    pieces: bool  # whether any track should be together
    turnaround: int  # minutes between two sessions in a room
    travel: int  # minutes between two sessions of a person in different buildings
    building: Ints  # [R] number of the room's building
    overflow: Ints  # [S, R]
    wish: Ints  # [S, B, R]
    old_start: Ints  # [S] released step, -1 none, -2 released at a time that is no step
    old_room: Ints  # [S] released room, -1 none, -2 a room that is no more
    before: NDArray[np.uint8]  # [S, S] before[a, b]: a must end before b starts
    linked: NDArray[np.uint8]  # [S] whether a precedence names the session
    block: Ints  # [T] block of a step
    day: Ints  # [B] day number of a block, from 0 without holes
    first: Ints  # [B + 1] first step of a block
    minute: Ints  # [T] minute at which a step begins
    late: Ints  # [T] minutes since the block's start
    rank: Ints  # [n] level numbers that count, in order of importance


def build_tables(problem: Problem) -> Tables:
    """The arrays of a valid problem."""
    first, minute, late, block = _grid(problem)
    days = sorted({item.day for item in _blocks(problem)})
    before = _before(problem)
    shared, weight = _shared(problem), _weight(problem)
    hard = _hard(problem, shared)
    track, joined = _tracks(problem)
    same = (track[:, None] == track[None, :]) & (track[:, None] >= 0)
    released_start, released_room = _released(problem, minute)
    buildings = sorted({room.building for room in problem.rooms})
    return Tables(
        ok=_ok(problem, minute),
        steps=_int([-(-session.length // problem.step) for session in problem.sessions]),
        length=_int([session.length for session in problem.sessions]),
        priority=_int([session.priority for session in problem.sessions]),
        must=np.array([session.pinned_start is not None for session in problem.sessions], dtype=np.uint8),
        hard=hard,
        rivals=_lists(hard > 0),
        mates=_lists(shared),
        partners=_lists((weight > 0) | same),
        weight=weight,
        track=track,
        joined=joined,
        step=problem.step,
        pieces=bool((joined >= 0).any()),
        turnaround=problem.turnaround,
        travel=problem.travel,
        building=_int([buildings.index(room.building) for room in problem.rooms]),
        overflow=_overflow(problem),
        wish=_wish(problem),
        old_start=released_start,
        old_room=released_room,
        before=before,
        linked=np.asarray(before.any(axis=0) | before.any(axis=1), dtype=np.uint8),
        block=block,
        day=_int([days.index(item.day) for item in _blocks(problem)]),
        first=first,
        minute=minute,
        late=late,
        rank=_int([LEVELS.index(name) for name in problem.levels]),
    )


def to_arrays(problem: Problem, tables: Tables, solution: Solution) -> tuple[Ints, Ints]:
    """Start steps and rooms of a programme, both -1 where it has no place on this grid."""
    steps = {int(minute): step for step, minute in enumerate(tables.minute)}
    rooms = {room.id: number for number, room in enumerate(problem.rooms)}
    starts, where = _int([-1] * len(problem.sessions)), _int([-1] * len(problem.sessions))
    for number, session in enumerate(problem.sessions):
        place = solution.placements.get(session.id)
        if place is not None and place.start in steps and place.room in rooms:
            starts[number], where[number] = steps[place.start], rooms[place.room]
    return starts, where


def to_solution(problem: Problem, tables: Tables, starts: Ints, where: Ints) -> Solution:
    """The programme that the arrays describe."""
    placements = {
        session.id: Placement(int(tables.minute[starts[number]]), problem.rooms[where[number]].id)
        for number, session in enumerate(problem.sessions)
        if starts[number] >= 0
    }
    return Solution(placements, tuple(s.id for s in problem.sessions if s.id not in placements))


def _allowed_starts(problem: Problem, session: Session, away: list[Period], minute: Ints) -> NDArray[np.bool_]:
    """[T] whether the session may start at a step, the absences of its persons and all rules on time considered."""
    allowed = np.zeros(len(minute), dtype=bool)
    for block in problem.blocks:
        if not session.allowed_blocks or block.id in session.allowed_blocks:
            low, high = np.searchsorted(minute, (block.start, block.end - session.length + 1))
            allowed[low:high] = True
    if session.pinned_start is not None:
        allowed &= minute == session.pinned_start
    if session.forbidden_starts:
        allowed &= ~np.isin(minute, list(session.forbidden_starts))
    for period in away:
        allowed &= (minute >= period.end) | (minute + session.length <= period.start)
    return allowed


def _int(values: Any) -> Ints:
    return np.array(values, dtype=np.int64)


def _blocks(problem: Problem) -> list[Any]:
    return sorted(problem.blocks, key=lambda block: block.start)


def _grid(problem: Problem) -> tuple[Ints, Ints, Ints, Ints]:
    first, minutes, late, blocks = [0], list[int](), list[int](), list[int]()
    for number, block in enumerate(_blocks(problem)):
        starts = range(block.start, block.end, problem.step)
        minutes.extend(starts)
        late.extend(start - block.start for start in starts)
        blocks.extend([number] * len(starts))
        first.append(len(minutes))
    return _int(first), _int(minutes), _int(late), _int(blocks)


def _ok(problem: Problem, minute: Ints) -> NDArray[np.uint8]:
    sessions, rooms = problem.sessions, problem.rooms
    ok = np.zeros((len(sessions), len(rooms), len(minute)), dtype=np.uint8)
    away = {person.id: person.away for person in problem.persons}
    for s, session in enumerate(sessions):
        starts = _allowed_starts(problem, session, [p for key in session.persons for p in away[key]], minute)
        for r, room in enumerate(rooms):
            if (
                session.pinned_room in (None, room.id)
                and room.id not in session.forbidden_rooms
                and session.equipment <= room.equipment
            ):
                ok[s, r] = starts
                for closure in room.closures:
                    ok[s, r] &= (minute >= closure.end) | (minute + session.length <= closure.start)
    return ok


def _shared(problem: Problem) -> NDArray[np.bool_]:
    """[S, S] whether two sessions share a person."""
    own: dict[str, list[int]] = defaultdict(list)
    for s, session in enumerate(problem.sessions):
        for key in session.persons:
            own[key].append(s)
    shared = np.zeros((len(problem.sessions),) * 2, dtype=np.bool_)
    for sessions in own.values():
        shared[np.ix_(sessions, sessions)] = True
    np.fill_diagonal(shared, False)
    return shared


def _hard(problem: Problem, shared: NDArray[np.bool_]) -> NDArray[np.uint8]:
    exclusive = np.array([session.exclusive for session in problem.sessions], dtype=bool)
    apart = np.array([problem.track_rules.get(s.track or "") == TrackRule.APART for s in problem.sessions], dtype=bool)
    track, _ = _tracks(problem)
    hard = shared | exclusive[:, None] | exclusive[None, :]
    hard |= (track[:, None] == track[None, :]) & apart[:, None]
    np.fill_diagonal(hard, False)
    return np.asarray(hard, dtype=np.uint8)


def _tracks(problem: Problem) -> tuple[Ints, Ints]:
    """[S] the number of a session's track, and the same only where the track should be together; else -1."""
    names = sorted({session.track for session in problem.sessions if session.track is not None})
    numbers = {name: number for number, name in enumerate(names)}
    track = _int([-1 if s.track is None else numbers[s.track] for s in problem.sessions])
    together = [problem.track_rules.get(s.track or "") == TrackRule.TOGETHER for s in problem.sessions]
    return track, _int(np.where(np.array(together, dtype=bool), track, -1))


def _lists(related: NDArray[np.bool_]) -> Lists:
    related = related & ~np.eye(len(related), dtype=bool)
    first = np.concatenate(([0], np.cumsum(related.sum(axis=1, dtype=np.int64))))
    return Lists(_int(first), _int(np.nonzero(related)[1]))


def _numbers(problem: Problem) -> dict[str, int]:
    return {session.id: number for number, session in enumerate(problem.sessions)}


def _weight(problem: Problem) -> Ints:
    weight = np.zeros((len(problem.sessions),) * 2, dtype=np.int64)
    numbers = _numbers(problem)
    for (a, b), value in problem.conflicts.items():
        weight[numbers[a], numbers[b]] = weight[numbers[b], numbers[a]] = value
    return weight


def _before(problem: Problem) -> NDArray[np.uint8]:
    before = np.zeros((len(problem.sessions),) * 2, dtype=np.uint8)
    numbers = _numbers(problem)
    for first, second in problem.precedences:
        before[numbers[first], numbers[second]] = 1
    return before


def _overflow(problem: Problem) -> Ints:
    audience = _int([session.audience for session in problem.sessions])
    capacity = _int([room.capacity for room in problem.rooms])
    return _int(np.maximum(0, audience[:, None] - capacity[None, :]))


def _wish(problem: Problem) -> Ints:
    blocks = {block.id: number for number, block in enumerate(_blocks(problem))}
    rooms = {room.id: number for number, room in enumerate(problem.rooms)}
    cost = np.zeros((len(problem.sessions), len(blocks), len(rooms)), dtype=np.int64)
    for number, session in enumerate(problem.sessions):
        for wish in session.wishes:
            block = slice(None) if wish.block is None else blocks[wish.block]
            room = slice(None) if wish.room is None else rooms[wish.room]
            cost[number, block, room] += wish.cost
    return cost


def _released(problem: Problem, minute: Ints) -> tuple[Ints, Ints]:
    count = len(problem.sessions)
    starts, where = _int([-1] * count), _int([-1] * count)
    if problem.released is None:
        return starts, where
    steps = {int(value): step for step, value in enumerate(minute)}
    rooms = {room.id: number for number, room in enumerate(problem.rooms)}
    for number, session in enumerate(problem.sessions):
        old = problem.released.placements.get(session.id)
        if old is not None:
            starts[number] = steps.get(old.start, -2)
            where[number] = rooms.get(old.room, -2)
    return starts, where
