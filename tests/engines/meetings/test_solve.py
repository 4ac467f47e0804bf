"""Plans are correct, repeatable, proven where they can be, and infeasibility has a name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grono.engines.kit.result import Status
from grono.engines.meetings import Limits, Meeting, Mode, Participant, Problem, Slot, Table, check, quality, solve

STEPS = Limits(steps=3000)


def level(result, name):
    return next(level for level in result.levels if level.name == name)


def counts(result):
    return [level.value for level in result.levels if level.name.startswith("meetings")]


@st.composite
def rounds(draw) -> Problem:
    """Small rounds with every rule there is."""
    slots = [f"s{i}" for i in range(draw(st.integers(2, 5)))]
    tables = [f"t{i}" for i in range(draw(st.integers(1, 3)))]
    people = [f"p{i}" for i in range(draw(st.integers(2, 6)))]
    some_slots = st.frozensets(st.sampled_from(slots), max_size=2)
    some_tables = st.none() | st.frozensets(st.sampled_from(tables), min_size=1)
    pair = st.lists(st.sampled_from(people), min_size=2, max_size=2, unique=True).map(tuple)
    pairs = draw(st.lists(pair, max_size=9))
    meetings = tuple(
        Meeting(
            f"m{i}",
            pair,
            priority=draw(st.integers(1, 2)),
            slots=draw(st.none() | st.frozensets(st.sampled_from(slots))),
            fixed=draw(st.none() | st.none() | st.sampled_from(slots)),
            tables=draw(some_tables),
        )
        for i, pair in enumerate(pairs)
    )
    order = st.lists(st.sampled_from([m.id for m in meetings]), min_size=2, max_size=2, unique=True).map(tuple)
    return Problem(
        slots=tuple(Slot(name, "a" if i < 3 else "b") for i, name in enumerate(slots)),
        tables=tuple(Table(name, position=(float(i), 0.0), closed=draw(some_slots)) for i, name in enumerate(tables)),
        participants=tuple(
            Participant(name, forbidden=draw(some_slots), engaged=draw(some_slots), tables=draw(some_tables))
            for name in people
        ),
        meetings=meetings,
        precedences=tuple(draw(st.lists(order, max_size=2))) if len(meetings) > 1 else (),
        mode=draw(st.sampled_from(Mode)),
        fairness=draw(st.none() | st.integers(0, 1)),
    )


@given(rounds())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_solve_returns_plan_that_checker_accepts(problem):
    result = solve(problem, limits=STEPS)
    assert result.status is not Status.UNKNOWN, result.reason
    if result.status is Status.INFEASIBLE:
        assert problem.mode is Mode.ALL_REQUIRED
        assert result.reason
        return
    assert check(problem, result.solution) == []
    assert all(level.bound is None or level.gap is not None for level in result.levels)
    assert all((lv.value - lv.bound) * (1 if lv.sense == "max" else -1) <= 1e-6 for lv in result.levels)


@given(seed=st.integers(0, 50))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_solve_holds_no_fewer_meetings_with_more_tables(crowded, seed):
    few = solve(crowded, limits=STEPS, seed=seed)
    tables = (*crowded.tables, Table("extra", position=(0.0, 9.0)))
    more = solve(replace(crowded, tables=tables), limits=STEPS, seed=seed)
    assert all(level.proven for level in few.levels if level.name.startswith("meetings"))
    assert counts(more) >= counts(few)


def test_solve_repeats_itself_for_one_seed(crowded):
    first, second = (solve(crowded, limits=STEPS, seed=5) for _ in range(2))
    assert first.solution == second.solution
    assert first.levels == second.levels


def test_solve_reaches_bound_of_every_class(crowded):
    result = solve(crowded, limits=STEPS)
    assert [level.name for level in result.levels] == [
        "meetings_1",
        "meetings_2",
        "meetings_3",
        "smallest_share",
        "breaks",
        "walking",
    ]
    assert [level.proven for level in result.levels[:4]] == [True] * 4
    assert sum(counts(result)) == len(result.solution.placements)


def test_solve_takes_start_over(crowded):
    first = solve(crowded, limits=STEPS)
    again = solve(crowded, limits=Limits(steps=0), start=first.solution)
    assert counts(again) == counts(first)


def test_solve_stops_when_asked_and_keeps_plan(crowded):
    reports = []

    def stop_at_second(report):
        reports.append(report.phase)
        return len(reports) < 2

    result = solve(crowded, limits=Limits(steps=10**9), progress=stop_at_second)
    assert result.reason == "stopped by the caller"
    assert check(crowded, result.solution) == []


def test_solve_proves_round_without_breaks(small):
    result = solve(replace(small, mode=Mode.ALL_REQUIRED, fairness=2), limits=STEPS)
    assert result.status is Status.OPTIMAL
    assert (level(result, "meetings").value, level(result, "breaks").value) == (3, 1)


def test_solve_gives_way_to_priority():
    people = tuple(Participant(name) for name in "abc")
    meetings = (Meeting("low", ("a", "b"), priority=2), Meeting("high", ("a", "c"), priority=1))
    problem = Problem((Slot("s"),), (Table("t"),), people, meetings)
    assert set(solve(problem, limits=STEPS).solution.placements) == {"high"}


def test_solve_shares_evenly_before_it_saves_breaks():
    """Six requests of which four fit: nobody goes without."""
    people = tuple(Participant(name) for name in "abcd")
    pairs = [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
    problem = Problem((Slot("s1"), Slot("s2")), (Table("t"),), people, tuple(Meeting("".join(p), p) for p in pairs))
    result = solve(problem, limits=STEPS)
    assert level(result, "smallest_share").value == 1
    assert [share.granted for share in quality(problem, result.solution).shares.values()] == [1, 1, 1, 1]


def test_solve_counts_engaged_slot_as_no_break():
    slots = tuple(Slot(f"s{i}") for i in range(3))
    meetings = (Meeting("ab", ("a", "b"), fixed="s0"), Meeting("ac", ("a", "c"), fixed="s2"))
    idle = Problem(slots, (Table("t"),), tuple(Participant(name) for name in "abc"), meetings)
    talk = replace(idle, participants=(Participant("a", engaged=frozenset({"s1"})), *idle.participants[1:]))
    assert [level(solve(p, limits=STEPS), "breaks").value for p in (idle, talk)] == [1, 0]


def infeasible(**fields) -> str:
    base = Problem(
        slots=(Slot("s1"), Slot("s2")),
        tables=(Table("t"),),
        participants=tuple(Participant(name) for name in "abcd"),
        meetings=(Meeting("ab", ("a", "b")), Meeting("cd", ("c", "d"))),
        mode=Mode.ALL_REQUIRED,
    )
    result = solve(replace(base, **fields), limits=STEPS)
    assert (result.status, result.solution) == (Status.INFEASIBLE, None)
    return result.reason.split(":")[0]


TRIANGLE = (Meeting("ab", ("a", "b")), Meeting("ac", ("a", "c")), Meeting("bc", ("b", "c")))


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("no_common_slot", {"meetings": (Meeting("ab", ("a", "b"), slots=frozenset()),)}),
        ("participant_overbooked", {"meetings": tuple(Meeting(x, ("a", x)) for x in "bcd")}),
        ("too_few_tables", {"meetings": (*TRIANGLE[:1], *(Meeting(str(i), ("c", "d")) for i in range(2)))}),
        ("precedence_cycle", {"precedences": (("ab", "cd"), ("cd", "ab"))}),
        ("too_few_tables", {"meetings": tuple(Meeting(x + y, (x, y), fixed="s1") for x, y in ("ab", "cd"))}),
        ("tables", {"slots": (Slot("s1"), Slot("s2"), Slot("s3")), "meetings": (
            Meeting("ab", ("a", "b"), fixed="s1"), Meeting("cd", ("c", "d"), fixed="s1"), Meeting("ac", ("a", "c")))}),
        ("precedence", {"precedences": (("ab", "cd"),), "meetings": (
            Meeting("ab", ("a", "b"), fixed="s2"), Meeting("cd", ("c", "d"), fixed="s1"))}),
        ("precedences", {"precedences": (("ab", "ac"), ("ac", "bc")), "meetings": TRIANGLE, "slots": (
            Slot("s1"), Slot("s2"), Slot("s3")), "participants": (
                Participant("a", forbidden=frozenset({"s2"})), Participant("b"), Participant("c"))}),
        ("availability", {"meetings": TRIANGLE, "tables": (Table("t"), Table("u"))}),
    ],
)  # fmt: skip
def test_solve_names_rule_that_cannot_be_kept(rule, fields):
    assert infeasible(**fields) == rule


def test_solve_names_fairness_when_it_alone_is_to_blame():
    meetings = (Meeting("ab", ("a", "b"), fixed="s1"), Meeting("ac", ("a", "c"), fixed="s3"))
    slots = tuple(Slot(f"s{i}") for i in (1, 2, 3))
    assert infeasible(slots=slots, meetings=meetings, fairness=0) == "fairness"
