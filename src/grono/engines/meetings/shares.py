"""A larger smallest share: participants with open requests who hold least get more, counts of classes kept."""

from __future__ import annotations

import numpy as np
from numba import njit

from grono.engines.meetings.arrays import Data
from grono.engines.meetings.fill import by_chain, choose_victim, direct, exchange, random_swap
from grono.engines.meetings.moves import FREE, Plan, draw


def smallest(data: Data, plan: Plan) -> int:
    """The fewest meetings of a participant below their need; the largest need when there is none."""
    short = plan.granted < data.need
    return int(plan.granted[short].min()) if short.any() else int(data.need.max(initial=0))


def deficit(data: Data, plan: Plan, target: int) -> int:
    """Meetings missing until every participant holds min(target, need)."""
    return int(np.maximum(0, np.minimum(data.need, target) - plan.granted).sum())


@njit(cache=True)
def lift(data, plan, target, steps):  # type: ignore[no-untyped-def]
    """Plateau search for the participants below min(target, need); ends when there is none."""
    people = len(data.need)
    slots = data.ok.shape[1]
    tabu = np.zeros(len(plan.slot), dtype=np.int64)
    short = np.zeros(people, dtype=np.int64)
    count = -1
    for step in range(steps):
        if count < 0:
            count = 0
            for p in range(people):
                if plan.granted[p] < min(target, data.need[p]):
                    short[count] = p
                    count += 1
        if count == 0:
            return
        if step % 16 == 15:
            random_swap(data, plan)
        p = short[draw(plan, count)]
        m = data.by_person[data.first[p] + draw(plan, data.first[p + 1] - data.first[p])]
        if plan.slot[m] != FREE or not data.ok[m].any():
            continue
        offset = draw(plan, slots)
        if direct(data, plan, m) or by_chain(data, plan, m, offset):
            count = -1
            continue
        victim = choose_victim(data, plan, m, offset, data.cls[m], target, tabu, step)
        if victim < 0 or data.cls[victim] != data.cls[m]:
            continue
        if not exchange(data, plan, m, victim):
            continue
        tabu[m] = step + 10 + draw(plan, 10)
        if not direct(data, plan, victim):
            by_chain(data, plan, victim, offset)
        count = -1
