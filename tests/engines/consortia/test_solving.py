"""The search against the plain one, and what must hold of every answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.consortia.cases import best_after, large, problems
from grono.engines.consortia import (
    AtLeast,
    Every,
    Pairs,
    Problem,
    Requirements,
    check,
    solve,
    value_of,
)
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Status

PLENTY = Limits(steps=1_000_000)


def values(problem: Problem, limits: Limits = PLENTY) -> list[float]:
    return [proposal.value for proposal in solve(problem, limits=limits).solution or ()]


def shuffled(problem: Problem, order: list[int]) -> Problem:
    """The same problem with its organisations in another order."""
    number = {old: new for new, old in enumerate(order)}
    asked = problem.requirements
    clauses = tuple(replace(c, groups=c.groups[order]) if hasattr(c, "groups") else c for c in asked.clauses)
    return replace(
        problem,
        ids=tuple(problem.ids[i] for i in order),
        fit=problem.fit[order],
        coverage=problem.coverage[order],
        pairs=Pairs.of(len(order), [(number[i], number[j], w) for i, j, w in problem.bonuses.edges()]),
        seeds=tuple(number[i] for i in problem.seeds),
        requirements=replace(
            asked,
            flags=asked.flags[order],
            countries=asked.countries[order],
            regions=asked.regions[order],
            clauses=clauses,
        ),
    )


@settings(max_examples=150, deadline=None)
@given(problems())
def test_proposals_are_the_best_one_after_the_other(problem):
    result = solve(problem, limits=PLENTY)
    found = result.solution or ()
    assert check(problem, found) == []
    for number, proposal in enumerate(found):
        assert proposal.value == pytest.approx(best_after(problem, found[:number]), abs=1e-6)
        assert result.levels[number].bound == pytest.approx(proposal.value, abs=1e-6)
    if len(found) < problem.proposals:
        assert best_after(problem, found) is None
    assert result.status is (Status.OPTIMAL if found else Status.INFEASIBLE)


@settings(max_examples=60, deadline=None)
@given(problems(most=12, heavy=3.0), st.integers(0, 3))
def test_bounds_hold_when_the_search_is_stopped_early(problem, steps):
    result = solve(problem, limits=Limits(steps=steps))
    found = result.solution or ()
    assert check(problem, found) == []
    for number, level in enumerate(result.levels):
        best = best_after(problem, found[:number])
        assert level.bound >= best - 1e-6
        assert not level.proven or level.value == pytest.approx(best, abs=1e-6)
    if result.status is Status.INFEASIBLE:
        assert best_after(problem, ()) is None


@settings(max_examples=40, deadline=None)
@given(problems(most=12), st.data())
def test_order_of_the_organisations_does_not_change_the_best_value(problem, data):
    # apart inside "any of" is not reordered by the helper
    if any(hasattr(clause, "alternatives") for clause in problem.requirements.clauses):
        return
    order = data.draw(st.permutations(range(len(problem.ids))))
    one = replace(problem, proposals=1)
    assert values(shuffled(one, order)) == pytest.approx(values(one))


def test_more_candidates_never_lower_the_best_value():
    whole = replace(large(count=3000), proposals=1)
    best = 0.0
    for count in (300, 1000, 3000):
        part = shuffled(whole, list(range(3000)))
        asked = part.requirements
        part = replace(
            part,
            ids=part.ids[:count],
            fit=part.fit[:count],
            coverage=part.coverage[:count],
            pairs=Pairs.of(count, [e for e in whole.bonuses.edges() if max(e[:2]) < count]),
            requirements=replace(
                asked, flags=asked.flags[:count], countries=asked.countries[:count], regions=asked.regions[:count]
            ),
        )
        result = solve(part, limits=PLENTY)
        assert result.status is Status.OPTIMAL
        assert result.solution[0].value >= best
        best = result.solution[0].value


@pytest.mark.parametrize("size", [3, 5, 8, 12])
def test_large_pool_is_proven(size):
    problem = large(count=20_000, size=size)
    result = solve(problem, limits=PLENTY)
    assert result.status is Status.OPTIMAL
    assert check(problem, result.solution) == []
    assert len(result.solution) == 5
    assert sorted(p.value for p in result.solution)[::-1] == [p.value for p in result.solution]


def test_answer_is_the_same_every_time():
    problem = large(count=400, bonus=0.5)
    first, second = (solve(problem, limits=Limits(steps=300)) for _ in range(2))
    assert first.solution == second.solution
    assert first.levels == second.levels


def test_start_is_kept_where_nothing_better_is_found():
    problem = large(count=2000, bonus=0.5, proposals=1)
    best = solve(problem, limits=Limits(steps=20_000)).solution
    again = solve(problem, limits=Limits(steps=0), start=best)
    assert again.solution[0].value >= best[0].value


def test_rare_property_is_found_and_proven():
    problem = large(count=20_000, size=8)
    flags = problem.requirements.flags.copy()
    rare = np.argsort(problem.fit)[:40]
    flags[rare] |= np.uint64(8)
    asked = replace(problem.requirements, flags=flags, clauses=(AtLeast("three-rare", 3, 3),))
    result = solve(replace(problem, requirements=asked), limits=PLENTY)
    assert result.status is Status.OPTIMAL
    assert all(len(set(p.members) & set(rare.tolist())) >= 3 for p in result.solution)


@pytest.mark.parametrize(
    ("clauses", "reason"),
    [
        ((AtLeast("two-green", 0, 2),), "rule 'two-green' cannot be kept by any 3 of the pool"),
        ((Every("all-small", 1), AtLeast("one-green", 0, 1)), "no 3 of the pool keep all rules together"),
    ],
)
def test_reason_names_the_rule_that_excludes_everything(clauses, reason):
    flags = np.array([1, 2, 2, 2, 2], dtype=np.uint64)
    unknown = np.full(5, -1, dtype=np.int32)
    problem = Problem(
        ids=tuple("abcde"),
        fit=np.ones(5),
        coverage=np.zeros(5, dtype=np.uint64),
        need_weights=np.zeros(0),
        size=3,
        requirements=Requirements(flags, unknown, unknown, clauses),
    )
    result = solve(problem, limits=PLENTY)
    assert (result.status, result.solution, result.reason) == (Status.INFEASIBLE, None, reason)


def test_fewer_proposals_when_no_further_one_exists():
    problem = Problem(
        ids=tuple("abcd"),
        fit=np.array([1.0, 2.0, 3.0, 4.0]),
        coverage=np.zeros(4, dtype=np.uint64),
        need_weights=np.zeros(0),
        size=2,
        requirements=Requirements.none(4),
    )
    result = solve(problem, limits=PLENTY)
    assert [p.members for p in result.solution] == [(2, 3), (0, 1)]
    assert (result.status, result.reason) == (Status.OPTIMAL, "2 of 5 proposals: no further one exists")


def test_search_stops_when_asked():
    reports = []

    def stop(report):
        reports.append(report.phase)
        return False

    result = solve(large(count=2000, bonus=0.5), limits=PLENTY, progress=stop)
    assert reports == ["proposal 1 of 5"]
    assert result.reason == "stopped by the caller"
    assert check(large(count=2000, bonus=0.5), result.solution) == []


def test_value_is_fit_and_coverage_once_and_bonuses():
    problem = Problem(
        ids=tuple("abc"),
        fit=np.array([1.0, 2.0, 3.0]),
        coverage=np.array([0b01, 0b11, 0b01], dtype=np.uint64),
        need_weights=np.array([10.0, 20.0]),
        size=2,
        requirements=Requirements.none(3),
        pairs=Pairs.of(3, [(0, 1, 0.5)]),
    )
    proposal = value_of(problem, (1, 0))
    assert (proposal.members, proposal.value) == ((0, 1), 33.5)
    assert (proposal.fit, proposal.coverage, proposal.pair_bonus) == (3.0, 30.0, 0.5)
