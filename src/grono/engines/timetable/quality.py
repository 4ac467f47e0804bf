"""`quality`: a programme in figures that an organiser understands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from grono.engines.timetable.overlaps import overlapping
from grono.engines.timetable.problem import Problem, Solution
from grono.engines.timetable.score import measure


@dataclass(frozen=True)
class RoomUse:
    """Minutes that a room is open inside the blocks, minutes in use, and the share of its seats that is filled."""

    open: int
    used: int
    filled: float


@dataclass(frozen=True)
class Quality:
    """A programme in figures.

    ``levels`` as in `measure`; ``clashes`` the pairs that overlap with their weights, the worst first;
    ``overflow`` the people beyond the seats by session, the worst first; ``changes`` the sessions that differ
    from the released programme, with what differs; ``tracks`` the rooms that each track uses.
    """

    sessions: int
    placed: int
    levels: dict[str, int]
    clashes: tuple[tuple[str, str, int], ...]
    overflow: tuple[tuple[str, int], ...]
    changes: dict[str, tuple[str, ...]]
    rooms: dict[str, RoomUse]
    tracks: dict[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON types."""
        return asdict(self)


def quality(problem: Problem, solution: Solution) -> Quality:
    """The figures of a programme that `check` accepts."""
    values = measure(problem, solution)
    return Quality(
        sessions=len(problem.sessions),
        placed=len(solution.placements),
        levels={name: values[name] for name in problem.levels},
        clashes=_clashes(problem, solution),
        overflow=_overflow(problem, solution),
        changes=_changes(problem, solution),
        rooms=_rooms(problem, solution),
        tracks=_tracks(problem, solution),
    )


def _clashes(problem: Problem, solution: Solution) -> tuple[tuple[str, str, int], ...]:
    placed = [(s, solution.placements[s.id]) for s in problem.sessions if s.id in solution.placements]
    pairs = []
    for (one, _), (other, _) in overlapping(placed):
        first, second = min(one.id, other.id), max(one.id, other.id)
        if weight := problem.conflicts.get((first, second), 0):
            pairs.append((first, second, weight))
    return tuple(sorted(pairs, key=lambda pair: (-pair[2], pair)))


def _overflow(problem: Problem, solution: Solution) -> tuple[tuple[str, int], ...]:
    seats = {room.id: room.capacity for room in problem.rooms}
    excess = [
        (session.id, session.audience - seats[solution.placements[session.id].room])
        for session in problem.sessions
        if session.id in solution.placements
    ]
    return tuple(sorted((pair for pair in excess if pair[1] > 0), key=lambda pair: (-pair[1], pair)))


def _changes(problem: Problem, solution: Solution) -> dict[str, tuple[str, ...]]:
    if problem.released is None:
        return {}
    changes: dict[str, tuple[str, ...]] = {}
    for key, old in sorted(problem.released.placements.items()):
        new = solution.placements.get(key)
        if new is None:
            changes[key] = ("dropped",)
        elif new != old:
            differing = {"start": new.start != old.start, "room": new.room != old.room}
            changes[key] = tuple(name for name, differs in differing.items() if differs)
    return changes


def _rooms(problem: Problem, solution: Solution) -> dict[str, RoomUse]:
    use = {}
    for room in problem.rooms:
        held = [
            session
            for session in problem.sessions
            if session.id in solution.placements and solution.placements[session.id].room == room.id
        ]
        minutes = sum(block.end - block.start for block in problem.blocks)
        closed = sum(
            max(0, min(closure.end, block.end) - max(closure.start, block.start))
            for closure in room.closures
            for block in problem.blocks
        )
        seats = room.capacity * len(held)
        people = sum(min(session.audience, room.capacity) for session in held)
        used = sum(session.length for session in held)
        use[room.id] = RoomUse(minutes - closed, used, people / seats if seats else 0.0)
    return use


def _tracks(problem: Problem, solution: Solution) -> dict[str, tuple[str, ...]]:
    rooms: dict[str, set[str]] = {}
    for session in problem.sessions:
        if session.track is not None and session.id in solution.placements:
            rooms.setdefault(session.track, set()).add(solution.placements[session.id].room)
    return {track: tuple(sorted(used)) for track, used in sorted(rooms.items())}
