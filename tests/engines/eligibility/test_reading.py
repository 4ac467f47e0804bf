"""Bad documents are refused with the place and the rule."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from engines.eligibility.makers import rules_of
from grono.cli import main as grono
from grono.engines.eligibility import library, main, read_consortium, read_rules
from grono.engines.kit.case import CaseError, Node

GOOD = library.FOLDER / "horizon-ria.json"
CONSORTIUM: dict[str, Any] = {
    "on": "2026-06-01",
    "entities": [{"id": country.lower(), "country": country, "owners": []} for country in ("PL", "CZ", "NO")],
}


@pytest.mark.parametrize(
    ("test", "place", "message"),
    [
        ({"quorum": {}}, "rules[0].test", "unknown operator 'quorum'"),
        ({"all": [{"count": {"at_least": 1}}, {"most": {}}]}, "rules[0].test.all[1]", "unknown operator 'most'"),
        ({"count": {"who": {"colour": ["red"]}, "at_least": 1}}, "rules[0].test.count.who", "unknown field 'colour'"),
        ({"every": {"must": {"country": ["EU-XX"]}}}, "rules[0].test.every.must.country[0]", "unknown country group"),
        ({"lead": {"region": ["MARS"]}}, "rules[0].test.lead.region[0]", "unknown area 'MARS'"),
        ({"count": {}}, "rules[0].test.count", "needs at_least or at_most"),
        ({"count": {"at_least": 3, "at_most": 2}}, "rules[0].test.count", "at_most is smaller"),
        ({"share": {"by": "participant", "at_most": 70}}, "rules[0].test.share.at_most", "between 0 and 1"),
        ({"fact": {"name": "civil", "is": True}}, "rules[0].test.fact.name", "not among the document's facts"),
        ({"range": {"of": "months", "at_most": 1}}, "rules[0].test.range.of", "'months' is not one of"),
        ({"count": {"at_least": 1}, "rate": {}}, "rules[0].test", "one field, the operator"),
    ],
)  # fmt: skip
def test_rule_is_refused(test: dict[str, Any], place: str, message: str) -> None:
    with pytest.raises(CaseError, match=message) as caught:
        rules_of(test)
    assert caught.value.place == place


def test_rules_keep_their_document() -> None:
    document = json.loads(GOOD.read_text(encoding="utf-8"))["versions"][0]
    rules = read_rules(document)
    assert read_rules(rules.document) == rules


def test_overlapping_versions_are_refused() -> None:
    document = json.loads(GOOD.read_text(encoding="utf-8"))
    again = deepcopy(document["versions"][0]) | {"version": "2027", "valid_from": "2027-01-01"}
    document["versions"].append(again)
    with pytest.raises(CaseError, match="both valid on 2027-01-01") as caught:
        library.read_versions(Node(document))
    assert caught.value.place == "versions[1]"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"country": "Poland"}, r"entities\[0\].country: 'Poland' is not a country as PL"),
        ({"role": "boss"}, r"entities\[0\].role: 'boss' is not one of"),
        ({"owners": [{"id": "x", "share": 60, "kind": "person"}]}, r"entities\[0\].owners\[0\].share: must lie"),
        ({"owners": [{"id": "pl", "share": 0.6, "kind": "enterprise"}]}, "circular ownership: pl is held by pl"),
        ({"grant": {"amount": -1, "currency": "EUR"}}, r"entities\[0\].grant.amount: must be an amount"),
        ({"colour": "red"}, r"entities\[0\]: unknown field 'colour'"),
        ({"id": "cz"}, "the id 'cz' stands twice"),
    ],
)
def test_consortium_is_refused(change: dict[str, Any], message: str) -> None:
    document = deepcopy(CONSORTIUM)
    document["entities"][0] |= change
    with pytest.raises(CaseError, match=message):
        read_consortium(document)


def test_partner_without_country_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = deepcopy(CONSORTIUM)
    del document["entities"][0]["country"]
    assert check(tmp_path, document) == 3
    assert "missing: pl.country" in capsys.readouterr().out


def check(folder: Path, document: dict[str, Any], *options: str) -> int:
    path = folder / "consortium.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return grono(["check-eligibility", "horizon-ria", str(path), *options])


def test_command_says_met_and_when_it_was_encoded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, CONSORTIUM) == 0
    assert capsys.readouterr().out.splitlines()[1] == "met, as encoded on 2026-11-23; not legal advice"


def test_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {**CONSORTIUM, "entities": CONSORTIUM["entities"][:2]}
    assert check(tmp_path, document, "--json") == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "not met"


def test_command_presumes_owners_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = deepcopy(CONSORTIUM)
    del document["entities"][0]["owners"]
    assert check(tmp_path, document) == 3
    assert check(tmp_path, document, "--presume", "owners") == 0
    assert "presumed: pl.owners" in capsys.readouterr().out


def test_command_refuses_a_day_without_a_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, CONSORTIUM, "--on", "2019-01-01") == 2
    assert "no version of 'horizon-ria' is valid on 2019-01-01" in capsys.readouterr().err


def test_command_takes_files_of_rules(tmp_path: Path) -> None:
    path = tmp_path / "consortium.json"
    path.write_text(json.dumps(CONSORTIUM), encoding="utf-8")
    assert main([str(GOOD), str(path)]) == 0
    assert main(["no-such-scheme", str(path)]) == 2
