"""Elementary moves on a plan, compiled: hold a meeting, drop it, swap a chain of meetings between two slots.

A plan never breaks a rule between moves: each of these functions either makes a move wholly or leaves the plan
as it was and says so. Random numbers come from a state inside the plan, so one seed gives one run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from grono.engines.meetings.arrays import Data, IntArray

FREE = -1


class Plan(NamedTuple):
    """A plan under construction."""

    slot: IntArray  # [M] slot of each meeting, FREE when it is not held
    busy: IntArray  # [P, T] meeting of a participant at a slot, FREE when none
    granted: IntArray  # [P] meetings held
    flow: IntArray  # [T, K, C] tables of group C used by meetings of kind K
    used: IntArray  # [T, C]
    held: IntArray  # [T, M] meetings at a slot, the first size[t] entries
    size: IntArray  # [T]
    place: IntArray  # [M] position in held
    path: IntArray  # [M] scratch: the meetings of a chain
    groups: IntArray  # [4, C] scratch of `take_table`
    rng: NDArray[np.uint64]  # [1]


def empty_plan(data: Data, seed: int) -> Plan:
    """A plan without meetings."""
    meetings, slots = data.ok.shape
    people = len(data.need)
    kinds, groups = data.allow.shape
    return Plan(
        slot=np.full(meetings, FREE, dtype=np.int64),
        busy=np.full((people, slots), FREE, dtype=np.int64),
        granted=np.zeros(people, dtype=np.int64),
        flow=np.zeros((slots, kinds, groups), dtype=np.int64),
        used=np.zeros((slots, groups), dtype=np.int64),
        held=np.zeros((slots, min(meetings, int(data.cap.sum(axis=1).max(initial=0)) + 1)), dtype=np.int64),
        size=np.zeros(slots, dtype=np.int64),
        place=np.zeros(meetings, dtype=np.int64),
        path=np.zeros(meetings + 1, dtype=np.int64),
        groups=np.zeros((4, groups), dtype=np.int64),
        rng=np.array([(seed * 0x9E3779B97F4A7C15 + 88172645463325252) % 2**64 or 1], dtype=np.uint64),
    )


def load_plan(data: Data, plan: Plan, slots: IntArray) -> None:
    """Hold the meetings of ``slots`` ([M], FREE for none) as far as the rules let them."""
    _load(data, plan, slots.astype(np.int64))


@njit(cache=True)
def _load(data, plan, slots):  # type: ignore[no-untyped-def]
    for m in range(len(slots)):
        if slots[m] != FREE and plan.slot[m] == FREE and fits(data, plan, m, slots[m]):
            insert(data, plan, m, slots[m])


@njit(cache=True)
def draw(plan, n):  # type: ignore[no-untyped-def]
    """A random whole number below n (xorshift64*)."""
    x = plan.rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    plan.rng[0] = x
    return np.int64(((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % np.uint64(n))


@njit(cache=True)
def take_table(data, plan, k, t):  # type: ignore[no-untyped-def]
    """Use a table for kind k at slot t, moving other kinds to other groups along a shortest path if need be."""
    cap, flow, used, allow = data.cap, plan.flow, plan.used, data.allow
    groups = cap.shape[1]
    queue, came_group, came_kind, seen = plan.groups[0], plan.groups[1], plan.groups[2], plan.groups[3]
    head = 0
    tail = 0
    for c in range(groups):
        seen[c] = 0
        if allow[k, c]:
            if used[t, c] < cap[t, c]:
                flow[t, k, c] += 1
                used[t, c] += 1
                return True
            queue[tail] = c
            came_group[c] = -1
            seen[c] = 1
            tail += 1
    kinds = allow.shape[0]
    if kinds == 1:
        return False
    while head < tail:
        c = queue[head]
        head += 1
        for k2 in range(kinds):
            if flow[t, k2, c] == 0:
                continue
            for c2 in range(groups):
                if seen[c2] == 1 or not allow[k2, c2]:
                    continue
                seen[c2] = 1
                came_group[c2] = c
                came_kind[c2] = k2
                if used[t, c2] < cap[t, c2]:
                    used[t, c2] += 1
                    while came_group[c2] != -1:
                        flow[t, came_kind[c2], c2] += 1
                        flow[t, came_kind[c2], came_group[c2]] -= 1
                        c2 = came_group[c2]
                    flow[t, k, c2] += 1
                    return True
                queue[tail] = c2
                tail += 1
    return False


@njit(cache=True)
def give_table(data, plan, k, t):  # type: ignore[no-untyped-def]
    """Give a table of kind k at slot t back."""
    for c in range(data.cap.shape[1]):
        if plan.flow[t, k, c] > 0:
            plan.flow[t, k, c] -= 1
            plan.used[t, c] -= 1
            return


@njit(cache=True)
def in_order(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Whether slot t keeps the precedences of m with the meetings that are held."""
    for i in range(data.pre_first[m], data.pre_first[m + 1]):
        if plan.slot[data.pre[i]] != FREE and plan.slot[data.pre[i]] >= t:
            return False
    for i in range(data.suc_first[m], data.suc_first[m + 1]):
        if plan.slot[data.suc[i]] != FREE and plan.slot[data.suc[i]] <= t:
            return False
    return True


