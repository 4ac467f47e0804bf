"""What `solve` promises, on random problems and on hand-made ones."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from engines.timetable.cases import BLOCKS, ROOMS, problems, programme, small
from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Status
from grono.engines.timetable import Mode, Period, Person, Room, Session, Solution, Wish, check, measure, solve

QUICK = Limits(steps=8_000)
RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def values(result):
    return {level.name: level.value for level in result.levels}


@given(problems())
@RANDOM
def test_solution_passes_the_checker_and_respects_its_bounds(problem):
    result = solve(problem, limits=QUICK)
    if result.status is Status.INFEASIBLE:
        assert any(session.pinned_start is not None for session in problem.sessions)
        assert result.reason
        return
    assert check(problem, result.solution) == []
    measured = measure(problem, result.solution)
    assert values(result) == {name: measured[name] for name in problem.levels}
    for level in result.levels:
        assert (level.bound - level.value) * (1 if level.sense == "max" else -1) >= 0
    assert (result.status is Status.OPTIMAL) == all(level.proven for level in result.levels)


@given(problems())
@RANDOM
def test_one_more_room_never_lowers_what_is_placed(problem):
    before = solve(problem, limits=QUICK)
    assume(before.status is not Status.INFEASIBLE)
    placed = values(before)["placed"]
    more = replace(problem, rooms=(*problem.rooms, Room("extra", 500, frozenset({"stream", "stage"}))))
    assert values(solve(more, limits=QUICK))["placed"] >= placed


@given(problems())
@settings(RANDOM, max_examples=8)
def test_one_seed_gives_one_programme(problem):
    first, second = (solve(problem, limits=QUICK, seed=7) for _ in range(2))
    assert first.solution == second.solution
    assert first.levels == second.levels


@given(problems())
@settings(RANDOM, max_examples=8)
def test_start_is_never_made_worse(problem):
    start = solve(problem, limits=Limits(steps=0)).solution
    assume(start is not None)
    before, after = measure(problem, start), values(solve(problem, limits=QUICK, start=start))
    key = [name for name in problem.levels if name != "placed"]
    assert (-after["placed"], *(after[name] for name in key)) <= (-before["placed"], *(before[name] for name in key))


def test_levels_are_proven_on_a_small_case():
    sessions = (
        Session("a", 60, audience=150, track="water", persons=("anna",)),
        Session("b", 60, audience=150, track="water", persons=("anna",)),
        Session("c", 60, audience=30, wishes=(Wish(2, block="d1am"),)),
    )
    problem = small(*sessions, blocks=BLOCKS[:1], conflicts={("a", "c"): 4, ("b", "c"): 9})
    result = solve(problem, limits=QUICK)
    assert result.status is Status.OPTIMAL
    assert values(result) == {
        "placed": 3, "clashes": 4, "overflow": 0, "cohesion": 0, "preferences": 2, "lateness": 60,
    }  # fmt: skip


def test_less_important_session_is_left_out_with_its_reason():
    sessions = (Session("a", 60, priority=5, persons=("anna",)), Session("b", 60, persons=("anna",)))
    problem = small(*sessions, blocks=(BLOCKS[0],), rooms=ROOMS[:1], persons=(Person("anna", (Period(600, 700),)),))
    result = solve(problem, limits=QUICK)
    assert result.solution == Solution(programme(a=(540, "hall")).placements, ("b",))
    assert result.levels[0].proven
    assert result.log == [
        "b: anna is away day 1 10:00–11:40 (2 of 3 possible starts); and 1 more",
    ]


def test_exclusive_session_runs_alone():
    plenary = Session("plenary", 120, exclusive=True, pinned_start=540, pinned_room="hall")
    talks = tuple(Session(f"t{number}", 120) for number in range(6))
    result = solve(small(plenary, *talks), limits=QUICK)
    assert result.solution.unplaced == ()
    assert min(place.start for key, place in result.solution.placements.items() if key != "plenary") == 780


def test_released_programme_changes_only_where_it_must():
    sessions = tuple(Session(f"t{number}", 60) for number in range(6))
    released = solve(small(*sessions), limits=QUICK).solution
    place = released.placements["t3"]
    away = Person("anna", (Period(place.start, place.start + 60),))
    late = tuple(replace(item, persons=("anna",)) if item.id == "t3" else item for item in sessions)
    result = solve(small(*late, persons=(away,), released=released), limits=QUICK)
    assert result.status is Status.OPTIMAL
    assert values(result)["changes"] == 1


def test_rules_of_the_order_decide_what_comes_first():
    sessions = (Session("a", 60, audience=100, wishes=(Wish(1, room="hall"),)),)
    first = solve(small(*sessions), limits=QUICK)
    assert first.solution.placements["a"].room == "hall"
    other = solve(small(*sessions, order=("placed", "preferences", "overflow")), limits=QUICK)
    assert other.solution.placements["a"].room == "studio"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (
            {"pinned_start": 540, "persons": ("anna",)},
            {"pinned_start": 570, "persons": ("anna",)},
            "anna is in sessions a and b, pinned to day 1 09:00 and day 1 09:30, which overlap",
        ),
        (
            {"pinned_start": 540, "exclusive": True},
            {"pinned_start": 540},
            "sessions a and b are pinned to day 1 09:00 and day 1 09:00, which overlap, "
            "but nothing may run beside a",
        ),
        (
            {"pinned_start": 540, "pinned_room": "hall"},
            {"pinned_start": 540, "pinned_room": "hall"},
            "sessions a and b are in room hall pinned to day 1 09:00 and day 1 09:00, which overlap",
        ),
        (
            {"pinned_start": 630},
            {},
            "session a is pinned to day 1 10:30, but its 60 minutes do not fit into the block",
        ),
        (
            {"pinned_start": 540, "equipment": frozenset({"stream"})},
            {"pinned_start": 540, "equipment": frozenset({"stream"})},
            "the pinned sessions a, b need more suitable rooms at one time than there are",
        ),
    ],
)  # fmt: skip
def test_contradicting_pins_are_named(one, other, message):
    problem = small(Session("a", 60, **one), Session("b", 60, **other))
    result = solve(problem, limits=QUICK)
    assert (result.status, result.solution, result.reason) == (Status.INFEASIBLE, None, message)


def test_all_required_is_infeasible_when_a_session_has_no_place():
    problem = small(Session("a", 60, equipment=frozenset({"stage"})), mode=Mode.ALL_REQUIRED)
    result = solve(problem, limits=QUICK)
    assert (result.status, result.reason) == (
        Status.INFEASIBLE,
        "session a cannot be placed: no room has stage",
    )


def test_all_required_is_proven_infeasible_when_there_is_too_little_room():
    talks = tuple(Session(f"t{number}", 90) for number in range(3))
    result = solve(small(*talks, blocks=BLOCKS[:1], mode=Mode.ALL_REQUIRED), limits=QUICK)
    assert (result.status, result.solution) == (Status.INFEASIBLE, None)
    assert result.reason.startswith("it is proven that not all sessions can be placed; at best without t")
    assert "no suitable room is free (hall, studio)" in result.reason


def test_bad_problem_is_refused():
    with pytest.raises(CaseError, match=r"sessions\[0\].persons\[0\]: unknown person 'anna'"):
        solve(small(Session("a", 60, persons=("anna",)), persons=()))


def test_progress_reports_and_stops():
    seen = []

    def stop(report):
        seen.append(report)
        return False

    talks = tuple(Session(f"t{number}", 45, track="water") for number in range(12))
    result = solve(small(*talks), limits=Limits(steps=10_000_000), progress=stop)
    assert check(small(*talks), result.solution) == []
    assert len(seen) == 1
    assert seen[0].message == f"{result.levels[0].value:g} of 12 placed"
    assert [level.name for level in seen[0].levels] == [level.name for level in result.levels]


def test_cancelling_keeps_the_best_so_far():
    seen = []

    def cancel_at_the_third(report):
        seen.append({level.name: level.value for level in report.levels})
        return len(seen) < 3

    talks = [
        Session(f"t{number:02d}", 45, 90, track=f"k{number % 5}", persons=(f"p{number % 7}",)) for number in range(30)
    ]
    pairs = {(a.id, b.id): 1 + (7 * i) % 5 for i, a in enumerate(talks) for b in talks[i + 1 :]}
    problem = small(*talks, conflicts=pairs)
    result = solve(problem, limits=Limits(seconds=60), progress=cancel_at_the_third)
    assert result.seconds < 30
    assert check(problem, result.solution) == []
    kept = [(-report["placed"], *(report[name] for name in problem.levels[1:])) for report in seen]
    end = values(result)
    assert kept == sorted(kept, reverse=True)
    assert (-end["placed"], *(end[name] for name in problem.levels[1:])) <= kept[-1]


@given(problems())
@settings(RANDOM, max_examples=10)
def test_proven_values_never_get_worse_with_one_more_room(problem):
    before = solve(problem, limits=QUICK)
    assume(before.status is Status.OPTIMAL)
    building = problem.rooms[0].building
    extra = Room("extra", 500, frozenset({"stream", "stage"}), building=building)
    after = solve(replace(problem, rooms=(*problem.rooms, extra)), limits=QUICK, start=before.solution)
    names = [name for name in problem.levels if name != "placed"]
    old, new = values(before), values(after)
    assert (-new["placed"], *(new[name] for name in names)) <= (-old["placed"], *(old[name] for name in names))


@given(problems())
@settings(RANDOM, max_examples=10)
def test_proven_places_never_grow_with_stricter_rules(problem):
    free = solve(replace(problem, turnaround=0, travel=0, track_rules={}), limits=QUICK)
    strict = solve(replace(problem, turnaround=30, travel=150), limits=QUICK)
    assume(free.status is not Status.INFEASIBLE and strict.status is not Status.INFEASIBLE)
    assert values(strict)["placed"] <= free.levels[0].bound


@given(problems())
@settings(RANDOM, max_examples=10)
def test_names_of_rooms_and_order_of_sessions_do_not_change_proven_values(problem):
    before = solve(problem, limits=QUICK)
    turned = replace(problem, sessions=problem.sessions[::-1], rooms=problem.rooms[::-1])
    after = solve(turned, limits=QUICK)
    assume(Status.OPTIMAL is before.status is after.status)
    assert values(before) == values(after)
