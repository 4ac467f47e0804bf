"""Counting partners, their countries and regions; what holds of each; what holds of the lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from grono.engines.eligibility.conditions import COUNTED_ROLES, Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.operators.base import Evidence, Limits, Test, ids, lacking, split
from grono.engines.eligibility.outcome import Outcome, conjunction, disjunction
from grono.engines.eligibility.sets import nuts_prefix
from grono.engines.kit.case import CaseError

#: Rules that ask for distinct regions mean NUTS 2: a code of four characters.
REGION_LENGTH = 4


@dataclass(frozen=True)
class Count(Test):
    """So many entities of which a condition holds."""

    who: Condition
    limits: Limits
    kind = "count"

    def assess(self, context: Context) -> Evidence:
        """Found: certain ones; possible: those together with the unknown ones."""
        sure, possible = split(context, self.who)
        outcome = self.limits.decide(len(sure), len(sure) + len(possible))
        numbers = {**self.limits.numbers, "found": len(sure), "possible": len(sure) + len(possible)}
        missing = lacking(context, self.who, possible) if outcome is Outcome.UNKNOWN else ()
        return Evidence(outcome, self.kind, numbers, ids(sure), missing)


@dataclass(frozen=True)
class Distinct(Test):
    """So many distinct countries or NUTS 2 regions among the entities of which a condition holds."""

    of: Literal["country", "region"]
    who: Condition
    limits: Limits

    @property
    def kind(self) -> str:  # type: ignore[override]
        """The operator's name."""
        return "countries" if self.of == "country" else "regions"

    def assess(self, context: Context) -> Evidence:
        """The fewest and the most distinct places that the missing data allow."""
        sure, possible = split(context, self.who)
        low = fewest(self._place(entity) for entity in sure)
        high = self._most(context, [*sure, *possible])
        outcome = self.limits.decide(low, high)
        places = sorted({place for entity in sure if self._is_whole(place := self._place(entity))})
        numbers = {**self.limits.numbers, "found": low, "possible": high, "places": places}
        missing = self._missing(context, sure, possible) if outcome is Outcome.UNKNOWN else ()
        return Evidence(outcome, self.kind, numbers, ids(sure), missing)

    def _place(self, entity: Entity) -> str:
        """The country, or as much of the region's code as is known."""
        if self.of == "country":
            return entity.established or ""
        return entity.nuts[:REGION_LENGTH] if entity.nuts else nuts_prefix(entity.country or "")

    def _is_whole(self, place: str) -> bool:
        return len(place) == (2 if self.of == "country" else REGION_LENGTH)

    def _most(self, context: Context, entities: list[Entity]) -> int:
        places = [self._place(entity) for entity in entities]
        known = {place for place in places if self._is_whole(place)}
        free = sum(not self._is_whole(place) for place in places)
        allowed = self.who.countries(context) if self.of == "country" else None
        return len(known) + (free if allowed is None else min(free, len(allowed - known)))

    def _missing(self, context: Context, sure: list[Entity], possible: list[Entity]) -> tuple[Missing, ...]:
        datum = "country" if self.of == "country" else "nuts"
        placeless = [
            Missing(entity.id, datum) for entity in (*sure, *possible) if not self._is_whole(self._place(entity))
        ]
        return tuple(dict.fromkeys((*placeless, *lacking(context, self.who, possible))))


def fewest(places: Iterable[str]) -> int:
    """The fewest distinct places that complete these codes, each of which may be cut short.

    A code that begins another can be completed to the same place; the others cannot coincide.
    """
    ordered = sorted(set(places))
    followed = sum(later.startswith(code) for code, later in pairwise(ordered))
    return len(ordered) - followed


@dataclass(frozen=True)
class Every(Test):
    """Whatever entities a condition holds of, another holds of them too."""

    who: Condition
    must: Condition
    kind = "every"

    def assess(self, context: Context) -> Evidence:
        """Found: the entities that satisfy it; ``failing`` lists those that do not."""
        outcomes, passing, failing, open_ones = [], [], [], []
        for entity in context.consortium.entities:
            belongs = self.who.holds(entity, context)
            if belongs is Outcome.NOT_MET:
                continue
            satisfies = self.must.holds(entity, context)
            if satisfies is Outcome.MET:
                passing.append(entity)
            elif belongs is Outcome.MET and satisfies is Outcome.NOT_MET:
                failing.append(entity)
                outcomes.append(Outcome.NOT_MET)
            else:
                open_ones.append(entity)
                outcomes.append(Outcome.UNKNOWN)
        outcome = conjunction(outcomes)
        numbers = {"needed": len(passing) + len(failing) + len(open_ones), "found": len(passing)}
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            both = (*lacking(context, self.who, open_ones), *lacking(context, self.must, open_ones))
            missing = tuple(dict.fromkeys(both))
        return Evidence(outcome, self.kind, {**numbers, "failing": list(ids(failing))}, ids(passing), missing)


@dataclass(frozen=True)
class Lead(Test):
    """The coordinator satisfies a condition. Where none is named, each beneficiary may still become it."""

    must: Condition
    kind = "lead"

    def assess(self, context: Context) -> Evidence:
        """Counted: the coordinator, if it satisfies the condition."""
        leads = [entity for entity in context.consortium.entities if entity.role == "coordinator"]
        if len(leads) > 1:
            raise CaseError("entities", f"two coordinators: {leads[0].id} and {leads[1].id}")
        if leads:
            outcome = self.must.holds(leads[0], context)
            missing = self.must.missing(leads[0], context)
            counted = ids(leads) if outcome is Outcome.MET else ()
            return Evidence(outcome, self.kind, {"lead": leads[0].id}, counted, missing)
        return self._without_lead(context)

    def _without_lead(self, context: Context) -> Evidence:
        candidates, _ = split(context, COUNTED_ROLES)
        outcomes = [self.must.holds(entity, context) for entity in candidates]
        outcome = disjunction(outcomes)
        if outcome is Outcome.MET and conjunction(outcomes) is not Outcome.MET:
            outcome = Outcome.UNKNOWN
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            named = Missing(None, "coordinator")
            missing = (named, *lacking(context, self.must, candidates)) if len(candidates) > 1 else ()
            missing = missing or lacking(context, self.must, candidates)
        return Evidence(outcome, self.kind, {"lead": None}, (), missing)
