"""Bounds on the levels that are computed from the problem alone, never from a programme.

Every bound holds for all programmes that place ``sessions`` (all of them when nothing must be left out).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.tables import (
    CHANGES,
    CLASHES,
    COHESION,
    LATENESS,
    OVERFLOW,
    PREFERENCES,
    Tables,
)


def placeable(tables: Tables) -> int:
    """The most priority that can be placed if no session stood in the way of another."""
    return int(tables.priority[tables.ok.any(axis=(1, 2))].sum())


def simple_bounds(tables: Tables) -> dict[str, int]:
    """Bounds that need no solver, for programmes that place every session."""
    bounds = np.zeros(len(LEVELS), dtype=np.int64)
    bounds[CLASHES] = _fixed_clashes(tables)
    bounds[OVERFLOW] = _least(tables, tables.overflow[:, :, None])
    bounds[CHANGES] = _forced_changes(tables)
    bounds[COHESION] = 0
    bounds[PREFERENCES] = _least(tables, tables.wish[:, tables.block, :].transpose(0, 2, 1))
    bounds[LATENESS] = max(_least(tables, tables.late[None, None, :]), _queueing(tables))
    return {name: int(bounds[level]) for level, name in enumerate(LEVELS) if level > 0}


def _least(tables: Tables, cost: NDArray) -> int:
    """Sum over sessions of the cheapest candidate."""
    worst = np.iinfo(np.int64).max
    masked = np.where(tables.ok.astype(bool), cost, worst).min(axis=(1, 2))
    return int(masked[masked < worst].sum())


def _fixed_clashes(tables: Tables) -> int:
    """Clashes of sessions that can only start at one step each."""
    starts = tables.ok.any(axis=1)
    fixed = np.flatnonzero(starts.sum(axis=1) == 1)
    begin = starts[fixed].argmax(axis=1)
    end = begin + tables.steps[fixed]
    overlap = (begin[:, None] < end[None, :]) & (begin[None, :] < end[:, None])
    return int(np.triu(np.where(overlap, tables.weight[np.ix_(fixed, fixed)], 0), 1).sum())


def _forced_changes(tables: Tables) -> int:
    """Released starts and rooms that are no longer possible."""
    changes = 0
    for s in np.flatnonzero(tables.old_start != -1):
        step, room = tables.old_start[s], tables.old_room[s]
        start_kept = step >= 0 and bool(tables.ok[s, :, step].any())
        room_kept = room >= 0 and bool(tables.ok[s, room].any())
        both_kept = step >= 0 and room >= 0 and bool(tables.ok[s, room, step])
        changes += max((not start_kept) + (not room_kept), int(not both_kept))
    return changes


def _queueing(tables: Tables) -> int:
    """Waiting time when as many machines as open cells serve the sessions, the shortest first (P||ΣC)."""
    if len(tables.minute) == 0:
        return 0
    cells = sum(
        int(tables.ok[:, :, tables.first[b] : tables.first[b + 1]].any(axis=(0, 2)).sum())
        for b in range(len(tables.day))
    )
    grid = np.diff(np.sort(np.unique(tables.late)))
    step = int(grid.min()) if len(grid) else 0
    lengths = np.sort(tables.steps[tables.ok.any(axis=(1, 2))])
    waiting = 0
    finish = np.zeros(max(cells, 1), dtype=np.int64)
    for position, length in enumerate(lengths):
        machine = position % len(finish)
        waiting += int(finish[machine])
        finish[machine] += length
    return waiting * step
