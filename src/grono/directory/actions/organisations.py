"""Changes to an organisation's page and to who belongs to it."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.actions.merges import forget_in_merges
from grono.directory.choices import AffiliationRole, Direction
from grono.directory.formats.organisations import address, free_address
from grono.directory.models import (
    Activity,
    Affiliation,
    AffiliationEvent,
    Competence,
    CompetenceClaim,
    Organisation,
)
from grono.directory.queries.records import merged_identities
from grono.directory.recording import recorded_as
from grono.directory.texts import texts_by_language
from grono.kit import clock
from grono.search.actions import index_records

log = structlog.get_logger(__name__)
KIND = "organisation"


class LastRepresentative(Exception):
    """The organisation would be left without anyone who looks after its page."""

    def __str__(self) -> str:
        return _("This is the only person who represents the organisation. Name another one first.")


@recorded_as("added")
def add_organisation(*, by: Person, fields: Mapping[str, Any]) -> Organisation:
    """Enter one organisation by hand; its address is made of its name. Raises ``ValidationError``."""
    organisation = Organisation(**fields, is_demonstration=by.is_demonstration)
    taken = set(Organisation.objects.values_list("slug", flat=True)) | {slug for slug, _numbers in merged_identities()}
    organisation.slug = free_address(address(organisation.name), taken)
    organisation.find_place()
    organisation.full_clean()
    organisation.save()
    index_records(KIND, [organisation.pk])
    log.info("organisation_added", organisation=organisation.pk, by=by.pk)
    return organisation


@recorded_as("edit")
def update_organisation(
    organisation: Organisation,
    *,
    by: Person,
    fields: Mapping[str, Any],
    summary: Mapping[str, str] | None = None,
    description: Mapping[str, str] | None = None,
    offers: Iterable[Competence] | None = None,
    seeks: Iterable[Competence] | None = None,
    activities: Iterable[Activity] | None = None,
) -> Organisation:
    """Change what an organisation says about itself.

    ``fields`` are plain fields by name; ``summary`` and ``description`` are texts by language, other languages stay
    as they are and an empty text removes its language. What is ``None`` stays. Raises ``ValidationError``.
    """
    for name, value in fields.items():
        setattr(organisation, name, value)
    if {"town", "country"} & fields.keys():
        organisation.find_place()
    for name, texts in (("summary", summary), ("description", description)):
        if texts is not None:
            setattr(organisation, name, _merged(getattr(organisation, name), texts))
    organisation.full_clean(exclude=["summary", "description"])
    organisation.save()
    for direction, competences in ((Direction.OFFER, offers), (Direction.SEEK, seeks)):
        if competences is not None:
            _replace_claims(organisation, direction, competences)
    if activities is not None:
        organisation.activities.set(activities)
    index_records(KIND, [organisation.pk])
    log.info("organisation_updated", organisation=organisation.pk, by=by.pk)
    return organisation


def _merged(old: Any, texts: Mapping[str, str]) -> LazyI18nString:
    known = texts_by_language(old)
    return LazyI18nString({code: text for code, text in {**known, **texts}.items() if text})


def _replace_claims(organisation: Organisation, direction: str, competences: Iterable[Competence]) -> None:
    wanted = {competence.pk for competence in competences}
    claims = organisation.claims.filter(direction=direction)
    claims.exclude(competence__in=wanted).delete()
    CompetenceClaim.objects.bulk_create(
        (
            CompetenceClaim(organisation=organisation, competence_id=competence, direction=direction)
            for competence in sorted(wanted)
        ),
        ignore_conflicts=True,
    )


@recorded_as("person added")
def add_affiliation(
    organisation: Organisation, person: Person, *, by: Person, role: str = AffiliationRole.MEMBER, job_title: str = ""
) -> Affiliation:
    """Enter that a person belongs to an organisation from today. Raises ``ValidationError`` if they do already."""
    affiliation = Affiliation(
        organisation=organisation, person=person, role=role, job_title=job_title, started_date=clock.now().date()
    )
    affiliation.full_clean()
    affiliation.save()
    log.info("affiliation_added", affiliation=affiliation.pk, by=by.pk)
    return affiliation


@recorded_as("person left")
def end_affiliation(affiliation: Affiliation, *, by: Person) -> None:
    """Enter that a person has left. Raises ``LastRepresentative`` when nobody else would look after the page."""
    current = Affiliation.objects.select_for_update().filter(
        organisation=affiliation.organisation_id, role=AffiliationRole.REPRESENTATIVE, ended_date=None
    )
    if [found.pk for found in current] == [affiliation.pk]:
        raise LastRepresentative
    affiliation.ended_date = max(clock.now().date(), affiliation.started_date or clock.now().date())
    affiliation.save(update_fields=["ended_date"])
    log.info("affiliation_ended", affiliation=affiliation.pk, by=by.pk)


@transaction.atomic
def erase_affiliations(person: Person) -> int:
    """Delete what the directory holds about a person, also in its history and uploads; return how many records."""
    forget_in_merges(person)
    count = person.affiliations.all().delete()[0] + person.managed_clusters.all().delete()[0]
    AffiliationEvent.objects.filter(person=person.pk).delete()
    for imported in person.imports.exclude(file=""):
        imported.file.delete(save=False)
    person.imports.update(by=None, file="", rejected=[])
    return count + person.chaired_groups.update(chair=None)


def set_project_counts(counts: Mapping[int, int]) -> None:
    """Note in how many projects organisations take part, by key; the projects module counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_organisation SET project_count = fresh.count, updated_at = %s "
            "FROM unnest(%s::bigint[], %s::integer[]) AS fresh (id, count) WHERE directory_organisation.id = fresh.id",
            [timezone.now(), list(counts), list(counts.values())],
        )