@njit(cache=True)
def fits(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Whether m may be held at t as far as persons and precedences go (tables apart)."""
    return (
        data.ok[m, t]
        and plan.busy[data.ends[m, 0], t] == FREE
        and plan.busy[data.ends[m, 1], t] == FREE
        and in_order(data, plan, m, t)
    )


@njit(cache=True)
def enter(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Write m at t (table already taken)."""
    plan.slot[m] = t
    plan.busy[data.ends[m, 0], t] = m
    plan.busy[data.ends[m, 1], t] = m
    plan.held[t, plan.size[t]] = m
    plan.place[m] = plan.size[t]
    plan.size[t] += 1


@njit(cache=True)
def leave(data, plan, m):  # type: ignore[no-untyped-def]
    """Erase m from its slot (table still taken)."""
    t = plan.slot[m]
    if plan.busy[data.ends[m, 0], t] == m:
        plan.busy[data.ends[m, 0], t] = FREE
    if plan.busy[data.ends[m, 1], t] == m:
        plan.busy[data.ends[m, 1], t] = FREE
    plan.size[t] -= 1
    last = plan.held[t, plan.size[t]]
    plan.held[t, plan.place[m]] = last
    plan.place[last] = plan.place[m]
    plan.slot[m] = FREE


@njit(cache=True)
def insert(data, plan, m, t):  # type: ignore[no-untyped-def]
    """Hold m at t, which `fits`; False when no table is free."""
    if not take_table(data, plan, data.kind[m], t):
        return False
    enter(data, plan, m, t)
    plan.granted[data.ends[m, 0]] += 1
    plan.granted[data.ends[m, 1]] += 1
    return True


@njit(cache=True)
def drop(data, plan, m):  # type: ignore[no-untyped-def]
    """Hold m no longer."""
    give_table(data, plan, data.kind[m], plan.slot[m])
    leave(data, plan, m)
    plan.granted[data.ends[m, 0]] -= 1
    plan.granted[data.ends[m, 1]] -= 1


@njit(cache=True)
def walk(data, plan, p, here, there, n):  # type: ignore[no-untyped-def]
    """Append to the path the chain that begins with p's meeting at slot ``here`` and alternates the two slots.

    Returns (length of the path, participant at the end); length -1 when a meeting may not change its slot.
    """
    start = p
    while True:
        m = plan.busy[p, here]
        if m == FREE:
            return n, p
        if not data.ok[m, there]:
            return -1, p
        plan.path[n] = m
        n += 1
        p = data.ends[m, 1] if data.ends[m, 0] == p else data.ends[m, 0]
        if p == start:
            return n, p
        here, there = there, here


@njit(cache=True)
def flip(data, plan, n, t1, t2):  # type: ignore[no-untyped-def]
    """Swap the first n meetings of the path between t1 and t2; False (nothing changed) where a rule forbids it."""
    path = plan.path
    for i in range(n):
        give_table(data, plan, data.kind[path[i]], plan.slot[path[i]])
    done = 0
    while done < n:
        m = path[done]
        if not take_table(data, plan, data.kind[m], t1 if plan.slot[m] == t2 else t2):
            break
        done += 1
    if done < n:
        for i in range(done):
            m = path[i]
            give_table(data, plan, data.kind[m], t1 if plan.slot[m] == t2 else t2)
        for i in range(n):
            take_table(data, plan, data.kind[path[i]], plan.slot[path[i]])
        return False
    swap(data, plan, n, t1, t2)
    for i in range(n):
        if not in_order(data, plan, path[i], plan.slot[path[i]]):
            for j in range(n):
                give_table(data, plan, data.kind[path[j]], plan.slot[path[j]])
            swap(data, plan, n, t1, t2)
            for j in range(n):
                take_table(data, plan, data.kind[path[j]], plan.slot[path[j]])
            return False
    return True


@njit(cache=True)
def swap(data, plan, n, t1, t2):  # type: ignore[no-untyped-def]
    """Exchange the slots of the first n meetings of the path (tables apart)."""
    for i in range(n):
        m = plan.path[i]
        t = plan.slot[m]
        leave(data, plan, m)
        plan.slot[m] = t1 if t == t2 else t2
    for i in range(n):
        m = plan.path[i]
        enter(data, plan, m, plan.slot[m])


@njit(cache=True)
def clear_slot(data, plan, p, here, there, avoid):  # type: ignore[no-untyped-def]
    """Make p, busy at ``here`` and free at ``there``, free at ``here`` by a chain; ``avoid`` stays free there too.

    Returns the number of meetings moved, 0 when it cannot be done.
    """
    n, end = walk(data, plan, p, here, there, np.int64(0))
    if n <= 0 or end in (avoid, p):
        return 0
    return n if flip(data, plan, n, here, there) else 0


@njit(cache=True)
def component(data, plan, m, there):  # type: ignore[no-untyped-def]
    """Path := all meetings that change with m when it goes to ``there``.

    Returns (length, one end, other end); length -1 when impossible; the ends are equal when the chain is a ring.
    """
    here = plan.slot[m]
    if not data.ok[m, there]:
        return -1, -1, -1
    a, b = data.ends[m, 0], data.ends[m, 1]
    plan.path[0] = m
    n, end_b = walk(data, plan, b, there, here, np.int64(1))
    if n < 0:
        return -1, -1, -1
    if n > 1 and end_b == b:  # a ring: the walk came back to m and noted it twice
        return n - 1, b, b
    n, end_a = walk(data, plan, a, there, here, n)
    return n, end_a, end_b
