"""Which table: a first seating that keeps people where they are, then a local search that shortens walking."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from grono.engines.meetings.arrays import BoolArray, Data, IntArray, allowed_tables, table_restrictions
from grono.engines.meetings.measure import distances
from grono.engines.meetings.moves import FREE, Plan, draw
from grono.engines.meetings.problem import Problem


class Hall(NamedTuple):
    """L tables; ``stay`` names the table a meeting keeps if it can (FREE: none), at ``price`` when it does not."""

    may: BoolArray  # [K, L] kinds of meetings and tables
    open: BoolArray  # [T, L]
    group: IntArray  # [L] the group of `Data` that a table belongs to
    metres: NDArray[np.float64]  # [L, L]
    stay: IntArray  # [M]
    price: float


def build_hall(problem: Problem, data: Data, stay: IntArray, price: float) -> Hall:
    """Tables of the problem as arrays."""
    owners = table_restrictions(problem)
    kinds = len(data.allow)
    may = np.zeros((kinds, len(problem.tables)), dtype=np.bool_)
    index = {table.id: i for i, table in enumerate(problem.tables)}
    done: set[int] = set()
    for meeting, k in zip(problem.meetings, data.kind, strict=True):
        if int(k) not in done:
            done.add(int(k))
            may[k, [index[name] for name in allowed_tables(problem, meeting, owners)]] = True
    is_open = np.array([[s.id not in t.closed for t in problem.tables] for s in problem.slots], dtype=np.bool_)
    signatures: dict[tuple[bool, ...], int] = {}
    group = [signatures.setdefault(tuple(map(bool, may[:, i])), len(signatures)) for i in range(len(index))]
    return Hall(
        may,
        is_open.reshape(len(problem.slots), len(index)),
        np.array(group, dtype=np.int64),
        distances(problem.tables),
        stay,
        price,
    )


def seat(data: Data, plan: Plan, hall: Hall) -> tuple[IntArray, IntArray]:
    """A table for every meeting that is held, [M], and the meeting at each table, [T, L]."""
    table = np.full(len(plan.slot), FREE, dtype=np.int64)
    taken = np.full(hall.open.shape, FREE, dtype=np.int64)
    _seat(data, plan, hall, table, taken)
    return table, taken


@njit(cache=True)
def _seat(data, plan, hall, table, taken):  # type: ignore[no-untyped-def]
    slots, tables = taken.shape
    groups = data.cap.shape[1]
    for t in range(slots):
        quota = plan.flow[t].copy()
        for wish in range(3):  # the table to keep, then the last table of either participant, then any
            for h in range(plan.size[t]):
                m = plan.held[t, h]
                if table[m] != FREE:
                    continue
                for c in range(groups):
                    if quota[data.kind[m], c] == 0:
                        continue
                    found = FREE
                    if wish == 0:
                        found = hall.stay[m]
                    elif wish == 1:
                        found = last_table(data, plan, table, m, t, hall, c, taken)
                    else:
                        for i in range(tables):
                            if hall.group[i] == c and hall.open[t, i] and taken[t, i] == FREE:
                                found = i
                                break
                    if usable(hall, found, t, c, taken):
                        table[m] = found
                        taken[t, found] = m
                        quota[data.kind[m], c] -= 1
                        break


@njit(cache=True)
def usable(hall, i, t, c, taken):  # type: ignore[no-untyped-def]
    """Whether table i is an open, free table of group c at slot t."""
    return i != FREE and hall.group[i] == c and hall.open[t, i] and taken[t, i] == FREE


@njit(cache=True)
def last_table(data, plan, table, m, t, hall, c, taken):  # type: ignore[no-untyped-def]
    """A usable table at which one of the two participants of m sat before."""
    for e in range(2):
        p = data.ends[m, e]
        for back in range(t):
            other = plan.busy[p, t - 1 - back]
            if other != FREE:
                if usable(hall, table[other], t, c, taken):
                    return table[other]
                break
    return FREE


@njit(cache=True)
def near(data, plan, table, p, t, step):  # type: ignore[no-untyped-def]
    """Table of p's next (step 1) or previous (-1) meeting on the day of slot t; FREE when none."""
    u = t + step
    while 0 <= u < len(data.day) and data.day[u] == data.day[t]:
        if plan.busy[p, u] != FREE:
            return table[plan.busy[p, u]]
        u += step
    return FREE


@njit(cache=True)
def cost_at(data, plan, hall, table, m, i, t):  # type: ignore[no-untyped-def]
    """Walking of both participants to and from table i, and the price of leaving the table to keep."""
    cost = 0.0
    if hall.stay[m] != FREE and hall.stay[m] != i:
        cost += hall.price
    for e in range(2):
        for step in (-1, 1):
            other = near(data, plan, table, data.ends[m, e], t, step)
            if other != FREE:
                cost += hall.metres[other, i]
    return cost


@njit(cache=True)
def shorten(data, plan, hall, table, taken, movable, steps):  # type: ignore[no-untyped-def]
    """Random moves to a free table and swaps of two tables within a slot, kept when the cost falls."""
    gained = 0.0
    tables = taken.shape[1]
    for _ in range(steps):
        m = movable[draw(plan, len(movable))]
        t = plan.slot[m]
        new = draw(plan, tables)
        old = table[m]
        if new == old or not hall.open[t, new] or not hall.may[data.kind[m], new]:
            continue
        other = taken[t, new]
        if other != FREE and not hall.may[data.kind[other], old]:
            continue
        delta = cost_at(data, plan, hall, table, m, new, t) - cost_at(data, plan, hall, table, m, old, t)
        if other != FREE:
            delta += cost_at(data, plan, hall, table, other, old, t)
            delta -= cost_at(data, plan, hall, table, other, new, t)
        if delta < -1e-9:
            gained -= delta
            table[m] = new
            taken[t, new] = m
            taken[t, old] = other
            if other != FREE:
                table[other] = old
    return gained
