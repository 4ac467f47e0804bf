"""A version of a scheme's rules, ready to be assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grono.engines.eligibility.operators import Test


@dataclass(frozen=True)
class Rule:
    """One rule: its titles by language, where it stands, and the test."""

    id: str
    title: Mapping[str, str]
    article: str
    source: str
    read_at_source: bool
    test: Test


@dataclass(frozen=True)
class Question:
    """A fact that the applicants declare about the project: ``kind`` is bool, number or text."""

    name: str
    title: Mapping[str, str]
    kind: str


@dataclass(frozen=True)
class Rules:
    """The rules of one scheme, valid for deadlines from one day until another (both included, None is open).

    ``parameters`` are numbers for show (rates, grants) that no rule tests by itself. ``not_encoded`` says, by language,
    what the scheme asks beyond the rules. ``facts`` are the questions that the rules put to the applicants.
    ``document`` is what all this was read from.
    """

    code: str
    version: str
    title: Mapping[str, str]
    valid_from: date | None
    valid_until: date | None
    encoded: date
    source: str
    read_at_source: bool
    rules: tuple[Rule, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    not_encoded: tuple[Mapping[str, str], ...] = ()
    facts: Mapping[str, Question] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def covers(self, day: date) -> bool:
        """Whether this version applies to a deadline."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
