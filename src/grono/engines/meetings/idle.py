"""Fewer breaks: annealing with chains between two slots; the meetings that are held stay held."""

from __future__ import annotations

from math import exp

import numpy as np
from numba import njit

from grono.engines.meetings.arrays import UNBOUNDED, Data, IntArray
from grono.engines.meetings.moves import FREE, Plan, component, draw, flip

HOT, COLD = 0.3, 0.07
#: Cost of one break above the allowed spread.
EXCESS = 4


@njit(cache=True)
def breaks_of(data, plan, p):  # type: ignore[no-untyped-def]
    """Number of idle stretches between the first and the last meeting of p on each day."""
    count = 0
    day = -1
    seen = False
    idle = False
    for t in range(len(data.day)):
        if data.day[t] != day:
            day, seen, idle = data.day[t], False, False
        if plan.busy[p, t] != FREE:
            if seen and idle:
                count += 1
            seen, idle = True, False
        elif not data.engaged[p, t]:
            idle = True
    return count


@njit(cache=True)
def cost_of(data, plan, p, cap):  # type: ignore[no-untyped-def]
    """Breaks of p, dearer above ``cap``."""
    count = breaks_of(data, plan, p)
    return count + EXCESS * max(0, count - cap)


@njit(cache=True)
def cost_after(data, plan, p, t1, t2, cap):  # type: ignore[no-untyped-def]
    """`cost_of` p after exchanging what they do at t1 and t2."""
    busy = plan.busy[p]
    busy[t1], busy[t2] = busy[t2], busy[t1]
    cost = cost_of(data, plan, p, cap)
    busy[t1], busy[t2] = busy[t2], busy[t1]
    return cost


@njit(cache=True)
def all_breaks(data, plan):  # type: ignore[no-untyped-def]
    """Breaks of every participant [P]."""
    counts = np.zeros(len(data.need), dtype=np.int64)
    for p in range(len(counts)):
        counts[p] = breaks_of(data, plan, p)
    return counts


@njit(cache=True)
def total_cost(data, plan, cap):  # type: ignore[no-untyped-def]
    """What `anneal` lowers."""
    total = 0
    for p in range(len(data.need)):
        total += cost_of(data, plan, p, cap)
    return total


@njit(cache=True)
def anneal(  # type: ignore[no-untyped-def]
    data, plan, movable, best, steps, longest, temperature, cost, best_cost, cap
):
    """Metropolis steps at one temperature over the ``movable`` meetings; ends early without any cost.

    Chains of more than ``longest`` meetings are left alone (0: any length). A chain changes only the two
    participants at its ends: the others keep both slots. ``best`` [M] receives the best slots found. Returns
    (cost, best cost).
    """
    slots = data.ok.shape[1]
    for _ in range(steps):
        m = movable[draw(plan, len(movable))]
        t1 = plan.slot[m]
        t2 = draw(plan, slots)
        if t1 == t2 or (data.day[t1] != data.day[t2] and draw(plan, 4) != 0):
            continue
        n, p, q = component(data, plan, m, t2)
        if n < 0 or p == q or (0 < longest < n):
            continue
        delta = cost_after(data, plan, p, t1, t2, cap) + cost_after(data, plan, q, t1, t2, cap)
        delta -= cost_of(data, plan, p, cap) + cost_of(data, plan, q, cap)
        if delta > 0 and draw(plan, 1 << 30) / (1 << 30) >= exp(-delta / temperature):
            continue
        if not flip(data, plan, n, t1, t2):
            continue
        cost += delta
        if cost < best_cost:
            best_cost = cost
            for i in range(len(best)):
                best[i] = plan.slot[i]
            if cost == 0:
                break
    return cost, best_cost


def movable_meetings(plan: Plan) -> IntArray:
    """Meetings that are held."""
    return np.flatnonzero(plan.slot != FREE).astype(np.int64)


def fair(data: Data, plan: Plan) -> bool:
    """Whether the numbers of breaks keep the spread."""
    if data.spread >= UNBOUNDED or not len(data.need):
        return True
    counts = all_breaks(data, plan)
    return bool(counts.max() - counts.min() <= data.spread)
