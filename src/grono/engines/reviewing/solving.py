"""The solve: five levels one after the other, each kept while the next is improved.

The numbers of reviews alone make a network flow, so their levels are linear programmes. The relaxed programme of the
total affinity, with the weakest proposal's sum as a row, gives a bound and reduced costs; a pair whose reduced cost is
larger than the distance between bound and answer is in no better answer (reduced-cost fixing: Dantzig, Fulkerson,
Johnson, 1954). So the whole programme is searched among few pairs and proven for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil, floor, inf

import numpy as np

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.kit.result import Level, Result, Status
from grono.engines.reviewing.checker import check
from grono.engines.reviewing.highs import ROUNDING, OutOfTimeError, Relaxed, Whole, relax, search
from grono.engines.reviewing.measure import Worth, worth
from grono.engines.reviewing.problem import Problem, Solution
from grono.engines.reviewing.programme import Ask, Floats, Ints, Programme, Space

NAMES = ("given", "spread", "weakest", "affinity", "loads")
SENSES = {"given": "max", "spread": "min", "weakest": "max", "affinity": "max", "loads": "min"}
NEAR, WIDER = 40.0, 8.0  # points of affinity: how far from the bound pairs are looked at first, and then
PROBE_NODES = 2_000  # of a search whose failure may have another reason than time


class StoppedError(Exception):
    """The caller asked to stop."""


@dataclass
class Run:
    """One solve: the clock, the best answer so far, and the bounds proven so far, by level."""

    space: Space
    clock: Clock
    nodes: int | None
    progress: Progress | None
    best: Solution | None = None
    bounds: dict[str, float] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def offer(self, solution: Solution) -> None:
        """Keep a solution if it is better than the best so far."""
        if self.best is None or _order(self.worth_of(solution)) > _order(self.worth_of(self.best)):
            self.best = solution

    def worth_of(self, solution: Solution) -> Worth:
        """Return the values of a solution."""
        return worth(self.space.problem, solution)

    def take(self, programme: Programme, values: Floats) -> Solution:
        """Keep the answer of a programme, and return it."""
        solution = self.space.solution(programme.kept[values[: programme.pairs] > 0.5])
        self.offer(solution)
        return solution

    def say(self, phase: str, share: float) -> None:
        """Report; raises `StoppedError` when the caller wants no more."""
        self.log.append(f"{self.clock.elapsed:.2f} s: {phase}")
        report = ProgressReport(phase, share, elapsed=self.clock.elapsed)
        if self.progress is not None and self.progress(report) is False:
            raise StoppedError


def solve(
    problem: Problem,
    *,
    limits: Limits,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Give out the reviews; the result carries value and bound of each level.

    Levels: ``given`` as many reviews as possible; ``spread`` what lacks is shared out (sum of squares by proposal);
    ``weakest`` the smallest sum of a proposal's affinities, of those that can have all reviews, is as large as
    possible; ``affinity`` the total; ``loads`` the sum of squares of the loads. ``start`` is returned where the time
    yields nothing better. ``limits.steps`` are nodes of each branch and bound. The answer depends on no ``seed``.
    INFEASIBLE: the least loads cannot be kept.
    """
    clock = Clock(limits.seconds)
    run = Run(Space(problem), clock, limits.steps, progress)
    if start is not None and not check(problem, start):
        run.best = start
    reason = ""
    try:
        if not run.space.count:
            run.offer(run.space.solution(np.zeros(0, dtype=np.int64)))
            if check(problem, run.space.solution(np.zeros(0, dtype=np.int64))):
                return _infeasible(run)
            run.bounds = {name: getattr(run.worth_of(run.best), name) for name in NAMES} if run.best else {}
        elif not _levels(run):
            return _infeasible(run)
    except OutOfTimeError:
        reason = "the time is over"
    except StoppedError:
        reason = "stopped by the caller"
    return _result(run, reason)


