"""Reads of topics: the list with its filters, and one topic with all that its page shows."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Person
from grono.directory.models import Competence
from grono.funding.choices import Openness, TopicOrigin, TopicState
from grono.funding.models import CutOff, DeadlineChange, FundingProgramme, RuleSet, Topic
from grono.funding.queries.openness import by_next_deadline, with_openness
from grono.kit import clock
from grono.search import queries as search
from grono.search.lemmas import fold

KIND = "topic"
#: Everything that is not over: what the list shows unless something else is asked for.
CURRENT = "current"
CHECKED, UNCHECKED = "checked", "unchecked"
#: Sizes of the largest expected grant: key, the amount in euros below which it lies, and how it is called.
SIZES: tuple[tuple[str, int | None, Any], ...] = (
    ("under-500k", 500_000, _("below €500,000")),
    ("500k-2m", 2_000_000, _("€0.5 to 2 million")),
    ("2m-5m", 5_000_000, _("€2 to 5 million")),
    ("5m-10m", 10_000_000, _("€5 to 10 million")),
    ("10m", None, _("€10 million and more")),
)
OTHER_CURRENCY, NOT_STATED = "other-currency", "not-stated"
_COLUMNS = {
    "programme": "call__programme__slug",
    "action": "action_type",
    "openness": "openness",
    "size": "size",
    "level": "call__programme__level",
    "country": "call__programme__country",
    "rules": "is_checked",
    "keyword": "keywords__code",
}


@dataclass(frozen=True)
class TopicFilter:
    """What a list of topics is narrowed to; empty means all.

    ``openness`` is one of ``Openness``, or ``current`` for all but the closed ones; ``until`` the last day that the
    next deadline may have; ``size`` a key of ``SIZES``; ``rules`` is ``checked`` or ``unchecked``; ``programme`` is an
    address, ``keyword`` the code of a competence.
    """

    text: str = ""
    programme: str = ""
    action: str = ""
    openness: str = ""
    until: date | None = None
    size: str = ""
    level: str = ""
    country: str = ""
    rules: str = ""
    keyword: str = ""

    def __bool__(self) -> bool:
        return self != TopicFilter()


def public_topics() -> QuerySet[Topic]:
    """Return the topics that stand in the public list."""
    return Topic.objects.filter(state=TopicState.PUBLISHED)


def find_topics(wanted: TopicFilter, *, on: date | None = None) -> QuerySet[Topic]:
    """Return the public topics that fit on a day (today), what ends next first, with programme and ``with_facts``.

    Every word of the text must stand in the identifier, the title, the type of action or the description.
    """
    today = on or clock.now().date()
    found: QuerySet[Any] = with_facts(public_topics(), today)  # with annotated columns, of which types know nothing
    for word in fold(wanted.text).split():
        found = found.filter(folded__contains=word)
    for name, column in _COLUMNS.items():
        value = getattr(wanted, name)
        if value and name not in {"openness", "rules", "keyword"}:
            found = found.filter(**{column: value})
    if wanted.openness == CURRENT:
        found = found.exclude(openness=Openness.CLOSED)
    elif wanted.openness:
        found = found.filter(openness=wanted.openness)
    if wanted.until:
        found = found.filter(next_deadline__lte=wanted.until)
    if wanted.rules:
        found = found.filter(is_checked=wanted.rules == CHECKED)
    if wanted.keyword:
        tagged = Topic.keywords.through.objects.filter(competence__code=wanted.keyword)
        found = found.filter(pk__in=tagged.values("topic"))
    return by_next_deadline(found.select_related("call__programme")).defer(
        "description", "objectives", "conditions", "folded", "own_rules"
    )


def with_facts(found: QuerySet[Topic], today: date) -> QuerySet[Topic]:
    """Return topics with their openness, ``size`` (see ``SIZES``) and ``is_checked``: rules are encoded for them."""
    latest = CutOff.objects.filter(topic=OuterRef("pk")).order_by("-deadline_date")
    encoded = RuleSet.objects.filter(scheme=OuterRef("scheme"), valid__contains=OuterRef("day_of_rules"))
    largest = Coalesce(F("budget_max"), F("budget_min"))
    bands = [When(largest__lt=below, then=Value(key)) for key, below, _label in SIZES if below]
    size = Case(
        When(largest=None, then=Value(NOT_STATED)),
        When(~Q(currency="EUR"), then=Value(OTHER_CURRENCY)),
        *bands,
        default=Value(SIZES[-1][0]),
        output_field=CharField(),
    )
    dated = with_openness(found, today).alias(
        largest=largest, day_of_rules=Coalesce(Subquery(latest.values("deadline_date")[:1]), Value(today))
    )
    return dated.annotate(size=size, is_checked=Q(own_rules__isnull=False) | Exists(encoded))


def count_by(wanted: TopicFilter, name: str) -> dict[str, int]:
    """Return how many topics each value of one filter would show, the other filters kept (one query)."""
    cleared: dict[str, Any] = {name: ""}
    found = find_topics(replace(wanted, **cleared)).select_related(None).order_by()
    counted = found.values_list(_COLUMNS[name]).annotate(count=Count("pk", distinct=True))
    if name == "rules":
        return {CHECKED if value else UNCHECKED: count for value, count in counted}
    return {value: count for value, count in counted if value}


def topics_stamp() -> str:
    """Return a text that changes whenever topics or rules do, or a day begins (one query)."""
    rules = RuleSet.objects.order_by().values(one=Value(1)).annotate(last=Max("updated_at")).values("last")
    state = Topic.objects.aggregate(
        n=Count("pk", distinct=True),
        newest=Max("pk"),
        last=Max("updated_at"),
        gone=Max("missing_since"),
        deadline=Max("cut_offs__pk"),
        rules=Max(rules),
    )
    return ":".join(str(value) for value in state.values()) + f":{clock.now():%Y%m%d}"


def topic_by_slug(slug: str) -> Topic:
    """Return a topic in any state with all that its page shows; raises ``Http404``."""
    changes = DeadlineChange.objects.order_by("-changed_at", "-pk")
    found = (
        with_facts(Topic.objects.filter(slug=slug), clock.now().date())
        .select_related("call__programme", "scheme", "cluster")
        .prefetch_related("cut_offs", "keywords", Prefetch("deadline_changes", changes))
        .first()
    )
    if found is None:
        raise Http404(f"No topic {slug}.")
    return found


def similar_topics(topic: Topic, *, most: int = 4) -> list[Topic]:
    """Return current topics near in meaning, the nearest first (three queries); none if the search knows none."""
    near = search.nearest(KIND, (KIND, topic.pk), limit=most * 5)
    found = {
        other.pk: other
        for other in find_topics(TopicFilter(openness=CURRENT)).filter(pk__in=[n.object_id for n in near])
    }
    return [found[one.object_id] for one in near if one.object_id in found][:most]


def drafts_for(person: Person) -> QuerySet[Topic]:
    """Return what a person may write: topics entered by hand, all of them for the staff, what needs work first."""
    found = with_openness(Topic.objects.filter(origin=TopicOrigin.HAND), clock.now().date())
    if not person.is_staff:
        found = found.filter(cluster__managers__person=person)
    in_order = Case(
        When(state=TopicState.DRAFT, then=Value(0)), When(state=TopicState.PUBLISHED, then=Value(1)), default=Value(2)
    )
    return found.select_related("call__programme", "cluster").order_by(in_order, "-updated_at", "pk")


def programme_names() -> dict[str, str]:
    """Return the names of the programmes by address, in the active language."""
    return {slug: str(name) for slug, name in FundingProgramme.objects.values_list("slug", "name")}


def keyword_names() -> dict[str, str]:
    """Return the names of the competences by code, in the active language."""
    return {code: str(name) for code, name in Competence.objects.values_list("code", "name")}
