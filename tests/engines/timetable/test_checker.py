"""The checker finds every planted violation and nothing in a good programme."""

from dataclasses import replace

import pytest

from engines.timetable.cases import ROOMS, programme, small
from grono.engines.kit.result import Violation
from grono.engines.timetable import Mode, Period, Person, Placement, Room, Session, Solution, check

A = Session("a", 60, persons=("anna",))
B = Session("b", 30)


def rules(violations: list[Violation]) -> list[str]:
    return [violation.rule for violation in violations]


def test_check_accepts_a_good_programme():
    problem = small(A, B, replace(B, id="c", persons=("anna",)))
    assert check(problem, programme(a=(540, "hall"), b=(540, "studio"), c=(600, "hall"))) == []


@pytest.mark.parametrize(
    ("session", "place", "rule"),
    [
        (A, (500, "hall"), "block"),
        (A, (630, "hall"), "block"),
        (A, (545, "hall"), "grid"),
        (replace(A, allowed_blocks=frozenset({"d2am"})), (540, "hall"), "allowed-blocks"),
        (replace(A, forbidden_starts=frozenset({540})), (540, "hall"), "forbidden-start"),
        (replace(A, pinned_start=570), (540, "hall"), "pinned-start"),
        (replace(A, equipment=frozenset({"stream"})), (540, "studio"), "equipment"),
        (replace(A, forbidden_rooms=frozenset({"hall"})), (540, "hall"), "forbidden-room"),
        (replace(A, pinned_room="studio"), (540, "hall"), "pinned-room"),
        (A, (540, "cellar"), "unknown-room"),
    ],
)
def test_check_names_the_rule_that_one_placement_breaks(session, place, rule):
    assert rules(check(small(session), programme(a=place))) == [rule]


def test_check_finds_a_closed_room():
    closed = (replace(ROOMS[0], closures=(Period(590, 620),)), ROOMS[1])
    violations = check(small(A, rooms=closed), programme(a=(540, "hall")))
    assert rules(violations) == ["closure"]
    assert violations[0].message == "room hall is closed day 1 09:50–10:20, during session a"


def test_check_finds_an_absent_person():
    away = (Person("anna", (Period(0, 541),)),)
    violations = check(small(A, persons=away), programme(a=(540, "hall")))
    assert [(item.rule, item.where) for item in violations] == [("away", ("a", "anna"))]


@pytest.mark.parametrize(
    ("other", "place", "rule"),
    [
        (B, (570, "hall"), "room"),
        (replace(B, persons=("anna",)), (570, "studio"), "person"),
        (replace(B, exclusive=True), (570, "studio"), "exclusive"),
    ],
)
def test_check_names_the_rule_that_two_placements_break(other, place, rule):
    violations = check(small(A, other), programme(a=(540, "hall"), b=place))
    assert [(item.rule, item.where[:2]) for item in violations] in ([(rule, ("a", "b"))], [(rule, ("b", "a"))])


def test_check_finds_a_broken_precedence():
    problem = small(A, B, precedences=(("a", "b"),))
    assert rules(check(problem, programme(a=(540, "hall"), b=(570, "studio")))) == ["precedence"]
    assert check(problem, programme(a=(540, "hall"), b=(600, "studio"))) == []


def test_check_asks_for_every_session():
    place = {"a": Placement(540, "hall")}
    assert rules(check(small(A, B), Solution(place))) == ["forgotten"]
    assert rules(check(small(A, B), Solution(place, ("a", "b")))) == ["twice"]
    assert rules(check(small(A), Solution(place, ("z",)))) == ["unknown-session"]
    assert rules(check(small(A), programme(a=(540, "hall"), z=(540, "studio")))) == ["unknown-session"]
    assert rules(check(small(A, mode=Mode.ALL_REQUIRED), Solution({}, ("a",)))) == ["all-required"]
    assert rules(check(small(replace(A, pinned_start=540)), Solution({}, ("a",)))) == ["pinned-start"]


def test_check_lets_sessions_touch_without_overlap():
    rooms = (Room("hall", 10, closures=(Period(600, 660),)),)
    assert check(small(A, rooms=rooms), programme(a=(540, "hall"))) == []