def _levels(run: Run) -> bool:
    """Go through the levels; False when nothing keeps the rules."""
    run.say("counting", 0.0)
    ask = _counts(run)
    if ask is None:
        return False
    run.say("weakest proposal", 0.3)
    weakest, relaxed = _weakest(run, ask)
    run.say("affinity", 0.5)
    ask = replace(ask, weakest=weakest)
    total = _total(run, ask, relaxed)
    run.say("loads", 0.8)
    _loads(run, replace(ask, affinity=total), relaxed)
    return True


def _all(run: Run) -> Ints:
    return np.arange(run.space.count)


def _counts(run: Run) -> Ask | None:
    """Levels ``given`` and ``spread``; None when even few reviews do not keep the least loads."""
    wanted = int(run.space.wanted.sum())
    full = Programme(run.space, _all(run), Ask())
    if (relaxed := relax(full, full.affinity_cost(), run.clock)) is not None:
        run.take(full, relaxed.values)
        run.bounds |= {"given": wanted, "spread": 0}
        return Ask()
    short = Programme(run.space, _all(run), Ask(is_short=True))
    if (relaxed := relax(short, short.missing_cost(squares=False), run.clock)) is None:
        return None
    run.take(short, relaxed.values)
    missing = round(relaxed.cost)
    run.bounds["given"] = wanted - missing
    short = Programme(run.space, _all(run), Ask(is_short=True, missing=missing))
    relaxed = relax(short, short.missing_cost(squares=True), run.clock)
    if relaxed is None:
        raise RuntimeError("HiGHS finds no answer where it found one before")
    run.take(short, relaxed.values)
    spread = round(relaxed.cost)
    run.bounds["spread"] = spread
    return Ask(is_short=True, missing=missing, spread=spread)


def _weakest(run: Run, ask: Ask) -> tuple[int, Relaxed]:
    """Level ``weakest``: the sum that is reached, with the relaxed programme of the total under it.

    Most often what the weakest proposal could have alone is reached. Else the relaxed programme gives a bound, and
    where that is not reached either, branch and bound seeks the largest.
    """
    bound = run.space.weakest_cap
    relaxed = _relaxed_total(run, replace(ask, weakest=bound))
    if relaxed is None:
        seek = Programme(run.space, _all(run), replace(ask, seeks_weakest=True))
        softest = relax(seek, seek.weakest_cost(), run.clock)
        bound = 0 if softest is None else floor(-softest.cost + ROUNDING)
        relaxed = _relaxed_total(run, replace(ask, weakest=bound))
    run.bounds["weakest"] = bound
    if relaxed is not None and _reaches(run, replace(ask, weakest=bound), relaxed):
        return bound, relaxed
    return _sought(run, ask, bound)


def _sought(run: Run, ask: Ask, bound: int) -> tuple[int, Relaxed]:
    seek = Programme(run.space, _all(run), replace(ask, seeks_weakest=True))
    found = search(seek, seek.weakest_cost(), run.clock, run.nodes)
    if found.values is not None:
        run.take(seek, found.values)
    run.bounds["weakest"] = min(bound, floor(-found.bound + ROUNDING)) if found.bound > -inf else bound
    reached = run.worth_of(run.best).weakest if run.best is not None else 0
    relaxed = _relaxed_total(run, replace(ask, weakest=reached))
    if relaxed is None:
        raise RuntimeError("HiGHS finds no answer where it found one before")
    return reached, relaxed


def _relaxed_total(run: Run, ask: Ask) -> Relaxed | None:
    programme = Programme(run.space, _all(run), ask)
    return relax(programme, programme.affinity_cost(), run.clock)


def _near(run: Run, relaxed: Relaxed, distance: float) -> Ints:
    """Return the pairs that answers within this distance of the bound can have; those given already stay."""
    taken = relaxed.values[: run.space.count] > ROUNDING
    is_near = relaxed.reduced[: run.space.count] <= distance + ROUNDING
    return np.flatnonzero(is_near | taken | run.space.is_fixed)


