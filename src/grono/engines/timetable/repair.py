"""The last clashes: sessions that still clash get their best other place or exchange, one after the other."""

from __future__ import annotations

import numpy as np

from grono.engines.timetable.alternatives import move_table, swap_table
from grono.engines.timetable.state import State, empty_state, load
from grono.engines.timetable.tables import Ints, Tables

#: More sessions than this are left to the random search: pricing everything for each of them takes too long.
MOST_CLASHING = 60


def repair_clashes(tables: Tables, state: State) -> State:
    """Move or exchange clashing sessions as long as that makes the programme better in the problem's order.

    Unlike a random move, this looks at every place and every partner of the few sessions that matter.
    """
    improved = True
    while improved:
        clashing = _clashing(tables, state)
        improved = False
        for s in clashing[:MOST_CLASHING].tolist():
            found = _best_change(tables, state, s)
            if found is not None:
                state, improved = found, True
    return state


def _clashing(tables: Tables, state: State) -> Ints:
    """The sessions that overlap with one that people want too."""
    begin, end = state.start, state.start + tables.steps
    overlap = (begin[:, None] < end[None, :]) & (begin[None, :] < end[:, None])
    placed = state.start >= 0
    clashes = overlap & placed[:, None] & placed[None, :] & (tables.weight > 0)
    np.fill_diagonal(clashes, False)
    return np.flatnonzero(clashes.any(axis=1))


def _best_change(tables: Tables, state: State, s: int) -> State | None:
    """The programme after the best move or exchange of a session; None if none is better than now."""
    starts, rooms = state.start.copy(), state.room.copy()
    steps, move_costs = move_table(tables, state, s)
    possible, swap_costs = swap_table(tables, state, s)
    best = _key(tables, state.cost)
    for r, b in np.argwhere(steps >= 0).tolist():
        if (key := _key(tables, move_costs[r, b])) < best:
            best, starts, rooms = key, state.start.copy(), state.room.copy()
            starts[s], rooms[s] = steps[r, b], r
    for o in np.flatnonzero(possible).tolist():
        if (key := _key(tables, swap_costs[o])) < best:
            best, starts, rooms = key, state.start.copy(), state.room.copy()
            starts[[s, o]], rooms[[s, o]] = state.start[[o, s]], state.room[[o, s]]
    if best == _key(tables, state.cost):
        return None
    found = empty_state(tables)
    return found if load(tables, found, starts, rooms) == 0 else None


def _key(tables: Tables, cost: Ints) -> tuple[int, ...]:
    """A cost vector in the problem's order of levels."""
    return tuple(cost[tables.rank].tolist())
