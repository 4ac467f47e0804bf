"""Repairing a published plan with few changes.

Meetings that cannot stay are placed anew, new requests are added, directly where possible and otherwise by the
shortest chain of moves, as long as no more people are touched than allowed. Moves come before breaks here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numba import njit

from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result, Status
from grono.engines.meetings import search, solving
from grono.engines.meetings.arrays import BoolArray, Data, IntArray, build_data
from grono.engines.meetings.bounds import CountBound
from grono.engines.meetings.fill import direct
from grono.engines.meetings.infeasible import impossible
from grono.engines.meetings.moves import FREE, Plan, clear_slot, empty_plan, fits, flip, insert, load_plan, walk
from grono.engines.meetings.problem import Meeting, Mode, Participant, Problem, Slot, Solution, Table


def replan(
    problem: Problem,
    published: Solution | None = None,
    *,
    limits: Limits,
    seed: int = 0,
    touch_share: float = 0.02,
    fill: bool = True,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Repair the ``published`` plan (default: the problem's own) for the problem as it is now.

    ``touch_share`` is the largest part of all participants whose standing meetings may be moved by choice; those
    whose meeting cannot stay (a partner cancelled, say) are not counted. ``fill``: also place requests that had no
    place before. The objective puts moves before breaks.
    """
    if published is not None:
        problem = replace(problem, published=published.placements)
    solving.warm_up()
    _warm_up()
    run = search.Run(problem, build_data(problem), limits, seed, progress)
    if problem.mode is Mode.ALL_REQUIRED and (reason := impossible(problem, run.data)) is not None:
        return Result(Status.INFEASIBLE, None, (), run.clock.elapsed, run.log, str(reason))
    data = run.data
    plan = empty_plan(data, seed)
    before = search.slots_of(problem, Solution(problem.published))
    load_plan(data, plan, before)
    standing = plan.slot.copy()
    run.note(f"{int((standing != FREE).sum())} of {int((before != FREE).sum())} published meetings stand")
    _repair(data, plan, _queue(data, plan, before, fill), before, round(touch_share * len(problem.participants)))
    if problem.mode is Mode.ALL_REQUIRED and (plan.slot == FREE).any():
        return _afresh(run, problem, limits, seed, progress)
    added = np.flatnonzero((plan.slot != FREE) & (before == FREE)).astype(np.int64)
    run.note(f"{len(added)} meetings added, {int(_moved(plan, before).sum())} moved")
    plan = search.fewer_breaks(run, plan, 0.5, 0.2, longest=1, movable=added)
    held = plan.slot != FREE
    counts = [int((held & (data.cls == rank)).sum()) for rank in range(int(data.cls.max(initial=0)) + 1)]
    bound = CountBound(data)
    bounds = [bound.best(rank, counts[:rank]) for rank in range(len(counts))]
    return solving.finish(run, plan, solving.level_bounds(run, bound, counts, bounds), replanning=True)


@cache
def _warm_up() -> None:
    """Compile the repair, or load it from the cache, before the clock starts."""
    people = tuple(Participant(name) for name in "abc")
    meetings = (Meeting("ab", ("a", "b")), Meeting("ac", ("a", "c")))
    data = build_data(Problem((Slot("1"), Slot("2")), (Table("1"),), people, meetings))
    _repair(data, empty_plan(data, 0), np.zeros(1, dtype=np.int64), np.zeros(2, dtype=np.int64), 1)


def _queue(data: Data, plan: Plan, before: IntArray, fill: bool) -> IntArray:
    """Meetings to place: published ones that could not stay, then the others, class by class."""
    waiting = (plan.slot == FREE) & data.ok.any(axis=1)
    if not fill:
        waiting &= before != FREE
    names = np.flatnonzero(waiting)
    order = np.lexsort((data.ok[names].sum(axis=1), before[names] == FREE, data.cls[names]))
    return names[order].astype(np.int64)


def _moved(plan: Plan, before: IntArray) -> BoolArray:
    return np.asarray((before != FREE) & (plan.slot != FREE) & (plan.slot != before))


def _repair(data: Data, plan: Plan, queue: IntArray, before: IntArray, budget: int) -> None:
    """Direct places for all first, then chains, the shortest first, within the budget of people."""
    touched = np.zeros(len(data.need), dtype=np.bool_)
    left = _place_directly(data, plan, queue)
    for longest in (1, 2, 4, 8, 16):
        left = _place_by_chains(data, plan, left, before, touched, budget, longest)


@njit(cache=True)
def _place_directly(data, plan, queue):  # type: ignore[no-untyped-def]
    left = np.zeros(len(queue), dtype=np.int64)
    count = 0
    for m in queue:
        if not direct(data, plan, m):
            left[count] = m
            count += 1
    return left[:count]


@njit(cache=True)
def _place_by_chains(data, plan, queue, before, touched, budget, longest):  # type: ignore[no-untyped-def]
    left = np.zeros(len(queue), dtype=np.int64)
    count = 0
    for m in queue:
        n = _short_chain(data, plan, m, before, touched, budget, longest)
        if n == 0:
            left[count] = m
            count += 1
            continue
        for i in range(n):
            for e in range(2):
                if before[plan.path[i]] != FREE:
                    touched[data.ends[plan.path[i], e]] = True
    return left[:count]


@njit(cache=True)
def _short_chain(data, plan, m, before, touched, budget, longest):  # type: ignore[no-untyped-def]
    """Hold m by a chain of at most ``longest`` meetings that keeps the budget; returns the meetings moved."""
    slots = data.ok.shape[1]
    for t1 in range(slots):
        if not data.ok[m, t1]:
            continue
        for e in range(2):
            free, busy = data.ends[m, e], data.ends[m, 1 - e]
            if plan.busy[free, t1] != FREE or plan.busy[busy, t1] == FREE:
                continue
            for t2 in range(slots):
                if t2 == t1 or plan.busy[busy, t2] != FREE:
                    continue
                n, _ = walk(data, plan, busy, t1, t2, np.int64(0))
                if n <= 0 or n > longest or _new_people(data, plan, n, before, touched) > budget - touched.sum():
                    continue
                n = clear_slot(data, plan, busy, t1, t2, free)
                if n == 0:
                    continue
                if fits(data, plan, m, t1) and insert(data, plan, m, t1):
                    return n
                flip(data, plan, n, t1, t2)
    return 0


@njit(cache=True)
def _new_people(data, plan, n, before, touched):  # type: ignore[no-untyped-def]
    """People of the path's published meetings who are not touched yet (some counted twice)."""
    count = 0
    for i in range(n):
        if before[plan.path[i]] != FREE:
            for e in range(2):
                count += not touched[data.ends[plan.path[i], e]]
    return count


def _afresh(
    run: search.Run, problem: Problem, limits: Limits, seed: int, progress: Progress | None
) -> Result[Solution]:
    """Few changes do not hold every required meeting: solve from the published plan."""
    run.note("a repair does not hold every required meeting: planned afresh from the published plan")
    left = None if limits.seconds is None else run.clock.left
    fresh = solving.solve(
        problem,
        limits=replace(limits, seconds=left),
        seed=seed,
        start=Solution(problem.published),
        progress=progress,
    )
    return replace(fresh, log=[*run.log, *fresh.log], seconds=run.clock.elapsed)
