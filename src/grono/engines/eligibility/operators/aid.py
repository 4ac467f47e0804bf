"""Small aid of each single undertaking, summed over linked enterprises and a rolling window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from grono.engines.eligibility.conditions import Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.de_minimis import window
from grono.engines.eligibility.entities import Aid, Entity, Missing
from grono.engines.eligibility.operators.amounts import INFINITE
from grono.engines.eligibility.operators.base import Evidence, Limits, Test, ids, lacking, split
from grono.engines.eligibility.outcome import Outcome, conjunction
from grono.engines.eligibility.sme import NOT_LINKING


class Found(NamedTuple):
    """What was found out about one single undertaking in one member state."""

    outcome: Outcome
    total: float
    numbers: dict[str, Any]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class AidWindow(Test):
    """Aid already granted and the grant applied for stay within a ceiling, in euros.

    They are summed over the enterprises under one control (a single undertaking), in the country of the applicant,
    over so many years back from the day of the assessment.
    """

    who: Condition
    regulation: str
    at_most: float
    years: int = 3
    kind = "aid"

    def assess(self, context: Context) -> Evidence:
        """Found: the highest total of an undertaking; ``undertakings`` gives each with what is still available."""
        context.refuse_mixed_currencies()
        sure, possible = split(context, self.who)
        groups = context.groups(NOT_LINKING)
        applicants: dict[tuple[str, str | None], list[Entity]] = {}
        for entity in (*sure, *possible):
            applicants.setdefault((groups.of[entity.id], entity.established), []).append(entity)
        found = [self._undertaking(context, group, members) for (group, _), members in applicants.items()]
        outcomes = [one.outcome for one in found]
        if possible:
            outcomes = [one if one is Outcome.MET else Outcome.UNKNOWN for one in outcomes]
        outcome = conjunction(outcomes)
        numbers = {"regulation": self.regulation, "years": self.years, "at_most": self.at_most}
        numbers |= {"found": max((one.total for one in found), default=0.0)}
        numbers |= {"undertakings": [one.numbers for one in found]}
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            lacks = [lack for one in found for lack in one.missing]
            missing = tuple(dict.fromkeys((*lacks, *lacking(context, self.who, possible))))
        return Evidence(outcome, self.kind, numbers, ids(sure), missing)

    def _undertaking(self, context: Context, group: str, applicants: Sequence[Entity]) -> Found:
        groups = context.groups(NOT_LINKING)
        requested, lacks = _requested(applicants)
        aid, unknown = self._aid(context, groups.members(group))
        country = applicants[0].established
        if country is None:
            lacks.append(Missing(applicants[0].id, "country"))
        lacks += [*unknown, *groups.open.get(group, ())]
        ceiling = Decimal(str(self.at_most))
        found = window(
            aid, on=context.on, member_state=country or "", regulation=self.regulation,
            requested=requested, ceiling=ceiling, years=self.years,
        )  # fmt: skip
        total = float(found.used + requested)
        outcome = Limits(at_most=self.at_most).decide(total, INFINITE if lacks else total)
        numbers = {
            "members": [one.id for one in applicants],
            "member_state": country,
            "used": float(found.used),
            "requested": float(requested),
            "available": float(found.available),
            "free_from": found.free_from.isoformat() if found.free_from else None,
            "releases": [[day.isoformat(), float(amount)] for day, amount in found.releases],
        }
        return Found(outcome, total, numbers, tuple(lacks))

    def _aid(self, context: Context, members: Sequence[str]) -> tuple[list[Aid], list[Missing]]:
        """The aid of all enterprises of an undertaking, and those of which it is not known."""
        aid: list[Aid] = []
        unknown: list[Missing] = []
        for id in members:
            known = context.ownership.undertakings.get(id)
            if known is None and context.ownership.kinds.get(id, "enterprise") in NOT_LINKING:
                continue
            declared = context.aid(known) if known is not None else None
            if declared is not None:
                aid.extend(declared)
            elif known is not None or not context.presumes("aid", id):
                unknown.append(Missing(id, "aid"))
        return aid, unknown


def _requested(applicants: Sequence[Entity]) -> tuple[Decimal, list[Missing]]:
    """The grants applied for, in euros, and those that are not known in euros."""
    requested, lacks = Decimal(0), []
    for one in applicants:
        if one.grant is None:
            lacks.append(Missing(one.id, "grant"))
        elif one.grant.currency != "EUR":
            lacks.append(Missing(one.id, "grant.EUR"))
        else:
            requested += one.grant.amount
    return requested, lacks
