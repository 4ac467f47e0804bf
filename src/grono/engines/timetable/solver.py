"""`solve`: contradictions first, then construction, annealing, exact search where it pays, and the checker."""

from __future__ import annotations

from functools import lru_cache

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result, Status, Violation
from grono.engines.timetable.bounds import lower_bounds
from grono.engines.timetable.capacity import plan_rooms
from grono.engines.timetable.checker import check
from grono.engines.timetable.exact import improve_exactly, proves_all_levels, proves_placed
from grono.engines.timetable.obstacles import find_obstacles
from grono.engines.timetable.pins import contradictions, pinned_rooms
from grono.engines.timetable.problem import LEVELS, Mode, Problem, Solution
from grono.engines.timetable.reporting import Reporter, levels_of
from grono.engines.timetable.score import measure
from grono.engines.timetable.search import Budget, Search
from grono.engines.timetable.state import State
from grono.engines.timetable.tables import (
    CLASHES,
    MISSING,
    OVERFLOW,
    Ints,
    Tables,
    build_tables,
    to_arrays,
    to_solution,
)
from grono.engines.timetable.validation import validate
from grono.engines.timetable.warming import warm

DEFAULT_LIMITS = Limits(seconds=20.0)
#: From this many sessions × rooms on, a second beginning goes by the rooms of stage 1.
LARGE = 10_000
#: How much of the time goes to the local search when the exact one follows.
SEARCH_SHARE = 0.6


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
    """Plan a programme.

    ``start`` is a programme to begin from (the released one by default). Limited by steps alone, the same seed
    gives the same programme; one thread is used. Compiling the search for the first time is not counted as
    solving. Raises `CaseError` for bad input. The status is infeasible when pinned sessions contradict each
    other, or when all sessions are required and it is proven that not all can be placed; the reason names the
    rule and the sessions.
    """
    validate(problem)
    warm()
    if limits.steps is None and limits.seconds is None:
        limits = DEFAULT_LIMITS
    clock = Clock(limits.seconds)
    tables = build_tables(problem)
    broken = contradictions(problem) or _never_placeable(problem, tables)
    if broken:
        return _infeasible(broken, clock)
    bounds_for = lru_cache(maxsize=8)(lambda missing: lower_bounds(tables, missing))
    report = Reporter(problem, clock, progress)
    share = SEARCH_SHARE if proves_all_levels(tables) else 1.0
    search = Search(tables, bounds_for, Budget(clock, limits.steps, share), report)
    search.begin(seed, *_first_programme(problem, tables, start))
    if start is None and problem.released is None and _wants_rooms_first(tables, search, bounds_for(search.missing)):
        search.go_by_rooms(plan_rooms(tables, 0).rooms)
    search.run()
    best, bounds = search.best, bounds_for(search.missing)
    if _worth_exact(tables, best, bounds) and not search.budget.stopped:
        best, bounds = improve_exactly(tables, best, bounds_for, clock, limits.steps, report)
    solution = to_solution(problem, tables, best.start, best.room)
    _verify(problem, tables, solution, best.cost)
    return _result(problem, solution, best.cost, bounds, clock)


def _wants_rooms_first(tables: Tables, search: Search, bounds: Ints) -> bool:
    """Whether the case is large, the seats are short, and they count after the clashes."""
    if tables.ok.any(axis=2).sum() < LARGE:
        return False
    rank = tables.rank.tolist()
    both = CLASHES in rank and OVERFLOW in rank and rank.index(CLASHES) < rank.index(OVERFLOW)
    return both and bool(search.best.cost[OVERFLOW] > bounds[OVERFLOW])


def _worth_exact(tables: Tables, best: State, bounds: Ints) -> bool:
    """Whether a level is open that the exact search may close."""
    if proves_all_levels(tables):
        return bool((best.cost[tables.rank] > bounds[tables.rank]).any())
    return proves_placed(tables) and bool(best.cost[MISSING] > bounds[MISSING])


def _first_programme(problem: Problem, tables: Tables, start: Solution | None) -> tuple[Ints, Ints]:
    """Pinned sessions where they must be, all others as in the programme to begin from."""
    begin = start or problem.released or Solution({})
    pinned = pinned_rooms(problem, begin)
    return to_arrays(problem, tables, Solution({**begin.placements, **pinned}))


def _never_placeable(problem: Problem, tables: Tables) -> list[Violation]:
    """When all sessions are required: those that have no place even in an empty programme."""
    if problem.mode is not Mode.ALL_REQUIRED:
        return []
    return [
        Violation(item.rule, f"session {session.id} cannot be placed: {item.message}", item.where)
        for number, session in enumerate(problem.sessions)
        if not tables.ok[number].any()
        for item in find_obstacles(problem, Solution({}), session)
    ]


def _infeasible(broken: list[Violation], clock: Clock) -> Result[Solution]:
    reason = "; ".join(violation.message for violation in broken)
    return Result(Status.INFEASIBLE, None, (), clock.elapsed, [str(item) for item in broken], reason)


def _verify(problem: Problem, tables: Tables, solution: Solution, cost: Ints) -> None:
    """Refuse a programme that the checker rejects or that the search has counted wrongly."""
    violations = [item for item in check(problem, solution) if item.rule != "all-required"]
    if violations:
        raise RejectedError("; ".join(str(item) for item in violations))
    values = measure(problem, solution)
    values["placed"] = int(tables.priority.sum()) - values["placed"]
    counted = {LEVELS[level]: int(cost[level]) for level in tables.rank}
    differing = {name for name, value in counted.items() if value != values[name]}
    if differing:
        raise RejectedError(f"counted apart: {', '.join(sorted(differing))}")


def _result(problem: Problem, solution: Solution, cost: Ints, bounds: Ints, clock: Clock) -> Result[Solution]:
    levels = levels_of(problem, cost, bounds)
    log = _left_out(problem, solution)
    if problem.mode is Mode.ALL_REQUIRED and solution.unplaced:
        if bounds[0] > 0:
            reason = f"it is proven that not all sessions can be placed; at best without {'; '.join(log)}"
            return Result(Status.INFEASIBLE, None, (), clock.elapsed, log, reason)
        reason = f"no programme with all sessions was found within the limit; the best is without {'; '.join(log)}"
        return Result(Status.UNKNOWN, None, (), clock.elapsed, log, reason)
    proven = all(level.proven for level in levels)
    reason = "every level meets its bound" if proven else "the limit was reached"
    return Result(Status.OPTIMAL if proven else Status.FEASIBLE, solution, levels, clock.elapsed, log, reason)


def _left_out(problem: Problem, solution: Solution) -> list[str]:
    """One line for each session left out, with the strongest reason."""
    sessions = {session.id: session for session in problem.sessions}
    lines = []
    for key in solution.unplaced:
        found = find_obstacles(problem, solution, sessions[key])
        text = found[0].message if found else "a free place exists, but the limit was reached"
        more = f"; and {len(found) - 1} more" if len(found) > 1 else ""
        lines.append(f"{key}: {text}{more}")
    return lines
