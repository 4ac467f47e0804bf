"""Holding as many meetings as possible: greedy construction, chains, and a plateau search with ejections."""

from __future__ import annotations

import numpy as np
from numba import njit

from grono.engines.meetings.arrays import Data, IntArray
from grono.engines.meetings.moves import (
    FREE,
    Plan,
    clear_slot,
    component,
    draw,
    drop,
    fits,
    flip,
    insert,
)

#: Numba compiles a function again for each plain number it is called with, and once for this type.
NONE = np.int64(0)
#: The plateau search makes a random swap every so many steps.
SWAP_EVERY = 16


def construct(data: Data, plan: Plan) -> None:
    """Hold meetings greedily, class by class, those of the tightest participants first."""
    if not len(data.cls):
        return
    degree = np.diff(data.first)
    room = data.need - degree
    slack = np.minimum(room[data.ends[:, 0]], room[data.ends[:, 1]])
    choice = data.ok.sum(axis=1)
    order = np.lexsort((np.arange(len(slack)), choice, slack, data.cls)).astype(np.int64)
    _construct(data, plan, order)


@njit(cache=True)
def _construct(data, plan, order):  # type: ignore[no-untyped-def]
    for m in order:
        if plan.slot[m] == FREE and not direct(data, plan, m):
            by_chain(data, plan, m, NONE)


