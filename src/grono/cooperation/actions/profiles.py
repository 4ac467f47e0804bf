"""Writing a profile: its draft and its fields. What then becomes of it is in ``publication``."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.cooperation.rules import EditedMeanwhile, WrongState
from grono.directory.models import Competence, Organisation
from grono.kit import clock
from grono.kit.uploads import delete_files
from grono.search.actions import index_records

log = structlog.get_logger(__name__)
KIND = "profile"
#: What a writer fills in; everything else of a profile follows from what is done with it.
WRITTEN = (
    "type", "language", "title", "summary", "description", "advantages", "stage", "trl", "ipr", "ipr_note",
    "partner_role", "partner_sectors", "partner_sizes", "partner_countries", "cooperation_types", "valid_until",
    "is_anonymous", "in_matching", "contact", "cluster",
)  # fmt: skip


@transaction.atomic
def create_profile(
    organisation: Organisation, *, by: Person, fields: Mapping[str, Any], keywords: Iterable[Competence] = ()
) -> PartneringProfile:
    """Begin a draft; ``fields`` are some of ``WRITTEN``. Raises ``ValidationError`` by field."""
    moment = clock.now()
    profile = PartneringProfile(
        organisation=organisation,
        is_demonstration=organisation.is_demonstration,
        created_at=moment,
        updated_at=moment,
        **_writable(fields),
    )
    profile.reference = next_reference(profile, moment.date())
    check_profile(profile)
    profile.save()
    profile.keywords.set(keywords)
    log.info("profile_created", profile=profile.reference, by=by.pk)
    return profile


@transaction.atomic
def update_profile(
    profile: PartneringProfile,
    *,
    by: Person,
    version: int,
    fields: Mapping[str, Any],
    keywords: Iterable[Competence] | None = None,
) -> PartneringProfile:
    """Change a draft that was opened at a version.

    Raises ``WrongState`` when it is no draft, ``EditedMeanwhile`` when it has another version by now, and
    ``ValidationError`` by field.
    """
    profile = locked(profile)
    if profile.state != ProfileState.DRAFT:
        raise WrongState("edit")
    if profile.version != version:
        raise EditedMeanwhile
    for name, value in _writable(fields).items():
        setattr(profile, name, value)
    check_profile(profile)
    profile.version += 1
    profile.updated_at = clock.now()
    profile.save()
    if keywords is not None:
        profile.keywords.set(keywords)
    log.info("profile_updated", profile=profile.reference, by=by.pk)
    return profile


@transaction.atomic
def delete_profile(profile: PartneringProfile, *, by: Person) -> None:
    """Delete a draft that was never published, with its files. Raises ``WrongState``."""
    profile = locked(profile)
    if profile.state != ProfileState.DRAFT or profile.published_at or profile.interests.exists():
        raise WrongState("delete")
    files = [attachment.file for attachment in profile.attachments.all()]
    reference = profile.reference
    profile.delete()
    delete_files(files)
    log.info("profile_deleted", profile=reference, by=by.pk)


def locked(profile: PartneringProfile) -> PartneringProfile:
    """Return the profile as it is in the database now, kept from everybody else until the transaction ends."""
    return PartneringProfile.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=profile.pk)


def reindex(profiles: Iterable[PartneringProfile]) -> None:
    """Let the search know profiles as they are now."""
    index_records(KIND, [profile.pk for profile in profiles])


def check_profile(profile: PartneringProfile) -> None:
    """Check all fields of a profile. Raises ``ValidationError`` by field."""
    profile.full_clean(exclude=["organisation"])
    faults = {}
    if profile.contact is not None and not _belongs(profile.contact, profile.organisation):
        faults["contact"] = _("The contact person must belong to the organisation.")
    current = profile.organisation.memberships.filter(left_date=None)
    if profile.cluster_id is not None and not current.filter(cluster=profile.cluster_id).exists():
        faults["cluster"] = _("The organisation does not belong to this cluster.")
    if faults:
        raise ValidationError(faults)


def _belongs(person: Person, organisation: Organisation) -> bool:
    return organisation.affiliations.filter(person=person, ended_date=None).exists()


def _writable(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(WRITTEN)
    if unknown:
        raise ValueError(f"Not for a writer to set: {', '.join(sorted(unknown))}.")
    return dict(fields)


def next_reference(profile: PartneringProfile, day: date) -> str:
    """Return the next free reference of a type, country and day; whoever asks at the same time waits for the other."""
    stem = f"{profile.type}{profile.organisation.country}{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"profile:{stem}"])
    taken = PartneringProfile.objects.filter(reference__startswith=stem).values_list("reference", flat=True)
    last = max((int(reference.removeprefix(stem)) for reference in taken), default=0)
    return f"{stem}{last + 1:03d}"
