"""The outline of a project prepared here: its work packages and its milestones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.projects.actions.own import locked, mark_changed
from grono.projects.models import Milestone, Project, WorkPackage

log = structlog.get_logger(__name__)
PACKAGE_FIELDS = ("number", "title", "description", "lead", "start_month", "end_month")
MILESTONE_FIELDS = ("name", "due_date", "reached_date")


@transaction.atomic
def add_work_package(project: Project, *, by: Person, fields: Mapping[str, Any]) -> WorkPackage:
    """Add a work package; without a number it gets the next one. Raises ``ProjectRefused``, ``ValidationError``."""
    project = locked(project)
    given = _known(fields, PACKAGE_FIELDS)
    if not given.get("number"):
        given["number"] = (project.work_packages.aggregate(last=Max("number"))["last"] or 0) + 1
    return _save_package(WorkPackage(project=project, **given), by=by)


@transaction.atomic
def change_work_package(package: WorkPackage, *, by: Person, fields: Mapping[str, Any]) -> WorkPackage:
    """Change a work package. Raises ``ProjectRefused`` and ``ValidationError`` by field."""
    package.project = locked(package.project)
    for name, value in _known(fields, PACKAGE_FIELDS).items():
        setattr(package, name, value)
    return _save_package(package, by=by)


@transaction.atomic
def remove_work_package(package: WorkPackage, *, by: Person) -> None:
    """Take a work package out. Raises ``ProjectRefused``."""
    project = locked(package.project)
    package.delete()
    mark_changed(project)
    log.info("work_package_removed", project=project.slug, by=by.pk)


@transaction.atomic
def add_milestone(project: Project, *, by: Person, fields: Mapping[str, Any]) -> Milestone:
    """Add a milestone. Raises ``ProjectRefused`` and ``ValidationError`` by field."""
    return _save_milestone(Milestone(project=locked(project), **_known(fields, MILESTONE_FIELDS)), by=by)


@transaction.atomic
def change_milestone(milestone: Milestone, *, by: Person, fields: Mapping[str, Any]) -> Milestone:
    """Change a milestone. Raises ``ProjectRefused`` and ``ValidationError`` by field."""
    milestone.project = locked(milestone.project)
    for name, value in _known(fields, MILESTONE_FIELDS).items():
        setattr(milestone, name, value)
    return _save_milestone(milestone, by=by)


def reach_milestone(milestone: Milestone, *, by: Person, on: date | None = None) -> Milestone:
    """Note that a milestone was reached, today unless said otherwise. Raises as ``change_milestone`` does."""
    return change_milestone(milestone, by=by, fields={"reached_date": on or clock.now().date()})


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: Person) -> None:
    """Take a milestone out. Raises ``ProjectRefused``."""
    project = locked(milestone.project)
    milestone.delete()
    mark_changed(project)
    log.info("milestone_removed", project=project.slug, by=by.pk)


def package_faults(package: WorkPackage, *, duration: int | None) -> dict[str, str]:
    """Return what is wrong with the months of a work package in a project of so many months, by field."""
    if package.start_month and package.end_month and package.end_month < package.start_month:
        return {"end_month": _("A work package ends in the month it begins or later.")}
    if duration is not None and package.end_month and package.end_month > duration:
        return {
            "end_month": _("The project lasts %(months)d months; the work package would end later.")
            % {"months": duration}
        }
    return {}


def milestone_faults(milestone: Milestone, *, today: date) -> dict[str, str]:
    """Return what is wrong with the days of a milestone, by field."""
    if milestone.reached_date and milestone.reached_date > today:
        return {"reached_date": _("A milestone is reached today or earlier.")}
    return {}


def _save_package(package: WorkPackage, *, by: Person) -> WorkPackage:
    project = package.project
    faults = package_faults(package, duration=project.duration_months)
    if package.lead is not None and package.lead.project_id != project.pk:
        faults["lead"] = _("Who leads a work package takes part in the project.")
    if faults:
        raise ValidationError(faults)
    package.full_clean()
    package.save()
    mark_changed(project)
    log.info("work_package_saved", project=project.slug, number=package.number, by=by.pk)
    return package


def _save_milestone(milestone: Milestone, *, by: Person) -> Milestone:
    faults = milestone_faults(milestone, today=clock.now().date())
    if faults:
        raise ValidationError(faults)
    milestone.full_clean()
    milestone.save()
    mark_changed(milestone.project)
    log.info("milestone_saved", project=milestone.project.slug, by=by.pk)
    return milestone


def _known(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(fields) - set(names)
    if unknown:
        raise ValueError(f"Not for a writer to set: {', '.join(sorted(unknown))}.")
    return dict(fields)
