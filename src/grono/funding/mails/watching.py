"""Mails to those who watch topics, each in the reader's language."""

from collections.abc import Iterable
from datetime import date

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from grono.accounts.models import Person
from grono.funding.choices import TopicState
from grono.funding.models import DeadlineChange, Topic, TopicWatch
from grono.funding.queries.watching import watches_to_remind
from grono.kit import clock

log = structlog.get_logger(__name__)


def mail_deadline_change(topic_id: int, change_id: int) -> int:
    """Write to everybody who watches a published topic what its deadlines were and are; return how many mails."""
    change = DeadlineChange.objects.select_related("topic").filter(pk=change_id, topic=topic_id).first()
    if change is None or change.topic.state != TopicState.PUBLISHED:
        return 0
    people = Person.objects.filter(watched_topics__topic=topic_id, is_active=True).order_by("pk")
    for person in people:
        _mail_change(person, change).send()
    log.info("deadline_change_mailed", topic=change.topic.topic_id, mails=len(people))
    return len(people)


def remind_of_deadlines() -> int:
    """Remind people once of each deadline that comes near, in one mail each; return how many mails.

    A person's watches are locked, mailed and marked together: a run that breaks off reminds the rest next time.
    """
    today = clock.now().date()
    people = Person.objects.filter(pk__in=watches_to_remind(today).order_by().values("person")).order_by("pk")
    sent = sum(_remind(person, today) for person in people)
    log.info("deadlines_reminded", mails=sent)
    return sent


@transaction.atomic
def _remind(person: Person, today: date) -> bool:
    due = list(
        watches_to_remind(today)
        .filter(person=person)
        .select_related("topic__call__programme")
        .select_for_update(of=("self",), skip_locked=True)
    )
    if not due:
        return False
    _mail_reminder(person, due, today).send()
    for watch in due:
        watch.reminded_of = watch.next_deadline  # type: ignore[attr-defined]  # annotated
    TopicWatch.objects.bulk_update(due, ["reminded_of"])
    return True


def _mail_reminder(person: Person, due: Iterable[TopicWatch], today: date) -> EmailMessage:
    with override(person.language):
        entries = [
            {
                "topic": watch.topic,
                "day": watch.next_deadline,  # type: ignore[attr-defined]  # annotated
                "stage": watch.next_stage,  # type: ignore[attr-defined]
                "days": (watch.next_deadline - today).days,  # type: ignore[attr-defined]
                "address": _address(watch.topic),
            }
            for watch in due
        ]
        subject = ngettext("A deadline comes near: %(title)s", "%(count)d deadlines come near", len(entries)) % {
            "count": len(entries),
            "title": entries[0]["topic"].title,
        }
        context = {"person": person, "entries": entries, "watched": _absolute("funding-watched")}
        return _message(person, subject, "funding/mail_reminder.txt", context)


def _mail_change(person: Person, change: DeadlineChange) -> EmailMessage:
    with override(person.language):
        subject = _("The deadline has changed: %(title)s") % {"title": change.topic.title}
        context = {
            "person": person,
            "change": change,
            "topic": change.topic,
            "address": _address(change.topic),
            "watched": _absolute("funding-watched"),
        }
        return _message(person, subject, "funding/mail_change.txt", context)


def _message(person: Person, subject: str, template: str, context: dict[str, object]) -> EmailMessage:
    return EmailMessage(" ".join(subject.split()), render_to_string(template, context), to=[person.email])


def _address(topic: Topic) -> str:
    return settings.BASE_URL + topic.get_absolute_url()


def _absolute(name: str) -> str:
    return settings.BASE_URL + reverse(name)
