"""The reasons given for each member, on pools small enough to be looked through wholly."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grono.engines.consortia.checker import check
from grono.engines.consortia.explaining import (
    RunnerUp,
    balance_of,
    clause_holds,
    explain,
    holds_with,
)
from grono.engines.consortia.problem import (
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Requirements,
    value_of,
)

COUNT = 7


@pytest.fixture
def problem() -> Problem:
    """Five organisations; university 0 leads, 1 and 2 are firms of one country, 3 and 4 of others."""
    requirements = Requirements(
        flags=np.array([1, 2, 2, 2, 0], dtype=np.uint64),
        countries=np.array([0, 1, 1, 2, 3], dtype=np.int32),
        regions=np.full(5, -1, dtype=np.int32),
        clauses=(DistinctAtLeast("three countries", "country", None, 3), AtLeast("a firm", 1, 1)),
        names=("university", "firm"),
    )
    return Problem(
        ids=("uni", "firm", "rival", "lab", "town"),
        fit=np.array([5.0, 3.0, 2.5, 1.0, 0.5]),
        coverage=np.array([0b001, 0b010, 0b010, 0b110, 0b000], dtype=np.uint64),
        need_weights=np.array([1.0, 2.0, 4.0]),
        size=3,
        requirements=requirements,
        pairs=Pairs.of(5, [(0, 1, 0.5), (1, 3, 0.25)]),
        seeds=(0,),
    )


def test_explanation_tells_gain_needs_rules_and_runner_up(problem: Problem) -> None:
    proposal = value_of(problem, (0, 1, 3))
    (told,) = explain(problem, [proposal], helix=("research", "business", "business", None, "government"))
    uni, firm, lab = told.parts
    assert (firm.organisation, firm.fit, firm.bonus, firm.alone, firm.shared) == ("firm", 3.0, 0.75, (), (1,))
    assert firm.gain == pytest.approx(3.75)
    assert firm.rules == ("three countries",)
    # The rival has the firm's country and no past with the others; the town is of a country of its own but fits less.
    assert firm.runner_up == RunnerUp("rival", pytest.approx(1.25))
    assert (lab.alone, lab.shared) == ((2,), (1,))
    assert lab.runner_up == RunnerUp("town", pytest.approx(1.0 + 4.0 + 0.25 - 0.5))
    assert (uni.is_seed, uni.runner_up, uni.alone) == (True, None, (0,))
    assert [(pair.first, pair.second, pair.bonus) for pair in told.joint] == [
        ("uni", "firm", 0.5),
        ("firm", "lab", 0.25),
    ]
    assert told.uncovered == ()
    assert (told.helix.unclassified, told.helix.absent) == (1, ("government", "civil"))


def test_runner_up_passes_over_whom_the_caller_refuses(problem: Problem) -> None:
    proposal = value_of(problem, (0, 1, 3))
    (told,) = explain(problem, [proposal], admits=lambda ids: "rival" not in ids)
    assert told.parts[1].runner_up == RunnerUp("town", pytest.approx(3.75 - 0.5))
    (told,) = explain(problem, [proposal], admits=lambda ids: False)
    assert [part.runner_up for part in told.parts] == [None, None, None]


def test_balance_is_nought_for_one_sector_and_one_for_all_four() -> None:
    assert balance_of(["business", "business"]).balance == 0.0
    assert balance_of(["business", "research", "government", "civil"]).balance == pytest.approx(1.0)
    empty = balance_of([None, "other"])
    assert (empty.balance, empty.unclassified) == (0.0, 2)


def clauses() -> st.SearchStrategy[Clause]:
    """Clauses over two bits, with one level of alternatives."""
    count, bit = st.integers(0, 4), st.integers(0, 1)
    groups = st.lists(st.integers(-1, 2), min_size=COUNT, max_size=COUNT)
    simple = st.one_of(
        st.builds(AtLeast, st.just("least"), bit, count),
        st.builds(AtMost, st.just("most"), bit, count),
        st.builds(Every, st.just("every"), bit),
        st.builds(DistinctAtLeast, st.just("distinct"), st.sampled_from(["country", "region"]), st.none() | bit, count),
        groups.map(lambda codes: Apart("apart", np.array(codes, dtype=np.int32))),
    )
    ways = st.lists(st.lists(simple, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)
    return simple | st.builds(AnyOf, st.just("any"), ways)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small pools with random properties, bonuses and clauses."""
    some = np.random.default_rng(draw(st.integers(0, 2**16)))
    requirements = Requirements(
        some.integers(0, 4, COUNT, dtype=np.uint64),
        some.integers(-1, 3, COUNT, dtype=np.int32),
        some.integers(-1, 3, COUNT, dtype=np.int32),
        draw(st.lists(clauses(), max_size=3).map(tuple)),
        ("first", "second"),
    )
    edges = [(0, 1, 0.5), (1, 2, 0.25), (3, 6, 1.0)]
    return Problem(
        ids=tuple(str(number) for number in range(COUNT)),
        fit=np.round(some.random(COUNT), 3),
        coverage=some.integers(0, 8, COUNT, dtype=np.uint64),
        need_weights=np.array([1.0, 0.5, 0.25]),
        size=3,
        requirements=requirements,
        pairs=Pairs.of(COUNT, edges),
    )


@given(problems())
@settings(max_examples=150, deadline=None)
def test_runner_up_is_the_best_of_all_replacements(problem: Problem) -> None:
    """Clauses agree with the engine's own checker, and each runner-up with a search through all replacements."""
    every = list(combinations(range(COUNT), problem.size))
    right = [
        one for one in every if all(clause_holds(problem.requirements, c, one) for c in problem.requirements.clauses)
    ]
    assert right == [one for one in every if not check(problem, (value_of(problem, one),))]
    for members in right[:3]:
        (told,) = explain(problem, [value_of(problem, members)])
        for member, part in zip(members, told.parts, strict=True):
            others = tuple(other for other in members if other != member)
            rivals = {tuple(sorted((*others, j))) for j in range(COUNT) if j not in members} & set(right)
            best = max((value_of(problem, rival).value for rival in rivals), default=None)
            lost = None if best is None else value_of(problem, members).value - best
            assert (None if part.runner_up is None else part.runner_up.less) == (
                None if lost is None else pytest.approx(lost)
            )
            mask = holds_with(problem.requirements, others)
            assert {j for j in range(COUNT) if mask[j] and j not in others} == {
                j for j in range(COUNT) if j not in others and tuple(sorted((*others, j))) in right
            }
