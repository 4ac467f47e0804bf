"""Turnaround, travel between buildings, tracks apart and together: checked, planned, explained, refused."""

from dataclasses import replace

import pytest

from engines.timetable.cases import BLOCKS, programme, small
from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Status
from grono.engines.timetable import (
    Block,
    Room,
    Session,
    Solution,
    check,
    explain,
    measure,
    solve,
)

QUICK = Limits(steps=8_000)
MORNING = BLOCKS[:1]
A = Session("a", 60, persons=("anna",))
B = Session("b", 30, persons=("anna",))
TOWN = (Room("hall", 200, building="east"), Room("studio", 40, building="west"))
CLOSE = (Block("one", 540, 600), Block("two", 605, 665))


def found(problem, solution):
    return [(item.rule, item.message, item.where) for item in check(problem, solution)]


def reasons(problem, **placements):
    solution = Solution(programme(**placements).placements, ("b",))
    return [(item.rule, item.message, item.where) for item in explain(problem, solution, ["b"])["b"].obstacles]


def test_check_finds_a_missing_turnaround():
    problem = small(A, replace(B, persons=()), turnaround=15)
    assert found(problem, programme(a=(540, "hall"), b=(600, "hall"))) == [
        ("turnaround", "0 min between a and b in room hall, of 15 needed", ("a", "b", "hall")),
    ]
    assert check(problem, programme(a=(540, "hall"), b=(630, "hall"))) == []
    assert check(problem, programme(a=(540, "hall"), b=(600, "studio"))) == []


def test_break_between_blocks_counts_towards_the_turnaround():
    problem = small(A, replace(A, id="b", persons=()), blocks=CLOSE, turnaround=5)
    assert check(problem, programme(a=(540, "hall"), b=(605, "hall"))) == []
    assert [
        item.rule for item in check(replace(problem, turnaround=6), programme(a=(540, "hall"), b=(605, "hall")))
    ] == ["turnaround"]


def test_check_finds_a_journey_that_is_too_short():
    problem = small(A, B, rooms=TOWN, travel=20)
    assert found(problem, programme(a=(540, "hall"), b=(600, "studio"))) == [
        ("travel", "anna has 0 min from a to b in another building, of 20 needed", ("a", "b", "anna")),
    ]
    assert found(problem, programme(a=(600, "hall"), b=(570, "studio")))[0][2] == ("b", "a", "anna")
    assert check(problem, programme(a=(540, "hall"), b=(630, "studio"))) == []
    assert check(problem, programme(a=(540, "hall"), b=(600, "hall"))) == []
    assert (
        check(small(A, replace(B, persons=()), rooms=TOWN, travel=20), programme(a=(540, "hall"), b=(600, "studio")))
        == []
    )


def test_check_finds_tracks_that_are_not_apart():
    one, other = Session("a", 60, track="water"), Session("b", 60, track="water")
    problem = small(one, other, track_rules={"water": "apart"})
    assert found(problem, programme(a=(540, "hall"), b=(570, "studio"))) == [
        ("apart", "a and b are at the same time, but track water is to be kept apart", ("a", "b", "water")),
    ]
    assert check(problem, programme(a=(540, "hall"), b=(600, "studio"))) == []


def test_measure_prices_every_piece_of_a_track_that_should_be_together():
    talks = [Session(key, 30, track="water") for key in "abc"]
    problem = small(*talks, Session("z", 30), track_rules={"water": "together"})
    assert measure(problem, programme(a=(540, "hall"), b=(570, "hall"), c=(630, "hall")))["cohesion"] == 0
    between = programme(a=(540, "hall"), b=(570, "hall"), z=(600, "hall"), c=(630, "hall"))
    assert measure(problem, between)["cohesion"] == 10
    two_rooms = programme(a=(540, "hall"), b=(570, "hall"), c=(600, "studio"))
    assert measure(problem, two_rooms)["cohesion"] == 12  # a piece, a room in the block, a room on the day
    assert measure(problem, programme(a=(540, "hall"), b=(570, "hall"), c=(780, "hall")))["cohesion"] == 0


@pytest.mark.parametrize(
    ("changes", "placed"),
    [({}, 4), ({"turnaround": 15}, 3), ({"turnaround": 30}, 2), ({"turnaround": 90}, 1)],
)
def test_solve_respects_the_turnaround(changes, placed):
    talks = [Session(f"t{number}", 30) for number in range(4)]
    problem = small(*talks, blocks=MORNING, rooms=TOWN[:1], **{"step": 15, **changes})
    result = solve(problem, limits=QUICK)
    assert check(problem, result.solution) == []
    assert (len(result.solution.placements), result.levels[0].proven) == (placed, True)


