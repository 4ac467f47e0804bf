"""Construction and simulated annealing, level by level (compiled).

While one level is annealed, a move that worsens a level above it is refused; levels below are free. The best
programme is kept in the full lexicographic order.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

import grono.engines.kit.numba_cache  # noqa: F401 (must come before numba)
from grono.engines.timetable.moves import Scratch, keep, random_move, undo
from grono.engines.timetable.state import State, compare, fits, lift, put
from grono.engines.timetable.tables import Tables


@njit(cache=True)
def seed_generator(seed: int) -> None:
    """Seed the generator of the compiled code."""
    np.random.seed(seed)


@njit(cache=True)
def construct(p: Tables, x: State, order: NDArray) -> None:
    """Place the sessions in this order, each at the best of the earliest places of all cells."""
    best = np.empty_like(x.cost)
    for s in order:
        if x.start[s] >= 0:
            continue
        room, step = -1, -1
        for r in range(x.grid.shape[0]):
            for b in range(len(p.day)):
                for t in range(p.first[b], p.first[b + 1] - p.steps[s] + 1):
                    if not fits(p, x, s, r, t):
                        continue
                    put(p, x, s, r, t)
                    if room < 0 or compare(p, x.cost, best) < 0:
                        best[:] = x.cost
                        room, step = r, t
                    lift(p, x, s)
                    break
        if room >= 0:
            put(p, x, s, room, step)


@njit(cache=True)
def accepted(p: Tables, old: NDArray, new: NDArray, stage: int, temperature: float) -> bool:
    """Metropolis' rule on the level of this stage; levels above it must not get worse."""
    for i in range(stage):
        change = new[p.rank[i]] - old[p.rank[i]]
        if change != 0:
            return bool(change < 0)
    change = new[p.rank[stage]] - old[p.rank[stage]]
    return bool(change <= 0 or np.random.random() < np.exp(-change / temperature))


@njit(cache=True)
def anneal(
    p: Tables,
    x: State,
    u: Scratch,
    best: State,
    stage: int,
    hot: float,
    cold: float,
    moves: int,
) -> int:
    """Make random moves while the temperature falls from hot to cold; the number of improvements of the best.

    Of ``best`` only start, room and cost are written.
    """
    found = 0
    factor = (cold / hot) ** (1.0 / max(1, moves))
    temperature = hot
    for _ in range(moves):
        temperature *= factor
        u.cost[:] = x.cost
        if random_move(p, x, u) and accepted(p, u.cost, x.cost, stage, temperature):
            keep(u)
            if compare(p, x.cost, best.cost) < 0:
                best.start[:] = x.start
                best.room[:] = x.room
                best.cost[:] = x.cost
                found += 1
        else:
            undo(p, x, u)
    return found


@njit(cache=True)
def typical_change(p: Tables, x: State, u: Scratch, stage: int, moves: int) -> float:
    """Mean increase of a level over random moves that leave the levels above it as they are (0.0: none seen)."""
    total, count = 0.0, 0
    for _ in range(moves):
        u.cost[:] = x.cost
        if random_move(p, x, u):
            higher = False
            for i in range(stage):
                higher = higher or x.cost[p.rank[i]] != u.cost[p.rank[i]]
            change = x.cost[p.rank[stage]] - u.cost[p.rank[stage]]
            if change > 0 and not higher:
                total += change
                count += 1
        undo(p, x, u)
    return total / count if count else 0.0
