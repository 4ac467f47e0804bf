"""Every rule of the checker catches the plan that breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grono.engines.meetings import Mode, Participant, Placement, Problem, Solution, Table, check


def rules(problem: Problem, solution: Solution) -> list[str]:
    return [violation.rule for violation in check(problem, solution)]


def moved(plan: Solution, **places: tuple[str, str]) -> Solution:
    return Solution({**plan.placements, **{name: Placement(*place) for name, place in places.items()}})


def meeting_with(problem: Problem, name: str, **fields: object) -> Problem:
    meetings = tuple(replace(m, **fields) if m.id == name else m for m in problem.meetings)
    return replace(problem, meetings=meetings)


def test_check_accepts_plan_that_keeps_rules(small, plan):
    assert rules(small, plan) == []
    assert rules(replace(small, mode=Mode.ALL_REQUIRED, fairness=1), plan) == []


def test_check_finds_meeting_nobody_requested(small, plan):
    assert rules(small, moved(plan, xy=("s1", "t2"))) == ["unknown"]


@pytest.mark.parametrize("place", [("s9", "t1"), ("s1", "t9")])
def test_check_finds_unknown_slot_and_table(small, plan, place):
    assert rules(small, moved(plan, ab=place)) == ["unknown"]


def test_check_finds_participant_at_two_meetings(small, plan):
    violations = check(small, moved(plan, be=("s1", "t2")))
    assert [(v.rule, v.where) for v in violations] == [("double_booking", ("ab", "be"))]


def test_check_finds_table_taken_twice(small, plan):
    people = (*small.participants, Participant("joe"), Participant("kim"))
    problem = replace(small, participants=people)
    problem = replace(
        problem, meetings=(*small.meetings, replace(small.meetings[0], id="jk", participants=("joe", "kim")))
    )
    assert rules(problem, moved(plan, jk=("s1", "t1"))) == ["table_taken"]


@pytest.mark.parametrize("field", ["forbidden", "engaged"])
def test_check_finds_participant_who_is_away(small, plan, field):
    people = tuple(replace(p, **{field: frozenset({"s1"})}) if p.id == "bob" else p for p in small.participants)
    violations = check(replace(small, participants=people), plan)
    assert [(v.rule, v.where) for v in violations] == [("unavailable", ("ab", "bob"))]


def test_check_finds_slot_outside_availability(small, plan):
    people = tuple(replace(p, available=frozenset({"s1", "s2"})) if p.id == "eve" else p for p in small.participants)
    assert rules(replace(small, participants=people), plan) == ["unavailable"]


def test_check_finds_closed_table(small, plan):
    problem = replace(small, tables=(Table("t1", closed=frozenset({"s2"})), Table("t2")))
    assert rules(problem, plan) == ["table_closed"]


def test_check_finds_table_of_somebody_else(small, plan):
    people = tuple(replace(p, tables=frozenset({"t1"})) if p.id == "eve" else p for p in small.participants)
    assert rules(replace(small, participants=people), plan) == ["table_not_allowed"]
    assert rules(meeting_with(small, "ae", tables=frozenset({"t1"})), plan) == ["table_not_allowed"]


def test_check_finds_slot_that_meeting_excludes(small, plan):
    assert rules(meeting_with(small, "ab", slots=frozenset({"s2"})), plan) == ["slot_not_allowed"]


def test_check_finds_fixed_meeting_elsewhere(small, plan):
    assert rules(meeting_with(small, "ab", fixed="s2"), plan) == ["not_at_fixed_slot"]


def test_check_finds_wrong_order(small, plan):
    assert rules(replace(small, precedences=(("ab", "ae"),)), plan) == []
    assert rules(replace(small, precedences=(("ae", "ab"),)), plan) == ["precedence"]


def test_check_finds_required_meeting_left_out(small, plan):
    fewer = Solution({name: place for name, place in plan.placements.items() if name != "be"})
    assert rules(replace(small, mode=Mode.ALL_REQUIRED), fewer) == ["not_held"]
    assert rules(small, fewer) == []


def test_check_finds_unfair_breaks(small, plan):
    violations = check(replace(small, fairness=0), plan)
    assert [(v.rule, v.where) for v in violations] == [("fairness", ("ann", "bob"))]
