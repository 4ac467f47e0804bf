"""`solve`: contradictions first, then construction, annealing, and the checker."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.kit.result import Level, Result, Status
from grono.engines.timetable.bounds import placeable, simple_bounds
from grono.engines.timetable.checker import check
from grono.engines.timetable.pins import contradictions, pinned_rooms
from grono.engines.timetable.problem import LEVELS, Mode, Problem, Solution
from grono.engines.timetable.score import measure
from grono.engines.timetable.search import Budget, Search
from grono.engines.timetable.tables import Tables, build_tables, to_arrays, to_solution
from grono.engines.timetable.validation import validate

DEFAULT_LIMITS = Limits(seconds=20.0)


def solve(
    problem: Problem,
    *,
    limits: Limits = DEFAULT_LIMITS,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Plan a programme.

    ``start`` is a programme to begin from (the released one by default). Limited by steps alone and with one
    worker, the same seed gives the same programme. Raises `CaseError` for bad input. The status is infeasible
    when pinned sessions contradict each other, or when all sessions are required and it is proven that
    not all can be placed; the reason names the rule and the sessions.
    """
    validate(problem)
    clock = Clock(limits.seconds)
    broken = contradictions(problem)
    if broken:
        reason = "; ".join(violation.message for violation in broken)
        return Result(Status.INFEASIBLE, None, (), clock.elapsed, [str(item) for item in broken], reason)
    tables = build_tables(problem)
    bounds = simple_bounds(tables)
    search = Search(tables, _floor(tables, bounds), _budget(limits, clock), _reporter(problem, bounds, progress))
    search.begin(seed, *_first_programme(problem, tables, start))
    search.run()
    solution = to_solution(problem, tables, search.best.start, search.best.room)
    return _result(problem, tables, solution, bounds, clock)


def _budget(limits: Limits, clock: Clock) -> Budget:
    if limits.steps is None and limits.seconds is None:
        assert DEFAULT_LIMITS.seconds is not None
        return Budget(Clock(DEFAULT_LIMITS.seconds), None)
    return Budget(clock, limits.steps)


def _first_programme(problem: Problem, tables: Tables, start: Solution | None) -> tuple[NDArray, NDArray]:
    """Pinned sessions where they must be, all others as in the programme to begin from."""
    begin = start or problem.released or Solution({})
    pinned = pinned_rooms(problem) or {}
    places = {key: place for key, place in begin.placements.items() if key not in pinned}
    return to_arrays(problem, tables, Solution({**pinned, **places}))


def _floor(tables: Tables, bounds: dict[str, int]) -> NDArray[np.int64]:
    """The bounds by level number of the search."""
    missing = int(tables.priority.sum()) - placeable(tables)
    return np.array([missing] + [bounds[name] for name in LEVELS[1:]], dtype=np.int64)


def _reporter(problem, bounds, progress):
    def report(phase: str, budget: Budget) -> bool:
        return True

    return report


def _result(problem, tables, solution, bounds, clock):
    violations = check(problem, solution)
    values = measure(problem, solution)
    levels = []
    for name in problem.levels:
        if name == "placed":
            levels.append(Level(name, values[name], placeable(tables), "max"))
        else:
            levels.append(Level(name, values[name], bounds[name], "min"))
    status = Status.OPTIMAL if all(level.proven for level in levels) else Status.FEASIBLE
    if violations:
        raise AssertionError(violations)
    return Result(status, solution, tuple(levels), clock.elapsed)
