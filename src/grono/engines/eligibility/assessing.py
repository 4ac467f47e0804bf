"""Assess a consortium by a version of rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.eligibility.operators import Evidence
from grono.engines.eligibility.outcome import conjunction
from grono.engines.eligibility.rules import Rule, Rules
from grono.engines.eligibility.sets import Sets, shipped
from grono.engines.eligibility.sme import SizeVerdict
from grono.engines.eligibility.verdict import Finding, Verdict


def assess(rules: Rules, consortium: Consortium, *, sets: Sets | None = None, presume: Collection[str] = ()) -> Verdict:
    """Return the verdict on a consortium.

    ``sets`` are the groups and areas that the rules name (default: those shipped). ``presume`` names kinds of missing
    data to be presumed (see `grono.engines.eligibility.context.PRESUMABLE`); the verdict lists what was.
    Raises `CaseError` for an id that stands twice, two coordinators, mixed currencies and circular ownership.
    """
    on = consortium.on or rules.encoded
    context = Context(consortium, on, shipped() if sets is None else sets, presume)
    findings = tuple(_finding(rule, rule.test.assess(context)) for rule in rules.rules)
    return Verdict(
        outcome=conjunction([finding.outcome for finding in findings]),
        code=rules.code,
        version=rules.version,
        encoded=rules.encoded,
        source=rules.source,
        findings=findings,
        presumed=tuple(context.presumed),
    )


def classify(
    entity: Entity, *, on: date, holdings: Sequence[Entity] = (), presume: Collection[str] = ()
) -> SizeVerdict:
    """Return the size of an enterprise on a day; ``holdings`` are the undertakings that own it or that it owns."""
    consortium = Consortium((entity,), on, holdings=tuple(holdings))
    return Context(consortium, on, shipped(), presume).size(entity)


def _finding(rule: Rule, evidence: Evidence, *, part: bool = False) -> Finding:
    return Finding(
        rule=rule.id,
        title={} if part else rule.title,
        article=rule.article,
        source=rule.source,
        outcome=evidence.outcome,
        numbers=evidence.numbers,
        counted=evidence.counted,
        missing=evidence.missing,
        parts=tuple(_finding(rule, one, part=True) for one in evidence.parts),
        kind=evidence.kind,
    )
