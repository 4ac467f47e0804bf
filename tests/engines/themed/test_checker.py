"""The checker names the rule and the things that break it."""

import pytest

from engines.themed.cases import small
from grono.engines.themed import Placement, Solution, Submission, check

PROBLEM = small(Submission("one", "k", 2), Submission("two", "m"))
GOOD = {"one": Placement("am", "hall", 0), "two": Placement("am", "studio", 0)}


def test_checker_accepts_a_programme_that_can_be_held():
    assert check(PROBLEM, Solution(GOOD)) == []


@pytest.mark.parametrize(
    ("places", "rules"),
    [
        ({"two": None}, ["forgotten"]),
        ({"three": Placement("am", "hall", 0)}, ["unknown-submission"]),
        ({"two": Placement("night", "hall", 0)}, ["unknown-block"]),
        ({"two": Placement("am", "attic", 0)}, ["unknown-room"]),
        ({"one": Placement("am", "hall", 1)}, ["slots"]),
        ({"two": Placement("am", "studio", -1)}, ["slots"]),
        ({"two": Placement("am", "hall", 1)}, ["mixed", "double"]),
    ],
)
def test_checker_names_the_rule(places, rules):
    merged = {key: place for key, place in {**GOOD, **places}.items() if place is not None}
    assert [violation.rule for violation in check(PROBLEM, Solution(merged))] == rules
