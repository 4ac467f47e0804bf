"""Verdicts: on a consortium for a topic, on one organisation alone, on its size and its small aid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from grono.directory.models import Organisation
from grono.engines.eligibility import Aid, Consortium, Entity, Finding, Outcome, Rules, Verdict, assess, library
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.de_minimis import window
from grono.engines.eligibility.sme import NOT_LINKING, SizeVerdict
from grono.funding.choices import AidRegulation
from grono.funding.models import Topic
from grono.funding.planning.entities import BENEFICIARY, aid_entered, consortium_of, entity_of
from grono.funding.planning.rules import last_deadline, rules_of
from grono.kit import clock

#: The group of countries that the engine calls member states of the Union.
UNION = "EU-MS"


def assess_topic(
    topic: Topic,
    entities: Sequence[Entity],
    *,
    on: date | None = None,
    duration_months: int | None = None,
    trl_start: int | None = None,
    trl_end: int | None = None,
    facts: Mapping[str, Any] | None = None,
    presume: Collection[str] = (),
) -> Verdict | None:
    """Return what the rules of a topic say of a consortium, or ``None`` when none are encoded.

    ``on`` is the day whose rules apply, the last deadline by default. ``presume`` names data (``owners``, ``aid``) that
    may be taken for harmless where they are not declared; the verdict lists what was presumed.
    """
    rules = rules_of(topic, on)
    if rules is None:
        return None
    consortium = consortium_of(
        entities,
        on=on or last_deadline(topic) or clock.now().date(),
        duration_months=duration_months,
        trl_start=trl_start,
        trl_end=trl_end,
        facts=facts,
    )
    return assess_consortium(rules, consortium, presume=presume)


def assess_consortium(rules: Rules, consortium: Consortium, *, presume: Collection[str] = ()) -> Verdict:
    """Return what rules say of a consortium; see ``assess_topic``."""
    return assess(rules, consortium, presume=presume)


def verdict_from(document: Mapping[str, Any]) -> Verdict:
    """Return a verdict that was kept as JSON."""
    return Verdict.from_document(document)


@dataclass(frozen=True)
class Alone:
    """What rules say of one organisation without partners; ``excluded`` when no partner can cure it."""

    verdict: Verdict
    excluded: bool


def assess_alone(rules: Rules, entity: Entity, holdings: Sequence[Entity], *, on: date) -> Alone:
    """Return what rules say of one organisation as a partner, and whether it is excluded whoever joins it.

    Excluded is whoever breaks a rule that holds of every partner, or of the lead where there is only one applicant. A
    rule that more partners may satisfy excludes nobody, nor does one about the project; what applicants may declare of
    the project to be excepted from a rule is presumed not to be so.
    """
    facts = {name: False for name, question in rules.facts.items() if question.kind == "bool"}
    alone = Consortium((replace(entity, role=BENEFICIARY),), on=on, facts=facts, holdings=tuple(holdings))
    verdict = assess(rules, alone)
    single = any(finding.kind == "count" and finding.numbers["at_most"] == 1 for finding in verdict.findings)
    stuck = (finding for finding in verdict.findings if _is_stuck(finding, entity.id, single))
    return Alone(verdict, any(_concerns_partners(finding) for finding in stuck))


def _is_stuck(finding: Finding, entity: str, single: bool) -> bool:
    """Tell whether a rule is broken and stays so, whoever else takes part."""
    if finding.outcome != Outcome.NOT_MET:
        return False
    parts = [_is_stuck(part, entity, single) for part in finding.parts]
    numbers = finding.numbers
    match finding.kind:
        case "all":
            return any(parts)
        case "any":
            return all(parts)
        case "every":
            return entity in numbers["failing"]
        case "count":
            return numbers["at_most"] is not None and numbers["found"] > numbers["at_most"]
        case "lead":
            return single
    return finding.kind == "fact"


def _concerns_partners(finding: Finding) -> bool:
    """Tell whether a broken rule is, somewhere, about partners rather than only about the project."""
    if finding.parts:
        return any(_concerns_partners(part) for part in finding.parts if part.outcome == Outcome.NOT_MET)
    return finding.kind != "fact"


def size_of(organisation: Organisation, *, on: date | None = None) -> SizeVerdict:
    """Return the size of an organisation on a day (today) by 2003/361/EC, with the enterprises it is tied to."""
    day = on or clock.now().date()
    entity = entity_of(organisation, on=day)
    context = Context(consortium_of([entity], on=day), day, library.sets())
    return context.size(entity)


@dataclass(frozen=True)
class SmallAidLeft:
    """De minimis aid of a single undertaking under one regulation in one member state, in euros on a day.

    ``releases`` say how much will be available from which day on, if nothing more is granted.
    """

    regulation: str
    member_state: str
    used: Decimal
    ceiling: Decimal
    available: Decimal
    releases: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True)
class SmallAidPosition:
    """Who makes up a single undertaking (ids, the organisation first), what aid is left, and whose aid is not known."""

    members: tuple[str, ...]
    rows: tuple[SmallAidLeft, ...]
    unknown: tuple[str, ...]


def aid_position_of(organisation: Organisation, *, on: date | None = None) -> SmallAidPosition:
    """Return the de minimis aid that an organisation and the enterprises under the same control received and may get.

    There is a row for each regulation and member state that granted something, and one for the general regulation in
    the organisation's own country if that is in the Union. What is entered counts also where the list is incomplete.
    """
    day = on or clock.now().date()
    consortium = consortium_of([entity_of(organisation, on=day)], on=day)
    groups = Context(consortium, day, library.sets()).groups(NOT_LINKING)
    own, *others = (*consortium.entities, *consortium.holdings)
    undertaking = [own, *(one for one in others if groups.of[one.id] == groups.of[own.id])]
    known = aid_entered(int(one.id) for one in undertaking)
    kinds = {(aid.regulation, aid.member_state) for aid in known}
    if own.country in library.sets().countries((UNION,), day)[0]:
        kinds.add((AidRegulation.GENERAL.value, str(own.country)))
    return SmallAidPosition(
        members=tuple(one.id for one in undertaking),
        rows=tuple(_aid_left(known, regulation, state, day) for regulation, state in sorted(kinds)),
        unknown=tuple(one.id for one in undertaking if one.aid is None),
    )


def _aid_left(known: Sequence[Aid], regulation: str, member_state: str, day: date) -> SmallAidLeft:
    found = window(known, on=day, member_state=member_state, regulation=regulation)
    return SmallAidLeft(regulation, member_state, found.used, found.ceiling, found.available, found.releases)
