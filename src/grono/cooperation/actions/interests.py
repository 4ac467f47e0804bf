"""Expressing interest, answering, writing in the thread; and what happens when nobody answers."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.choices import OPEN_INTEREST, InterestState, ProfileState
from grono.cooperation.models import ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.directory.models import Organisation
from grono.kit import clock

log = structlog.get_logger(__name__)
#: How long an expression of interest waits for its answer.
WAITS = timedelta(days=21)
#: When the addressee is reminded, counted from the sending.
REMINDERS = (timedelta(days=7), timedelta(days=14))
#: How many expressions of interest and messages one person may send in 24 hours.
INTERESTS_PER_DAY = 20
MESSAGES_PER_DAY = 100
_DAY = timedelta(days=1)


@transaction.atomic
def express_interest(
    from_organisation: Organisation,
    to: PartneringProfile | Organisation,
    *,
    message: str,
    by: Person,
) -> ExpressionOfInterest:
    """Write to the owner of a profile, or to an organisation directly, and have its people told.

    Raises ``ValidationError`` when the profile takes no interest any more, nobody is there to read, somebody writes to
    themselves, an earlier one in the same matter still waits, or the person has sent too many today.
    """
    _require_allowance(by)
    profile = to if isinstance(to, PartneringProfile) else None
    addressee = to.organisation if isinstance(to, PartneringProfile) else to
    _require_reachable(from_organisation, addressee, profile)
    now = clock.now()
    interest = ExpressionOfInterest(
        profile=profile,
        from_organisation=from_organisation,
        to_organisation=addressee,
        sender=by,
        message=message.strip(),
        sent_at=now,
        expires_at=now + WAITS,
    )
    # The job may be late; an overdue one must not stand in the way meanwhile.
    _expire(Q(from_organisation=from_organisation, to_organisation=addressee, profile=profile))
    interest.full_clean()
    try:
        with transaction.atomic():
            interest.save()
    except IntegrityError:  # somebody of the same organisation was faster between the check and the writing
        interest.validate_constraints()
        raise
    _tell(interest.pk, "sent")
    log.info("interest_expressed", interest=interest.pk, by=by.pk)
    return interest


def _require_allowance(person: Person) -> None:
    """Refuse what exceeds a day's allowance; the person's row is locked, so that it holds for simultaneous sending."""
    Person.objects.select_for_update().get(pk=person.pk)
    sent = ExpressionOfInterest.objects.filter(sender=person, sent_at__gt=clock.now() - _DAY).count()
    if sent >= INTERESTS_PER_DAY:
        raise ValidationError(
            _("You have sent %(count)d expressions of interest in 24 hours, which is the limit. Try again tomorrow.")
            % {"count": sent}
        )


def _require_reachable(sender: Organisation, addressee: Organisation, profile: PartneringProfile | None) -> None:
    if sender.pk == addressee.pk:
        raise ValidationError(_("An organisation cannot write to itself."))
    if sender.is_demonstration != addressee.is_demonstration:
        raise ValidationError(_("An invented organisation and a real one cannot write to each other."))
    if profile is not None:
        ended = profile.valid_until is not None and profile.valid_until < clock.now().date()
        if profile.state != ProfileState.PUBLISHED or ended:
            raise ValidationError(_("This profile is no longer valid, so nobody waits for interest in it."))
    if not addressee.affiliations.filter(ended_date=None).exists():
        raise ValidationError(_("Nobody of this organisation uses Grono yet, so nobody would read your message."))


def _tell(interest_id: int, event: str) -> None:
    from grono.cooperation.tasks import mail_about_interest  # the jobs of the module call its actions

    mail_about_interest.defer(interest_id=interest_id, event=event)


def mark_seen(interest: ExpressionOfInterest, *, by: Person) -> None:
    """Note that the addressee has opened it; only the first time counts."""
    now = clock.now()
    sent = ExpressionOfInterest.objects.filter(pk=interest.pk, state=InterestState.SENT)
    if sent.update(state=InterestState.SEEN, seen_at=now):
        interest.state, interest.seen_at = InterestState.SEEN, now
        log.info("interest_seen", interest=interest.pk, by=by.pk)


@transaction.atomic
def answer_interest(interest: ExpressionOfInterest, accepted: bool, *, text: str = "", by: Person) -> None:
    """Accept or decline what waits for an answer, and have the sender told; ``ValidationError`` for anything else.

    To accept an interest in an anonymous profile is to reveal oneself to the sender.
    """
    now = clock.now()
    state = InterestState.ACCEPTED if accepted else InterestState.DECLINED
    words = ExpressionOfInterest._meta.get_field("answer").clean(text.strip(), interest)
    answer = {"answer": words, "answered_at": now, "answered_by": by, "seen_at": interest.seen_at or now}
    _change_state(interest, state, **answer)
    _tell(interest.pk, "answered")
    log.info("interest_answered", interest=interest.pk, state=str(state), by=by.pk)


def withdraw_interest(interest: ExpressionOfInterest, *, by: Person) -> None:
    """Take back what nobody has answered yet; raises ``ValidationError`` for anything else."""
    _change_state(interest, InterestState.WITHDRAWN)
    log.info("interest_withdrawn", interest=interest.pk, by=by.pk)


def _change_state(interest: ExpressionOfInterest, state: InterestState, **values: object) -> None:
    """Leave the open states: whoever comes first wins, the other learns what happened."""
    waiting = ExpressionOfInterest.objects.filter(pk=interest.pk, state__in=OPEN_INTEREST)
    changed = waiting.update(state=state, **values)
    interest.refresh_from_db(fields=["state", *values])
    if not changed:
        raise ValidationError(
            _("This can no longer be changed: the expression of interest is %(state)s.")
            % {"state": interest.get_state_display()}
        )


@transaction.atomic
def expire_interests() -> int:
    """Close what nobody has answered in time and have the senders told; return how many. Repeating does no harm."""
    return _expire(Q())


def _expire(which: Q) -> int:
    overdue = ExpressionOfInterest.objects.filter(which, state__in=OPEN_INTEREST, expires_at__lte=clock.now())
    keys = list(overdue.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ExpressionOfInterest.objects.filter(pk__in=keys).update(state=InterestState.EXPIRED)
    for key in keys:
        _tell(key, "expired")
    if keys:
        log.info("interests_expired", count=len(keys))
    return len(keys)


@transaction.atomic
def remind_addressees() -> int:
    """Remind those who have not answered after 7 and 14 days, once for each; return how many reminders went out."""
    now = clock.now()
    due = Q()
    for after in REMINDERS:
        due |= Q(sent_at__lte=now - after) & (Q(reminded_at=None) | Q(reminded_at__lt=F("sent_at") + after))
    waiting = ExpressionOfInterest.objects.filter(due, state__in=OPEN_INTEREST, expires_at__gt=now)
    keys = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ExpressionOfInterest.objects.filter(pk__in=keys).update(reminded_at=now)
    for key in keys:
        _tell(key, "reminder")
    return len(keys)


@transaction.atomic
def post_message(interest: ExpressionOfInterest, organisation: Organisation, *, text: str, by: Person) -> ThreadMessage:
    """Write in the thread for one of its two sides, and have the other told unless it has something unread already.

    A question of the addressee before the answer prolongs the time for it. Raises ``ValidationError`` when the thread
    is closed, when the organisation is no side of it, or when the person has written too much today.
    """
    from grono.cooperation.tasks import mail_about_message

    interest = ExpressionOfInterest.objects.select_for_update().get(pk=interest.pk)
    now = clock.now()
    if organisation.pk not in (interest.from_organisation_id, interest.to_organisation_id):
        raise ValidationError(_("This conversation belongs to two other organisations."))
    if not interest.takes_messages:
        raise ValidationError(
            _("This conversation is closed: the expression of interest is %(state)s.")
            % {"state": interest.get_state_display()}
        )
    if ThreadMessage.objects.filter(author=by, sent_at__gt=now - _DAY).count() >= MESSAGES_PER_DAY:
        raise ValidationError(
            _("You have written %(count)d messages in 24 hours, which is the limit. Try again tomorrow.")
            % {"count": MESSAGES_PER_DAY}
        )
    message = ThreadMessage(interest=interest, author=by, organisation=organisation, text=text.strip(), sent_at=now)
    message.full_clean()
    told = interest.messages.filter(organisation=organisation, read_at=None).exists()
    message.save()
    if interest.is_open and organisation.pk == interest.to_organisation_id:
        interest.expires_at = max(interest.expires_at, now + WAITS)
        interest.save(update_fields=["expires_at"])
    if not told:
        mail_about_message.defer(message_id=message.pk)
    log.info("thread_message_posted", message=message.pk, interest=interest.pk, by=by.pk)
    return message


def mark_read(interest: ExpressionOfInterest, reader: Organisation) -> int:
    """Note that a side has opened the thread: what the other side wrote is read; return how many messages."""
    unread = interest.messages.filter(read_at=None).exclude(organisation=reader)
    return unread.update(read_at=clock.now())


@transaction.atomic
def anonymise_correspondence(person: Person) -> int:
    """Take a person's name off what they wrote and answered; the words belong to the organisations and stay."""
    sent = ExpressionOfInterest.objects.filter(sender=person).update(sender=None)
    answered = ExpressionOfInterest.objects.filter(answered_by=person).update(answered_by=None)
    return sent + answered + ThreadMessage.objects.filter(author=person).update(author=None)
