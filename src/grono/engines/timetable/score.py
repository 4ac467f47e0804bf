"""The objective, level by level, counted from the programme itself (used to check what the search counted)."""

from __future__ import annotations

from collections import defaultdict

from grono.engines.timetable.overlaps import overlapping
from grono.engines.timetable.problem import PIECE, Placement, Problem, Session, Solution, TrackRule


def measure(problem: Problem, solution: Solution) -> dict[str, int]:
    """The value of every level. ``placed`` is maximised, all others are minimised.

    * ``placed``: sum of the priorities of the placed sessions;
    * ``clashes``: sum of the conflict weights of the pairs that overlap in time;
    * ``overflow``: expected people beyond the seats, summed over sessions;
    * ``changes``: starts plus rooms that differ from the released programme, over sessions placed in both;
    * ``cohesion``: pairs of one track that overlap, plus rooms beyond the first of each track and block, plus
      rooms beyond the first of each track and day, plus `PIECE` for each piece beyond the first of a track with
      the rule ``together`` in a block (a piece: sessions that follow each other in one room, no other between);
    * ``preferences``: costs of the wishes that are not kept;
    * ``lateness``: minutes from the start of the block to the start of the session, summed.
    """
    placed = [(s, solution.placements[s.id]) for s in problem.sessions if s.id in solution.placements]
    seats = {room.id: room.capacity for room in problem.rooms}
    values = {
        "placed": sum(session.priority for session, _ in placed),
        "clashes": 0,
        "overflow": sum(max(0, session.audience - seats[place.room]) for session, place in placed),
        "changes": _changes(problem, placed),
        "cohesion": _extra_rooms(problem, placed) + PIECE * _extra_pieces(problem, placed),
        "preferences": sum(wish_costs(problem, session, place) for session, place in placed),
        "lateness": 0,
    }
    for session, place in placed:
        block = problem.block_of(session, place.start)
        values["lateness"] += place.start - block.start if block else 0
    for (one, _), (other, _) in overlapping(placed):
        values["clashes"] += problem.conflicts.get((min(one.id, other.id), max(one.id, other.id)), 0)
        values["cohesion"] += one.track is not None and one.track == other.track
    return values


def _changes(problem: Problem, placed: list[tuple[Session, Placement]]) -> int:
    if problem.released is None:
        return 0
    changes = 0
    for session, place in placed:
        old = problem.released.placements.get(session.id)
        if old is not None:
            changes += (old.start != place.start) + (old.room != place.room)
    return changes


def _extra_rooms(problem: Problem, placed: list[tuple[Session, Placement]]) -> int:
    rooms: dict[tuple[str, str | int], set[str]] = defaultdict(set)
    for session, place in placed:
        block = problem.block_of(session, place.start)
        if session.track is not None and block is not None:
            rooms[session.track, block.id].add(place.room)
            rooms[session.track, block.day].add(place.room)
    return sum(len(used) - 1 for used in rooms.values())


def _extra_pieces(problem: Problem, placed: list[tuple[Session, Placement]]) -> int:
    """Pieces beyond the first, over all blocks and tracks that should be together."""
    cells: dict[tuple[str, str], list[tuple[int, str | None]]] = defaultdict(list)
    for session, place in placed:
        block = problem.block_of(session, place.start)
        if block is not None:
            together = problem.track_rules.get(session.track or "") == TrackRule.TOGETHER
            cells[block.id, place.room].append((place.start, session.track if together else None))
    pieces: dict[tuple[str, str], int] = defaultdict(int)
    for (block_id, _), held in cells.items():
        tracks = [track for _, track in sorted(held, key=lambda item: item[0])]
        for before, track in zip([None, *tracks], tracks, strict=False):
            if track is not None and track != before:
                pieces[block_id, track] += 1
    return sum(count - 1 for count in pieces.values())


def wish_costs(problem: Problem, session: Session, place: Placement) -> int:
    """The costs of a session's wishes that are not kept at this place."""
    if not session.wishes:
        return 0
    block = problem.block_of(session, place.start)
    return sum(
        wish.cost
        for wish in session.wishes
        if wish.block in (None, block.id if block else None) and wish.room in (None, place.room)
    )
