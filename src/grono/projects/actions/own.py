"""Projects prepared here: entered and changed by those who lead them, moved from state to state, shown or hidden."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Cluster, Organisation
from grono.funding.choices import TopicState
from grono.kit import clock
from grono.kit.slugs import numbered
from grono.projects import rules
from grono.projects.actions.affinities import ask_for_affinities
from grono.projects.actions.counts import count_projects
from grono.projects.choices import ParticipationRole, ProjectState
from grono.projects.models import Participation, Project
from grono.projects.rules import EditedMeanwhile, ProjectRefused
from grono.search.actions import index_records

log = structlog.get_logger(__name__)
KIND = "project"
#: What those who lead a project fill in; everything else follows from what is done with it.
WRITTEN = (
    "acronym", "title", "objective", "language", "level", "is_strategic", "topic", "topics", "lead_cluster", "outline",
    "start_date", "end_date", "duration_months", "trl_start", "trl_end", "currency", "website", "total_cost",
    "ec_contribution",
)  # fmt: skip


@transaction.atomic
def create_project(
    organisation: Organisation, *, by: Person, fields: Mapping[str, Any], state: ProjectState = ProjectState.IDEA
) -> Project:
    """Enter a project that an organisation coordinates; only its partners see it until it is published.

    ``fields`` are some of ``WRITTEN``. Raises ``ValidationError`` by field: of what is wrong, and of what a state
    further than an idea demands.
    """
    moment = clock.now()
    project = Project(
        state=state,
        is_public=False,
        is_demonstration=organisation.is_demonstration,
        created_by=by,
        created_at=moment,
        updated_at=moment,
        **_writable(fields),
    )
    project.slug = free_slug(project.acronym)
    check_project(project, coordinator=organisation)
    _raise(rules.move_faults(project, state, today=moment.date(), has_coordinator=True))
    project.save()
    Participation.objects.create(
        project=project,
        organisation=organisation,
        name=organisation.name,
        country=organisation.country,
        role=ParticipationRole.COORDINATOR,
        joined_at=moment,
    )
    log.info("project_created", project=project.slug, by=by.pk)
    return project


@transaction.atomic
def change_project(project: Project, *, by: Person, version: int, fields: Mapping[str, Any]) -> Project:
    """Change a project that was opened at a version.

    Raises ``ProjectRefused`` for one from a source or a dropped one, ``EditedMeanwhile`` when it has another version
    by now, and ``ValidationError`` by field: what its state demands may not be taken away.
    """
    project = locked(project)
    if project.state == ProjectState.DROPPED:
        raise ProjectRefused(str(rules.REFUSALS["dropped"]))
    if project.version != version:
        raise EditedMeanwhile
    for name, value in _writable(fields).items():
        setattr(project, name, value)
    check_project(project, coordinator=coordinator_of(project))
    _raise(_lacking(project, ProjectState(project.state)))
    project.version += 1
    mark_changed(project)
    log.info("project_changed", project=project.slug, by=by.pk)
    return project


@transaction.atomic
def set_state(project: Project, state: ProjectState, *, by: Person) -> Project:
    """Move a project on. Raises ``ProjectRefused`` when its state leads elsewhere, ``ValidationError`` naming what it
    lacks, by field. A dropped project is hidden from everybody but its partners.
    """
    project = locked(project)
    rules.check_move(project, state)
    _raise(_lacking(project, state))
    before, project.state = project.state, state
    if state == ProjectState.DROPPED:
        project.is_public = False
    mark_changed(project)
    if {before, state} & set(rules.FACTUAL):
        _recount(project)
    log.info("project_state_changed", project=project.slug, before=before, state=str(state), by=by.pk)
    return project


def drop_project(project: Project, *, by: Person) -> Project:
    """Give a project up. Raises ``ProjectRefused`` for one that is completed, or comes from a source."""
    return set_state(project, ProjectState.DROPPED, by=by)


@transaction.atomic
def publish_project(project: Project, *, by: Person) -> Project:
    """Show a project to everybody. Raises ``ProjectRefused`` and ``ValidationError`` naming what it lacks."""
    project = locked(project)
    _raise(rules.publication_faults(project))
    return _show(project, True, by=by)


@transaction.atomic
def hide_project(project: Project, *, by: Person) -> Project:
    """Show a project to nobody but its partners. Raises ``ProjectRefused`` for one from a source."""
    return _show(locked(project), False, by=by)


def _show(project: Project, is_public: bool, *, by: Person) -> Project:
    project.is_public = is_public
    mark_changed(project)
    _recount(project)
    log.info("project_published" if is_public else "project_hidden", project=project.slug, by=by.pk)
    return project


def locked(project: Project) -> Project:
    """Return the project as it is now, kept from everybody else until the transaction ends.

    Raises ``ProjectRefused`` for one whose facts come from a source.
    """
    found = Project.objects.select_for_update(of=("self",)).select_related("topic", "lead_cluster").get(pk=project.pk)
    if not rules.is_own(found):
        raise ProjectRefused(str(rules.REFUSALS["source"]))
    return found


def mark_changed(project: Project) -> None:
    """Save a project with the moment of its change and let the search know: also when only its partners changed."""
    project.updated_at = clock.now()
    project.save()
    index_records(KIND, [project.pk])


def coordinator_of(project: Project) -> Organisation | None:
    """Return the organisation that coordinates a project."""
    part = project.participations.filter(role=ParticipationRole.COORDINATOR).select_related("organisation").first()
    return part.organisation if part else None


def check_project(project: Project, *, coordinator: Organisation | None) -> None:
    """Check all fields of a project. Raises ``ValidationError`` by field."""
    project.full_clean(exclude=["topic", "lead_cluster"])
    faults = {}
    if project.start_date and project.end_date and project.end_date < project.start_date:
        faults["end_date"] = _("The project would end before it starts.")
    if project.topic is not None and project.topic.state != TopicState.PUBLISHED:
        faults["topic"] = _("This topic is not published.")
    if project.lead_cluster is not None and not _is_near(project.lead_cluster, coordinator):
        faults["lead_cluster"] = _("The organisation that coordinates does not belong to this cluster.")
    if project.pk and project.duration_months:
        last = project.work_packages.aggregate(last=Max("end_month"))["last"] or 0
        if last > project.duration_months:
            faults["duration_months"] = _("A work package lasts until month %(month)d.") % {"month": last}
    _raise(faults)


def free_slug(acronym: str) -> str:
    """Return an address made of the acronym that no other project has."""
    stem = slugify(acronym)[:100] or KIND
    taken = set(Project.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | rules.RESERVED_SLUGS
    return numbered(stem, taken)


def _is_near(cluster: Cluster, organisation: Organisation | None) -> bool:
    return organisation is not None and (
        cluster.cluster_organisation_id == organisation.pk
        or organisation.memberships.filter(cluster=cluster, left_date=None).exists()
    )


def _lacking(project: Project, state: ProjectState) -> dict[str, str]:
    today = clock.now().date()
    return rules.move_faults(project, state, today=today, has_coordinator=coordinator_of(project) is not None)


def _recount(project: Project) -> None:
    """Bring up to date what is counted of the projects that everybody may see."""
    count_projects(project.participations.exclude(organisation=None).values_list("organisation", flat=True))
    ask_for_affinities()


def _raise(faults: Mapping[str, str]) -> None:
    if faults:
        raise ValidationError(dict(faults))


def _writable(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(WRITTEN)
    if unknown:
        raise ValueError(f"Not for a writer to set: {', '.join(sorted(unknown))}.")
    return dict(fields)
