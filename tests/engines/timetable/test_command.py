"""The engine alone: what it prints, writes and returns."""

import json

import pytest

from engines.timetable.cases import small
from grono.engines.timetable import Mode, Problem, Session, Solution, check, main


@pytest.fixture
def case(tmp_path):
    def write(problem):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(problem.to_json()), encoding="utf-8")
        return str(path)

    return write


def test_command_writes_a_programme_that_can_be_the_next_start(case, tmp_path, capsys):
    problem = small(Session("a", 60), Session("b", 60))
    path, out = case(problem), str(tmp_path / "out.json")
    assert main([path, "-o", out, "--steps", "4000", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("status   optimal (every level meets its bound)\n  placed       2  (max; bound 2")
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert check(problem, Solution.from_json(result["solution"])) == []
    assert main([path, "--start", out, "--steps", "0"]) == 0


def test_command_prints_what_was_left_out(case, capsys):
    talks = [Session(f"t{number}", 120, persons=("anna",)) for number in range(5)]
    assert main([case(small(*talks)), "--steps", "4000"]) == 0
    assert "  left out: t" in capsys.readouterr().out


def test_command_returns_1_when_pins_contradict(case, capsys):
    pinned = [Session(name, 60, persons=("anna",), pinned_start=540) for name in "ab"]
    assert main([case(small(*pinned))]) == 1
    assert "infeasible (anna is in sessions a and b, pinned to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "case.json:1:2: is not JSON"),
        ("[]", "case: must be an object"),
        ('{"step": 5, "blocks": [], "rooms": [], "sessions": [{"id": 3}]}', "sessions[0].id: must be a text"),
    ],
)
def test_command_returns_2_and_the_place_of_bad_input(tmp_path, capsys, text, message):
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 2
    assert message in capsys.readouterr().err


def test_command_returns_2_for_a_missing_file_and_a_negative_limit(case, capsys):
    assert main(["nowhere.json"]) == 2
    assert main([case(small(Session("a", 60))), "--seconds", "-1"]) == 2
    assert "Limits.seconds must not be negative" in capsys.readouterr().err


def test_command_returns_3_when_nothing_is_found_within_the_limit(case, capsys):
    # Pigeons of odd lengths: the minutes suffice, no packing is found at once, and no time is left for a proof.
    lengths = (20, 25, 35, 40, 45, 50, 55, 60, 65, 70)
    talks = tuple(Session(f"t{number}", length) for number, length in enumerate(lengths * 2))
    problem = Problem(5, small().blocks, small().rooms, talks, mode=Mode.ALL_REQUIRED)
    assert main([case(problem), "--seconds", "0"]) == 3
    assert "no programme with all sessions was found within the limit" in capsys.readouterr().out
