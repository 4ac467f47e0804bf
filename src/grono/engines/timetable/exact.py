"""Exact search level by level with CP-SAT: better programmes where it finds them, and proven bounds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil

import numpy as np
from ortools.sat.python import cp_model

from grono.engines.kit.limits import Clock
from grono.engines.timetable.exact_model import Model
from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.state import State, compare, empty_state, load
from grono.engines.timetable.tables import MISSING, Ints, Tables

#: Beyond this many pairs of sessions whose overlap counts, the model is too weak to prove anything.
MOST_PAIRS = 200
#: Beyond this many sessions × rooms the model is too large even for the first level.
MOST_PLACES = 12_000
#: Moves of the local search that cost about as much as one unit of CP-SAT's deterministic time.
MOVES_PER_UNIT = 200_000
#: Seconds below which the exact search of a level is not worth starting.
LEAST_SECONDS = 0.2

Report = Callable[[str, float, Ints, Ints], bool]


def proves_all_levels(tables: Tables) -> bool:
    """Whether the problem is small enough for the exact search of every level."""
    same = (tables.track[:, None] == tables.track[None, :]) & (tables.track[:, None] >= 0)
    pairs = int(np.triu(((tables.weight > 0) | same) & (tables.hard == 0), 1).sum())
    return pairs <= MOST_PAIRS and _places(tables) <= MOST_PLACES


def proves_placed(tables: Tables) -> bool:
    """Whether the problem is small enough to bound how much can be placed."""
    return _places(tables) <= MOST_PLACES


def _places(tables: Tables) -> int:
    return int(tables.ok.any(axis=2).sum())


def improve_exactly(
    tables: Tables,
    best: State,
    bounds_for: Callable[[int], Ints],
    clock: Clock,
    steps: int | None,
    report: Report,
) -> tuple[State, Ints]:
    """Minimise the open levels one after the other, each under the values reached above it.

    Returns the best programme and the bounds [L]. A bound of the simple kind is replaced where CP-SAT
    proves a higher one; it then holds for the values that the levels above it have.
    """
    model = Model(tables)
    bounds = bounds_for(int(best.cost[MISSING])).copy()
    levels = [int(level) for level in (tables.rank if proves_all_levels(tables) else tables.rank[:1])]
    for position, level in enumerate(levels):
        expression = model.level(level)
        open_levels = sum(best.cost[later] > bounds[later] for later in levels[position:])
        if best.cost[level] > bounds[level] and clock.left > LEAST_SECONDS:
            model.hint(best.start, best.room)
            solver = _solver(clock, steps, int(open_levels))
            with _watched(solver, partial(report, LEVELS[level], 1.0, best.cost, bounds)):
                model.cp.minimize(expression)
                status = solver.solve(model.cp)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                best = _better(tables, best, *model.read(solver))
                if level == MISSING:
                    bounds = bounds_for(int(best.cost[MISSING])).copy()
            if status != cp_model.UNKNOWN:
                bounds[level] = max(bounds[level], ceil(solver.best_objective_bound - 1e-6))
        model.cp.clear_objective()  # type: ignore[no-untyped-call]
        if not isinstance(expression, int):
            model.cp.add(expression <= int(best.cost[level]))
    return best, bounds


def _solver(clock: Clock, steps: int | None, open_levels: int) -> cp_model.CpSolver:
    """One thread, so that a limit of steps gives the same answer every time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if steps is not None:
        solver.parameters.max_deterministic_time = steps / MOVES_PER_UNIT / open_levels
    if clock.seconds is not None:
        solver.parameters.max_time_in_seconds = clock.left / open_levels
    return solver


@contextmanager
def _watched(solver: cp_model.CpSolver, report: Callable[[], bool]) -> Iterator[None]:
    """Report a few times a second meanwhile; stop the solver when the caller says so."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.3):
            if not report():
                solver.stop_search()
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _better(tables: Tables, best: State, starts: Ints, rooms: Ints) -> State:
    """The better of the programme so far and the solver's."""
    found = empty_state(tables)
    lost = load(tables, found, starts, rooms)
    return found if lost == 0 and compare(tables, found.cost, best.cost) < 0 else best
