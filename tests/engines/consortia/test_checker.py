"""Every rule that a proposal breaks is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grono.engines.consortia import (
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Requirements,
    check,
    value_of,
)

FLAGS = np.array([0b01, 0b01, 0b10, 0b11, 0b10], dtype=np.uint64)
COUNTRIES = np.array([0, 0, 1, -1, 2], dtype=np.int32)
REGIONS = np.array([0, 1, 2, 2, -1], dtype=np.int32)
GROUPS = np.array([0, 0, -1, -1, -1], dtype=np.int32)


def problem(*clauses: object, **changes: object) -> Problem:
    base = Problem(
        ids=tuple("abcde"),
        fit=np.array([1.0, 2.0, 3.0, 4.0, 5.0]),
        coverage=np.array([1, 2, 0, 0, 0], dtype=np.uint64),
        need_weights=np.array([0.5, 0.5]),
        size=3,
        requirements=Requirements(FLAGS, COUNTRIES, REGIONS, clauses, ("green", "small")),
        pairs=Pairs.of(5, [(0, 1, 0.25)]),
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("clause", "members", "message"),
    [
        (AtLeast("r", 0, 3), (0, 1, 2), "2 members with green, at least 3 are needed"),
        (AtMost("r", 1, 1), (2, 3, 4), "3 members with small, at most 1 are allowed"),
        (Every("r", 1), (0, 2, 3), "1 members without small, every one needs it"),
        (DistinctAtLeast("r", "country", None, 3), (0, 2, 3), "2 distinct countries, at least 3 are needed"),
        (DistinctAtLeast("r", "region", 1, 2), (1, 2, 3), "1 distinct regions, at least 2 are needed"),
        (Apart("r", GROUPS), (0, 1, 2), "more than one member of group 0"),
        (AnyOf("r", ((Every("x", 0),), (Every("y", 1),))), (0, 2, 3), "none of the alternatives holds"),
    ],
)
def test_check_names_the_broken_rule(clause, members, message):
    case = problem(clause)
    violations = check(case, (value_of(case, members),))
    assert [(v.rule, v.message) for v in violations] == [("r", f"proposal 1: {message}")]


@pytest.mark.parametrize(
    ("clause", "members"),
    [
        (AtLeast("r", 0, 3), (0, 1, 3)),
        (AtMost("r", 1, 1), (0, 1, 3)),
        (Every("r", 1), (2, 3, 4)),
        (DistinctAtLeast("r", "country", None, 3), (0, 2, 4)),
        (Apart("r", GROUPS), (0, 2, 4)),
        (AnyOf("r", ((Every("x", 0),), (Every("y", 1),))), (2, 3, 4)),
        (AnyOf("r", ((Every("x", 0),), ())), (0, 2, 3)),
    ],
)
def test_check_accepts_what_keeps_the_rule(clause, members):
    case = problem(clause)
    assert check(case, (value_of(case, members),)) == []


def test_check_names_size_seeds_and_strangers():
    case = problem(seeds=(4,))
    assert [v.rule for v in check(case, (value_of(case, (0, 1)),))] == ["size", "seeds"]
    good = value_of(case, (0, 1, 4))
    assert [v.rule for v in check(case, (replace(good, members=(0, 4, 9)),))] == ["unknown-member"]
    assert [v.rule for v in check(case, (replace(good, members=(0, 0, 4)),))] == ["twice"]


def test_check_names_proposals_that_are_too_alike():
    case = problem()
    pair = (value_of(case, (0, 1, 2)), value_of(case, (0, 1, 3)))
    assert [str(v) for v in check(case, pair)] == [
        "difference: proposal 2 shares 2 of 3 members with proposal 1 [a, b]"
    ]
    assert check(replace(case, difference=1), pair) == []


def test_check_counts_the_value_anew():
    case = problem()
    good = value_of(case, (0, 1, 2))
    assert (good.value, good.coverage, good.pair_bonus) == (7.25, 1.0, 0.25)
    wrong = replace(good, coverage=1.5, value=7.75)
    assert [v.message for v in check(case, (wrong,))] == [
        "proposal 1 states coverage 1.5, it is 1",
        "proposal 1 states value 7.75, it is 7.25",
    ]


def test_check_refuses_too_many_proposals():
    case = problem(proposals=1)
    assert [v.rule for v in check(case, (value_of(case, (0, 1, 2)), value_of(case, (2, 3, 4))))] == ["proposals"]
