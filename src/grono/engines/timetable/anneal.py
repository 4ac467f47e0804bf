"""Construction and simulated annealing, level by level (compiled).

While one level is annealed, a move that worsens a level above it is refused; levels below are free. The best
programme is kept in the full lexicographic order.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numba import njit

from grono.engines.timetable.moves import Scratch, keep, random_move, undo
from grono.engines.timetable.state import State, compare, copy_cost, fits, inner, lift, put
from grono.engines.timetable.tables import CHANGES, Ints, Tables

#: Price of a change in units of the temperature.
PRICE_OF_CHANGE = 8.0
#: An integer that numba does not take for a constant.
NOWHERE = cast(int, np.int64(-1))


@njit(cache=True)
def seed_generator(seed: int) -> None:
    """Seed the generator of the compiled code."""
    np.random.seed(seed)


@njit(cache=True)
def construct(p: Tables, x: State, order: Ints) -> None:
    """Place the sessions in this order, each at the best of the earliest places of all cells."""
    best = np.empty_like(x.cost)
    for s in order:
        if x.start[s] >= 0:
            continue
        room, step = NOWHERE, NOWHERE
        for r in range(x.grid.shape[0]):
            for b in range(len(p.day)):
                for t in range(p.first[b], p.first[b + 1] - p.steps[s] + 1):
                    if not fits(p, x, s, r, t):
                        continue
                    put(p, x, s, r, t)
                    if room < 0 or compare(p, x.cost, best) < 0:
                        copy_cost(x.cost, best)
                        room, step = r, t
                    lift(p, x, s)
                    break
        if room >= 0:
            put(p, x, s, room, step)


@inner
def accepted(p: Tables, old: Ints, new: Ints, stage: int, temperature: float) -> bool:
    """Metropolis' rule on the level of this stage; levels above it must not get worse.

    While levels above ``changes`` are annealed, changes have a price of their own: otherwise the search would
    forget the released programme and hardly find back.
    """
    for i in range(stage):
        change = new[p.rank[i]] - old[p.rank[i]]
        if change != 0:
            return bool(change < 0)
    worse = (new[p.rank[stage]] - old[p.rank[stage]]) / temperature
    if p.rank[stage] != CHANGES:
        worse += PRICE_OF_CHANGE * (new[CHANGES] - old[CHANGES])
    return bool(worse <= 0.0 or np.random.random() < np.exp(-worse))


@inner
def increase(p: Tables, old: Ints, new: Ints, stage: int) -> int:
    """How much the level of this stage gets worse, 0 if it does not or if a level above it changes."""
    for i in range(stage):
        if new[p.rank[i]] != old[p.rank[i]]:
            return 0
    change: int = new[p.rank[stage]] - old[p.rank[stage]]
    return max(0, change)


@njit(cache=True)
def anneal(p: Tables, x: State, u: Scratch, best: State, stage: int, temperature: float, moves: int) -> float:
    """Make random moves at one temperature; with a negative temperature only try them.

    Returns the mean increase of the stage's level over the moves that increase it (0.0: none did). Of ``best``
    only start, room and cost are written.
    """
    total, count = 0, 0
    for _ in range(moves):
        copy_cost(x.cost, u.cost)
        complete = random_move(p, x, u)
        worse = increase(p, u.cost, x.cost, stage)
        total += worse
        count += worse > 0
        if complete and temperature >= 0 and accepted(p, u.cost, x.cost, stage, temperature):
            keep(u)
            if compare(p, x.cost, best.cost) < 0:
                copy_cost(x.cost, best.cost)
                for s in range(len(x.start)):
                    best.start[s] = x.start[s]
                    best.room[s] = x.room[s]
        else:
            undo(p, x, u)
    return total / count if count else 0.0
