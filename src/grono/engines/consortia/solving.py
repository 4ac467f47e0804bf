"""From a problem to checked proposals: one after the other, each with its bound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from grono.engines.consortia.checker import check
from grono.engines.consortia.onecase import Case, Search, explore_case, open_cases
from grono.engines.consortia.pool import Reading, build, compact
from grono.engines.consortia.problem import Problem, Proposal, Solution, readings, value_of
from grono.engines.consortia.sharing import share_out
from grono.engines.consortia.warming import tiny_problem
from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.kit.result import Level, Result, Status

#: Time of a solve without limits.
DEFAULT_SECONDS = 20.0


@dataclass
class Run:
    """One solve: its limits, its clock, whom it tells, and whether it was asked to stop."""

    problem: Problem
    limits: Limits
    progress: Progress | None
    clock: Clock = field(init=False)
    nodes: int = 0
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

    def search(self, number: int) -> Search:
        """The search for proposal ``number`` (from 0), with its part of the time and of the steps."""
        left = self.problem.proposals - number
        steps = None if self.limits.steps is None else (self.limits.steps - self.nodes) // left

        def keep_going() -> bool:
            if self.progress is not None and not self.stopped:
                phase = f"proposal {number + 1} of {self.problem.proposals}"
                report = ProgressReport(phase, number / self.problem.proposals, (), "", self.clock.elapsed)
                self.stopped = self.progress(report) is False
            return not self.stopped

        return Search(self.clock.part(1 / left), steps, keep_going)


def solve(
    problem: Problem,
    *,
    limits: Limits,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Find the best consortium, then each time the best of those that differ enough from all before.

    Within ``limits`` (20 s where none is set; a step is a node of the search); the same answer for the same problem
    and a step limit alone: nothing is drawn at random, ``seed`` is there for the common shape. ``start`` are
    proposals known beforehand. One level for each proposal; its bound holds for the proposals before it. The status
    is optimal only when every proposal is proven best and, where fewer than wanted are returned, no further one
    exists. A solution that `check` rejects is never returned.
    """
    warm_up()
    run = Run(problem, limits, progress)
    ways = [way for way in (build(problem, clauses) for clauses in readings(problem.requirements.clauses)) if way]
    proposals: list[Proposal] = []
    levels: list[Level] = []
    complete = True
    while len(proposals) < problem.proposals and not run.stopped:
        search = run.search(len(proposals))
        _offer(problem, search, start or (), tuple(proposals))
        _search(run, search, ways, tuple(proposals))
        complete = complete and search.complete
        if not search.members:
            break
        proposals.append(value_of(problem, search.members))
        levels.append(Level(f"proposal_{len(proposals)}", proposals[-1].value, search.bound, "max"))
        run.note(f"proposal {len(proposals)}: {proposals[-1].value:g}, bound {search.bound:g}, {search.nodes} nodes")
    return _finish(run, tuple(proposals), tuple(levels), complete)


def _offer(problem: Problem, search: Search, start: Solution, before: Solution) -> None:
    """Take over the best of the proposals known beforehand, if any keeps the rules beside those before."""
    for proposal in start:
        known = value_of(problem, proposal.members) if _in_pool(problem, proposal) else None
        wider = replace(problem, proposals=len(before) + 1)
        if known and known.value > search.value and not check(wider, (*before, known)):
            search.take(known.value, known.members)


def _in_pool(problem: Problem, proposal: Proposal) -> bool:
    return all(0 <= i < len(problem.ids) for i in proposal.members)


def _search(run: Run, search: Search, ways: list[Reading], before: Solution) -> None:
    """The best proposal beside those before, over all ways to read the rules; the widest bound counts."""
    cases = open_cases(run.problem, search, ways, before)
    bounds = [search.value]
    for case in cases:
        bounds.append(explore_case(search, case) if _hopeful(search, case) else case.bound)
    search.bound = max(search.value, *bounds)
    if search.bound <= search.to_beat:
        search.bound = search.value
    run.nodes += search.nodes
    run.stopped = run.stopped or search.stopped


def _hopeful(search: Search, case: Case) -> bool:
    return case.bound > search.to_beat


def _finish(run: Run, proposals: Solution, levels: tuple[Level, ...], complete: bool) -> Result[Solution]:
    """Check the proposals and name the status."""
    seconds = run.clock.elapsed
    if not proposals:
        if complete and not run.stopped:
            return Result(Status.INFEASIBLE, None, (), seconds, run.log, _why_none(run.problem))
        reason = "stopped by the caller" if run.stopped else "no consortium was found and none was excluded in time"
        return Result(Status.UNKNOWN, None, (), seconds, run.log, reason)
    if violations := check(run.problem, proposals):
        reason = f"the proposals were rejected by the checker: {violations[0]}"
        return Result(Status.UNKNOWN, None, (), seconds, run.log, reason)
    few = len(proposals) < run.problem.proposals
    proven = complete and not run.stopped and all(level.proven for level in levels)
    reason = "stopped by the caller" if run.stopped else ""
    if few and not reason:
        which = "no further one exists" if complete else "no further one was found in time"
        reason = f"{len(proposals)} of {run.problem.proposals} proposals: {which}"
    return Result(Status.OPTIMAL if proven else Status.FEASIBLE, proposals, levels, seconds, run.log, reason)


def _why_none(problem: Problem) -> str:
    """Which rule alone already excludes every consortium, where one does."""
    for clause in problem.requirements.clauses:
        alone = replace(problem, requirements=replace(problem.requirements, clauses=(clause,)), proposals=1)
        ways = [way for way in (build(alone, clauses) for clauses in readings((clause,))) if way]
        search = Search(Clock(None), 0, lambda: True)
        if all(case.bound < 0.0 for case in open_cases(alone, search, ways, ())):
            return f"rule '{clause.rule}' cannot be kept by any {problem.size} of the pool"
    return f"no {problem.size} of the pool keep all rules together"


@cache
def warm_up() -> None:
    """Compile the search, or load it from the cache: done once per process, before the clock starts."""
    problem = tiny_problem()
    run = Run(problem, Limits(steps=1000), None)
    ways = [way for way in (build(problem, clauses) for clauses in readings(problem.requirements.clauses)) if way]
    _search(run, run.search(0), ways, ())
    pool = compact(ways[0].pool, ways[0].pool.origin > 0)
    share_out(pool, pool.gain.copy(), 2, 1)
