"""What else could be done with one session, and what it would cost (compiled evaluation)."""

from __future__ import annotations

import numpy as np
from numba import njit

from grono.engines.timetable.state import State, compare, copy_cost, fits, lift, put
from grono.engines.timetable.tables import Ints, Tables


@njit(cache=True)
def price_moves(p: Tables, x: State, s: int, steps: Ints, costs: Ints) -> None:
    """For every cell the best start of s with nothing else moved.

    Writes ``steps[r, b]`` (given as -1: none fits) and ``costs[r, b, L]``. The session's present place is left out.
    """
    old_start, old_room = x.start[s], x.room[s]
    if old_start >= 0:
        lift(p, x, s)
    for r in range(x.grid.shape[0]):
        for t in range(x.grid.shape[1]):
            if (t == old_start and r == old_room) or not fits(p, x, s, r, t):
                continue
            b = p.block[t]
            put(p, x, s, r, t)
            if steps[r, b] < 0 or compare(p, x.cost, costs[r, b]) < 0:
                steps[r, b] = t
                copy_cost(x.cost, costs[r, b])
            lift(p, x, s)
    if old_start >= 0:
        put(p, x, s, old_room, old_start)


@njit(cache=True)
def price_swaps(p: Tables, x: State, s: int, possible: Ints, costs: Ints) -> None:
    """For every other session whether it can change places with s; writes 1 to ``possible[S]`` and ``costs[S, L]``."""
    t, r = x.start[s], x.room[s]
    for o in range(len(p.steps)):
        if o == s or x.start[o] < 0 or t < 0:
            continue
        u, q = x.start[o], x.room[o]
        lift(p, x, s)
        lift(p, x, o)
        if fits(p, x, s, q, u):
            put(p, x, s, q, u)
            if fits(p, x, o, r, t):
                put(p, x, o, r, t)
                possible[o] = 1
                copy_cost(x.cost, costs[o])
                lift(p, x, o)
            lift(p, x, s)
        put(p, x, s, r, t)
        put(p, x, o, q, u)


def move_table(tables: Tables, state: State, s: int) -> tuple[Ints, Ints]:
    """`price_moves` with fresh arrays."""
    shape = (state.grid.shape[0], len(tables.day))
    steps = np.full(shape, -1, dtype=np.int64)
    costs = np.zeros((*shape, len(state.cost)), dtype=np.int64)
    price_moves(tables, state, s, steps, costs)
    return steps, costs


def swap_table(tables: Tables, state: State, s: int) -> tuple[Ints, Ints]:
    """`price_swaps` with fresh arrays."""
    possible = np.zeros(len(tables.steps), dtype=np.int64)
    costs = np.zeros((len(tables.steps), len(state.cost)), dtype=np.int64)
    price_swaps(tables, state, s, possible, costs)
    return possible, costs
