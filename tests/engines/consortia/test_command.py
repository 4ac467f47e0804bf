"""The command line: exit codes, files, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.consortia.test_case import CASE
from grono.engines.consortia import main


def write(path: Path, data: object) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_command_writes_proposals_and_says_how_good_they_are(tmp_path, capsys):
    out = tmp_path / "out.json"
    assert main([write(tmp_path / "case.json", CASE), "-o", str(out), "--steps", "1000"]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert (result["status"], result["reason"]) == ("optimal", "1 of 5 proposals: no further one exists")
    assert [(p["members"], p["value"]) for p in result["solution"]] == [(["a", "b"], pytest.approx(3.85))]
    assert [level["proven"] for level in result["levels"]] == [True]
    assert "  3.85       proven: a, b\n" in capsys.readouterr().out
    assert main([str(tmp_path / "case.json"), "--start", str(out), "--steps", "0"]) == 0


def test_command_names_the_rule_of_an_infeasible_case(tmp_path, capsys):
    rule = {"rule": "two-smes", "kind": "at least", "property": "SME", "count": 2}
    assert main([write(tmp_path / "case.json", CASE | {"requirements": [rule]}), "--steps", "100"]) == 1
    assert "status   infeasible (rule 'two-smes' cannot be kept by any 2 of the pool)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "case.json:1:2: is not JSON"),
        ('{"organisations": []}', "case: needs the field 'size'"),
        ('{"size": 1, "organisations": [{"id": 3}]}', "organisations[0].id: must be a text"),
    ],
)
def test_command_names_the_place_of_bad_input(tmp_path, capsys, text, message):
    case = tmp_path / "case.json"
    case.write_text(text, encoding="utf-8")
    assert main([str(case)]) == 2
    assert message in capsys.readouterr().err
