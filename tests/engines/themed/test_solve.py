"""What `solve` promises, on random problems and on hand-made ones."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from engines.themed.cases import optimum, problems, small
from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Status
from grono.engines.themed import Block, Placement, Solution, Submission, Track, check, cost_of, measure, solve

QUICK = Limits(steps=8_000)
RANDOM = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(problems())
@RANDOM
def test_programme_passes_the_checker_and_costs_what_is_said(problem):
    result = solve(problem, limits=QUICK)
    if result.solution is None:
        assert result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        assert result.reason
        return
    (level,) = result.levels
    assert check(problem, result.solution) == []
    assert level.value == cost_of(problem, result.solution)
    assert level.bound is not None
    assert (result.status is Status.OPTIMAL) == (level.value == level.bound)


@given(problems(most=3))
@RANDOM
def test_bound_and_programme_enclose_the_true_optimum(problem):
    best, result = optimum(problem), solve(problem, limits=QUICK)
    assert (result.solution is None) == (best is None)
    if best is not None:
        (level,) = result.levels
        assert level.bound <= best == level.value


@given(problems(most=4))
@RANDOM
def test_one_more_room_never_costs_more_when_both_are_proven(problem):
    larger = replace(problem, rooms=(*problem.rooms, "extra"))
    one, other = solve(problem, limits=QUICK), solve(larger, limits=QUICK)
    if one.status is Status.OPTIMAL and other.status is Status.OPTIMAL:
        assert other.levels[0].value <= one.levels[0].value


def test_same_seed_and_steps_give_the_same_programme():
    talks = [Submission(f"s{number}", f"k{number % 3}", presenters=("ann",)) for number in range(8)]
    problem = small(*talks, blocks=(Block("am", 3), Block("pm", 3)), rooms=("a", "b"), presenters=3, rooms_per_track=1)
    one, other = (solve(problem, limits=QUICK, seed=7).solution for _ in range(2))
    assert one == other


def test_numbered_talks_come_in_their_order():
    talks = [Submission(f"s{number}", "k", order=number) for number in (3, 1, 4, 2)]
    result = solve(small(*talks, order=10, parallel=1, rooms_per_track=1), limits=QUICK)
    assert (result.status, result.levels[0].value) == (Status.OPTIMAL, 0)
    blocks = {"am": 0, "pm": 1}
    placed = sorted(
        result.solution.placements, key=lambda key: (blocks[(p := result.solution.placements[key]).block], p.slot)
    )
    assert placed == ["s1", "s2", "s3", "s4"]


def test_speaker_of_two_tracks_is_in_two_blocks():
    talks = [Submission("one", "k", presenters=("ann",)), Submission("two", "m", presenters=("ann",))]
    result = solve(small(*talks, presenters=100), limits=QUICK)
    assert result.levels[0].value == 0
    assert len({place.block for place in result.solution.placements.values()}) == 2


def test_too_many_submissions_are_infeasible_with_a_reason():
    result = solve(small(*(Submission(f"s{number}", "k") for number in range(9))), limits=QUICK)
    assert (result.status, result.solution) == (Status.INFEASIBLE, None)
    assert "do not all fit" in result.reason


def test_more_tracks_than_cells_are_infeasible():
    assert solve(small(*(Submission(f"s{n}", f"k{n}") for n in range(5))), limits=QUICK).status is Status.INFEASIBLE


def test_cancelling_keeps_the_best_so_far():
    talks = [Submission(f"s{number}", "k", block_costs={"am": 5, "pm": 5}) for number in range(6)]
    problem = small(*talks, submission_block=1, rooms_per_track=1, track_block=1)
    heard = []

    def stop(report):
        heard.append(report.phase)
        return False

    result = solve(problem, limits=Limits(seconds=60.0), progress=stop)
    assert heard == ["start"]
    assert result.seconds < 5
    assert check(problem, result.solution) == []


def test_start_is_kept_when_no_step_is_allowed():
    problem = small(Submission("one", "k"), Submission("two", "k"))
    begin = Solution({"one": Placement("pm", "studio", 1), "two": Placement("am", "hall", 0)})
    assert solve(problem, limits=Limits(steps=0), start=begin).solution == begin


def test_measure_counts_each_term():
    tracks = (
        Track("k", ("ann",), {"am": 2}, {"hall": 3}, {"m": 4}),
        Track("m", ("ann",)),
    )
    problem = small(
        Submission("one", "k", 2, presenters=("bob",), block_costs={"am": 5}, zone_costs={"am": 7}),
        Submission("two", "m", attendees=("bob",), room_costs={"studio": 6}),
        Submission("three", "k", order=3),
        blocks=(Block("am", 2, {"studio": 8}), Block("noon", 2), Block("pm", 2)),
        tracks=tracks,
    )
    places = {
        "one": Placement("am", "hall", 0),
        "two": Placement("am", "studio", 1),
        "three": Placement("pm", "studio", 0),
    }
    counts = measure(problem, Solution(places))
    assert {name: count for name, count in counts.items() if count} == {
        "track_block": 2,
        "track_room": 3,
        "block_room": 8,
        "similar": 4,
        "chairs": 1,
        "rooms_per_track": 1,
        "consecutive": 1,
        "zones": 14,
        "submission_block": 10,
        "submission_room": 6,
        "order": 1,
        "attendees": 1,
        "attendees_by_slot": 1,
    }


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (small(Submission("one", "k", slots=3)), "submissions[0].slots"),
        (small(Submission("one", "k", order=-1)), "submissions[0].order"),
        (small(Submission("one", "k", block_costs={"night": 1})), "submissions[0].block_costs.night"),
        (small(Submission("one", "k"), Submission("one", "k")), "submissions[1]"),
        (small(Submission("one", "k"), tracks=(Track("m"),)), "tracks[0].id"),
        (small(Submission("one", "k"), tracks=(Track("k", similar={"k": 1}),)), "tracks[0].similar.k"),
        (small(Submission("one", "k"), parallel=-1), "weights.parallel"),
        (small(Submission("one", "k"), rooms=()), "rooms"),
    ],
)
def test_bad_problem_is_refused_with_its_place(broken, place):
    with pytest.raises(CaseError) as caught:
        solve(broken, limits=QUICK)
    assert caught.value.place == place
