"""The engine alone: its case format, what it prints, writes and returns."""

import json

import pytest
from hypothesis import given

from engines.themed.cases import problems, small
from grono.engines.themed import Problem, Solution, Submission, check, main


@given(problems())
def test_problem_survives_json(problem):
    assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem


def test_command_writes_a_programme_that_can_be_the_next_start(tmp_path, capsys):
    problem = small(Submission("one", "k"), Submission("two", "k"), rooms_per_track=1)
    path, out = tmp_path / "case.json", str(tmp_path / "out.json")
    path.write_text(json.dumps(problem.to_json()), encoding="utf-8")
    assert main([str(path), "-o", out, "--steps", "4000"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(
        "status   optimal (the cost meets its bound)\n  cost         0  (min; bound 0, gap 0.00 %, proven)\n"
    )
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert check(problem, Solution.from_json(result["solution"])) == []
    assert main([str(path), "--start", out, "--steps", "0"]) == 0


def test_command_returns_1_when_nothing_can_fit(tmp_path, capsys):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(small(*(Submission(f"s{n}", "k") for n in range(9))).to_json()), encoding="utf-8")
    assert main([str(path), "--steps", "4000"]) == 1
    assert "infeasible (it is proven" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "case.json:1:2: is not JSON"),
        ('{"blocks": [{"id": 3}]}', "blocks[0].id: must be a text"),
        ('{"block": []}', "unknown field 'block'"),
    ],
)
def test_command_returns_2_and_the_place_of_bad_input(tmp_path, capsys, text, message):
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 2
    assert message in capsys.readouterr().err
