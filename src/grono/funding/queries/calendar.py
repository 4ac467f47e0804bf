"""Reads of deadlines, as a calendar shows them."""

from datetime import date

from django.db.models import Count, DateField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth

from grono.funding.models import CutOff, DeadlineChange, Topic


def cut_offs_of(topics: QuerySet[Topic]) -> QuerySet[CutOff]:
    """Return the deadlines of topics with their topics and programmes, the earliest first (one query).

    ``changes`` says how many times the deadlines of the topic have changed.
    """
    changes = DeadlineChange.objects.filter(topic=OuterRef("topic")).order_by().values("topic")
    return (
        CutOff.objects.filter(topic__in=topics.order_by().values("pk"))
        .select_related("topic__call__programme")
        .defer("topic__description", "topic__objectives", "topic__conditions", "topic__folded", "topic__own_rules")
        .annotate(changes=Coalesce(Subquery(changes.annotate(n=Count("pk")).values("n")), Value(0)))
        .order_by("deadline_date", "topic__topic_id", "stage")
    )


def counts_by_month(topics: QuerySet[Topic]) -> dict[date, int]:
    """Return how many deadlines of topics lie in each month that has any, by its first day, in order (one query)."""
    counted = (
        CutOff.objects.filter(topic__in=topics.order_by().values("pk"))
        .order_by()
        .annotate(month=TruncMonth("deadline_date", output_field=DateField()))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    return dict(counted)
