"""Editions themselves and the people who run them."""

from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.accounts.actions import person_by_email
from grono.accounts.models import Person
from grono.congress.actions.slots import when
from grono.congress.models import Edition, TeamMember
from grono.congress.plans import touch
from grono.congress.tasks import mail_team_member
from grono.kit.slugs import numbered
from grono.search.lemmas import fold

log = structlog.get_logger(__name__)
SLUG_LENGTH = 55


@transaction.atomic
def create_edition(edition: Edition, *, by: Person) -> Edition:
    """Save a new edition and put its creator into the team. Without an address it gets one from its title.

    Raises ``ValidationError`` naming the field and the rule.
    """
    if not edition.slug:
        stem = slugify(fold(str(edition.title)))[:SLUG_LENGTH] or "congress"
        edition.slug = numbered(stem, set(Edition.objects.values_list("slug", flat=True)))
    edition.full_clean()
    edition.save()
    TeamMember.objects.create(edition=edition, person=by)
    log.info("edition_created", edition=edition.pk, slug=edition.slug, by=by.pk)
    return edition


@transaction.atomic
def change_edition(edition: Edition, *, by: Person) -> None:
    """Save a changed edition.

    Raises ``ValidationError`` when slots would lie outside the new dates, or would all move with a new time zone.
    """
    before = Edition.objects.select_for_update().get(pk=edition.pk)
    slots = list(before.slots.all())
    if edition.timezone != before.timezone and slots:
        raise ValidationError({"timezone": _zone_fault(len(slots))})
    for slot in slots:
        day = slot.starts_at.astimezone(before.zone).date()
        if not edition.start_date <= day <= edition.end_date:
            field = "start_date" if day < edition.start_date else "end_date"
            text = _("%(slot)s would lie outside the edition; remove it or move it first.") % {"slot": when(slot)}
            raise ValidationError({field: text})
    edition.full_clean()
    edition.save(update_fields=[field.name for field in _typed_fields(edition)])
    touch(edition)
    log.info("edition_changed", edition=edition.pk, by=by.pk)


def _typed_fields(edition: Edition) -> list[Any]:
    """Return the fields that people write; the stamp is counted by the database."""
    return [field for field in edition._meta.concrete_fields if field.name not in {"id", "stamp"}]


def _zone_fault(count: int) -> str:
    text = ngettext(
        "%(count)d block or slot has its times in the present zone. Remove it before you change the zone.",
        "%(count)d blocks and slots have their times in the present zone. Remove them before you change the zone.",
        count,
    )
    return text % {"count": count}


@transaction.atomic
def add_team_member(edition: Edition, email: str, *, given_name: str, family_name: str, by: Person) -> TeamMember:
    """Let a person run the edition; somebody unknown gets an account that opens with a code sent to the address.

    They are told by mail. Raises ``ValidationError`` on ``email`` when they belong to the team already.
    """
    person = person_by_email(email, given_name=given_name, family_name=family_name)
    if edition.team.filter(person=person).exists():
        raise ValidationError({"email": _("This person belongs to the team already.")})
    member = TeamMember.objects.create(edition=edition, person=person)
    mail_team_member.defer(member_id=member.pk, by_id=by.pk)
    log.info("team_member_added", edition=edition.pk, person=person.pk, by=by.pk)
    return member


@transaction.atomic
def remove_team_member(member: TeamMember, *, by: Person) -> None:
    """Take a person out of the team. Raises ``ValidationError`` for the last one: somebody must run the edition."""
    team = list(TeamMember.objects.select_for_update().filter(edition=member.edition))
    if len(team) <= 1:
        raise ValidationError(_("Somebody must run the edition: add another person before you remove the last one."))
    member.delete()
    log.info("team_member_removed", edition=member.edition_id, person=member.person_id, by=by.pk)