def test_solve_gives_people_time_to_travel():
    stage = frozenset({"stage"})
    rooms = (Room("hall", 200, building="east"), Room("studio", 40, stage, building="west"))
    sessions = (A, replace(B, equipment=stage), Session("c", 30, audience=150))
    problem = small(*sessions, blocks=MORNING, rooms=rooms, travel=30)
    result = solve(problem, limits=QUICK)
    assert (check(problem, result.solution), result.solution.unplaced) == ([], ())
    starts = {key: place.start for key, place in result.solution.placements.items()}
    assert result.solution.placements["b"].room == "studio"
    together = result.solution.placements["a"].room == "studio"
    assert together or {starts["a"], starts["b"]} in ({540, 630}, {570, 540}, {600, 540})


def test_solve_keeps_apart_and_together():
    talks = [Session(f"{track}{number}", 30, track=track) for track in ("apart", "joint") for number in range(4)]
    rules = {"apart": "apart", "joint": "together"}
    problem = small(*talks, blocks=MORNING, track_rules=rules)
    result = solve(problem, limits=QUICK)
    assert (check(problem, result.solution), result.solution.unplaced) == ([], ())
    assert result.status is Status.OPTIMAL
    joint = {place.room for key, place in result.solution.placements.items() if key.startswith("joint")}
    assert len(joint) == 1


def test_obstacles_name_turnaround_travel_and_tracks():
    talk = replace(B, persons=(), length=60)
    early = {"blocks": (Block("am", 540, 660),), "step": 60}
    alone = small(replace(A, persons=()), talk, rooms=TOWN[:1], turnaround=10, **early)
    assert reasons(alone, a=(540, "hall")) == [
        (
            "room",
            "room hall, the only suitable one, is taken by session a (1 of 2 possible starts)",
            ("b", "hall", "a"),
        ),
        ("turnaround", "room hall needs 10 min before or after session a (1 of 2 possible starts)", ("b", "hall", "a")),
    ]
    far = small(A, replace(B, length=60, pinned_room="studio"), rooms=TOWN, travel=10, **early)
    assert reasons(far, a=(540, "hall"))[1] == (
        "travel",
        "anna needs 10 min to or from session a in another building (1 of 2 possible starts)",
        ("b", "a", "anna"),
    )
    one, other = (Session(key, 120, track="water") for key in "ab")
    apart = small(one, other, blocks=MORNING, track_rules={"water": "apart"})
    assert reasons(apart, a=(540, "hall")) == [
        (
            "apart",
            "session a runs then, but track water is to be kept apart (1 of 1 possible starts)",
            ("b", "a", "water"),
        ),
    ]


@pytest.mark.parametrize(
    ("one", "other", "changes", "message"),
    [
        (
            {"pinned_start": 540, "pinned_room": "hall"},
            {"pinned_start": 600, "pinned_room": "hall"},
            {"turnaround": 5},
            "sessions a and b are pinned to room hall with 0 min between them, of 5 needed",
        ),
        (
            {"pinned_start": 540, "pinned_room": "hall", "persons": ("anna",)},
            {"pinned_start": 600, "pinned_room": "studio", "persons": ("anna",)},
            {"travel": 10},
            "anna has 0 min between sessions a and b, pinned to different buildings, of 10 needed",
        ),
        (
            {"pinned_start": 540, "track": "water"},
            {"pinned_start": 570, "track": "water"},
            {"track_rules": {"water": "apart"}},
            "sessions a and b are pinned to day 1 09:00 and day 1 09:30, which overlap, "
            "but track water is to be kept apart",
        ),
        (
            {"pinned_start": 540, "pinned_room": "hall"},
            {"pinned_start": 600, "forbidden_rooms": frozenset({"studio"})},
            {"turnaround": 5},
            "the pinned sessions a, b need more suitable rooms at one time than there are, "
            "turnaround and travel counted",
        ),
    ],
)  # fmt: skip
def test_contradicting_pins_are_named(one, other, changes, message):
    problem = small(Session("a", 60, **one), Session("b", 60, **other), rooms=TOWN, **changes)
    result = solve(problem, limits=QUICK)
    assert (result.status, result.reason) == (Status.INFEASIBLE, message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"turnaround": -1}, "turnaround: must not be negative"),
        ({"travel": -5}, "travel: must not be negative"),
        ({"track_rules": {"steel": "apart"}}, "track_rules: no session has the track 'steel'"),
        ({"track_rules": {"water": "near"}}, "track_rules.water: must be one of apart, together, got 'near'"),
    ],
)
def test_bad_rules_are_refused(changes, message):
    with pytest.raises(CaseError) as caught:
        solve(small(Session("a", 60, track="water"), **changes))
    assert str(caught.value) == message
