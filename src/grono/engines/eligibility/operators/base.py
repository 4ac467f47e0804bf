"""What all operators share: the evidence they return, limits, and who certainly or possibly belongs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from grono.engines.eligibility.conditions import Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.outcome import Outcome, certain


@dataclass(frozen=True)
class Evidence:
    """The outcome of a test and what it rests on; see `grono.engines.eligibility.verdict.Finding`."""

    outcome: Outcome
    kind: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    parts: tuple[Evidence, ...] = ()


class Test:
    """One operator with its operands."""

    kind: ClassVar[str]
    __test__ = False  # not a test of pytest

    def assess(self, context: Context) -> Evidence:
        """Assess the consortium of the context."""
        raise NotImplementedError


@dataclass(frozen=True)
class Limits:
    """A number must lie between two limits; None leaves a side open."""

    at_least: float | None = None
    at_most: float | None = None

    def decide(self, low: float, high: float) -> Outcome:
        """The outcome when the number may be anything from ``low`` to ``high``."""
        least, most = self.at_least, self.at_most
        return certain(
            always=(least is None or low >= least) and (most is None or high <= most),
            possible=(least is None or high >= least) and (most is None or low <= most),
        )

    def loosened(self, by: float) -> Limits:
        """The same limits, a little wider: for quotients that are not exact."""
        least = None if self.at_least is None else self.at_least - by
        return Limits(least, None if self.at_most is None else self.at_most + by)

    @property
    def numbers(self) -> dict[str, float | None]:
        """The limits as numbers of a finding."""
        return {"needed": self.at_least, "at_most": self.at_most}


def split(context: Context, who: Condition) -> tuple[list[Entity], list[Entity]]:
    """Return the entities of which a condition certainly holds, and those of which it may hold."""
    sure, possible = [], []
    for entity in context.consortium.entities:
        outcome = who.holds(entity, context)
        if outcome is Outcome.MET:
            sure.append(entity)
        elif outcome is Outcome.UNKNOWN:
            possible.append(entity)
    return sure, possible


def ids(entities: Iterable[Entity]) -> tuple[str, ...]:
    """The ids of entities."""
    return tuple(entity.id for entity in entities)


def lacking(context: Context, who: Condition, entities: Iterable[Entity]) -> tuple[Missing, ...]:
    """What is missing to tell whether a condition holds of these entities, each datum once."""
    return tuple(dict.fromkeys(one for entity in entities for one in who.missing(entity, context)))


def finite(number: float) -> float | None:
    """A number as JSON can say it: None for one without limit."""
    return None if number == float("inf") else number
