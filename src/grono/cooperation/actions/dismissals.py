"""Remembering what a person does not want to be proposed again."""

import structlog

from grono.accounts.models import Person
from grono.cooperation.models import Dismissal
from grono.kit import clock

log = structlog.get_logger(__name__)


def dismiss(kind: str, object_id: int, *, name: str, by: Person) -> Dismissal:
    """Remember that a record is not for this person; saying it twice changes nothing."""
    dismissal, created = Dismissal.objects.get_or_create(
        person=by, kind=kind, object_id=object_id, defaults={"name": name[:300], "dismissed_at": clock.now()}
    )
    if created:
        log.info("recommendation_dismissed", kind=kind, record=object_id, by=by.pk)
    return dismissal


def restore(dismissal: Dismissal, *, by: Person) -> None:
    """Forget a dismissal, so that the record may be proposed again. Only the person's own: else ``ValueError``."""
    if dismissal.person_id != by.pk:
        raise ValueError("A dismissal is restored by the person who made it.")
    log.info("recommendation_restored", kind=dismissal.kind, record=dismissal.object_id, by=by.pk)
    dismissal.delete()


def dismissed(person: Person) -> dict[str, set[int]]:
    """Return the keys of what a person dismissed, by kind (one query)."""
    found: dict[str, set[int]] = {}
    for kind, object_id in Dismissal.objects.filter(person=person).values_list("kind", "object_id"):
        found.setdefault(kind, set()).add(object_id)
    return found
