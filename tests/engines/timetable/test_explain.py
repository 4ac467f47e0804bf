"""Explanations: obstacles that name what collides, alternatives with their cost."""

from dataclasses import replace

import pytest

from engines.timetable.cases import BLOCKS, ROOMS, programme, small
from grono.engines.timetable import Alternative, Period, Person, Placement, Session, Solution, explain

A = Session("a", 60, persons=("anna",))
B = Session("b", 60, persons=("anna",))
MORNING = BLOCKS[:1]


def obstacles(problem, solution, key="b"):
    return [(item.rule, item.message, item.where) for item in explain(problem, solution)[key].obstacles]


def out(**placements):
    return Solution(programme(**placements).placements, ("b",))


def test_explain_names_the_absent_speaker():
    away = (Person("anna", (Period(480, 700),)),)
    found = obstacles(small(B, persons=away, blocks=MORNING), out())
    assert found == [("away", "anna is away day 1 08:00–11:40 (3 of 3 possible starts)", ("b", "anna"))]


def test_explain_names_the_session_of_the_busy_speaker():
    long = replace(A, length=120)
    found = obstacles(small(long, B, blocks=MORNING), out(a=(540, "hall")))
    assert found == [
        ("person", "anna is in session a at the same time (3 of 3 possible starts)", ("b", "a", "anna")),
    ]
    pinned = obstacles(small(replace(long, pinned_start=540), B, blocks=MORNING), out(a=(540, "hall")))
    assert pinned[0][1] == "anna is pinned in session a at the same time (3 of 3 possible starts)"


@pytest.mark.parametrize(
    ("session", "changes", "expected"),
    [
        ({"equipment": frozenset({"stage"})}, {}, ("equipment", "no room has stage", ("b", "stage"))),
        (
            {"equipment": frozenset({"stream"}), "pinned_room": "studio"},
            {},
            ("equipment", "room studio, to which it is pinned, lacks equipment that it needs", ("b", "studio")),
        ),
        (
            {"forbidden_rooms": frozenset({"hall", "studio"})},
            {},
            ("forbidden-room", "the only suitable rooms, hall, studio, are forbidden to it", ("b",)),
        ),
        ({"length": 130}, {}, ("length", "no block that it may use has a start with 130 minutes left", ("b",))),
        (
            {"pinned_room": "studio"},
            {"rooms": (ROOMS[0], replace(ROOMS[1], closures=(Period(500, 700),)))},
            ("closure", "all suitable rooms (studio) are closed (3 of 3 possible starts)", ("b", "studio")),
        ),
    ],
)  # fmt: skip
def test_explain_names_what_no_programme_avoids(session, changes, expected):
    assert obstacles(small(replace(B, **session), blocks=MORNING, **changes), out()) == [expected]


def test_explain_names_rooms_exclusive_sessions_and_precedences():
    other = replace(A, id="a", persons=(), length=120)
    taken = obstacles(small(other, B, blocks=MORNING, rooms=ROOMS[:1]), out(a=(540, "hall")))
    text = "room hall, the only suitable one, is taken by session a (3 of 3 possible starts)"
    assert taken == [("room", text, ("b", "hall", "a"))]
    both = small(other, replace(other, id="c"), B, blocks=MORNING)
    assert obstacles(both, out(a=(540, "hall"), c=(540, "studio"))) == [
        ("room", "no suitable room is free (hall, studio) (3 of 3 possible starts)", ("b", "hall", "studio")),
    ]
    alone = obstacles(small(replace(other, exclusive=True), B, blocks=MORNING), out(a=(540, "hall")))
    assert alone == [
        ("exclusive", "nothing may run beside session a (3 of 3 possible starts)", ("b", "a")),
    ]
    order = small(other, B, blocks=MORNING, precedences=(("a", "b"),))
    assert obstacles(order, out(a=(540, "hall"))) == [
        ("precedence", "it must start after session a ends (3 of 3 possible starts)", ("a", "b")),
    ]


def test_explain_says_when_a_place_is_free():
    answer = explain(small(A, B), out(a=(540, "hall")))["b"]
    assert answer.obstacles == ()
    assert answer.alternatives[0].changes == {"placed": 1}


def test_explain_prices_moves_and_swaps():
    a = Session("a", 60, audience=100)
    b = Session("b", 60, audience=20)
    problem = small(a, b, blocks=MORNING, conflicts={("a", "b"): 5})
    answers = explain(problem, programme(a=(540, "studio"), b=(540, "hall")), ["a"], count=5)
    assert list(answers) == ["a"]
    assert answers["a"].placement == Placement(540, "studio")
    assert answers["a"].alternatives == (
        Alternative(Placement(600, "hall"), None, {"clashes": -5, "overflow": -60, "lateness": 60}),
        Alternative(Placement(600, "studio"), None, {"clashes": -5, "lateness": 60}),
        Alternative(Placement(540, "hall"), "b", {"overflow": -60}),
    )
