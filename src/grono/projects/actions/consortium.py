"""The consortium of a project: how it begins, who joins and leaves it, and what the rules say of it each time."""

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Cluster, Organisation
from grono.funding.models import Topic
from grono.kit import clock
from grono.projects.actions.assessing import OPEN_STATES, reassess
from grono.projects.actions.own import create_project, locked, mark_changed, set_state
from grono.projects.choices import ParticipationRole, ProjectState
from grono.projects.models import Participation, Project
from grono.projects.rules import ProjectRefused

log = structlog.get_logger(__name__)


@transaction.atomic
def start_consortium(
    topic: Topic,
    organisation: Organisation,
    *,
    acronym: str,
    title: str,
    by: Person,
    objective: str = "",
    lead_cluster: Cluster | None = None,
) -> Project:
    """Begin a project that applies for a topic, with the organisation as its coordinator, and assess it.

    Language, currency and readiness come from the topic; what the project is for can be said in full later. Raises
    ``ValidationError`` by field.
    """
    fields = {
        "acronym": acronym,
        "title": title,
        "objective": objective.strip() or title,
        "lead_cluster": lead_cluster,
        "topic": topic,
        "language": topic.language,
        "currency": topic.currency,
    }
    project = set_state(create_project(organisation, by=by, fields=fields), ProjectState.FORMING, by=by)
    reassess(project)
    log.info("consortium_started", project=project.pk, topic=topic.pk, by=by.pk)
    return project


def require_open(project: Project) -> None:
    """Raise ``ProjectRefused`` unless partners may still join and leave."""
    if project.state not in OPEN_STATES:
        raise ProjectRefused(
            _("The consortium is closed: the project is in the state “%(state)s”.")
            % {"state": project.get_state_display()}
        )


def add_member(project: Project, organisation: Organisation, *, role: str) -> Participation:
    """Make an organisation a partner; for use inside a transaction that holds the project.

    Raises ``ProjectRefused`` when it is one already, or when an invented and a real organisation would meet.
    """
    require_same_world(project, organisation)
    if project.participations.filter(organisation=organisation).exists():
        raise ProjectRefused(_("%(name)s is a partner of this project already.") % {"name": organisation})
    last = project.participations.aggregate(last=Max("position"))["last"]
    part = Participation(
        project=project,
        organisation=organisation,
        name=organisation.name,
        country=organisation.country,
        role=role,
        position=0 if last is None else last + 1,
        joined_at=clock.now(),
    )
    part.full_clean(exclude=["project", "organisation"])
    part.save()
    mark_changed(project)
    return part


def require_same_world(project: Project, organisation: Organisation) -> None:
    """Refuse to bring together what is invented for the demonstration and what is real."""
    if project.is_demonstration and not organisation.is_demonstration:
        raise ProjectRefused(
            _(
                "%(name)s is a real organisation and this project is invented for the demonstration: it can be "
                "proposed here, but nobody invites it."
            )
            % {"name": organisation}
        )
    if organisation.is_demonstration and not project.is_demonstration:
        raise ProjectRefused(
            _("%(name)s is invented for the demonstration and cannot take part in a real project.")
            % {"name": organisation}
        )


def leave_consortium(participation: Participation, *, by: Person) -> None:
    """Take one's own organisation out. Raises ``ProjectRefused`` for the coordinator and after the application."""
    _take_out(participation)
    log.info("consortium_left", project=participation.project_id, organisation=participation.organisation_id, by=by.pk)


def remove_member(participation: Participation, *, by: Person) -> None:
    """Take a partner out, with its part of the budget. Raises ``ProjectRefused`` as ``leave_consortium`` does."""
    _take_out(participation)
    log.info("member_removed", project=participation.project_id, organisation=participation.organisation_id, by=by.pk)


@transaction.atomic
def _take_out(participation: Participation) -> None:
    project = locked(participation.project)
    require_open(project)
    part = project.participations.filter(pk=participation.pk).first()
    if part is None:
        raise ProjectRefused(_("This organisation is no longer a partner of the project."))
    if part.role == ParticipationRole.COORDINATOR:
        raise ProjectRefused(_("The coordinator cannot leave. Let another partner coordinate first."))
    part.delete()
    mark_changed(project)
    reassess(project)


@transaction.atomic
def change_role(participation: Participation, role: str, *, by: Person) -> Participation:
    """Give a partner another role. A new coordinator takes over from the present one, who stays as a participant.

    Raises ``ProjectRefused`` when that would leave the project without a coordinator.
    """
    project = locked(participation.project)
    require_open(project)
    part = project.participations.filter(pk=participation.pk).first()
    if part is None:
        raise ProjectRefused(_("This organisation is no longer a partner of the project."))
    if part.role == role:
        return part
    if part.role == ParticipationRole.COORDINATOR:
        raise ProjectRefused(_("A project has a coordinator. Make another partner the coordinator instead."))
    if role == ParticipationRole.COORDINATOR:
        coordinators = project.participations.filter(role=ParticipationRole.COORDINATOR)
        coordinators.update(role=ParticipationRole.PARTICIPANT)
    part.role = role
    part.full_clean(exclude=["project", "organisation"])
    part.save(update_fields=["role"])
    reassess(project)
    log.info("role_changed", project=project.pk, participation=part.pk, role=role, by=by.pk)
    return part
