"""Calls and rules for programs: read-only, the topics as published and the rules as encoded."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from grono.funding.choices import TopicState
from grono.funding.models import RuleSet, Topic
from grono.funding.queries import topics as queries
from grono.funding.queries.topics import TopicFilter

router = Router(tags=["funding"])
MOST = 100


class TopicLine(Schema):
    """A topic in a list. ``openness`` is what its dates say today; amounts are per grant, in ``currency``."""

    slug: str
    topic_id: str
    title: str
    programme: str
    action_type: str
    openness: str
    opening_date: date | None
    next_deadline: date | None
    last_deadline: date | None
    budget_min: Decimal | None
    budget_max: Decimal | None
    currency: str
    scheme: str | None
    is_demonstration: bool


class TopicPage(Schema):
    """A stretch of the list; ``count`` is how many fit in all."""

    count: int
    items: list[TopicLine]


class Deadline(Schema):
    """A day until which applications are taken; ``stage`` is 2 for the second stage of two."""

    day: date
    stage: int


class Change(Schema):
    """The deadlines changed."""

    changed_at: datetime
    before: list[date]
    after: list[date]


class TopicDetail(TopicLine):
    """A topic with its text, its deadlines and what they were.

    ``own_conditions`` are sentences of the source that go beyond the encoded rules; ``missing_since`` tells since when
    the topic is absent from its source. ``scheme`` is the code under which ``rules`` gives the encoded rules.
    """

    call_identifier: str
    call_title: str
    language: str
    action_type_name: str
    deadline_model: str
    budget_total: Decimal | None
    expected_grants: int | None
    funding_rate: Decimal | None
    trl_min: int | None
    trl_max: int | None
    duration_max: int | None
    description: str
    conditions: str
    own_conditions: str
    keywords: list[str]
    url: str
    documents_url: str
    source: str
    missing_since: datetime | None
    deadlines: list[Deadline]
    changes: list[Change]


class RuleVersion(Schema):
    """A version of a scheme's rules; ``document`` is what the engine reads, ``valid_until`` its last day."""

    code: str
    version: str
    valid_from: date | None
    valid_until: date | None
    encoded: date
    source: str
    read_at_source: bool
    document: dict[str, Any]


class Narrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    q: str = ""
    programme: str = ""
    action: str = ""
    openness: str = ""
    until: date | None = None
    keyword: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/topics", response=TopicPage, operation_id="list_topics")
def list_topics(request: HttpRequest, wanted: Query[Narrowing]) -> dict[str, object]:
    """List published calls, what ends next first, at most 100 at a time."""
    found = queries.find_topics(
        TopicFilter(
            text=wanted.q,
            programme=wanted.programme,
            action=wanted.action,
            openness=wanted.openness,
            until=wanted.until,
            keyword=wanted.keyword,
        )
    ).select_related("call__programme", "scheme")
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": [_line(topic) for topic in found[first : first + limit]]}


@router.get("/topics/{slug}", response=TopicDetail, operation_id="get_topic")
def get_topic(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return one published call with its deadlines and what they were."""
    topic = queries.topic_by_slug(slug)
    if topic.state != TopicState.PUBLISHED:
        raise Http404(f"No topic {slug}.")
    beyond = {"call_identifier", "call_title", "keywords", "deadlines", "changes"}
    plain = set(TopicDetail.model_fields) - set(TopicLine.model_fields) - beyond
    return {
        **_line(topic),
        **{name: getattr(topic, name) for name in plain},
        "call_identifier": topic.call.identifier,
        "call_title": topic.call.title,
        "keywords": topic.source_keywords,
        "deadlines": [{"day": row.deadline_date, "stage": row.stage} for row in topic.cut_offs.all()],
        "changes": list(topic.deadline_changes.all()),
    }


@router.get("/rules/{code}", response=list[RuleVersion], operation_id="get_rules")
def get_rules(request: HttpRequest, code: str) -> list[dict[str, object]]:
    """Return the encoded rules of a kind of grant, all versions, the oldest first; 404 when none are encoded."""
    versions = list(RuleSet.objects.filter(scheme__code=code).order_by("valid"))
    if not versions:
        raise Http404(f"No rules {code}.")
    return [
        {
            "code": code,
            "version": rules.version,
            "valid_from": rules.first_day,
            "valid_until": rules.last_day,
            "encoded": rules.encoded_date,
            "source": rules.source,
            "read_at_source": rules.read_at_source,
            "document": rules.document,
        }
        for rules in versions
    ]


def _line(topic: Topic) -> dict[str, object]:
    """Return what stands in a list of a topic that carries its openness and next deadline."""
    apart = {"programme", "scheme"}
    return {name: getattr(topic, name) for name in TopicLine.model_fields if name not in apart} | {
        "programme": topic.call.programme.slug,
        "scheme": topic.scheme.code if topic.scheme else None,
    }