def _reaches(run: Run, ask: Ask, relaxed: Relaxed) -> bool:
    """Look for an answer that keeps the weakest sum, among near pairs first; keep it."""
    distance = NEAR
    while True:
        kept = _near(run, relaxed, distance)
        programme = Programme(run.space, kept, ask)
        try:
            found = search(programme, programme.affinity_cost(), run.clock, run.nodes or PROBE_NODES)
        except OutOfTimeError:
            if run.clock.over:
                raise
            found = Whole(None, -inf, False)
        if found.values is not None:
            run.take(programme, found.values)
            return True
        if len(kept) == run.space.count or not found.is_complete:
            return False
        distance *= WIDER


def _total(run: Run, ask: Ask, relaxed: Relaxed) -> int:
    """Level ``affinity``: the largest total under the weakest sum, proven for all pairs."""
    highest = floor(-relaxed.cost + ROUNDING)
    run.bounds["affinity"] = highest
    best = run.best
    if best is None:
        raise RuntimeError("no answer was kept")
    value = run.worth_of(best).affinity
    if value < highest:
        # what leaves out the pairs beyond this distance is no better than what there is
        programme = Programme(run.space, _near(run, relaxed, -relaxed.cost - value), ask)
        found = search(programme, programme.affinity_cost(), run.clock, run.nodes)
        if found.values is not None:
            value = max(value, run.worth_of(run.take(programme, found.values)).affinity)
        if found.bound > -inf:
            run.bounds["affinity"] = max(value, min(highest, floor(-found.bound + ROUNDING)))
    return value


def _loads(run: Run, ask: Ask, relaxed: Relaxed) -> None:
    """Level ``loads``: among the answers of this total those with even loads."""
    best = run.best
    if best is None:
        raise RuntimeError("no answer was kept")
    found_worth = run.worth_of(best)
    run.bounds["loads"] = _evenest(found_worth.given, len(run.space.least))
    if found_worth.loads == run.bounds["loads"]:
        return
    kept = _near(run, relaxed, -relaxed.cost - (ask.affinity or 0))
    programme = Programme(run.space, kept, replace(ask, counts_loads=True))
    found = search(programme, programme.load_cost(), run.clock, run.nodes)
    if found.values is not None:
        run.take(programme, found.values)
    if found.bound > -inf:
        run.bounds["loads"] = max(run.bounds["loads"], ceil(found.bound - ROUNDING))


def _evenest(reviews: int, reviewers: int) -> int:
    """Return the sum of squares when so many reviews are shared out as evenly as whole numbers allow."""
    each, rest = divmod(reviews, reviewers)
    return (reviewers - rest) * each**2 + rest * (each + 1) ** 2


def _order(value: Worth) -> tuple[int, ...]:
    return value.given, -value.spread, value.weakest, value.affinity, -value.loads


def _infeasible(run: Run) -> Result[Solution]:
    problem, space = run.space.problem, run.space
    possible = np.bincount(space.columns, minlength=len(problem.reviewers))
    reason = "the least loads of the reviewers cannot all be kept"
    for name, (least, _), count in zip(problem.reviewers, problem.loads, possible, strict=True):
        if least > count:
            reason = f"reviewer '{name}' wants at least {least} reviews and may take {count}"
            break
    return Result(Status.INFEASIBLE, None, (), run.clock.elapsed, run.log, reason)


def _result(run: Run, reason: str) -> Result[Solution]:
    if run.best is None:
        return Result(Status.UNKNOWN, None, (), run.clock.elapsed, run.log, reason)
    if violations := check(run.space.problem, run.best):
        raise RuntimeError(f"the assignment breaks a rule: {violations[0]}")
    found = run.worth_of(run.best)
    levels = tuple(Level(name, getattr(found, name), run.bounds.get(name), SENSES[name]) for name in NAMES)  # type: ignore[arg-type]
    status = Status.OPTIMAL if all(level.proven for level in levels) else Status.FEASIBLE
    return Result(status, run.best, levels, run.clock.elapsed, run.log, reason)
