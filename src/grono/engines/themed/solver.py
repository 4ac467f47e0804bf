"""`solve`: a first programme, stage 1 with its bound, annealing, and the checker."""

from __future__ import annotations

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.kit.result import Level, Result, Status
from grono.engines.themed.checker import check
from grono.engines.themed.outlining import draw
from grono.engines.themed.problem import TERMS, Problem, Solution
from grono.engines.themed.relaxation import Answer, relax
from grono.engines.themed.score import measure
from grono.engines.themed.search import Budget, Search
from grono.engines.themed.tables import build_tables, to_arrays, to_solution
from grono.engines.themed.validation import validate
from grono.engines.themed.warming import warm

DEFAULT_LIMITS = Limits(seconds=20.0)
#: How much of the time stage 1 may take.
STAGE_SHARE = 0.3
#: Nodes of stage 1 when the solve is limited by steps: then its time does not depend on the machine's load.
STAGE_NODES = 1
INTERVAL = 0.25


class RejectedError(RuntimeError):
    """The checker and the search disagree, which is a bug in one of them. Nothing is returned."""


def solve(
    problem: Problem,
    *,
    limits: Limits = DEFAULT_LIMITS,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Plan a programme of the least cost.

    ``start`` is a programme to begin from. Limited by steps alone, the same seed gives the same programme; one
    thread is used. Compiling the search for the first time is not counted as solving. A ``progress`` that returns
    False is heard before and after stage 1 and during the search; the best so far is kept. Raises `CaseError` for
    bad input. The status is infeasible when it is proven that not all submissions fit, unknown when some had no
    place at the limit.
    """
    validate(problem)
    warm()
    if limits.steps is None and limits.seconds is None:
        limits = DEFAULT_LIMITS
    clock = Clock(limits.seconds)
    tables = build_tables(problem)
    report = _Reporter(clock, progress)
    search = Search(tables, Budget(clock, limits.steps), report)
    search.begin(seed, *to_arrays(problem, start or Solution({})))
    going = report("start", 0.0, int(search.best.cost[0])) and limits.steps != 0
    answer = Answer(None, None)
    if going:
        nodes = None if limits.steps is None else STAGE_NODES
        answer = relax(tables, seconds=clock.part(STAGE_SHARE).seconds, nodes=nodes)
    if answer.infeasible:
        reason = "it is proven that the submissions do not all fit into the blocks and rooms"
        return Result(Status.INFEASIBLE, None, (), clock.elapsed, [], reason)
    if answer.bound is not None:
        search.bound = report.bound = answer.bound
    if answer.outline is not None:
        search.offer(*draw(tables, answer.outline))
    if going and report("stage 1", 0.0, int(search.best.cost[0])):
        search.run()
    solution = to_solution(problem, search.best.cell, search.best.start)
    return _result(problem, solution, int(search.best.cost[0]), answer.bound, clock)


class _Reporter:
    """Calls the caller's progress function a few times a second."""

    def __init__(self, clock: Clock, progress: Progress | None) -> None:
        self.clock = clock
        self.progress = progress
        self.bound: int | None = None
        self.last = ("", 0.0)

    def __call__(self, phase: str, fraction: float, cost: int) -> bool:
        """Report if it is time to; False if the caller wants to stop."""
        now = self.clock.elapsed
        if self.progress is None or (phase == self.last[0] and now - self.last[1] < INTERVAL):
            return True
        self.last = (phase, now)
        levels = (Level("cost", cost, self.bound, "min"),)
        return self.progress(ProgressReport(phase, fraction, levels, f"cost {cost}", now)) is not False


def _result(problem: Problem, solution: Solution, cost: int, bound: int | None, clock: Clock) -> Result[Solution]:
    missing = [s.id for s in problem.submissions if s.id not in solution.placements]
    if missing:
        log = [f"{key}: no place was found" for key in missing]
        reason = f"no programme with all submissions was found within the limit; without a place: {', '.join(missing)}"
        return Result(Status.UNKNOWN, None, (), clock.elapsed, log, reason)
    counts = measure(problem, solution)
    counted = sum(getattr(problem.weights, name) * counts[name] for name in TERMS)
    violations = check(problem, solution)
    if violations or counted != cost:
        raise RejectedError("; ".join(map(str, violations)) or f"counted {cost}, but it is {counted}")
    if bound is not None and bound > cost:  # only rounding in the linear programme can do that: no proof then
        bound = None
    level = Level("cost", cost, bound, "min")
    log = [
        f"{name}: {counts[name]} x {getattr(problem.weights, name)}"
        for name in TERMS
        if counts[name] and getattr(problem.weights, name)
    ]
    reason = "the cost meets its bound" if level.proven else "the limit was reached"
    status = Status.OPTIMAL if level.proven else Status.FEASIBLE
    return Result(status, solution, (level,), clock.elapsed, log, reason)
