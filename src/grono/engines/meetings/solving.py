"""From a problem to a checked result: what is tried in which order, and what the outcome may be called."""

from __future__ import annotations

from functools import cache

import numpy as np

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result, Status
from grono.engines.meetings import fill, idle, search, shares
from grono.engines.meetings.arrays import Data, IntArray, build_data, priorities
from grono.engines.meetings.bounds import CountBound, least_breaks
from grono.engines.meetings.check import check
from grono.engines.meetings.exact import Answer, Wish, solve_exact
from grono.engines.meetings.infeasible import blame, impossible
from grono.engines.meetings.measure import levels
from grono.engines.meetings.moves import FREE, Plan
from grono.engines.meetings.problem import Meeting, Mode, Participant, Problem, Slot, Solution, Table

#: The exact model is tried up to these sizes; the second where the search found no plan at all.
EXACT_MEETINGS, EXACT_CHOICES = 350, 60_000
#: Deterministic seconds of the exact solver for each step of a step limit.
WORK_PER_STEP = 1e-5
#: Price of leaving a table to keep, in metres: beyond any way in a hall.
KEEP_TABLE = 1e6


def solve(
    problem: Problem,
    *,
    limits: Limits,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Plan a round of meetings; the objective is lexicographic (see `measure.levels`).

    Within ``limits`` (20 s where none is set); the same answer for the same seed, one worker and a step limit
    alone. ``start`` is taken over as far as the rules let it. A plan that `check` rejects is never returned.
    """
    warm_up()
    run = search.Run(problem, build_data(problem), limits, seed, progress)
    required = problem.mode is Mode.ALL_REQUIRED
    if required and (reason := impossible(problem, run.data)) is not None:
        return Result(Status.INFEASIBLE, None, (), run.clock.elapsed, run.log, str(reason))
    plan = search.first_plan(run, start)
    bound = CountBound(run.data)
    counts, bounds = search.fill_classes(run, plan, bound)
    missing = len(problem.meetings) - sum(counts)
    small = len(problem.meetings) <= EXACT_MEETINGS and not run.stopped
    if required and missing:
        if bounds[0] < len(problem.meetings):
            text = f"too_few_tables: at most {bounds[0]} of {len(problem.meetings)} required meetings fit"
            return Result(Status.INFEASIBLE, None, (), run.clock.elapsed, run.log, text)
        return _prove_or_find(run, plan)
    if small and not required:
        plan = _exact_counts(run, plan, counts, bounds)
    found = level_bounds(run, bound, counts, bounds)
    if not required:
        search.raise_smallest_share(run, plan, int(found["smallest_share"]))
    plan = search.fewer_breaks(run, plan, 0.05 if small else 0.85, 0.1 if small else 0.4)
    answer = _exact_breaks(run, plan, counts, found) if small else None
    if answer is not None and answer.infeasible and required:
        return _refuted(run)
    if answer is not None and not answer.infeasible:
        plan = plan if answer.slots is None else search.rebuilt(run, answer.slots)
        found["breaks"] = max(found["breaks"], float(round(answer.bound or 0.0)))
    return finish(run, plan, found)


@cache
def warm_up() -> None:
    """Compile the searches, or load them from the cache: done once per process, before the clock starts."""
    tables = (Table("1", position=(0, 0)), Table("2", position=(1, 0)))
    people = tuple(Participant(name) for name in "abc")
    pairs = tuple(Meeting(x + y, (x, y)) for x, y in ("ab", "bc", "ca"))
    tiny = Problem((Slot("1"), Slot("2")), tables, people, pairs)
    run = search.Run(tiny, build_data(tiny), Limits(steps=100), 0, None)
    plan = search.first_plan(run, Solution({}))
    fill.plateau(run.data, plan, 0, 0, fill.waiting(run.data, plan, 0), 1, np.zeros(3, dtype=np.int64))
    shares.lift(run.data, plan, 1, 1)
    plan = search.fewer_breaks(run, plan, 1.0, 1.0)
    search.seat_meetings(run, plan, np.zeros(3, dtype=np.int64), 1.0)


def finish(run: search.Run, plan: Plan, bounds: dict[str, float], replanning: bool = False) -> Result[Solution]:
    """Seat the meetings, check the plan, name its status."""
    problem = run.problem
    if not idle.fair(run.data, plan):
        if problem.mode is Mode.ALL_REQUIRED:
            return _nothing(run, "no plan that keeps the fairness rule was found within the limit")
        search.shed_unfair(run, plan)
    stay, price = (tables_to_keep(problem), KEEP_TABLE) if replanning else (_no_table(problem), 0.0)
    solution = search.seat_meetings(run, plan, stay, price)
    violations = check(problem, solution)
    if violations:
        return _nothing(run, f"the plan was rejected by the checker: {violations[0]}")
    reached = levels(problem, solution, bounds, replanning)
    proven = all(level.proven for level in reached)
    reason = "stopped by the caller" if run.stopped else ""
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Result(status, solution, reached, run.clock.elapsed, run.log, reason)


def tables_to_keep(problem: Problem) -> IntArray:
    """Published table of each meeting, FREE where there is none."""
    index = {table.id: i for i, table in enumerate(problem.tables)}
    stay = _no_table(problem)
    for m, meeting in enumerate(problem.meetings):
        if meeting.id in problem.published:
            stay[m] = index[problem.published[meeting.id].table]
    return stay


def _no_table(problem: Problem) -> IntArray:
    return np.full(len(problem.meetings), FREE, dtype=np.int64)


def _nothing(run: search.Run, reason: str) -> Result[Solution]:
    return Result(Status.UNKNOWN, None, (), run.clock.elapsed, run.log, reason)


def level_bounds(run: search.Run, bound: CountBound, counts: list[int], bounds: list[int]) -> dict[str, float]:
    """Bounds of the levels by name, each for the values of the levels above it."""
    problem, data = run.problem, run.data
    found: dict[str, float] = {"walking": 0.0, "moves": float(forced_moves(problem, data))}
    floor = 0
    if problem.mode is Mode.ALL_REQUIRED:
        found["meetings"] = float(bounds[0])
    else:
        names = [f"meetings_{priority}" for priority in priorities(problem)]
        found |= dict(zip(names, map(float, bounds), strict=True))
        floor = bound.best_floor(counts, run.clock.part(0.2))
        found["smallest_share"] = float(floor)
    left_out = int(data.ok.any(axis=1).sum()) - sum(counts)
    found["breaks"] = float(least_breaks(data, left_out, 0))
    return found


def forced_moves(problem: Problem, data: Data) -> int:
    """Published meetings that cannot stay: their slot is no longer possible, or its tables are too few."""
    slots = search.slots_of(problem, Solution(problem.published))
    held = np.flatnonzero(slots != FREE)
    possible = data.ok[held, slots[held]]
    crowd = np.bincount(slots[held[possible]], minlength=len(problem.slots))
    return int((~possible).sum()) + int(np.maximum(0, crowd - data.cap.sum(axis=1)).sum())


def _work(run: search.Run, share: float) -> float | None:
    return None if run.limits.steps is None else max(0.01, run.limits.steps * WORK_PER_STEP * share)


def _ask(run: search.Run, wish: Wish, plan: Plan | None, clock: Clock, share: float, **rules: bool) -> Answer:
    answer = solve_exact(
        run.data,
        wish,
        clock=clock,
        start=None if plan is None else plan.slot.copy(),
        seed=run.seed,
        workers=run.limits.workers,
        work=_work(run, share),
        keep_going=search.asker(run),
        **rules,
    )
    for line in answer.log:
        run.note(line)
    return answer


def _exact_counts(run: search.Run, plan: Plan, counts: list[int], bounds: list[int]) -> Plan:
    """Where a count is below its bound: ask the exact model for more, or for a proof that there is no more."""
    for rank in range(len(counts)):
        if counts[rank] >= bounds[rank] or run.clock.over:
            continue
        answer = _ask(run, Wish(False, tuple(counts), goal=rank), plan, run.clock.part(0.3), 0.3, fair=False)
        if answer.bound is not None:
            bounds[rank] = min(bounds[rank], int(answer.bound + 1e-6))
        if answer.slots is not None:
            plan = search.rebuilt(run, answer.slots)
            fill.construct(run.data, plan)
            held = plan.slot != FREE
            counts[:] = [int((held & (run.data.cls == r)).sum()) for r in range(len(counts))]
    return plan


def _exact_breaks(run: search.Run, plan: Plan, counts: list[int], bounds: dict[str, float]) -> Answer | None:
    """Fewest breaks for the levels above, by the exact model; None when nothing is left to prove or no time."""
    breaks = int(idle.all_breaks(run.data, plan).sum())
    if (breaks <= bounds["breaks"] and idle.fair(run.data, plan)) or run.clock.over or run.stopped:
        return None
    required = run.problem.mode is Mode.ALL_REQUIRED
    floor = 0 if required else shares.smallest(run.data, plan)
    return _ask(run, Wish(required, tuple(counts), floor), plan, run.clock.part(0.95), 1.0)


def _refuted(run: search.Run) -> Result[Solution]:
    """The exact model has no plan: name the family of rules to blame."""

    def solvable(rule: str, clock: Clock) -> bool:
        return _ask(run, Wish(True), None, clock, 0.1, **{rule: False}).slots is not None

    reason = str(blame(solvable, run.clock))
    return Result(Status.INFEASIBLE, None, (), run.clock.elapsed, run.log, reason)


def _prove_or_find(run: search.Run, plan: Plan) -> Result[Solution]:
    """The search could not hold every required meeting: let the exact model find a plan or prove there is none."""
    data = run.data
    if int(data.ok.sum()) > EXACT_CHOICES or run.stopped or run.clock.over:
        return _nothing(run, f"{int((plan.slot == FREE).sum())} required meetings found no place within the limit")
    answer = _ask(run, Wish(True), None, run.clock.part(0.6), 0.6)
    if answer.infeasible:
        return _refuted(run)
    if answer.slots is None:
        return _nothing(run, "no plan was found and none was excluded within the limit")
    plan = search.rebuilt(run, answer.slots)
    bounds = level_bounds(run, CountBound(data), [len(data.cls)], [len(data.cls)])
    bounds["breaks"] = max(bounds["breaks"], float(round(answer.bound or 0.0)))
    return finish(run, plan, bounds)
