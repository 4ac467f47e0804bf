"""Mistakes in a problem are named with their place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engines.consortia.cases import large
from grono.engines.consortia import AnyOf, Apart, AtLeast, Every, Pairs, Problem, Requirements
from grono.engines.kit.case import CaseError

SMALL = large(count=6)


def with_clause(clause: object) -> Requirements:
    return replace(SMALL.requirements, clauses=(clause,))


def bad_pairs(partners: list[int], weights: list[float]) -> Pairs:
    starts = np.array([0, 1, 2, 2, 2, 2, 2], dtype=np.int64)
    return Pairs(starts, np.array(partners, dtype=np.int32), np.array(weights))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ids": ("a", "b", "a", "d", "e", "f")}, "ids[2]: 'a' is used twice"),
        ({"fit": np.ones(5)}, "fit: must be an array of float64 with one entry for each of 6"),
        ({"fit": np.array([1, 2, -1, 0, 0, 0.0])}, "fit[2]: must be a number of 0 or more, got -1.0"),
        ({"fit": np.array([1, np.nan, 1, 0, 0, 0.0])}, "fit[1]: must be a number of 0 or more, got nan"),
        ({"need_weights": np.ones(33)}, "need_weights: at most 32 needs, got 33"),
        ({"need_weights": np.zeros(0)}, "names a need beyond the 0 of the call"),
        ({"needs": ("one",)}, "needs: 1 names for 8 needs"),
        ({"size": 0}, "size: must be 1 or more"),
        ({"proposals": 0}, "proposals: must be 1 or more"),
        ({"difference": 4}, "difference: must lie between 1 and the size, 3"),
        ({"seeds": (6,)}, "seeds[0]: no organisation has the number 6"),
        ({"seeds": (2, 2)}, "seeds[1]: 'o2' is named twice"),
        ({"seeds": (0, 1, 2, 3)}, "seeds: 4 seeds do not fit into 3 places"),
        ({"pairs": bad_pairs([1, 0], [1.0, 2.0])}, "pairs: every pair must stand in the rows of both"),
        ({"pairs": bad_pairs([1, 2], [1.0, 1.0])}, "pairs: every pair must stand in the rows of both"),
        ({"pairs": bad_pairs([0, 1], [1.0, 1.0])}, "pairs: an organisation has a bonus with itself"),
        ({"pairs": bad_pairs([1, 9], [1.0, 1.0])}, "pairs.partners: must lie between 0 and 5"),
        ({"requirements": with_clause(Every("x", 64))}, "requirements.clauses[0].bit: must lie between 0 and 63"),
        ({"requirements": with_clause(AtLeast("x", 0, -1))}, "requirements.clauses[0].count: must not be negative"),
        ({"requirements": with_clause(AnyOf("x", ()))}, "rule 'x' needs at least one alternative"),
        (
            {"requirements": with_clause(AnyOf("x", ((Every("y", -1),),)))},
            "requirements.clauses[0].alternatives[0][0].bit",
        ),
        (
            {"requirements": with_clause(Apart("x", np.full(6, -2, dtype=np.int32)))},
            "requirements.clauses[0].groups[0]: must be -1 (none) or more, got -2",
        ),
        (
            {"requirements": replace(SMALL.requirements, clauses=(AnyOf("x", ((),) * 9), AnyOf("y", ((),) * 9)))},
            "requirements.clauses: can be read in 81 ways; at most 64 are possible",
        ),
    ],
)
def test_problem_names_the_place_of_a_mistake(changes, message):
    with pytest.raises(CaseError) as error:
        replace(SMALL, **changes)
    assert message in str(error.value)


def test_pairs_that_are_named_twice_are_added():
    pairs = Pairs.of(4, [(2, 0, 0.25), (0, 2, 0.5), (1, 3, 1.0)])
    assert list(pairs.edges()) == [(0, 2, 0.75), (1, 3, 1.0)]
    assert pairs.starts.tolist() == [0, 1, 2, 3, 4]


def test_problem_without_pairs_has_no_bonuses():
    problem = Problem(
        ids=("a",),
        fit=np.ones(1),
        coverage=np.zeros(1, dtype=np.uint64),
        need_weights=np.zeros(0),
        size=1,
        requirements=Requirements.none(1),
        difference=1,
    )
    assert list(problem.bonuses.edges()) == []
