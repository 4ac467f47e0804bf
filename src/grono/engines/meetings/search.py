"""The phases of a solve, each within its part of the budget: fill, smallest share, breaks, seats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import exp, log

import numpy as np

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.meetings import fill, idle, seating, shares
from grono.engines.meetings.arrays import Data, IntArray
from grono.engines.meetings.bounds import CountBound
from grono.engines.meetings.moves import FREE, Plan, drop, empty_plan, load_plan
from grono.engines.meetings.problem import Placement, Problem, Solution

#: Time of a solve without limits.
DEFAULT_SECONDS = 20.0
#: Steps between two looks at the clock.
CHUNK = 20_000


@dataclass
class Run:
    """One solve: its limits, its clock, whom it tells, and whether it was asked to stop."""

    problem: Problem
    data: Data
    limits: Limits
    seed: int
    progress: Progress | None
    clock: Clock = field(init=False)
    stopped: bool = False
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        seconds = self.limits.seconds
        if seconds is None and self.limits.steps is None:
            seconds = DEFAULT_SECONDS
        self.clock = Clock(seconds)

    def note(self, message: str) -> None:
        """A line of the log, with the time."""
        self.log.append(f"{self.clock.elapsed:7.2f} s  {message}")

    def keep_going(self, phase: str, fraction: float | None = None, message: str = "") -> bool:
        """Report; False once the caller has asked to stop."""
        if self.progress is not None and not self.stopped:
            report = ProgressReport(phase, fraction, (), message, self.clock.elapsed)
            self.stopped = self.progress(report) is False
        return not self.stopped

    def chunks(self, phase: str, share: float, work: float, chunk: int = CHUNK) -> Iterator[tuple[int, float]]:
        """Yield (steps to make, fraction done) until this phase's share of the time or of the steps is used.

        ``share`` is a part of the time that is left, ``work`` of all steps.
        """
        clock = self.clock.part(share)
        total = None if self.limits.steps is None else int(self.limits.steps * work)
        done = 0
        while not clock.over and (total is None or done < total):
            fraction = 0.0 if clock.seconds is None else clock.elapsed / max(clock.seconds, 1e-9)
            if total is not None:
                fraction = max(fraction, done / max(total, 1))
            if not self.keep_going(phase, fraction):
                return
            steps = chunk if total is None else min(chunk, total - done)
            yield steps, fraction
            done += steps


def first_plan(run: Run, start: Solution | None) -> Plan:
    """A plan from a start solution (as far as the rules let it) completed greedily."""
    plan = empty_plan(run.data, run.seed)
    if start is not None:
        load_plan(run.data, plan, slots_of(run.problem, start))
    fill.construct(run.data, plan)
    return plan


def slots_of(problem: Problem, solution: Solution) -> IntArray:
    """Slots of a solution by meeting, FREE for those it does not hold; unknown names are ignored."""
    index = {slot.id: t for t, slot in enumerate(problem.slots)}
    slots = np.full(len(problem.meetings), FREE, dtype=np.int64)
    for m, meeting in enumerate(problem.meetings):
        place = solution.placements.get(meeting.id)
        if place is not None:
            slots[m] = index.get(place.slot, FREE)
    return slots


def fill_classes(run: Run, plan: Plan, bound: CountBound) -> tuple[list[int], list[int]]:
    """Hold as many meetings as possible, class by class; returns counts and their bounds."""
    data = run.data
    ranks = int(data.cls.max(initial=0)) + 1
    counts: list[int] = []
    bounds: list[int] = []
    for rank in range(ranks):
        bounds.append(bound.best(rank, counts))
        requested = int((data.cls == rank).sum())
        queue = fill.waiting(data, plan, rank)
        possible = int(((data.cls <= rank) & data.ok.any(axis=1)).sum())
        want = max(0, possible - sum(counts) - bounds[-1])
        tabu = np.zeros(len(data.cls), dtype=np.int64)
        if queue[0, -1] > want:
            for steps, _ in run.chunks("fill", 0.35, 0.4 / ranks):
                tabu[:] = 0
                fill.plateau(data, plan, rank, want, queue, steps, tabu)
                if queue[0, -1] <= want:
                    break
        counts.append(int(((plan.slot != FREE) & (data.cls == rank)).sum()))
        run.note(f"class {rank + 1}: {counts[-1]} of {requested} meetings held, bound {bounds[-1]}")
    return counts, bounds


def raise_smallest_share(run: Run, plan: Plan, bound: int) -> None:
    """Give more to those who got least, meeting for meeting of the same class, up to the bound of the level."""
    data = run.data
    target = shares.smallest(data, plan) + 1
    idle_chunks = 0
    for steps, _ in run.chunks("share", 0.2, 0.1):
        if target > bound:
            break
        before = shares.deficit(data, plan, target)
        shares.lift(data, plan, target, steps)
        after = shares.deficit(data, plan, target)
        idle_chunks = 0 if after < before else idle_chunks + 1
        while after == 0 and target <= bound:
            target += 1
            after = shares.deficit(data, plan, target)
        if idle_chunks >= 10:
            break
    run.note(f"smallest share {shares.smallest(data, plan)}")


def fewer_breaks(
    run: Run, plan: Plan, share: float, work: float, longest: int = 0, movable: IntArray | None = None
) -> Plan:
    """Anneal; returns the plan with the fewest breaks that keeps the fairness rule if any was found."""
    data = run.data
    chosen = idle.movable_meetings(plan) if movable is None else movable
    cost = best_cost = idle.total_cost(data, plan, data.spread)
    best = plan.slot.copy()
    if len(chosen) and best_cost > 0:
        for steps, fraction in run.chunks("breaks", share, work, CHUNK // 4):
            hot = idle.HOT * exp(log(idle.COLD / idle.HOT) * fraction)
            cost, best_cost = idle.anneal(data, plan, chosen, best, steps, longest, hot, cost, best_cost, data.spread)
            if best_cost == 0:
                break
    result = rebuilt(run, best)
    run.note(f"breaks {int(idle.all_breaks(data, result).sum())}")
    return result


def rebuilt(run: Run, slots: IntArray) -> Plan:
    """A plan that holds the meetings at these slots."""
    plan = empty_plan(run.data, run.seed + 1)
    load_plan(run.data, plan, slots)
    return plan


def shed_unfair(run: Run, plan: Plan) -> None:
    """Where the fairness rule is still broken: drop meetings of those who wait most until it is kept."""
    data = run.data
    while not idle.fair(data, plan):
        worst = int(idle.all_breaks(data, plan).argmax())
        mine = data.by_person[data.first[worst] : data.first[worst + 1]]
        held = mine[plan.slot[mine] != FREE]
        last = int(held[np.lexsort((plan.slot[held], data.cls[held]))[-1]])
        drop(data, plan, last)
        run.note(f"meeting {run.problem.meetings[last].id} is given up for fairness")


def seat_meetings(run: Run, plan: Plan, stay: IntArray, price: float, share: float = 1.0) -> Solution:
    """Tables for the plan: the table to keep first (when dearer than walking), then short ways."""
    data, problem = run.data, run.problem
    hall = seating.build_hall(problem, data, stay, price)
    table, taken = seating.seat(data, plan, hall)
    movable = idle.movable_meetings(plan)
    if len(movable) and (hall.metres.any() or (stay != FREE).any()):
        quiet = 0
        for steps, _ in run.chunks("seats", share, 0.1):
            gained = seating.shorten(data, plan, hall, table, taken, movable, steps)
            quiet = 0 if gained > 0 else quiet + steps
            if quiet > 20 * len(movable) + CHUNK:
                break
    return Solution(
        {
            meeting.id: Placement(problem.slots[plan.slot[m]].id, problem.tables[table[m]].id)
            for m, meeting in enumerate(problem.meetings)
            if plan.slot[m] != FREE
        }
    )


def asker(run: Run) -> Callable[[str], bool]:
    """What the exact solver asks now and then."""
    return lambda phase: run.keep_going(phase)
