"""The JSON case: what is written can be read, and slips are named with their place."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given, settings

from engines.consortia.cases import admissible, problems
from grono.engines.consortia import Problem
from grono.engines.consortia.case import problem_from_json, problem_to_json, proposals_to_json, solution_from_json
from grono.engines.kit.case import CaseError

CASE = {
    "format": "grono-consortia/1",
    "size": 2,
    "needs": [{"name": "batteries", "weight": 2}, {"name": "recycling"}],
    "properties": ["SME"],
    "organisations": [
        {"id": "a", "fit": 0.5, "needs": ["batteries"], "country": "PL", "properties": ["SME"]},
        {"id": "b", "fit": 0.25, "needs": ["recycling"], "country": "DE", "region": "DE21"},
        {"id": "c", "country": "PL"},
    ],
    "pairs": [["a", "b", 0.1]],
    "requirements": [
        {"rule": "two-countries", "kind": "distinct at least", "of": "country", "count": 2},
        {"rule": "one-sme", "kind": "at least", "property": "SME", "count": 1},
    ],
}


def test_case_is_read():
    problem = Problem.from_json(CASE)
    assert problem.ids == ("a", "b", "c")
    assert problem.need_weights.tolist() == [2.0, 1.0]
    assert problem.coverage.tolist() == [1, 2, 0]
    assert problem.requirements.countries.tolist() == [1, 0, 1]
    assert problem.requirements.regions.tolist() == [-1, 0, -1]
    assert (problem.proposals, problem.difference, problem.seeds) == (5, 2, ())
    assert [(p.members, p.value) for p in admissible(problem)] == [((0, 1), pytest.approx(3.85))]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_case_that_is_written_reads_as_the_same_problem(problem):
    again = problem_from_json(problem_to_json(problem))
    assert admissible(again) == admissible(problem)
    assert (again.size, again.proposals, again.difference, again.seeds) == (
        problem.size,
        problem.proposals,
        problem.difference,
        problem.seeds,
    )


def test_proposals_are_written_with_ids_and_read_again():
    problem = Problem.from_json(CASE)
    found = tuple(admissible(problem))
    written = proposals_to_json(problem, found)
    assert written[0]["members"] == ["a", "b"]
    assert solution_from_json(problem, {"solution": written}) == found


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("format",), "other/1", "format: 'other/1' is not 'grono-consortia/1'"),
        (("colour",), "red", "unknown field 'colour'"),
        (("size",), "two", "size: must be a whole number"),
        (("organisations", 1, "id"), "a", "organisations[1].id: 'a' is used twice"),
        (("organisations", 0, "needs"), ["steel"], "organisations[0].needs[0]: unknown need 'steel'"),
        (("organisations", 0, "properties"), ["big"], "organisations[0].properties[0]: unknown property 'big'"),
        (("organisations", 0, "fit"), -1, "fit[0]: must be a number of 0 or more, got -1.0"),
        (("pairs", 0), ["a", "b"], "pairs[0]: must be two ids and a bonus"),
        (("pairs", 0), ["a", "x", 1], "pairs[0][1]: unknown organisation 'x'"),
        (("pairs", 0), ["a", "a", 1], "pairs[0]: 'a' has a bonus with itself"),
        (("requirements", 0, "kind"), "some", "requirements[0].kind: must be one of at least, at most, every"),
        (("requirements", 0, "of"), "town", "requirements[0].of: must be country or region"),
        (("requirements", 1, "bit"), 3, "requirements[1]: unknown field 'bit'"),
        (("requirements", 1, "property"), "big", "requirements[1].property: unknown property 'big'"),
        (
            ("requirements", 0),
            {"rule": "r", "kind": "apart", "groups": [["a", "b"], ["b"]]},
            "requirements[0].groups[1][0]: 'b' is in two groups",
        ),
    ],
)
def test_case_names_the_place_of_a_mistake(path, value, message):
    data = deepcopy(CASE)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(CaseError) as error:
        problem_from_json(data)
    assert message in str(error.value)
