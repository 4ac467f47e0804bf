"""Mails about expressions of interest and their threads, each in its reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grono.accounts.models import Person
from grono.cooperation.choices import OPEN_INTEREST, InterestState
from grono.cooperation.models import ExpressionOfInterest, ThreadMessage
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.kit import clock

log = structlog.get_logger(__name__)
FIRST_LINE = 120
_SUBJECTS = {
    "sent": gettext_lazy("Expression of interest: %(matter)s"),
    "reminder": gettext_lazy("Waiting for your answer: %(matter)s"),
    "accepted": gettext_lazy("Accepted: %(matter)s"),
    "declined": gettext_lazy("Declined: %(matter)s"),
    "expired": gettext_lazy("No answer came: %(matter)s"),
    "message": gettext_lazy("New message: %(matter)s"),
}
_WAITING = ("sent", "reminder")
_ENDED = (InterestState.ACCEPTED, InterestState.DECLINED, InterestState.EXPIRED)


def mail_about_interest(interest_id: int, event: str) -> int:
    """Tell the addressee that it was ``sent`` or still waits (``reminder``), or the sender what became of it.

    The sender is told when it was ``answered`` or has ``expired``. What has changed since the job was made is not told
    any more. Returns the number of mails.
    """
    interest = ExpressionOfInterest.objects.select_related(
        "profile__contact", "from_organisation", "to_organisation", "sender", "answered_by"
    ).get(pk=interest_id)
    told_in = OPEN_INTEREST if event in _WAITING else _ENDED
    if interest.state not in told_in:
        return 0
    if event in _WAITING:
        return _send(interest, event, _addressees(interest), interest.to_organisation)
    return _send(interest, interest.state, _senders(interest), interest.from_organisation)


def mail_about_message(message_id: int) -> int:
    """Tell the other side of a thread that there is something to read, with its first line only."""
    message = ThreadMessage.objects.select_related(
        "author", "organisation", "interest__profile__contact", "interest__sender", "interest__answered_by",
        "interest__from_organisation", "interest__to_organisation",
    ).get(pk=message_id)  # fmt: skip
    interest = message.interest
    to_sender = message.organisation_id == interest.to_organisation_id
    people = _senders(interest) if to_sender else _addressees(interest)
    reader = interest.from_organisation if to_sender else interest.to_organisation
    return _send(interest, "message", people, reader, {"first_line": first_line(message.text)})


def first_line(text: str) -> str:
    """Return the first line of a text, cut to a length that a mail may show."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= FIRST_LINE else line[: FIRST_LINE - 1].rstrip() + "…"


def other_side(interest: ExpressionOfInterest, reader: Organisation) -> str:
    """Return the name by which a side knows the other one: the owner of an anonymous profile has none yet."""
    if reader.pk == interest.to_organisation_id:
        return interest.from_organisation.name
    return _("the owner of the profile") if interest.hides_addressee else interest.to_organisation.name


def matter(interest: ExpressionOfInterest, reader: Organisation) -> str:
    """Return what an interest is about, in a few words: the profile, or else the other side."""
    return interest.profile.title if interest.profile else other_side(interest, reader)


def _send(
    interest: ExpressionOfInterest,
    event: str,
    people: Iterable[Person],
    reader: Organisation,
    more: Mapping[str, Any] | None = None,
) -> int:
    mails = []
    for person in people:
        with override(person.language):
            subject = str(_SUBJECTS[event]) % {"matter": matter(interest, reader)}
            context = {
                "person": person,
                "interest": interest,
                "event": event,
                "other": other_side(interest, reader),
                "days_left": max(1, (interest.expires_at - clock.now()).days),
                "address": settings.BASE_URL + reverse("interest", args=[interest.pk]),
                **(more or {}),
            }
            body = render_to_string("cooperation/mail_interest.txt", context)
            mails.append(EmailMessage(" ".join(subject.split()), body, to=[person.email]))
    get_connection().send_messages(mails)
    log.info("interest_mailed", interest=interest.pk, mail_event=event, mails=len(mails))
    return len(mails)


def _addressees(interest: ExpressionOfInterest) -> list[Person]:
    """Return whom to write to on the receiving side: who answered, the profile's contact, or the representatives."""
    contact = interest.profile.contact if interest.profile else None
    return people_of(interest.to_organisation, [interest.answered_by, contact])


def _senders(interest: ExpressionOfInterest) -> list[Person]:
    return people_of(interest.from_organisation, [interest.sender])


def people_of(organisation: Organisation, first: Iterable[Person | None] = ()) -> list[Person]:
    """Return those of ``first`` who belong to an organisation at present; without any, its representatives or all."""
    current = {
        affiliation.person_id: affiliation
        for affiliation in organisation.affiliations.filter(ended_date=None, person__is_active=True)
        .select_related("person")
        .order_by("pk")
    }
    named = {person.pk for person in first if person is not None}
    representatives = [row for row in current.values() if row.role == AffiliationRole.REPRESENTATIVE]
    chosen = [row for key, row in current.items() if key in named] or representatives or current.values()
    return [row.person for row in chosen]
