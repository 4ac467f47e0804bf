"""Reads of the topics that people watch."""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value

from grono.accounts.models import Person
from grono.funding.choices import TopicState
from grono.funding.models import CutOff, Topic, TopicWatch


def watch_of(person: Person, topic: Topic) -> TopicWatch | None:
    """Return the person's watch of a topic, if there is one."""
    return TopicWatch.objects.filter(person=person, topic=topic).first()


def watched_keys(person: Person) -> set[int]:
    """Return the keys of the topics that a person watches."""
    return set(TopicWatch.objects.filter(person=person).values_list("topic_id", flat=True))


def watches_of(person: Person, today: date) -> QuerySet[TopicWatch]:
    """Return what a person watches with its topics, each with ``next_deadline`` and ``next_stage``, the next first."""
    return (
        _with_next_deadline(TopicWatch.objects.filter(person=person), today)
        .select_related("topic__call__programme")
        .order_by(F("next_deadline").asc(nulls_last=True), "created_at", "pk")
    )


def watches_to_remind(today: date) -> QuerySet[TopicWatch]:
    """Return the watches whose next deadline is near enough and of which nobody has been reminded yet."""
    left = ExpressionWrapper(F("next_deadline") - Value(today, DateField()), output_field=DurationField())
    wanted = ExpressionWrapper(F("days_before") * Value(timedelta(days=1)), output_field=DurationField())
    dated: QuerySet[Any] = _with_next_deadline(TopicWatch.objects.all(), today)
    return (
        dated.filter(topic__state=TopicState.PUBLISHED, person__is_active=True, next_deadline__isnull=False)
        .alias(left=left, wanted=wanted)
        .filter(Q(left__lte=F("wanted")), Q(reminded_of=None) | ~Q(reminded_of=F("next_deadline")))
        .order_by("next_deadline", "pk")
    )


def _with_next_deadline(watches: QuerySet[TopicWatch], today: date) -> QuerySet[TopicWatch]:
    """Annotate the next deadline of any stage: who handed in for the first has to know of the second."""
    ahead = CutOff.objects.filter(topic=OuterRef("topic"), deadline_date__gte=today).order_by("deadline_date", "stage")
    return watches.annotate(
        next_deadline=Subquery(ahead.values("deadline_date")[:1]), next_stage=Subquery(ahead.values("stage")[:1])
    )
