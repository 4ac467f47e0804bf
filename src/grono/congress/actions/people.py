"""Participants of an edition and their absences."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from grono.accounts.models import Person
from grono.congress.choices import ParticipantStatus, ResourceKind
from grono.congress.models import Edition, Participant, Resource, Unavailability
from grono.congress.plans import touch

log = structlog.get_logger(__name__)


@transaction.atomic
def add_participants(edition: Edition, rows: Sequence[dict[str, Any]]) -> list[Participant]:
    """Add many participants at once; each row holds the fields of ``Participant`` but the resource."""
    resources = Resource.objects.bulk_create(Resource(edition=edition, kind=ResourceKind.PERSON) for _ in rows)
    return Participant.objects.bulk_create(
        Participant(edition=edition, resource=resource, calendar_key=uuid.uuid4(), **row)
        for row, resource in zip(rows, resources, strict=True)
    )


def add_participant(edition: Edition, **fields: Any) -> Participant:
    """Add one participant."""
    return add_participants(edition, [fields])[0]


def set_unavailable(resource: Resource, starts_at: datetime, ends_at: datetime, *, reason: Any = "") -> Unavailability:
    """Enter that a person is away or a room closed. Raises ``ValidationError`` for an overlap or a wrong order."""
    absence = Unavailability(resource=resource, period=DateTimeTZRange(starts_at, ends_at), reason=reason)
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def cancel_participation(participant: Participant, *, by: Person) -> None:
    """Note that a participant does not come; plans change only when they are made again and published."""
    participant.status = ParticipantStatus.CANCELLED
    participant.save(update_fields=["status"])
    touch(participant.edition)
    log.info("participation_cancelled", participant=participant.pk, by=by.pk)


@transaction.atomic
def restore_participation(participant: Participant, *, by: Person) -> None:
    """Take a cancellation back."""
    participant.status = ParticipantStatus.CONFIRMED
    participant.save(update_fields=["status"])
    touch(participant.edition)
    log.info("participation_restored", participant=participant.pk, by=by.pk)
