"""Calls entered by hand, and the deadlines of any call: every change of them is recorded and told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grono.accounts.models import Person
from grono.directory.models import Competence
from grono.funding.choices import DeadlineModel, TopicOrigin, TopicState
from grono.funding.models import CallImport, CutOff, DeadlineChange, FundingCall, FundingProgramme, Topic
from grono.funding.tasks import mail_deadline_change
from grono.kit.slugs import numbered
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
KIND = "topic"
#: Words of the module's addresses that no topic may have as its own.
RESERVED = {"deadlines", "drafts", "new", "watched"}
NO_DEADLINE = gettext_lazy("This is a call without deadline: enter a date, or say that it is open all the time.")
#: What one fills in by hand; everything else of a topic follows from what is done with it.
WRITTEN = (
    "topic_id", "title", "language", "action_type", "action_type_name", "description", "objectives", "conditions",
    "deadline_model", "opening_date", "currency", "budget_min", "budget_max", "budget_total", "expected_grants",
    "funding_rate", "scheme", "trl_min", "trl_max", "duration_max", "url", "documents_url", "source", "cluster",
)  # fmt: skip


@transaction.atomic
def save_topic(
    topic: Topic | None,
    *,
    by: Person,
    fields: Mapping[str, Any],
    dates: Sequence[date] | None = None,
    programme: FundingProgramme | None = None,
    keywords: Iterable[Competence] | None = None,
    opened: str = "",
) -> Topic:
    """Begin a draft, or change a topic that was entered by hand; ``fields`` are some of ``WRITTEN``.

    A programme that is not saved yet is added. ``opened`` is ``updated_at`` (ISO) of the topic as the person saw it.
    Raises ``ValidationError``: by field, or for the whole when somebody else has changed the topic meanwhile.
    """
    unknown = set(fields) - set(WRITTEN)
    if unknown:
        raise ValueError(f"Not set by hand: {', '.join(sorted(unknown))}.")
    moment = timezone.now()
    topic = _begun(moment) if topic is None else _opened(topic, opened)
    for name, value in fields.items():
        setattr(topic, name, value)
    topic.updated_at = moment
    _check(topic, dates)
    if programme is not None:
        topic.call = _call_of(topic, programme)
    topic.slug = topic.slug or free_slug(Topic, topic.topic_id)
    topic.save()
    if keywords is not None:
        topic.keywords.set(keywords)
    if dates is not None:
        set_cut_offs(topic, dates, by=by)
    index_records_task.defer(kind=KIND, ids=[topic.pk])
    log.info("topic_saved", topic=topic.topic_id, by=by.pk)
    return topic


@transaction.atomic
def publish_topic(topic: Topic, *, by: Person) -> Topic:
    """Put a topic into the public list. Raises ``ValidationError`` saying what is missing."""
    topic = _locked(topic)
    faults: list[Any] = []
    if topic.deadline_model != DeadlineModel.CONTINUOUS and not topic.cut_offs.exists():
        faults.append(NO_DEADLINE)
    if not topic.url and not topic.source:
        faults.append(_("Name a source: the page of the call, or the announcement."))
    if faults:
        raise ValidationError(faults)
    return _into(topic, TopicState.PUBLISHED, by)


@transaction.atomic
def withdraw_topic(topic: Topic, *, by: Person) -> Topic:
    """Take a topic out of the public list; it can be published again."""
    return _into(_locked(topic), TopicState.WITHDRAWN, by)


def set_cut_offs(
    topic: Topic, dates: Sequence[date], *, by: Person | None = None, call_import: CallImport | None = None
) -> DeadlineChange | None:
    """Make these the deadlines of a topic; return the recorded change, or ``None`` when they were the same.

    With two stages the last of several dates is that of the second stage. Who watches the topic gets a mail, unless
    it had no deadlines yet and is only being entered. Belongs into a transaction.
    """
    wanted = _staged(topic, sorted(set(dates)))
    present = {(row.deadline_date, row.stage): row.pk for row in topic.cut_offs.all()}
    if set(present) == set(wanted):
        return None
    topic.cut_offs.filter(pk__in=[key for row, key in present.items() if row not in wanted]).delete()
    CutOff.objects.bulk_create(
        CutOff(topic=topic, deadline_date=day, stage=stage) for day, stage in wanted if (day, stage) not in present
    )
    before, after = sorted({day for day, _stage in present}), sorted({day for day, _stage in wanted})
    if topic.state == TopicState.DRAFT or (not before and not topic.watches.exists()):
        return None
    change = DeadlineChange.objects.create(
        topic=topic, before=before, after=after, changed_at=timezone.now(), by=by, call_import=call_import
    )
    transaction.on_commit(lambda: mail_deadline_change.defer(topic_id=topic.pk, change_id=change.pk))
    return change


def _staged(topic: Topic, days: list[date]) -> list[tuple[date, int]]:
    two = topic.deadline_model == DeadlineModel.TWO_STAGE and len(days) > 1
    return [(day, 2 if two and day == days[-1] else 1) for day in days]


def _begun(moment: datetime) -> Topic:
    return Topic(origin=TopicOrigin.HAND, state=TopicState.DRAFT, first_seen_at=moment, updated_at=moment)


def _locked(topic: Topic) -> Topic:
    """Return the topic as it is in the database now, kept from everybody else until the transaction ends."""
    return Topic.objects.select_for_update(of=("self",)).select_related("call__programme").get(pk=topic.pk)


def _opened(topic: Topic, opened: str) -> Topic:
    topic = _locked(topic)
    if topic.origin != TopicOrigin.HAND:
        raise ValidationError(_("What comes from the portal is changed by its next import, not by hand."))
    if opened and opened != topic.updated_at.isoformat():
        raise ValidationError(
            _("Somebody else has changed this call since you opened it. Open it again and repeat your changes.")
        )
    return topic


def _check(topic: Topic, dates: Sequence[date] | None) -> None:
    """Check all of a topic before anything is saved. Raises ``ValidationError`` by field."""
    faults: dict[str, list[Any]] = {}
    try:
        topic.full_clean(exclude=["call", "slug"])
    except ValidationError as refusal:
        faults = refusal.update_error_dict(faults)
    if FundingCall.objects.filter(identifier=topic.topic_id).exclude(pk=topic.call_id).exists():
        faults.setdefault("topic_id", []).append(ValidationError(_("A call with this identifier is there already.")))
    if dates is not None:
        if dates and topic.opening_date and topic.opening_date > min(dates):
            faults.setdefault("opening_date", []).append(ValidationError(_("It cannot open after its first deadline.")))
        if not dates and topic.state == TopicState.PUBLISHED and topic.deadline_model != DeadlineModel.CONTINUOUS:
            faults.setdefault("deadlines", []).append(ValidationError(NO_DEADLINE))
    if faults:
        raise ValidationError(faults)


def _call_of(topic: Topic, programme: FundingProgramme) -> FundingCall:
    """Return the call of a topic entered by hand: one of its own, under the same identifier."""
    if programme.pk is None:
        programme.slug = free_slug(FundingProgramme, str(programme.name))
        programme.save()
    call = topic.call if topic.call_id else FundingCall()
    call.identifier, call.programme = topic.topic_id, programme
    call.save()
    return call


def free_slug(model: type[FundingProgramme | Topic], name: str) -> str:
    """Return an address made of a name that no other record of the model has."""
    stem = slugify(re.sub(r"[./]", "-", fold(name)))[:100] or "call"
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    return numbered(stem, taken)


def _into(topic: Topic, state: TopicState, by: Person) -> Topic:
    topic.state, topic.updated_at = state, timezone.now()
    topic.save(update_fields=["state", "updated_at"])
    index_records_task.defer(kind=KIND, ids=[topic.pk])
    log.info("topic_state", topic=topic.topic_id, state=state.value, by=by.pk)
    return topic
