"""`explain`: why a session is where it is, or why it is nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from grono.engines.timetable.alternatives import move_table, swap_table
from grono.engines.timetable.obstacles import Obstacle, find_obstacles
from grono.engines.timetable.problem import LEVELS, Placement, Problem, Solution
from grono.engines.timetable.state import State, empty_state, load
from grono.engines.timetable.tables import MISSING, Ints, Tables, build_tables, to_arrays


@dataclass(frozen=True)
class Alternative:
    """Another place for a session, free or in exchange with session ``swap``.

    ``changes`` maps the levels that would change to the difference (in the sense of `measure`: more placed is
    positive, fewer clashes negative); none at all means that the alternative is as good.
    """

    placement: Placement
    swap: str | None
    changes: dict[str, int]


@dataclass(frozen=True)
class Explanation:
    """One session: its place with the best alternatives (the best first), or the obstacles to a place."""

    session: str
    placement: Placement | None
    alternatives: tuple[Alternative, ...]
    obstacles: tuple[Obstacle, ...]


def explain(
    problem: Problem, solution: Solution, sessions: Collection[str] | None = None, *, count: int = 3
) -> dict[str, Explanation]:
    """Explanations of these sessions (of all by default), with at most ``count`` alternatives each.

    Alternatives move the session alone, to the best start of every room and block, or exchange it
    with one other. ``solution`` must be one that `check` accepts.
    """
    tables = build_tables(problem)
    state = empty_state(tables)
    load(tables, state, *to_arrays(problem, tables, solution))
    answers = {}
    for number, session in enumerate(problem.sessions):
        if sessions is None or session.id in sessions:
            found = tuple(_alternatives(problem, tables, state, number)[:count])
            place = solution.placements.get(session.id)
            obstacles = () if place is not None else tuple(find_obstacles(problem, solution, session))
            answers[session.id] = Explanation(session.id, place, found, obstacles)
    return answers


def _alternatives(problem: Problem, tables: Tables, state: State, s: int) -> list[Alternative]:
    """All alternatives of a session, the best first."""
    priced = [*_moves(problem, tables, state, s), *_swaps(problem, tables, state, s)]
    priced.sort(key=lambda item: (item[0], item[1].swap is not None, item[1].placement, item[1].swap or ""))
    return [alternative for _, alternative in priced]


Priced = tuple[tuple[int, ...], Alternative]


def _moves(problem: Problem, tables: Tables, state: State, s: int) -> Iterator[Priced]:
    steps, costs = move_table(tables, state, s)
    for r, b in np.argwhere(steps >= 0).tolist():
        place = Placement(int(tables.minute[steps[r, b]]), problem.rooms[r].id)
        yield _priced(tables, state, costs[r, b], place, None)


def _swaps(problem: Problem, tables: Tables, state: State, s: int) -> Iterator[Priced]:
    possible, costs = swap_table(tables, state, s)
    for o in np.flatnonzero(possible).tolist():
        place = Placement(int(tables.minute[state.start[o]]), problem.rooms[state.room[o]].id)
        yield _priced(tables, state, costs[o], place, problem.sessions[o].id)


def _priced(tables: Tables, state: State, cost: Ints, place: Placement, swap: str | None) -> Priced:
    difference = cost - state.cost
    key = tuple(int(difference[level]) for level in tables.rank)
    changes = {
        LEVELS[level]: int(-difference[level] if level == MISSING else difference[level])
        for level in tables.rank
        if difference[level]
    }
    return key, Alternative(place, swap, changes)
