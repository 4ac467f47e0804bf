"""Joining tests, and facts that the applicants declare about the project."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any as AnyValue

from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Missing
from grono.engines.eligibility.operators.base import Evidence, Test
from grono.engines.eligibility.outcome import Outcome, conjunction, disjunction, negation, of_bool


def _joined(
    kind: str, join: Callable[[Iterable[Outcome]], Outcome], parts: tuple[Test, ...], context: Context
) -> Evidence:
    found = tuple(part.assess(context) for part in parts)
    outcome = join([part.outcome for part in found])
    missing: dict[Missing, None] = {}
    if outcome is Outcome.UNKNOWN:
        missing = dict.fromkeys(one for part in found for one in part.missing)
    counted = dict.fromkeys(id for part in found if part.outcome is Outcome.MET for id in part.counted)
    numbers = {"needed": len(found), "found": sum(part.outcome is Outcome.MET for part in found)}
    if kind == "any":
        numbers["needed"] = 1
    return Evidence(outcome, kind, numbers, tuple(counted), tuple(missing), found)


@dataclass(frozen=True)
class All(Test):
    """Every part is met."""

    parts: tuple[Test, ...]
    kind = "all"

    def assess(self, context: Context) -> Evidence:
        """The conjunction of the parts."""
        return _joined(self.kind, conjunction, self.parts, context)


@dataclass(frozen=True)
class Any(Test):
    """Some part is met."""

    parts: tuple[Test, ...]
    kind = "any"

    def assess(self, context: Context) -> Evidence:
        """The disjunction of the parts."""
        return _joined(self.kind, disjunction, self.parts, context)


@dataclass(frozen=True)
class Not(Test):
    """The part is not met."""

    part: Test
    kind = "not"

    def assess(self, context: Context) -> Evidence:
        """The negation of the part."""
        found = self.part.assess(context)
        return Evidence(negation(found.outcome), self.kind, {}, (), found.missing, (found,))


@dataclass(frozen=True)
class Fact(Test):
    """What the applicants declare about the project is one of these values."""

    name: str
    values: tuple[AnyValue, ...]
    kind = "fact"

    def assess(self, context: Context) -> Evidence:
        """Unknown while it is not declared."""
        value = context.consortium.facts.get(self.name)
        numbers = {"fact": self.name, "needed": list(self.values), "found": value}
        if value is None:
            return Evidence(Outcome.UNKNOWN, self.kind, numbers, (), (Missing(None, f"facts.{self.name}"),))
        return Evidence(of_bool(value in self.values), self.kind, numbers)
