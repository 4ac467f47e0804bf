"""Roles that the consortium still has to fill: made from what the rules miss or by hand, advertised, taken away."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.accounts.models import Person
from grono.cooperation.actions import create_profile
from grono.cooperation.choices import AgreementKind, ProfileState, ProfileType
from grono.cooperation.models import PartneringProfile
from grono.cooperation.rules import LONGEST_VALIDITY
from grono.directory.choices import ActivityType
from grono.kit import clock
from grono.kit.countries import is_country
from grono.projects.actions.consortium import require_open
from grono.projects.actions.own import coordinator_of, locked
from grono.projects.models import ConsortiumRole, Project
from grono.projects.planning.verdicts import last_day
from grono.projects.queries.workspace import last_verdict
from grono.projects.rules import ProjectRefused
from grono.projects.wording import partner_sought

log = structlog.get_logger(__name__)
#: Languages in which an advertisement can be worded; in others it is worded in English.
WORDED = ("pl", "en")
#: How long an advertisement lasts when the topic has no deadline ahead.
LASTS = timedelta(days=90)
#: What ``wanted`` of a role may hold: see ``wording.partner_sought``.
WANTED = ("countries", "not_countries", "regions", "activity_types", "legal_statuses", "sizes", "labels")


@transaction.atomic
def add_role(
    project: Project,
    *,
    title: str,
    by: Person,
    description: str = "",
    rule: str = "",
    wanted: Mapping[str, Any] | None = None,
) -> ConsortiumRole:
    """Open a role. Raises ``ProjectRefused`` for a closed consortium and ``ValidationError`` by field."""
    project = locked(project)
    require_open(project)
    role = ConsortiumRole(
        project=project,
        title=title.strip(),
        description=description.strip(),
        rule=rule,
        wanted=dict(wanted or {}),
        created_at=clock.now(),
    )
    _check(role)
    role.save()
    log.info("role_opened", project=project.pk, role=role.pk, by=by.pk)
    return role


def _check(role: ConsortiumRole) -> None:
    role.full_clean(exclude=["project"])
    unknown = set(role.wanted) - set(WANTED)
    if unknown:
        raise ValidationError({"wanted": _("Not known: %(names)s.") % {"names": ", ".join(sorted(unknown))}})
    types = set(role.wanted.get("activity_types") or ()) - set(ActivityType.values)
    if types:
        raise ValidationError(
            {"wanted": _("No type of organisation: %(names)s.") % {"names": ", ".join(sorted(types))}}
        )


@transaction.atomic
def open_missing_roles(project: Project, *, by: Person) -> list[ConsortiumRole]:
    """Open the roles that the last verdict found missing and that nobody has opened yet; return the new ones."""
    project = locked(project)
    require_open(project)
    record = last_verdict(project)
    missing = (record.missing or {}).get("roles", []) if record else []
    known = [(role.rule, role.wanted) for role in project.open_roles.filter(filled_by=None)]
    opened = []
    for found in missing:
        key = (found["rule"], found["wanted"])
        if key in known:
            known.remove(key)
            continue
        with override(_language(project)):
            title = partner_sought(found["wanted"])
        title = title[0].upper() + title[1:]
        opened.append(add_role(project, title=title, rule=found["rule"], wanted=found["wanted"], by=by))
    return opened


@transaction.atomic
def remove_role(role: ConsortiumRole, *, by: Person) -> None:
    """Take an open role away; invitations for it stay as they are. Raises ``ProjectRefused`` for a filled one."""
    project = locked(role.project)
    require_open(project)
    role = project.open_roles.get(pk=role.pk)
    if role.filled_by_id is not None:
        raise ProjectRefused(_("This role is filled; it stays as a record of who was sought."))
    role.delete()
    log.info("role_removed", project=project.pk, by=by.pk)


@transaction.atomic
def advertise_role(role: ConsortiumRole, *, by: Person) -> PartneringProfile:
    """Write a draft of a research and development request for an open role, in the project's language.

    The coordinator looks it over and hands it in for review like any other profile. A second call returns the profile
    that is there, unless it was withdrawn. Raises ``ProjectRefused`` for a role that is filled.
    """
    project = locked(role.project)
    require_open(project)
    role = ConsortiumRole.objects.select_for_update(of=("self",)).select_related("profile").get(pk=role.pk)
    if role.filled_by_id is not None:
        raise ProjectRefused(_("This role is filled already."))
    if role.profile is not None and role.profile.state != ProfileState.WITHDRAWN:
        return role.profile
    coordinator = coordinator_of(project)
    if coordinator is None:
        raise ProjectRefused(_("A project has a coordinator, in whose name the role is advertised. Name one first."))
    language = _language(project)
    with override(language):
        fields = _advertisement(project, role)
    fields |= {"type": ProfileType.RESEARCH_REQUEST, "language": language, "valid_until": _ends(project)}
    role.profile = create_profile(coordinator, by=by, fields=fields)
    role.save(update_fields=["profile"])
    log.info("role_advertised", project=project.pk, role=role.pk, profile=role.profile.reference, by=by.pk)
    return role.profile


def _language(project: Project) -> str:
    return project.language if project.language in WORDED else "en"


def _advertisement(project: Project, role: ConsortiumRole) -> dict[str, Any]:
    """Return the text of a profile that says enough for review, as far as the project says enough."""
    topic = project.topic
    names = {"acronym": project.acronym, "title": project.title, "role": role.title}
    about_topic = (
        _("The project applies for the topic %(id)s, “%(title)s”.") % {"id": topic.topic_id, "title": topic.title}
        if topic
        else ""
    )
    sought = role.description.strip() or _("The partner takes part in the work from the application on.")
    summary = [
        _("The consortium of the project %(acronym)s, “%(title)s”, seeks a partner: %(role)s.") % names,
        about_topic,
        sought,
    ]
    description = [
        project.objective.strip(),
        about_topic,
        _deadline_sentence(project),
        _(
            "The consortium is being formed now. Partners say which part of the work they take, plan their budget in a "
            "shared workspace and see there at any time whether the rules of the topic, as encoded, are met."
        ),
        _("Write to us through this profile: who you are, what you would do in the project, and what you have done."),
    ]
    return {
        "title": _cut(_("%(role)s sought for the project %(acronym)s") % names, "title"),
        "summary": _cut(" ".join(filter(None, summary)), "summary"),
        "description": _cut("\n\n".join(filter(None, description)), "description"),
        "partner_role": _cut(f"{role.title}. {sought}", "partner_role"),
        "partner_countries": [code for code in role.wanted.get("countries") or () if is_country(code)],
        "cooperation_types": [AgreementKind.CONSORTIUM],
    }


def _deadline_sentence(project: Project) -> str:
    last = last_day(project)
    return _("The application is due on %(day)s.") % {"day": last.isoformat()} if last else ""


def _cut(text: str, field: str) -> str:
    longest: int | None = getattr(PartneringProfile._meta.get_field(field), "max_length", None)
    return text if longest is None or len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _ends(project: Project) -> date:
    """Return until when the advertisement lasts: the deadline, but at most a year, and some weeks at least."""
    today = clock.now().date()
    last = last_day(project)
    return min(last, today + LONGEST_VALIDITY) if last and last > today else today + LASTS
