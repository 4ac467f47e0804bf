"""Bounds on the levels that are computed from the problem alone, never from a programme.

Every bound holds for all programmes that leave out sessions of at most a given total priority; which sessions
those are is left open, so that the bound drops the most costly ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grono.engines.timetable.capacity import covered_steps, plan_rooms
from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.tables import (
    CHANGES,
    CLASHES,
    LATENESS,
    MISSING,
    OVERFLOW,
    PREFERENCES,
    Ints,
    Tables,
)


def lower_bounds(tables: Tables, missing: int) -> Ints:
    """[L] a lower bound on every level, for programmes that leave out at most this much priority.

    ``cohesion`` gets 0, which always holds; the exact search raises it where it can.
    """
    possible = _possible(tables)
    never = int(tables.priority[~possible].sum())
    cheapest = int(tables.priority[possible].min(initial=missing + 1))
    out = max(0, missing - never) // max(1, cheapest)
    bounds = np.zeros(len(LEVELS), dtype=np.int64)
    bounds[MISSING] = never
    bounds[CLASHES] = max(_fixed_clashes(tables), _crowding(tables, out))
    bounds[OVERFLOW] = max(_least(tables, tables.overflow[:, :, None], out), plan_rooms(tables, missing - never).bound)
    bounds[CHANGES] = _forced_changes(tables, out)
    bounds[PREFERENCES] = _least(tables, tables.wish[:, tables.block, :].transpose(0, 2, 1), out)
    bounds[LATENESS] = max(_least(tables, tables.late[None, None, :], out), _queueing(tables, out))
    return bounds


def _least(tables: Tables, cost: Ints, out: int) -> int:
    """Sum over sessions of the cheapest candidate, without the costliest ``out`` sessions."""
    worst = np.iinfo(np.int64).max
    least = np.where(tables.ok.astype(bool), cost, worst).min(axis=(1, 2), initial=worst)
    return _without_costliest(least[least < worst], out)


def _without_costliest(costs: Ints, out: int) -> int:
    return int(np.sort(costs)[: max(0, len(costs) - out)].sum())


def _fixed_clashes(tables: Tables) -> int:
    """Clashes of sessions that must be placed and can only start at one step each."""
    starts = np.asarray(tables.ok.any(axis=1), dtype=np.bool_)
    fixed = np.flatnonzero((starts.sum(axis=1) == 1) & tables.must.astype(bool))
    begin = starts[fixed].argmax(axis=1)
    end = begin + tables.steps[fixed]
    overlap = (begin[:, None] < end[None, :]) & (begin[None, :] < end[:, None])
    return int(np.triu(np.where(overlap, tables.weight[np.ix_(fixed, fixed)], 0), 1).sum())


def _crowding(tables: Tables, out: int) -> int:
    """Clashes that are unavoidable because the sessions need more time than one room at a time offers.

    With c sessions running at a step, c (c - 1) / 2 pairs share it; the sum over all steps is least when the
    sessions are spread evenly. A pair shares at most the shorter of its lengths, so that the cheapest way to
    reach that sum is a fractional knapsack over the pairs that may overlap.
    """
    possible = np.flatnonzero(_possible(tables))
    hard = tables.hard[np.ix_(possible, possible)].astype(bool)
    alone = hard.sum(axis=1) == len(possible) - 1
    steps = tables.steps[possible]
    held = np.sort(steps[~alone])
    room_time = int(covered_steps(tables).any(axis=0).sum()) - (int(steps[alone].sum()) if out == 0 else 0)
    level, rest = divmod(int(held[: max(0, len(held) - out)].sum()), max(1, room_time))
    shared = room_time * level * (level - 1) // 2 + rest * level
    first, second = np.triu_indices(len(possible), 1)
    free = ~hard[first, second]
    size = np.minimum(steps[first], steps[second])[free].astype(float)
    cost = tables.weight[np.ix_(possible, possible)][first, second][free].astype(float)
    cheapest = np.argsort(cost / size, kind="stable")
    before = np.concatenate(([0.0], np.cumsum(size[cheapest])[:-1]))
    used = np.clip((shared - before) / size[cheapest], 0.0, 1.0)
    return int(np.ceil(float(used @ cost[cheapest]) - 1e-6))


def _forced_changes(tables: Tables, out: int) -> int:
    """Released starts and rooms that are no longer possible."""
    changes = []
    for s in np.flatnonzero((tables.old_start != -1) & _possible(tables)):
        step, room = tables.old_start[s], tables.old_room[s]
        start_kept = step >= 0 and bool(tables.ok[s, :, step].any())
        room_kept = room >= 0 and bool(tables.ok[s, room].any())
        both_kept = step >= 0 and room >= 0 and bool(tables.ok[s, room, step])
        changes.append(max((not start_kept) + (not room_kept), int(not both_kept)))
    return _without_costliest(np.array(changes, dtype=np.int64), out)


def _queueing(tables: Tables, out: int) -> int:
    """Waiting time when every open cell is a machine that serves the shortest sessions first (P||ΣC)."""
    step = _step(tables)
    machines = 0
    for b in range(len(tables.day)):
        machines += int(tables.ok[:, :, tables.first[b] : tables.first[b + 1]].any(axis=(0, 2)).sum())
    lengths = np.sort(tables.steps[_possible(tables)])
    finish = np.zeros(max(machines, 1), dtype=np.int64)
    waiting = 0
    for position, length in enumerate(lengths[: max(0, len(lengths) - out)]):
        waiting += int(finish[position % len(finish)])
        finish[position % len(finish)] += length
    return waiting * step


def _step(tables: Tables) -> int:
    """Minutes of a grid step (0 if no block has two)."""
    late = np.unique(tables.late)
    return int(late[1] - late[0]) if len(late) > 1 else 0


def _usable(tables: Tables) -> NDArray[np.bool_]:
    """[S, R] whether a session has a start in a room."""
    return np.asarray(tables.ok.any(axis=2), dtype=np.bool_)


def _possible(tables: Tables) -> NDArray[np.bool_]:
    """[S] whether a session has a place in an empty programme."""
    return np.asarray(_usable(tables).any(axis=1), dtype=np.bool_)
