"""Cases and the command line."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest

from grono.engines.kit.case import CaseError
from grono.engines.matching import check, main, solve
from grono.engines.matching.case import read_problem

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "matching-case.md"


@pytest.fixture
def case() -> dict:
    """The example of the reference page."""
    return json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1])


def test_example_of_the_reference_page_finds_the_german_firm(case):
    problem = read_problem(case)
    ranking = solve(problem).solution
    assert check(problem, ranking) == []
    (entry,) = ranking.entries
    assert entry.key == "kunststoff"
    assert [reason.kind for reason in entry.reasons] == ["similar_text", "need_met", "wanted_country"]


def test_command_writes_the_list_and_prints_reasons(tmp_path, case, capsys):
    path, out = tmp_path / "case.json", tmp_path / "out.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    assert main([str(path), "-o", str(out)]) == 0
    (entry,) = json.loads(out.read_text(encoding="utf-8"))["solution"]
    assert (entry["key"], entry["reasons"][1]["record"]) == ("kunststoff", "profile:2")
    assert "need_met plastics-regranulation [profile:2]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda case: case.pop("seeker"), "case: needs the field 'seeker'"),
        (lambda case: case.update(limit="ten"), "limit: must be a whole number"),
        (lambda case: case.update(limit=-1), "limit must not be negative"),
        (lambda case: case["candidates"][2]["facts"][0].update(field="offer"), "candidates[2].facts[0]: unknown field"),
        (lambda case: case["candidates"].append({"key": "seen"}), "two candidates have the same key"),
        (lambda case: case.update(weights={"txt": 1}), "weights: unknown field 'txt'"),
        (lambda case: case.update(weights={"text": -1}), "weights must not be negative"),
        (lambda case: case.update(collaboration={"seen": -1}), "collaboration scores must be"),
        (lambda case: case["seeker"].update(texts=["x"]), "seeker.texts[0]: must be an object"),
        (
            lambda case: case["candidates"][1].update(
                texts=[{"field": "f", "record": "r", "language": "pl", "vector": [3.0]}]
            ),
            "candidates[1].texts[0].vector: must have length 1",
        ),
        (
            lambda case: case["candidates"][1].update(
                texts=[{"field": "f", "record": "r", "language": "pl", "vector": [1.0]}]
            ),
            "vectors of one version have one length",
        ),
    ],
)
def test_bad_case_names_place_and_rule(case, change, message):
    broken = deepcopy(case)
    change(broken)
    with pytest.raises(CaseError) as caught:
        read_problem(broken)
    assert message in str(caught.value)


def test_command_refuses_what_is_no_case(tmp_path, capsys):
    path = tmp_path / "case.json"
    path.write_text("{", encoding="utf-8")
    assert main([str(path)]) == 2
    assert "is not JSON" in capsys.readouterr().err