@njit(cache=True)
def adjacency(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Neighbouring slots of the same day at which the two participants are already busy or engaged (0..4)."""
    score = 0
    for e in range(2):
        p = data.ends[m, e]
        for u in (t - 1, t + 1):
            if 0 <= u < len(data.day) and data.day[u] == data.day[t]:
                score += plan.busy[p, u] != FREE or data.engaged[p, u]
    return score


@njit(cache=True)
def full(data, plan, m):  # type: ignore[no-untyped-def]
    """Whether one of the participants of m meets at each of their slots already."""
    a, b = data.ends[m, 0], data.ends[m, 1]
    return plan.granted[a] >= data.usable[a] or plan.granted[b] >= data.usable[b]


@njit(cache=True)
def direct(data, plan, m):  # type: ignore[no-untyped-def]
    """Hold m at a slot that is free for both, the one with the best neighbours and then the most free tables."""
    if full(data, plan, m):
        return False
    slots = data.ok.shape[1]
    tried = 0
    while True:
        best, best_score = FREE, -1
        for t in range(slots):
            if tried >> t & 1 and t < 63:
                continue
            if fits(data, plan, m, t):
                free = data.room[t] - plan.size[t]
                score = adjacency(data, plan, m, t) * 100000 + free
                if free > 0 and score > best_score:
                    best, best_score = t, score
        if best < 0:
            return False
        if insert(data, plan, m, np.int64(best)):
            return True
        if best >= 63:
            return False
        tried |= 1 << best


@njit(cache=True)
def by_chain(data, plan, m, offset):  # type: ignore[no-untyped-def]
    """Hold m after clearing one of its ends by a chain between two slots."""
    if full(data, plan, m):
        return False
    slots = data.ok.shape[1]
    a, b = data.ends[m, 0], data.ends[m, 1]
    for i in range(slots):
        t1 = (i + offset) % slots
        if not data.ok[m, t1]:
            continue
        for e in range(2):
            free, busy = (a, b) if e == 0 else (b, a)
            if plan.busy[free, t1] != FREE or plan.busy[busy, t1] == FREE:
                continue
            for j in range(slots):
                t2 = (j + offset) % slots
                if t2 == t1 or plan.busy[busy, t2] != FREE:
                    continue
                n = clear_slot(data, plan, busy, t1, t2, free)
                if n == 0:
                    continue
                if fits(data, plan, m, t1) and insert(data, plan, m, t1):
                    return True
                flip(data, plan, n, t1, t2)
    return by_table_chain(data, plan, m, offset)


@njit(cache=True)
def by_table_chain(data, plan, m, offset):  # type: ignore[no-untyped-def]
    """Hold m at a slot that is free for both but has no table, by moving one meeting from there elsewhere."""
    slots = data.ok.shape[1]
    for i in range(slots):
        t = (i + offset) % slots
        if not fits(data, plan, m, t):
            continue
        for h in range(plan.size[t]):
            other = plan.held[t, h]
            for u in range(slots):
                if u == t or not fits_after_leaving(data, plan, other, u):
                    continue
                if relocate(data, plan, other, u):
                    if insert(data, plan, m, t):
                        return True
                    relocate(data, plan, other, t)
    return False


@njit(cache=True)
def fits_after_leaving(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Whether m, held elsewhere, could go to t."""
    old = plan.slot[m]
    plan.slot[m] = FREE
    good = fits(data, plan, m, t)
    plan.slot[m] = old
    return good


@njit(cache=True)
def relocate(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Move m to t, which it fits; False (nothing changed) when no table is free there."""
    old = plan.slot[m]
    drop(data, plan, m)
    if insert(data, plan, m, t):
        return True
    insert(data, plan, m, old)
    return False


@njit(cache=True)
def shaky(data, plan, victim, m, floor):  # type: ignore[no-untyped-def]
    """Whether a participant would fall below the floor (or their need, if less) when m takes the victim's place."""
    for e in range(2):
        p = data.ends[victim, e]
        if p != data.ends[m, 0] and p != data.ends[m, 1] and plan.granted[p] - 1 < min(floor, data.need[p]):
            return True
    return False


@njit(cache=True)
def plateau(data, plan, rank, want, queue, steps, tabu):  # type: ignore[no-untyped-def]
    """Place the meetings in ``queue`` by ejecting others, for at most ``steps``; returns the steps made.

    ``queue`` is that of `waiting` for the ``rank``. A meeting is ejected for one of a later class only if it finds
    another place at once, so that no count of an earlier class falls. Stops when at most ``want`` meetings wait.
    """
    slots = data.ok.shape[1]
    for step in range(steps):
        if queue[0, -1] <= want:
            return step
        if step % SWAP_EVERY == SWAP_EVERY - 1:
            random_swap(data, plan)
        m = queue[0, draw(plan, queue[0, -1])]
        offset = draw(plan, slots)
        if direct(data, plan, m) or (draw(plan, 4) == 0 and by_chain(data, plan, m, offset)):
            served(queue, m)
            continue
        victim = choose_victim(data, plan, m, offset, 0, 0, tabu, step)
        if victim < 0 or not exchange(data, plan, m, victim):
            continue
        again = direct(data, plan, victim)
        if not again and data.cls[victim] < data.cls[m]:
            exchange(data, plan, victim, m)
            continue
        tabu[m] = step + 10 + draw(plan, 10)
        served(queue, m)
        if not again and data.cls[victim] <= rank:
            queue[0, queue[0, -1]] = victim
            queue[1, victim] = queue[0, -1]
            queue[0, -1] += 1
            serve_neighbours(data, plan, victim, rank, queue)
    return steps


@njit(cache=True)
def served(queue, m):  # type: ignore[no-untyped-def]
    """Take m out of the queue."""
    queue[0, -1] -= 1
    last = queue[0, queue[0, -1]]
    queue[0, queue[1, m]] = last
    queue[1, last] = queue[1, m]


@njit(cache=True)
def serve_neighbours(data, plan, victim, rank, queue):  # type: ignore[no-untyped-def]
    """Place other waiting meetings of the two who have just lost one."""
    for e in range(2):
        p = data.ends[victim, e]
        for i in range(data.first[p], data.first[p + 1]):
            m = data.by_person[i]
            if m != victim and plan.slot[m] == FREE and data.cls[m] <= rank and direct(data, plan, m):
                served(queue, m)


@njit(cache=True)
def exchange(data, plan, m, victim):  # type: ignore[no-untyped-def]
    """Hold m in the place of the victim; False (nothing changed) where a rule forbids it."""
    t = plan.slot[victim]
    drop(data, plan, victim)
    if fits(data, plan, m, t) and insert(data, plan, m, t):
        return True
    insert(data, plan, victim, t)
    return False


@njit(cache=True)
def choose_victim(data, plan, m, offset, rank, floor, tabu, step):  # type: ignore[no-untyped-def]
    """The one meeting whose leaving lets m in: where one end is busy, or where only the tables are full.

    It is of class ``rank`` or later and its participants stay at the ``floor``; FREE when there is none.
    """
    slots = data.ok.shape[1]
    a, b = data.ends[m, 0], data.ends[m, 1]
    for i in range(slots):
        t = (i + offset) % slots
        if not data.ok[m, t]:
            continue
        in_a, in_b = plan.busy[a, t], plan.busy[b, t]
        if in_a != FREE and in_b != FREE:
            continue
        if in_a == FREE and in_b == FREE:
            if plan.size[t] == 0:
                continue
            victim = plan.held[t, draw(plan, plan.size[t])]
        else:
            victim = in_b if in_a == FREE else in_a
        if data.cls[victim] >= rank and tabu[victim] <= step and not shaky(data, plan, victim, m, floor):
            return victim
    return np.int64(FREE)


@njit(cache=True)
def random_swap(data, plan):  # type: ignore[no-untyped-def]
    """Swap a random chain between two random slots."""
    m = draw(plan, len(plan.slot))
    t2 = draw(plan, data.ok.shape[1])
    t1 = plan.slot[m]
    if t1 in (FREE, t2):
        return
    n, _, _ = component(data, plan, m, t2)
    if n > 0:
        flip(data, plan, n, t1, t2)


def waiting(data: Data, plan: Plan, rank: int) -> IntArray:
    """Possible meetings up to this class that are not held, [2, M + 1].

    Row 0: the meetings, their number in the last entry; row 1: the position of each meeting in row 0.
    """
    names = np.flatnonzero((plan.slot == FREE) & (data.cls <= rank) & data.ok.any(axis=1))
    queue = np.zeros((2, len(plan.slot) + 1), dtype=np.int64)
    queue[0, : len(names)] = names
    queue[1, names] = np.arange(len(names))
    queue[0, -1] = len(names)
    return queue
