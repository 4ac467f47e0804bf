"""The examples of the reference page are read by the engine, and every operator has one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engines.eligibility.makers import rules_of
from grono.engines.eligibility import read_consortium, read_rules
from grono.engines.eligibility.reading import Reader
from grono.engines.eligibility.sets import shipped

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "eligibility-rules.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
OPERATORS = Reader(shipped(), {}).operators
TESTS = [example for example in EXAMPLES if len(example) == 1 and next(iter(example)) in OPERATORS]


def test_every_operator_has_an_example() -> None:
    section = TEXT.partition("## Operators")[2].partition("## A consortium")[0]
    headings = [
        name for line in re.findall(r"^### (.+)$", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", line)
    ]
    assert sorted(headings) == sorted(OPERATORS)


@pytest.mark.parametrize("test", TESTS, ids=lambda test: next(iter(test)))
def test_example_of_an_operator_is_read(test: dict[str, Any]) -> None:
    facts = {"civil_purpose": {"kind": "bool", "title": {"en": "Civil?"}}}
    assert len(rules_of(test, facts=facts).rules) == 1


def test_example_of_a_document_is_read() -> None:
    document = next(example for example in EXAMPLES if "rules" in example)
    assert read_rules(document).code == "twin-towns"


def test_example_of_a_consortium_is_read() -> None:
    document = next(example for example in EXAMPLES if "entities" in example)
    assert [entity.id for entity in read_consortium(document).entities] == ["recykla", "university"]
