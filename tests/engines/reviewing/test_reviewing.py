"""The engine that gives proposals to reviewers: rules, proof, bad input, and the command line."""

import json
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Status
from grono.engines.reviewing import Problem, Solution, check, main, shortfalls, solve
from grono.engines.reviewing.measure import worth

LIMITS = Limits(seconds=20)


def problem(affinity, wanted=1, most=9, least=0, conflicts=(), fixed=()):
    table = np.array(affinity, dtype=np.int64)
    barred = np.zeros(table.shape, dtype=np.bool_)
    for row, column in conflicts:
        barred[row, column] = True
    proposals = tuple(f"p{row}" for row in range(table.shape[0]))
    reviewers = tuple(f"r{column}" for column in range(table.shape[1]))
    loads = ((least, most),) * len(reviewers)
    return Problem(proposals, reviewers, table, barred, (wanted,) * len(proposals), loads, tuple(fixed))


def order(found):
    return found.given, -found.spread, found.weakest, found.affinity, -found.loads


def best_of_all(case):
    """The best worth of all assignments, by trying every one."""
    choices = [
        [
            names
            for size in range(case.wanted[row] + 1)
            for names in combinations([c for c in range(len(case.reviewers)) if not case.conflicts[row, c]], size)
        ]
        for row in range(len(case.proposals))
    ]
    found = []
    for chosen in product(*choices):
        solution = Solution(
            {case.proposals[row]: tuple(case.reviewers[c] for c in names) for row, names in enumerate(chosen)}
        )
        if not check(case, solution):
            found.append(order(worth(case, solution)))
    return max(found, default=None)


@st.composite
def cases(draw):
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    numbers = st.lists(st.integers(0, 9), min_size=columns, max_size=columns)
    affinity = [draw(numbers) for _row in range(rows)]
    pairs = list(product(range(rows), range(columns)))
    conflicts = [pair for pair in pairs if draw(st.integers(0, 3)) == 0]
    free = [pair for pair in pairs if pair not in conflicts]
    fixed = [free[0]] if free and draw(st.booleans()) else []
    most = draw(st.integers(1, 3))
    least = draw(st.integers(0, 1))
    named = [(f"p{row}", f"r{column}") for row, column in fixed]
    return problem(affinity, draw(st.integers(1, 2)), most, least, conflicts, named)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_answer_equals_the_best_of_all(case):
    result = solve(case, limits=LIMITS)
    expected = best_of_all(case)
    if expected is None:
        assert result.status is Status.INFEASIBLE
        return
    assert check(case, result.solution) == []
    assert order(worth(case, result.solution)) == expected
    assert result.status is Status.OPTIMAL


def test_weakest_proposal_counts_before_the_total():
    case = problem([[900, 300], [800, 100]], most=1)
    assert solve(case, limits=LIMITS).solution.reviewers == {"p0": ("r1",), "p1": ("r0",)}


def test_loads_are_even_among_equals():
    result = solve(problem([[500, 500]] * 4), limits=LIMITS)
    assert result.levels[-1].value == 8


def test_one_more_reviewer_never_hurts():
    random = np.random.default_rng(3)
    table = random.integers(0, 1000, (12, 6))
    few = solve(problem(table[:, :5], wanted=2, most=5), limits=LIMITS)
    more = solve(problem(table, wanted=2, most=5), limits=LIMITS)
    assert (
        order(worth(problem(table, 2, 5), more.solution))[:3]
        >= order(worth(problem(table[:, :5], 2, 5), few.solution))[:3]
    )


def test_shortfall_names_the_rule():
    case = problem([[1, 1], [1, 1], [1, 1]], wanted=2, most=2, conflicts=[(0, 0)])
    result = solve(case, limits=LIMITS)
    assert (result.levels[0].value, result.levels[1].value) == (4, 2)
    assert {one.proposal: (one.missing, one.rule) for one in shortfalls(case, result.solution)}["p0"] == (
        1,
        "conflicts",
    )


def test_least_loads_that_cannot_be_kept_are_named():
    result = solve(problem([[1, 1]], least=1, conflicts=[(0, 1)]), limits=LIMITS)
    assert (result.status, result.reason) == (
        Status.INFEASIBLE,
        "reviewer 'r1' wants at least 1 reviews and may take 0",
    )


def test_stop_keeps_the_best_so_far():
    result = solve(problem([[5, 1], [1, 5]]), limits=LIMITS, progress=lambda report: report.phase != "loads")
    assert (result.status, result.reason) == (Status.FEASIBLE, "stopped by the caller")
    assert result.levels[3].value == 10


def test_no_time_returns_the_start():
    case = problem([[5, 1]])
    start = Solution({"p0": ("r1",)})
    assert solve(case, limits=Limits(seconds=0), start=start).solution == start
    assert solve(case, limits=Limits(seconds=0)).status is Status.UNKNOWN


def test_nothing_to_give_is_proven():
    assert solve(problem(np.zeros((0, 2))), limits=LIMITS).status is Status.OPTIMAL


def test_checker_names_each_rule():
    case = problem([[1, 1], [1, 1]], wanted=1, most=1, conflicts=[(0, 0)], fixed=[("p1", "r1")])
    broken = check(case, Solution({"p0": ("r0", "r0"), "p9": ("r1",)}))
    assert sorted(one.rule for one in broken) == ["conflict", "fixed", "load_most", "too_many", "twice", "unknown"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reviewers": [{"id": "r"}, {"id": "r"}]}, "reviewers[1].id: 'r' is used twice"),
        ({"reviewers": [{"id": "r", "least": 3, "most": 2}]}, "reviewers[0].most: must be at least 3, got 2"),
        (
            {"proposals": [{"id": "p", "affinity": {"r": 1001}}]},
            "proposals[0].affinity.r: must lie between 0 and 1000, got 1001",
        ),
        ({"proposals": [{"id": "p", "affinity": {"x": 1}}]}, "proposals[0].affinity.x: unknown reviewer 'x'"),
        ({"proposals": [{"id": "p", "wanted": -1}]}, "proposals[0].wanted: must not be negative, got -1"),
        (
            {"proposals": [{"id": "p", "conflicts": ["r"], "fixed": ["r"]}]},
            "fixed[0]: reviewer 'r' has a conflict of interest with proposal 'p'",
        ),
        ({"speed": 1}, "case: unknown field 'speed' (known: format, wanted, reviewers, proposals)"),
    ],
)  # fmt: skip
def test_bad_case_names_place_and_rule(change, message):
    good = {"reviewers": [{"id": "r"}], "proposals": [{"id": "p"}]}
    with pytest.raises(CaseError) as error:
        Problem.from_json(good | change)
    assert str(error.value) == message


def test_case_and_solution_survive_json():
    case = problem([[5, 1], [0, 7]], conflicts=[(1, 0)], fixed=[("p0", "r1")])
    again = Problem.from_json(json.loads(json.dumps(case.to_json())))
    assert again.to_json() == case.to_json()
    result = solve(again, limits=LIMITS)
    assert Solution.from_json(json.loads(json.dumps(result.as_json()))) == result.solution


def test_command_writes_the_result(tmp_path, capsys):
    source, target = tmp_path / "case.json", tmp_path / "result.json"
    source.write_text(json.dumps(problem([[5, 1]]).to_json()))
    assert main([str(source), "-o", str(target)]) == 0
    assert json.loads(target.read_text())["solution"] == {"reviewers": {"p0": ["r0"]}}
    assert capsys.readouterr().out.startswith("status   optimal")
    assert main([str(tmp_path / "none.json")]) == 2
