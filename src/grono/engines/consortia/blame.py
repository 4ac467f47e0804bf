"""Why a rule stays broken whoever joins, and which datum would have to be another one."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from grono.engines.consortia.imaginary import named
from grono.engines.eligibility.conditions import AllOf, Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.operators import All, Any, Count, Distinct, Every, Independent, Lead, Not, Test
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.verdict import Finding


class Why(StrEnum):
    """Why no partner cures a rule."""

    #: It rests on duration, readiness, budget, aid or a declared fact.
    PROJECT = "project"
    #: The coordinator there is does not satisfy it.
    LEAD = "lead"
    #: A partner there is breaks it.
    PARTNER = "partner"
    #: There can be nobody who would cure it.
    NOBODY = "nobody"
    #: Whoever would cure it breaks another rule.
    CONFLICT = "conflict"
    #: The search did not decide it within its limits.
    UNDECIDED = "undecided"


def causes(test: Test, finding: Finding, context: Context) -> tuple[Missing, ...]:
    """Return the data that make a rule not met: of partners, or of the project (entity None), each once."""
    return tuple(dict.fromkeys(_causes(test, finding, context)))


def reason(test: Test, finding: Finding) -> Why:
    """Return where the fault lies, judged by the operators that are not met."""
    kinds = {one.kind for one, _ in _broken(finding, test)}
    if kinds & {"range", "fact", "share", "rate", "aid", "aid_window"}:
        return Why.PROJECT
    if "lead" in kinds:
        return Why.LEAD
    return Why.PARTNER if kinds & {"every", "not"} or _is_too_many(finding) else Why.NOBODY


def _is_too_many(finding: Finding) -> bool:
    most, found = finding.numbers.get("at_most"), finding.numbers.get("found")
    too_many = most is not None and found is not None and found > most
    return too_many or any(map(_is_too_many, finding.parts))


def _broken(finding: Finding, test: Test) -> Iterator[tuple[Finding, Test]]:
    """The operators at the leaves that are not met."""
    if finding.outcome is Outcome.MET:
        return
    parts = test.parts if isinstance(test, All | Any) else ()
    if not parts or len(parts) != len(finding.parts):
        yield finding, test
        return
    for part, own in zip(parts, finding.parts, strict=True):
        yield from _broken(own, part)


def _causes(test: Test, finding: Finding, context: Context) -> Iterator[Missing]:
    entities = {entity.id: entity for entity in context.consortium.entities}
    for one, leaf in _broken(finding, test):
        yield from one.missing
        match leaf:
            case Every(_, must):
                for id in one.numbers.get("failing", ()):
                    yield from _failing(must, entities[id], context)
            case Lead(must):
                if one.numbers.get("lead"):
                    yield from _failing(must, entities[one.numbers["lead"]], context)
            case Independent():
                for group in one.numbers.get("linked", ()):
                    yield from (Missing(id, "owners") for id in group)
            case Count() | Distinct() | Not():
                pass
            case _:
                yield from _of_project(one)


def _of_project(finding: Finding) -> Iterator[Missing]:
    """What the project itself would have to say otherwise."""
    of = finding.numbers.get("of")
    fact = finding.numbers.get("fact")
    if isinstance(fact, str):
        yield Missing(None, f"facts.{fact}")
    elif isinstance(of, str):
        yield Missing(None, of)
    elif finding.kind == "rate":
        yield Missing(None, "grant")
    elif finding.kind.startswith("aid"):
        yield Missing(None, "aid")


def _failing(condition: Condition, entity: Entity, context: Context) -> Iterator[Missing]:
    """The data of an entity because of which a condition does not hold."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            if part.holds(entity, context) is not Outcome.MET:
                yield from _failing(part, entity, context)
        return
    yield from (Missing(entity.id, datum) for datum in named([condition]))
