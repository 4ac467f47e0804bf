"""The problem as arrays for the compiled search.

Sizes: N submissions, K tracks, B blocks, R rooms, L slots of the longest block. Cell (b, r) has the number b·R + r.
All costs are already multiplied by their weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grono.engines.themed.conflicts import attendee_conflicts, chair_conflicts, presenter_conflicts
from grono.engines.themed.problem import Placement, Problem, Solution

#: An array of whole numbers.
Ints = NDArray[np.int64]


class Tables(NamedTuple):
    """Read-only arrays of one problem."""

    track: Ints  # [N]
    length: Ints  # [N] slots
    order: Ints  # [N] wanted number, 0 none
    capacity: Ints  # [B] slots
    cell_cost: Ints  # [K, B, R]
    at_block: Ints  # [N, B]
    at_room: Ints  # [N, R]
    beside: Ints  # [K, K] two cells of one block: similar tracks and shared chairs
    first_pair: Ints  # [N + 1] where a submission's conflicts begin
    partner: Ints  # [pairs]
    apart: Ints  # [pairs] cost in one block and different rooms
    overlap: Ints  # [pairs] cost for each shared slot
    first_member: Ints  # [K + 1] where a track's submissions begin
    member: Ints  # [N] submissions by track, numbered ones in their order
    ordered: Ints  # [K] whether any order counts
    slotted: bool  # whether it matters at which slot of its block a submission is
    rooms_weight: int
    parallel_weight: int
    consecutive_weight: int
    order_weight: int
    missing_weight: int  # dearer than anything that a placement can save


def build_tables(problem: Problem) -> Tables:
    """The arrays of a valid problem."""
    weights = problem.weights
    tracks = {track.id: number for number, track in enumerate(problem.tracks)}
    track = _int([tracks[s.track] for s in problem.submissions])
    order = _int([s.order for s in problem.submissions])
    first_member = np.searchsorted(np.sort(track), np.arange(len(tracks) + 1)).astype(np.int64)
    first_pair, pairs = _pairs(problem)
    numbered = [bool(order[track == number].any()) and weights.order > 0 for number in range(len(tracks))]
    partial = Tables(
        track=track,
        length=_int([s.slots for s in problem.submissions]),
        order=order,
        capacity=_int([block.slots for block in problem.blocks]),
        cell_cost=_cell_cost(problem),
        at_block=_at_block(problem),
        at_room=_at_room(problem),
        beside=_beside(problem),
        first_pair=first_pair,
        partner=pairs[:, 0].copy(),
        apart=pairs[:, 1].copy(),
        overlap=pairs[:, 2].copy(),
        first_member=first_member,
        member=np.lexsort((order, track)).astype(np.int64),
        ordered=_int(numbered),
        slotted=bool(pairs[:, 2].any()),
        rooms_weight=weights.rooms_per_track,
        parallel_weight=weights.parallel,
        consecutive_weight=weights.consecutive,
        order_weight=weights.order,
        missing_weight=0,
    )
    return partial._replace(missing_weight=_dearest(partial))


def to_arrays(problem: Problem, solution: Solution) -> tuple[Ints, Ints]:
    """Cell and first slot of each submission, -1 where it has no place or one that is unknown."""
    blocks = {block.id: number for number, block in enumerate(problem.blocks)}
    rooms = {room: number for number, room in enumerate(problem.rooms)}
    cell = np.full(len(problem.submissions), -1, dtype=np.int64)
    start = np.full(len(problem.submissions), -1, dtype=np.int64)
    for number, submission in enumerate(problem.submissions):
        place = solution.placements.get(submission.id)
        if place is not None and place.block in blocks and place.room in rooms:
            cell[number] = blocks[place.block] * len(rooms) + rooms[place.room]
            start[number] = place.slot
    return cell, start


def to_solution(problem: Problem, cell: Ints, start: Ints) -> Solution:
    """The programme of these arrays."""
    placements = {}
    for number, submission in enumerate(problem.submissions):
        if cell[number] >= 0:
            block, room = divmod(int(cell[number]), len(problem.rooms))
            placements[submission.id] = Placement(problem.blocks[block].id, problem.rooms[room], int(start[number]))
    return Solution(placements)


def _int(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), columns)


def _cell_cost(problem: Problem) -> Ints:
    weights = problem.weights
    by_block = [[track.block_costs.get(block.id, 0) for block in problem.blocks] for track in problem.tracks]
    by_room = [[track.room_costs.get(room, 0) for room in problem.rooms] for track in problem.tracks]
    rooms = [[block.room_costs.get(room, 0) for room in problem.rooms] for block in problem.blocks]
    one = weights.track_block * _table(by_block, len(problem.blocks))
    two = weights.track_room * _table(by_room, len(problem.rooms))
    three = weights.block_room * _table(rooms, len(problem.rooms))
    return np.asarray(one[:, :, None] + two[:, None, :] + three[None, :, :], dtype=np.int64)


def _at_block(problem: Problem) -> Ints:
    weights = problem.weights
    rows = [
        [
            s.slots
            * (weights.zones * s.zone_costs.get(b.id, 0) + weights.submission_block * s.block_costs.get(b.id, 0))
            for b in problem.blocks
        ]
        for s in problem.submissions
    ]
    return _table(rows, len(problem.blocks))


def _at_room(problem: Problem) -> Ints:
    weight = problem.weights.submission_room
    rows = [[weight * s.slots * s.room_costs.get(room, 0) for room in problem.rooms] for s in problem.submissions]
    return _table(rows, len(problem.rooms))


def _beside(problem: Problem) -> Ints:
    tracks = {track.id: number for number, track in enumerate(problem.tracks)}
    beside = np.zeros((len(tracks), len(tracks)), dtype=np.int64)
    for pair, cost in problem.similar.items():
        a, b = (tracks[key] for key in pair)
        beside[a, b] += problem.weights.similar * cost
        beside[b, a] += problem.weights.similar * cost
    for a, b in chair_conflicts(problem):
        beside[a, b] += problem.weights.chairs
        beside[b, a] += problem.weights.chairs
    return beside


def _pairs(problem: Problem) -> tuple[Ints, Ints]:
    """Conflicts by submission: where each one's begin, and rows of partner, cost apart, cost of a shared slot."""
    weights = problem.weights
    found: list[dict[int, list[int]]] = [{} for _ in problem.submissions]

    def add(a: int, b: int, apart: int, overlap: int) -> None:
        for one, other in ((a, b), (b, a)):
            costs = found[one].setdefault(other, [0, 0])
            costs[0] += apart
            costs[1] += overlap

    for a, b in presenter_conflicts(problem):
        add(a, b, weights.presenters, weights.presenters_by_slot)
    for a, b in attendee_conflicts(problem):
        add(a, b, weights.attendees, weights.attendees_by_slot)
    numbered = [number for number, s in enumerate(problem.submissions) if s.order and weights.order]
    for position, a in enumerate(numbered):
        for b in numbered[position + 1 :]:
            if problem.submissions[a].track == problem.submissions[b].track:
                add(a, b, 0, weights.order)
    rows = [
        [[other, apart, overlap] for other, (apart, overlap) in sorted(costs.items()) if apart or overlap]
        for costs in found
    ]
    first = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    return first, _table([entry for row in rows for entry in row], 3)


def _dearest(p: Tables) -> int:
    """A bound on the cost of all placements together, plus one."""
    slots = int(p.length.sum())
    cells = int(p.cell_cost.max(initial=0)) * len(p.track)
    alone = int(p.at_block.max(axis=1, initial=0).sum() + p.at_room.max(axis=1, initial=0).sum())
    pairs = int((p.apart + p.overlap * int(p.length.max(initial=1))).sum())
    beside = int(p.beside.sum()) * len(p.capacity) * p.cell_cost.shape[2]
    spread = (p.rooms_weight + p.parallel_weight + p.consecutive_weight + p.order_weight) * len(p.track)
    return int(min(cells + alone + pairs + beside + spread + slots + 1, 2**40))
