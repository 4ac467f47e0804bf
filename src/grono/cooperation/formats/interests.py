"""Expressions of interest and messages of their threads, as rows of CSV files."""

from django.utils.translation import gettext as _

from grono.cooperation.actions.interests import WAITS
from grono.cooperation.choices import InterestState
from grono.cooperation.formats.records import Records, check, choice, moment
from grono.cooperation.models import ExpressionOfInterest, ThreadMessage
from grono.kit.imports import SheetRow

INTEREST_REQUIRED = ("from_organisation", "message", "sent_at")
INTEREST_OPTIONAL = ("profile_title", "to_organisation", "sender", "state", "answer", "answered_at")
MESSAGE_REQUIRED = ("from_organisation", "organisation", "text", "sent_at")
MESSAGE_OPTIONAL = ("profile_title", "to_organisation", "author")
_ANSWERED = (InterestState.ACCEPTED, InterestState.DECLINED)


def read_interest(row: SheetRow, records: Records) -> ExpressionOfInterest | None:
    """Return the expression of interest of a row, unsaved; a row that breaks a rule has faults."""
    profile = records.profile(row)
    sender = records.organisation(row, "from_organisation")
    addressee = records.addressee(row, profile)
    state = choice(row, "state", InterestState, InterestState.SENT)
    sent_at, answered_at = moment(row, "sent_at"), moment(row, "answered_at")
    if row.faults or sender is None or addressee is None or sent_at is None:
        return None
    if sender.pk == addressee.pk:
        row.fault("from_organisation", _("an organisation cannot write to itself"))
    if sender.is_demonstration != addressee.is_demonstration:
        row.fault("from_organisation", _("an invented organisation and a real one cannot write to each other"))
    answered_at = (answered_at or sent_at) if state in _ANSWERED else None
    interest = ExpressionOfInterest(
        profile=profile,
        from_organisation=sender,
        to_organisation=addressee,
        sender=records.person(row, "sender", sender),
        message=row["message"],
        state=state,
        sent_at=sent_at,
        seen_at=None if state == InterestState.SENT else answered_at or sent_at,
        answered_at=answered_at,
        answered_by=records.representative(addressee) if state in _ANSWERED else None,
        answer=row["answer"],
        expires_at=sent_at + WAITS,
    )
    check(row, interest, ("message", "answer"))
    return None if row.faults else interest


def read_message(row: SheetRow, records: Records) -> ThreadMessage | None:
    """Return the message of a row, unsaved; it belongs to the latest such expression of interest."""
    profile = records.profile(row)
    sender = records.organisation(row, "from_organisation")
    addressee = records.addressee(row, profile)
    writer = records.organisation(row, "organisation")
    sent_at = moment(row, "sent_at")
    if row.faults or sender is None or writer is None or sent_at is None:
        return None
    interest = ExpressionOfInterest.objects.filter(
        from_organisation=sender, to_organisation=addressee, profile=profile
    ).first()
    if interest is None:
        row.fault("from_organisation", _("there is no such expression of interest"))
        return None
    if writer.pk not in (interest.from_organisation_id, interest.to_organisation_id):
        row.fault("organisation", _("it is neither of the two sides"))
    author = records.person(row, "author", writer)
    message = ThreadMessage(interest=interest, author=author, organisation=writer, text=row["text"], sent_at=sent_at)
    check(row, message, ("text",))
    return None if row.faults else message
