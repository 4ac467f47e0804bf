"""Rooms for given times: the cheapest assignment of the cells of a block to its rooms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from grono.engines.timetable.state import State, compare, empty_state, load
from grono.engines.timetable.tables import Tables

FORBIDDEN = 1e12
#: One person beyond the seats weighs as much as this many cells that change their room.
KEEP = 1_000.0


def reassign_rooms(tables: Tables, best: State) -> State:
    """Exchange whole cells between the rooms of each block so that the overflow is least, with few exchanges.

    Times stay, and so do clashes. Returns the better programme, or the given one.
    """
    rooms = best.room.copy()
    for b in range(len(tables.day)):
        low, high = tables.first[b], tables.first[b + 1]
        here = np.flatnonzero((best.start >= low) & (best.start < high))
        targets = linear_sum_assignment(_costs(tables, best, here))[1]
        rooms[here] = targets[best.room[here]]
    found = empty_state(tables)
    lost = load(tables, found, best.start, rooms)
    return found if lost == 0 and compare(tables, found.cost, best.cost) < 0 else best


def _costs(tables: Tables, best: State, here: NDArray[np.int64]) -> NDArray[np.float64]:
    """[R, R] the cost of moving all sessions of a room in this block to another room."""
    count = tables.ok.shape[1]
    costs = np.ones((count, count))
    np.fill_diagonal(costs, 0.0)
    for s in here.tolist():
        possible = tables.ok[s, :, best.start[s]].astype(bool)
        costs[best.room[s]] += np.where(possible, KEEP * tables.overflow[s], FORBIDDEN)
    return costs
