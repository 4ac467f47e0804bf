"""The command line: exit codes, files, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grono.engines.meetings import Solution, check, main
from grono.engines.meetings.dzn import read_dzn

DAYS = Path(__file__).resolve().parents[4] / "shared" / "data" / "instances" / "b2b"


def write(path: Path, data: object) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_command_writes_plan_and_says_how_good_it_is(tmp_path, small, capsys):
    case, out = write(tmp_path / "case.json", small.to_json()), tmp_path / "out.json"
    assert main([case, "-o", str(out), "--steps", "2000"]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["status"] == "optimal"
    assert check(small, Solution.from_json(result)) == []
    assert [(lv["name"], lv["value"], lv["bound"]) for lv in result["levels"]] == [
        ("meetings_1", 3, 3),
        ("smallest_share", 2, 2),
        ("breaks", 1, 1),
    ]
    assert "  breaks           1  (min; bound 1, gap 0.00 %, proven)" in capsys.readouterr().out


def test_command_takes_start_and_replans(tmp_path, small, plan, capsys):
    case = write(tmp_path / "case.json", small.to_json())
    start, out = write(tmp_path / "start.json", plan.to_json()), tmp_path / "out.json"
    assert main([case, "--start", start, "--replan", "--steps", "500", "-o", str(out)]) == 0
    assert Solution.from_json(json.loads(out.read_text(encoding="utf-8"))) == plan


def test_command_names_rule_of_infeasible_case(tmp_path, small, capsys):
    data = small.to_json() | {"mode": "all_required", "slots": [{"id": "s1"}]}
    assert main([write(tmp_path / "case.json", data), "--steps", "500"]) == 1
    assert "status   infeasible (participant_overbooked: participant ann has 2 meetings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "case.json:1:2: is not JSON"),
        ('{"slots": []}', "case: needs the field 'tables'"),
        ('{"slots": [{"id": 3}], "tables": 1, "participants": [], "meetings": []}', "slots[0].id: must be a text"),
    ],
)
def test_command_names_place_of_bad_input(tmp_path, capsys, text, message):
    case = tmp_path / "case.json"
    case.write_text(text, encoding="utf-8")
    assert main([str(case)]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", ["no.json", "no.dzn"])
def test_command_says_that_file_is_missing(tmp_path, capsys, name):
    assert main([str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err


def test_command_says_that_nothing_was_found_within_limit(tmp_path, capsys):
    """Nine teams of a round robin in nine slots fill four tables entirely: not found by a step or two."""
    teams = [str(i) for i in range(9)]
    meetings = [{"id": f"{a}{b}", "participants": [a, b]} for i, a in enumerate(teams) for b in teams[i + 1 :]]
    data = {
        "mode": "all_required",
        "slots": [{"id": f"s{i}"} for i in range(9)],
        "tables": 4,
        "participants": [{"id": team} for team in teams],
        "meetings": meetings,
    }
    assert main([write(tmp_path / "case.json", data), "--seconds", "0"]) == 3
    assert "status   unknown" in capsys.readouterr().out


@pytest.mark.shared
@pytest.mark.skipif(not DAYS.is_dir(), reason="needs the published B2B days beside the project")
def test_command_proves_published_day(tmp_path, capsys):
    day, out = DAYS / "tic-12crafc.original.dzn", tmp_path / "out.json"
    assert main([str(day), "-o", str(out), "--seconds", "20", "--workers", "2"]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert (result["status"], [lv["value"] for lv in result["levels"]]) == ("optimal", [125, 0])
    assert check(read_dzn(day), Solution.from_json(result)) == []
