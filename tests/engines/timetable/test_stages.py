"""Stage 1 (rooms by seats and time) and the search that begins from it."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from engines.timetable.cases import BLOCKS, problems, small
from grono.engines.kit.limits import Clock
from grono.engines.timetable import Period, Room, Session, check, measure
from grono.engines.timetable.bounds import lower_bounds
from grono.engines.timetable.capacity import plan_rooms
from grono.engines.timetable.pins import contradictions, pinned_rooms
from grono.engines.timetable.problem import Solution
from grono.engines.timetable.search import Budget, Search
from grono.engines.timetable.tables import build_tables, to_arrays, to_solution

HALL, STUDIO = Room("hall", 100), Room("studio", 10)
HOUR = BLOCKS[:1]  # two hours of room time


def bound(*sessions, **changes):
    return plan_rooms(build_tables(small(*sessions, **{"blocks": HOUR, "rooms": (HALL, STUDIO), **changes})), 0).bound


def test_capacity_bound_knows_that_lengths_do_not_fill_a_window():
    talks = [Session(f"t{number}", 75, 60) for number in range(2)]
    assert bound(*talks) == 50  # 150 of 240 minutes, but one talk fills a room
    assert bound(*talks, blocks=BLOCKS[:2]) == 0


def test_capacity_bound_knows_turnaround_closures_and_plenaries():
    talks = [Session(f"t{number}", 60, 60) for number in range(2)]
    assert bound(*talks) == 0
    assert bound(*talks, turnaround=15) == 50
    assert bound(*talks, rooms=(replace(HALL, closures=(Period(590, 630),)), STUDIO)) == 100
    plenary = Session("z", 60, 130, exclusive=True, pinned_start=540, pinned_room="hall")
    assert bound(*talks, plenary) == 30 + 50


@given(problems())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_beginning_by_rooms_keeps_all_rules_and_never_makes_it_worse(problem):
    assume(problem.sessions and not contradictions(problem))
    tables = build_tables(problem)
    search = Search(tables, lambda missing: lower_bounds(tables, missing), Budget(Clock(), 40_000), lambda *_: True)
    pinned = Solution(pinned_rooms(problem, Solution({})))
    search.begin(0, *to_arrays(problem, tables, pinned))
    before = search.best.cost[tables.rank].tolist()
    search.go_by_rooms(plan_rooms(tables, 0).rooms)
    solution = to_solution(problem, tables, search.best.start, search.best.room)
    assert check(problem, solution) == []
    assert measure(problem, solution)["overflow"] >= lower_bounds(tables, search.missing)[2]
    assert search.best.cost[tables.rank].tolist() <= before
    assert np.array_equal(search.best.start >= 0, [session.id in solution.placements for session in problem.sessions])
