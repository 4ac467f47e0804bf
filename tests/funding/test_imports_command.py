"""``grono import calls`` and ``grono import rules``: what they say, and how they end."""

import json

import pytest

from funding.portal import lines, record
from grono.cli.calls import bring_in_calls, bring_in_rules
from grono.funding.models import RuleSet, Topic
from grono.funding.planning import library_documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_calls_come_in_with_their_rules_and_a_report(tmp_path, capsys):
    assert bring_in_calls(str(lines(tmp_path, record(1), record(2, title="")))) == 0
    said = capsys.readouterr()
    assert said.out == (
        "calls.jsonl: records: 2; topics: 1 new, 0 changed (deadlines of 0), 0 unchanged, 0 absent, 0 back; "
        "records refused: 1.\n"
    )
    assert said.err.splitlines() == [
        "2 records",
        "calls.jsonl, row 2, column title (HORIZON-CL6-2099-01-CIRCBIO-02): the title is missing",
    ]
    assert Topic.objects.get().scheme.code == "horizon-ria"


def test_file_that_cannot_be_read_ends_with_2(tmp_path, capsys):
    assert bring_in_calls(str(tmp_path / "no.json")) == 2
    assert capsys.readouterr().err.splitlines() == ["no.json: there is no such file"]


def test_all_rules_that_come_along_are_named_with_their_days(capsys):
    assert bring_in_rules(None) == 0
    assert "horizon-ria 2021: 2021-01-01 – 2027-12-31" in capsys.readouterr().out.splitlines()


def test_rules_that_are_refused_end_with_2_and_save_nothing(tmp_path, capsys):
    document = dict(library_documents()[0]) | {"rules": []}
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert (bring_in_rules(str(path)), RuleSet.objects.count()) == (2, 0)
    assert capsys.readouterr().err.splitlines()[-1] == "Nothing was saved."
