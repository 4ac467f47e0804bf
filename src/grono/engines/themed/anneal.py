"""Construction and simulated annealing (compiled)."""

from __future__ import annotations

import numpy as np
from numba import njit

from grono.engines.themed.moves import Scratch, keep, random_move, undo
from grono.engines.themed.state import State, free_slot, lift, put, settle
from grono.engines.themed.tables import Ints, Tables


@njit(cache=True)
def seed_generator(seed: int) -> None:
    """Seed the generator of the compiled code."""
    np.random.seed(seed)


@njit(cache=True)
def construct(p: Tables, x: State, order: Ints) -> None:
    """Place the submissions in this order, each where it costs least now; what fits nowhere stays out."""
    for s in order:
        if x.cell[s] >= 0:
            continue
        best, slot, cell = np.int64(0), np.int64(-1), np.int64(-1)
        for c in range(len(x.owner)):
            t = free_slot(p, x, s, c)
            if t < 0:
                continue
            # An empty cell is dear: it may be the last that another track can have.
            dear = p.missing_weight // 1024 if x.owner[c] < 0 else 0
            before = x.cost[0]
            put(p, x, s, c, t)
            cost = x.cost[0] - before + dear
            lift(p, x, s)
            if cell < 0 or cost < best:
                best, slot, cell = cost, np.int64(t), np.int64(c)
        if cell >= 0:
            put(p, x, s, cell, slot)
    for k in range(len(p.ordered)):
        settle(p, x, k)


@njit(cache=True)
def anneal(p: Tables, x: State, u: Scratch, best: State, temperature: float, moves: int) -> int:
    """Make random moves at one temperature (Metropolis' rule); returns how many were accepted.

    Of ``best`` only cell, start and cost are written.
    """
    accepted = 0
    for _ in range(moves):
        before = x.cost[0]
        complete = random_move(p, x, u)
        worse = x.cost[0] - before
        if complete and (worse <= 0 or np.random.random() < np.exp(-worse / temperature)):
            accepted += u.size[0] > 0
            keep(u)
            if x.cost[0] < best.cost[0]:
                best.cost[0] = x.cost[0]
                for s in range(len(x.cell)):
                    best.cell[s] = x.cell[s]
                    best.start[s] = x.start[s]
        elif u.size[0] > 0:
            undo(p, x, u)
    return accepted
