"""A consortium as the rules see it: partners with roles, costs and grants, on the topic's last deadline."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from grono.engines.eligibility import Consortium, Entity, Money, Rules, Verdict, assess
from grono.funding.planning import consortium_of, entities_of, last_deadline, rules_of, verdict_from
from grono.kit import clock
from grono.projects.choices import ParticipationRole
from grono.projects.models import Participation, Project

#: What the engine calls the roles that CORDIS names.
ROLES: Mapping[str, str] = {
    ParticipationRole.COORDINATOR: "coordinator",
    ParticipationRole.PARTICIPANT: "beneficiary",
    ParticipationRole.PARTNER: "associated",
    ParticipationRole.THIRD_PARTY: "affiliated",
}


def assess_project(project: Project) -> Verdict | None:
    """Return what the rules of the topic say of the project as it is; ``None`` when none are encoded for it.

    The number of queries does not depend on the number of partners.
    """
    rules = project_rules(project)
    return None if rules is None else assess(rules, project_consortium(project))


def project_rules(project: Project) -> Rules | None:
    """Return the rules that apply to a project, or ``None`` without a topic or without encoded rules."""
    return rules_of(project.topic) if project.topic is not None else None


@dataclass(frozen=True)
class QuestionView:
    """Something that the rules ask about the project: ``kind`` is bool, number or text."""

    name: str
    title: str
    kind: str


def questions_of(project: Project, language: str) -> list[QuestionView]:
    """Return what the rules of the topic ask about the project, in a language or in English."""
    rules = project_rules(project)
    asked = rules.facts.values() if rules is not None else ()
    return [
        QuestionView(each.name, each.title.get(language) or each.title.get("en") or each.name, each.kind)
        for each in asked
    ]


def question_kinds(project: Project) -> dict[str, str]:
    """Return the kind of each question that the rules ask, by its name."""
    return {each.name: each.kind for each in questions_of(project, "en")}


def project_consortium(project: Project) -> Consortium:
    """Return the partners of a project with what is known of them and of the project."""
    return consortium_of(
        project_entities(project),
        on=last_day(project) or clock.now().date(),
        duration_months=project.duration_months,
        trl_start=project.trl_start,
        trl_end=project.trl_end,
        facts=project.declared,
    )


def last_day(project: Project) -> date | None:
    """Return the last deadline of the topic applied for; ``None`` without a topic or a date."""
    return last_deadline(project.topic) if project.topic is not None else None


def project_entities(project: Project) -> tuple[Entity, ...]:
    """Return the partners in their order; one outside the directory is known by name and country only."""
    parts = list(
        project.participations.select_related("organisation")
        .prefetch_related("budget_lines")
        .order_by("position", "pk")
    )
    known = {part.organisation_id: part for part in parts if part.organisation_id is not None}
    found = entities_of([part.organisation for part in known.values() if part.organisation is not None])
    by_key = {int(entity.id): entity for entity in found}
    return tuple(_entity(project, part, by_key.get(part.organisation_id or 0)) for part in parts)


def _entity(project: Project, part: Participation, known: Entity | None) -> Entity:
    entity = known or Entity(id=f"-{part.pk}", name=part.name, country=part.country or None)
    grant = part.requested_grant
    return replace(
        entity,
        role=ROLES[part.role],
        costs=_costs(project, part),
        grant=None if grant is None else Money(grant, project.currency),
    )


def _costs(project: Project, part: Participation) -> Mapping[str, Money] | None:
    """Return the costs by category; ``None`` while nothing is planned, or while a line is in another currency."""
    lines = list(part.budget_lines.all())
    if not lines or any(line.currency != project.currency for line in lines):
        return None
    return {line.category: Money(line.amount, line.currency) for line in lines}


def recorded_verdict(document: Mapping[str, Any]) -> Verdict:
    """Return a verdict out of what a ``VerdictRecord`` keeps."""
    return verdict_from(document)
