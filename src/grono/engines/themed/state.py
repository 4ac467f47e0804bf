"""The programme during the search: placing and lifting one submission keeps the cost counted (compiled).

Only the order of a track's submissions is counted afterwards, by `settle`, for the tracks that a move has touched.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from grono.engines.themed.tables import Ints, Tables

#: Options of functions that only compiled code calls: without their own entry points they compile twice as fast.
WITHOUT_ENTRY: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inner = njit(cache=True, **WITHOUT_ENTRY)


class State(NamedTuple):
    """Arrays that the search changes in place. A cell is a block times the number of rooms plus a room."""

    cell: Ints  # [N] or -1
    start: Ints  # [N] first slot or -1
    grid: Ints  # [cells, L] submission or -1
    owner: Ints  # [cells] track or -1
    talks: Ints  # [cells] submissions
    used: Ints  # [cells] slots taken
    in_block: Ints  # [K, B] cells of a track
    in_room: Ints  # [K, R] cells of a track
    rooms: Ints  # [K] rooms of a track
    hole: Ints  # [K] whether its blocks have a hole
    disorder: Ints  # [K] submissions that are not at their number
    stale: Ints  # [K] whether the disorder must be counted again
    cost: Ints  # [1]


def empty_state(p: Tables) -> State:
    """Nothing placed."""
    tracks, blocks, rooms = p.cell_cost.shape
    cells = blocks * rooms

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    def nothing(*shape: int) -> Ints:
        return np.full(shape, -1, dtype=np.int64)

    return State(
        cell=nothing(len(p.track)),
        start=nothing(len(p.track)),
        grid=nothing(cells, int(p.capacity.max())),
        owner=nothing(cells),
        talks=zeros(cells),
        used=zeros(cells),
        in_block=zeros(tracks, blocks),
        in_room=zeros(tracks, rooms),
        rooms=zeros(tracks),
        hole=zeros(tracks),
        disorder=zeros(tracks),
        stale=zeros(tracks),
        cost=np.array([p.missing_weight * len(p.track)], dtype=np.int64),
    )


@inner
def count_cell(p: Tables, x: State, k: int, c: int, sign: int) -> None:
    """Open a cell for a track (sign 1), or close it (-1)."""
    rooms = x.in_room.shape[1]
    b, r = c // rooms, c % rooms
    cost = p.cell_cost[k, b, r]
    for q in range(rooms):
        other = x.owner[b * rooms + q]
        if q != r and other >= 0:
            cost += p.beside[k, other]
    x.in_block[k, b] += sign
    x.in_room[k, r] += sign
    cost += p.parallel_weight * (x.in_block[k, b] > (1 if sign > 0 else 0))
    if x.in_room[k, r] == (1 if sign > 0 else 0):
        cost += p.rooms_weight * (x.rooms[k] > (0 if sign > 0 else 1))
        x.rooms[k] += sign
    x.cost[0] += sign * cost
    x.owner[c] = k if sign > 0 else -1
    if p.consecutive_weight and x.in_block[k, b] == (1 if sign > 0 else 0):
        hole = has_hole(x, k)
        x.cost[0] += p.consecutive_weight * (hole - x.hole[k])
        x.hole[k] = hole


@inner
def has_hole(x: State, k: int) -> int:
    """1 if a track is in two blocks and not in one between them."""
    ended = False
    begun = False
    for b in range(x.in_block.shape[1]):
        if x.in_block[k, b]:
            if ended:
                return 1
            begun = True
        elif begun:
            ended = True
    return 0


@inner
def conflict_cost(p: Tables, x: State, s: int, c: int, t: int) -> int:
    """What a submission at this place costs because of those in conflict with it."""
    rooms = x.in_room.shape[1]
    b = c // rooms
    cost = 0
    for i in range(p.first_pair[s], p.first_pair[s + 1]):
        o = p.partner[i]
        d = x.cell[o]
        if d >= 0 and d // rooms == b and d != c:
            cost += p.apart[i]
            if p.overlap[i]:
                shared = min(t + p.length[s], x.start[o] + p.length[o]) - max(t, x.start[o])
                if shared > 0:
                    cost += shared * p.overlap[i]
    return cost


@inner
def put(p: Tables, x: State, s: int, c: int, t: int) -> None:
    """Place a submission where it fits."""
    rooms = x.in_room.shape[1]
    if x.talks[c] == 0:
        count_cell(p, x, p.track[s], c, 1)
    x.cost[0] += p.at_block[s, c // rooms] + p.at_room[s, c % rooms] + conflict_cost(p, x, s, c, t) - p.missing_weight
    x.talks[c] += 1
    x.used[c] += p.length[s]
    for u in range(t, t + p.length[s]):
        x.grid[c, u] = s
    x.cell[s] = c
    x.start[s] = t
    x.stale[p.track[s]] = 1


@inner
def lift(p: Tables, x: State, s: int) -> None:
    """Take a placed submission out."""
    rooms = x.in_room.shape[1]
    c, t = x.cell[s], x.start[s]
    x.cost[0] -= p.at_block[s, c // rooms] + p.at_room[s, c % rooms] + conflict_cost(p, x, s, c, t) - p.missing_weight
    x.cell[s] = -1
    x.start[s] = -1
    for u in range(t, t + p.length[s]):
        x.grid[c, u] = -1
    x.talks[c] -= 1
    x.used[c] -= p.length[s]
    x.stale[p.track[s]] = 1
    if x.talks[c] == 0:
        count_cell(p, x, p.track[s], c, -1)


@inner
def settle(p: Tables, x: State, k: int) -> None:
    """Count again how many submissions of a track are not at their number."""
    x.stale[k] = 0
    if not p.ordered[k]:
        return
    rooms = x.in_room.shape[1]
    number, wrong = 0, 0
    for b in range(x.in_block.shape[1]):
        if not x.in_block[k, b]:
            continue
        for c in range(b * rooms, (b + 1) * rooms):
            if x.owner[c] != k:
                continue
            t = 0
            while t < p.capacity[b]:
                s = x.grid[c, t]
                if s < 0:
                    t += 1
                    continue
                number += 1
                wrong += p.order[s] != 0 and p.order[s] != number
                t += p.length[s]
    x.cost[0] += p.order_weight * (wrong - x.disorder[k])
    x.disorder[k] = wrong


@inner
def free_slot(p: Tables, x: State, s: int, c: int) -> int:
    """The first slot from which a submission fits into a cell, -1 if there is none."""
    owner = x.owner[c]
    if owner >= 0 and owner != p.track[s]:
        return -1
    b = c // x.in_room.shape[1]
    run = 0
    for t in range(p.capacity[b]):
        run = run + 1 if x.grid[c, t] < 0 else 0
        if run == p.length[s]:
            return t - run + 1
    return -1


@njit(cache=True)
def load(p: Tables, x: State, cell: Ints, start: Ints) -> None:
    """Place what fits of a programme into an empty state."""
    rooms = x.in_room.shape[1]
    for s in range(len(cell)):
        c, t = cell[s], start[s]
        if c < 0 or t < 0 or t + p.length[s] > p.capacity[c // rooms]:
            continue
        if x.owner[c] >= 0 and x.owner[c] != p.track[s]:
            continue
        free = True
        for u in range(t, t + p.length[s]):
            free = free and x.grid[c, u] < 0
        if free:
            put(p, x, s, c, t)
    for k in range(len(p.ordered)):
        settle(p, x, k)
