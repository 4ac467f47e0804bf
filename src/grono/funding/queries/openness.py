"""Whether a topic takes applications on a day, as its dates say."""

from datetime import date, timedelta

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import CharField

from grono.funding.choices import DeadlineModel, Openness
from grono.funding.models import CutOff, Topic

#: A topic that its source called forthcoming without saying when it opens counts as open so long before its deadline.
#: The source's word is old by then: topics of Horizon Europe stay open for three to eight months.
PRESUMED_OPEN = timedelta(days=150)
_FORTHCOMING = "forthcoming"


def with_openness(found: QuerySet[Topic], today: date) -> QuerySet[Topic]:
    """Return the topics with ``next_deadline``, ``last_deadline`` and ``openness`` on a day.

    Deadlines are those of the first stage: whoever did not hand in then cannot enter the second. Without a deadline
    a topic is undated, unless it is open all the time or its opening lies ahead.
    """
    first_stage = CutOff.objects.filter(topic=OuterRef("pk"), stage=1)
    ahead = first_stage.filter(deadline_date__gte=today).order_by("deadline_date")
    latest = first_stage.order_by("-deadline_date")
    return found.annotate(
        next_deadline=Subquery(ahead.values("deadline_date")[:1], output_field=DateField()),
        last_deadline=Subquery(latest.values("deadline_date")[:1], output_field=DateField()),
        openness=_openness(today),
    )


def _openness(today: date) -> Case:
    always = Q(deadline_model=DeadlineModel.CONTINUOUS)
    not_yet = Q(opening_date=None, portal_status=_FORTHCOMING, next_deadline__gt=today + PRESUMED_OPEN)
    return Case(
        When(Q(last_deadline__lt=today), then=Value(Openness.CLOSED)),
        When(Q(opening_date__gt=today) | not_yet, then=Value(Openness.FORTHCOMING)),
        When(Q(next_deadline__isnull=False) | always, then=Value(Openness.OPEN)),
        default=Value(Openness.UNDATED),
        output_field=CharField(),
    )


def by_next_deadline(found: QuerySet[Topic]) -> QuerySet[Topic]:
    """Order topics that carry their openness: what ends next first, then what has no date, then what is over."""
    return found.order_by(
        Case(When(openness=Openness.CLOSED, then=Value(1)), default=Value(0)),
        F("next_deadline").asc(nulls_last=True),
        F("last_deadline").desc(nulls_last=True),
        "topic_id",
    )
