"""A participant's stars: what they want to hear, and when they want no meetings."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.models import Participant
from grono.schedule.models import Favourite, Session

log = structlog.get_logger(__name__)


def mark_favourite(participant: Participant, session: Session, keep_free: bool, *, by: Person) -> Favourite:
    """Mark a session; with ``keep_free`` the next meeting plan keeps its time free. Marking again changes that.

    Raises ``ValidationError`` for a session of another edition.
    """
    if session.edition_id != participant.edition_id:
        raise ValidationError(_("This session belongs to another edition."))
    favourite, _created = Favourite.objects.update_or_create(
        participant=participant, session=session, defaults={"keep_free": keep_free}
    )
    log.info("favourite_marked", session=session.pk, keep_free=keep_free, by=by.pk)
    return favourite


def unmark_favourite(participant: Participant, session: Session, *, by: Person) -> None:
    """Take a mark back; nothing happens when there is none."""
    Favourite.objects.filter(participant=participant, session=session).delete()
    log.info("favourite_unmarked", session=session.pk, by=by.pk)


def mark_sessions(participant: Participant, codes: Collection[str], *, by: Person) -> int:
    """Mark many sessions of the participant's edition by their codes; return how many were not marked before.

    Unknown codes and marks that are there already stay as they are.
    """
    sessions = Session.objects.filter(edition=participant.edition_id, code__in=codes)
    new = sessions.exclude(favourites__participant=participant)
    marks = [Favourite(participant=participant, session=session) for session in new]
    Favourite.objects.bulk_create(marks, ignore_conflicts=True)
    log.info("favourites_taken_over", count=len(marks), by=by.pk)
    return len(marks)


def add_favourites(rows: Sequence[Mapping[str, Any]]) -> list[Favourite]:
    """Enter many marks at once; rows hold participant, session and keep_free."""
    return Favourite.objects.bulk_create(Favourite(**row) for row in rows)
