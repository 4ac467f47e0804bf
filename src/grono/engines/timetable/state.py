"""The programme during the search: placing and lifting one session keeps all levels counted (compiled)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from grono.engines.timetable.problem import LEVELS, PIECE
from grono.engines.timetable.tables import (
    CHANGES,
    CLASHES,
    COHESION,
    LATENESS,
    MISSING,
    OVERFLOW,
    PREFERENCES,
    Ints,
    Tables,
)

#: Options of functions that only compiled code calls: without their own entry points they compile twice as fast.
WITHOUT_ENTRY: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inner = njit(cache=True, **WITHOUT_ENTRY)
ADD, TAKE = np.int64(1), np.int64(-1)


class State(NamedTuple):
    """Arrays that the search changes in place."""

    start: Ints  # [S] step or -1
    room: Ints  # [S] room or -1
    grid: Ints  # [R, T] session or -1
    block_rooms: Ints  # [K, B, R] sessions of a track
    day_rooms: Ints  # [K, D, R] sessions of a track
    pieces: Ints  # [K, B] pieces of a track that should be together
    cost: Ints  # [L]


def empty_state(tables: Tables) -> State:
    """Nothing placed."""
    sessions, rooms, steps = tables.ok.shape
    tracks = int(tables.track.max(initial=-1)) + 1
    days = int(tables.day.max(initial=-1)) + 1
    cost = np.zeros(len(LEVELS), dtype=np.int64)
    cost[MISSING] = tables.priority.sum()
    return State(
        start=np.full(sessions, -1, dtype=np.int64),
        room=np.full(sessions, -1, dtype=np.int64),
        grid=np.full((rooms, steps), -1, dtype=np.int64),
        block_rooms=np.zeros((tracks, len(tables.day), rooms), dtype=np.int64),
        day_rooms=np.zeros((tracks, days, rooms), dtype=np.int64),
        pieces=np.zeros((tracks, len(tables.day)), dtype=np.int64),
        cost=cost,
    )


@inner
def rests(p: Tables, x: State, s: int, r: int, t: int) -> bool:
    """Whether the room has its turnaround before and after a session that would start at t."""
    u = t - 1
    while u >= 0 and p.minute[t] - p.minute[u] < p.turnaround + p.step:
        o = x.grid[r, u]
        if o >= 0:
            if p.minute[t] - p.minute[x.start[o]] - p.length[o] < p.turnaround:
                return False
            break
        u -= 1
    end = p.minute[t] + p.length[s]
    u = t + p.steps[s]
    while u < len(p.minute) and p.minute[u] < end + p.turnaround:
        if x.grid[r, u] >= 0:
            return False
        u += 1
    return True


@inner
def arrives(p: Tables, x: State, s: int, r: int, t: int) -> bool:
    """Whether the persons of a session that would start at t have the time for their ways between buildings."""
    begin = p.minute[t]
    end = begin + p.length[s]
    for i in range(p.mates.first[s], p.mates.first[s + 1]):
        o = p.mates.item[i]
        if x.start[o] >= 0 and p.building[x.room[o]] != p.building[r]:
            other = p.minute[x.start[o]]
            if other < end + p.travel and begin < other + p.length[o] + p.travel:
                return False
    return True


@inner
def in_order(p: Tables, x: State, s: int, t: int) -> bool:
    """Whether the precedences allow a session to start at t."""
    for o in range(len(p.steps)):
        if x.start[o] >= 0:
            if p.before[o, s] and x.start[o] + p.steps[o] > t:
                return False
            if p.before[s, o] and t + p.steps[s] > x.start[o]:
                return False
    return True


@inner
def fits(p: Tables, x: State, s: int, r: int, t: int) -> bool:
    """Whether an unplaced session can be placed without breaking a hard rule."""
    if not p.ok[s, r, t]:
        return False
    end = t + p.steps[s]
    for u in range(t, end):
        if x.grid[r, u] >= 0:
            return False
    for i in range(p.rivals.first[s], p.rivals.first[s + 1]):
        o = p.rivals.item[i]
        if x.start[o] >= 0 and x.start[o] < end and t < x.start[o] + p.steps[o]:
            return False
    if p.turnaround > 0 and not rests(p, x, s, r, t):
        return False
    if p.travel > 0 and not arrives(p, x, s, r, t):
        return False
    return not p.linked[s] or in_order(p, x, s, t)


@inner
def pair_costs(p: Tables, x: State, s: int, t: int, sign: int) -> None:
    """Add (or take away) clashes and parallel sessions of one track with all that overlaps s at t.

    Looks at the session's partners or at what the rooms hold, whichever is less.
    """
    end = t + p.steps[s]
    k = p.track[s]
    if p.partners.first[s + 1] - p.partners.first[s] < x.grid.shape[0] * p.steps[s]:
        for i in range(p.partners.first[s], p.partners.first[s + 1]):
            o = p.partners.item[i]
            if x.start[o] >= 0 and x.start[o] < end and t < x.start[o] + p.steps[o]:
                x.cost[CLASHES] += sign * p.weight[s, o]
                if k >= 0 and k == p.track[o]:
                    x.cost[COHESION] += sign
        return
    for q in range(x.grid.shape[0]):
        u = t
        while u < end:
            o = x.grid[q, u]
            if o < 0:
                u += 1
                continue
            if o != s:
                x.cost[CLASHES] += sign * p.weight[s, o]
                if k >= 0 and k == p.track[o]:
                    x.cost[COHESION] += sign
            u = x.start[o] + p.steps[o]


@inner
def count_room(counts: Ints, r: int, sign: int) -> int:
    """Count a session of a track in a room; the change of the number of rooms beyond the first."""
    used = 0
    for q in range(len(counts)):
        used += counts[q] > 0
    counts[r] += sign
    after = 0
    for q in range(len(counts)):
        after += counts[q] > 0
    return max(0, after - 1) - max(0, used - 1)


@inner
def count_pieces(p: Tables, x: State, k: int, b: int, change: int) -> None:
    """Count pieces of a track that should be together; each beyond the first has its price."""
    before = max(0, x.pieces[k, b] - 1)
    x.pieces[k, b] += change
    x.cost[COHESION] += PIECE * (max(0, x.pieces[k, b] - 1) - before)


@inner
def piece_costs(p: Tables, x: State, s: int, r: int, t: int, sign: int) -> None:
    """Count (or uncount) how a session joins or divides pieces; the grid does not hold it."""
    b = p.block[t]
    left, right = np.int64(-1), np.int64(-1)
    for u in range(t - 1, p.first[b] - 1, -1):
        if x.grid[r, u] >= 0:
            left = p.joined[x.grid[r, u]]
            break
    for u in range(t + p.steps[s], p.first[b + 1]):
        if x.grid[r, u] >= 0:
            right = p.joined[x.grid[r, u]]
            break
    own = p.joined[s]
    if left >= 0 and left == right:
        count_pieces(p, x, left, b, sign)
    if own >= 0:
        count_pieces(p, x, own, b, sign * (1 - (left == own) - (right == own)))


@inner
def own_costs(p: Tables, x: State, s: int, r: int, t: int, sign: int) -> None:
    """Add (or take away) what depends on this session's place alone, its track's rooms included."""
    x.cost[MISSING] -= sign * p.priority[s]
    x.cost[OVERFLOW] += sign * p.overflow[s, r]
    if p.old_start[s] != -1:
        x.cost[CHANGES] += sign * ((p.old_start[s] != t) + (p.old_room[s] != r))
    x.cost[PREFERENCES] += sign * p.wish[s, p.block[t], r]
    x.cost[LATENESS] += sign * p.late[t]
    k, b = p.track[s], p.block[t]
    if k >= 0:
        x.cost[COHESION] += count_room(x.block_rooms[k, b], r, sign)
        x.cost[COHESION] += count_room(x.day_rooms[k, p.day[b]], r, sign)
    if p.pieces:
        piece_costs(p, x, s, r, t, sign)


@inner
def put(p: Tables, x: State, s: int, r: int, t: int) -> None:
    """Place a session that fits."""
    pair_costs(p, x, s, t, ADD)
    own_costs(p, x, s, r, t, ADD)
    x.start[s] = t
    x.room[s] = r
    for u in range(t, t + p.steps[s]):
        x.grid[r, u] = s


@inner
def lift(p: Tables, x: State, s: int) -> None:
    """Take a placed session out."""
    r, t = x.room[s], x.start[s]
    for u in range(t, t + p.steps[s]):
        x.grid[r, u] = -1
    pair_costs(p, x, s, t, TAKE)
    own_costs(p, x, s, r, t, TAKE)
    x.start[s] = -1
    x.room[s] = -1


@njit(cache=True)
def compare(p: Tables, one: Ints, other: Ints) -> int:
    """-1, 0 or 1 as the first cost vector is better, equal or worse in the problem's order of levels."""
    for level in p.rank:
        if one[level] != other[level]:
            return -1 if one[level] < other[level] else 1
    return 0


@inner
def copy_cost(source: Ints, target: Ints) -> None:
    """Copy a cost vector (a slice assignment would compile numpy's error texts too)."""
    for level in range(len(source)):
        target[level] = source[level]


@njit(cache=True)
def load(p: Tables, x: State, start: Ints, room: Ints) -> int:
    """Place what still fits of a programme into an empty state, first what must be placed.

    Returns the number of sessions that did not fit.
    """
    lost = 0
    for must in (1, 0):
        for s in range(len(start)):
            if p.must[s] == must and start[s] >= 0:
                if fits(p, x, s, room[s], start[s]):
                    put(p, x, s, room[s], start[s])
                else:
                    lost += 1
    return lost
