"""Press accreditation: a journalist asks, the organiser answers, the answer goes out by mail."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import AccreditationState
from grono.congress.models import Edition, PressAccreditation
from grono.congress.tasks import mail_accreditation
from grono.kit import clock

log = structlog.get_logger(__name__)
#: How many accreditations one person may ask for in an hour, over all editions.
REQUESTS_PER_HOUR = 3


@transaction.atomic
def request_accreditation(
    edition: Edition, *, medium: str, website: str = "", note: str = "", by: Person
) -> PressAccreditation:
    """Ask for accreditation, or change a request that waits for an answer; one person has one in an edition.

    Raises ``ValidationError`` when it is answered already, the edition is over, or the person asks too often.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    asked = PressAccreditation.objects.filter(edition=edition, person=by).first()
    if asked is None:
        _refuse_late(edition)
        _refuse_often(by)
        asked = PressAccreditation(edition=edition, person=by, requested_at=clock.now())
    elif asked.state != AccreditationState.REQUESTED:
        raise ValidationError(_("The organiser has answered your request already."))
    asked.medium, asked.website, asked.note = medium, website, note
    asked.full_clean()
    asked.save()
    log.info("accreditation_requested", accreditation=asked.pk, by=by.pk)
    return asked


@transaction.atomic
def withdraw_accreditation(accreditation: PressAccreditation, *, by: Person) -> None:
    """Take one's own request back before it is answered. Raises ``ValidationError`` afterwards."""
    asked = PressAccreditation.objects.select_for_update().get(pk=accreditation.pk)
    if asked.state != AccreditationState.REQUESTED:
        raise ValidationError(_("The organiser has answered your request already."))
    asked.delete()
    log.info("accreditation_withdrawn", accreditation=accreditation.pk, by=by.pk)


@transaction.atomic
def answer_accreditation(
    accreditation: PressAccreditation, state: str, *, answer: str = "", by: Person
) -> PressAccreditation:
    """Grant or refuse a request and have the journalist told by mail; the same answer again changes nothing.

    An answer may be changed later. Raises ``ValidationError`` for a refusal without a reason.
    """
    asked = PressAccreditation.objects.select_for_update(of=("self",)).select_related("person").get(pk=accreditation.pk)
    if state not in (AccreditationState.GRANTED, AccreditationState.REFUSED):
        raise ValidationError(_("A request is granted or refused."))
    if state == AccreditationState.REFUSED and not answer.strip():
        raise ValidationError({"answer": _("Say why the request is refused; the journalist reads it.")})
    if (asked.state, asked.answer) == (state, answer):
        return asked
    asked.state, asked.answer = AccreditationState(state), answer
    asked.answered_at, asked.answered_by = clock.now(), by
    asked.full_clean()
    asked.save()
    mail_accreditation.defer(accreditation_id=asked.pk, state=state)
    log.info("accreditation_answered", accreditation=asked.pk, state=state, by=by.pk)
    return asked


def _refuse_late(edition: Edition) -> None:
    if clock.now().astimezone(edition.zone).date() > edition.end_date:
        raise ValidationError(_("The edition is over."))


def _refuse_often(person: Person) -> None:
    hour_ago = clock.now() - timedelta(hours=1)
    recent = PressAccreditation.objects.filter(person=person, requested_at__gt=hour_ago).count()
    if recent >= REQUESTS_PER_HOUR:
        raise ValidationError(
            _("You have asked for %(most)d accreditations within an hour. Try again later.")
            % {"most": REQUESTS_PER_HOUR}
        )
