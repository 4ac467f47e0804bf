"""What a project declares about itself because the rules of its topic ask for it."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.projects.actions.consortium import reassess, require_open
from grono.projects.actions.own import locked, mark_changed
from grono.projects.models import Project
from grono.projects.planning.verdicts import question_kinds
from grono.projects.rules import EditedMeanwhile

log = structlog.get_logger(__name__)
_KINDS: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "number": (int, float), "text": (str,)}


@transaction.atomic
def save_answers(
    project: Project,
    *,
    by: Person,
    version: int,
    duration_months: int | None,
    trl_start: int | None,
    trl_end: int | None,
    declared: Mapping[str, Any],
) -> Project:
    """Keep the answers of a project that was opened at a version, and ask the rules again.

    ``declared`` are answers by the name of the question; one left out is not answered, and its rule stays unknown.
    Raises ``EditedMeanwhile``, ``ProjectRefused`` for a closed consortium, ``ValidationError`` by field for a question
    that the rules do not ask or an answer of the wrong kind.
    """
    project = locked(project)
    require_open(project)
    if project.version != version:
        raise EditedMeanwhile
    _check(project, declared)
    project.duration_months, project.trl_start, project.trl_end = duration_months, trl_start, trl_end
    project.declared = dict(declared)
    project.full_clean(exclude=["topic", "lead_cluster", "slug"])
    project.version += 1
    mark_changed(project)
    reassess(project)
    log.info("answers_saved", project=project.pk, by=by.pk)
    return project


def _check(project: Project, declared: Mapping[str, Any]) -> None:
    kinds = question_kinds(project)
    for name, value in declared.items():
        if name not in kinds:
            raise ValidationError({name: _("The rules do not ask “%(name)s”.") % {"name": name}})
        # In Python yes and no are numbers too; here they are not.
        if not isinstance(value, _KINDS[kinds[name]]) or (kinds[name] == "number" and isinstance(value, bool)):
            raise ValidationError({name: _("“%(value)s” does not answer this question.") % {"value": value}})
