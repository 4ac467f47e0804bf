"""Writing a batch of topics from the portal: what is new, what has changed, and their deadlines with history."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grono.directory.models import Competence
from grono.funding.choices import TopicOrigin
from grono.funding.formats.programmes import ProgrammeFacts
from grono.funding.formats.topics import TopicFacts, topic_slug
from grono.funding.models import CallImport, CutOff, DeadlineChange, FundingCall, FundingProgramme, RuleScheme, Topic
from grono.funding.rules import scheme_of
from grono.funding.tasks import mail_deadline_change
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

_FIELDS = (
    "title", "language", "action_type", "action_type_name", "work_area", "deadline_model", "opening_date",
    "portal_status", "budget_min", "budget_max", "budget_total", "currency", "expected_grants", "trl_min", "trl_max",
    "description", "objectives", "conditions", "own_conditions", "priorities", "source_keywords", "url",
    "documents_url", "source",
)  # fmt: skip
_WRITTEN = (*_FIELDS, "call", "scheme", "digest", "folded", "updated_at", "missing_since")


@dataclass
class Batch:
    """Rows of one transaction: all that were taken in, and of them those that are sound so far, by topic."""

    record: CallImport
    rows: Sequence[TopicFacts]
    counts: dict[str, int]
    good: dict[str, TopicFacts] = field(default_factory=dict)


@dataclass
class _Plan:
    """What is to be written: rows with the topic that each changes (``None``: a new one); and topics that are back."""

    rows: list[tuple[TopicFacts, Topic | None]] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)


def write_batch(batch: Batch) -> None:
    """Write the good rows of a batch: create what is new, change what differs, keep what people have entered."""
    plan = _planned(batch)
    calls = _calls(row for row, _topic in plan.rows)
    schemes = dict(RuleScheme.objects.values_list("code", "pk"))
    slugs = _taken_slugs(row for row, _topic in plan.rows)
    created: list[Topic] = []
    changed: list[Topic] = []
    facts: dict[str, TopicFacts] = {}
    for row, known in plan.rows:
        topic = known or _new(row, slugs)
        (changed if known else created).append(topic)
        batch.counts["returned"] += topic.missing_since is not None
        _fill(topic, row, calls[row.call_identifier], schemes)
        facts[topic.topic_id] = row
    Topic.objects.filter(pk__in=plan.returned).update(missing_since=None, updated_at=timezone.now())
    _save(created, changed, facts, batch)


def _planned(batch: Batch) -> _Plan:
    """Read the rows that are to be written and count the others: refused, unchanged, entered by hand."""
    plan = _Plan()
    known = _known(batch.good)
    for row in batch.good.values():
        topic = known.get(row.topic_id.casefold())
        if topic is not None and topic.origin != TopicOrigin.PORTAL:
            batch.counts["by_hand"] += 1
            row.note("topicId", _("was entered by hand and stays as it is"))
        elif topic is not None and topic.digest == row.digest:
            batch.counts["unchanged"] += 1
            if topic.missing_since is not None:
                batch.counts["returned"] += 1
                plan.returned.append(topic.pk)
        else:
            row.read()
            if row.faults:
                batch.counts["refused"] += 1
            else:
                plan.rows.append((row, topic))
    return plan


def _known(rows: Mapping[str, TopicFacts]) -> dict[str, Topic]:
    """Return the topics that are there already, by small-lettered identifier, locked."""
    wanted = {row.topic_id.casefold(): row for row in rows.values()}
    found = (
        Topic.objects.select_for_update(of=("self",))
        .filter(topic_id__in=rows)
        .select_related("scheme", "call__programme")
    )
    topics = {topic.topic_id.casefold(): topic for topic in found}
    if missing := wanted.keys() - topics.keys():
        by_slug = Topic.objects.select_for_update(of=("self",)).filter(
            slug__in=[topic_slug(wanted[key].topic_id) for key in missing]
        )
        for topic in by_slug.select_related("scheme", "call__programme"):
            if topic.topic_id.casefold() in missing:
                topics[topic.topic_id.casefold()] = topic
    return topics


def _taken_slugs(rows: Iterable[TopicFacts]) -> set[str]:
    wanted = [topic_slug(row.topic_id) for row in rows]
    return set(Topic.objects.filter(slug__in=wanted).values_list("slug", flat=True))


def _new(row: TopicFacts, slugs: set[str]) -> Topic:
    """Return an unsaved topic; where another has its address, a number goes behind it."""
    wanted = slug = topic_slug(row.topic_id)
    number = 1
    while slug in slugs:
        number += 1
        slug = f"{wanted}-{number}"
    slugs.add(slug)
    return Topic(topic_id=row.topic_id, slug=slug, origin=TopicOrigin.PORTAL, first_seen_at=timezone.now())


def _fill(topic: Topic, row: TopicFacts, call: FundingCall, schemes: Mapping[str, int]) -> None:
    """Bring a topic to the facts of its record. A scheme that a person chose stays; see ``rules.scheme_of``."""
    chosen_by_rule = topic.scheme is None or topic.scheme.code == scheme_of(topic)
    for name in _FIELDS:
        setattr(topic, name, row.fields[name])
    topic.call = call
    if chosen_by_rule:
        topic.scheme_id = schemes.get(row.scheme)
    topic.digest, topic.missing_since, topic.updated_at = row.digest, None, timezone.now()
    topic.set_keys()


def _save(created: Sequence[Topic], changed: Sequence[Topic], facts: Mapping[str, TopicFacts], batch: Batch) -> None:
    before = _deadlines(topic.pk for topic in changed)
    Topic.objects.bulk_create(created)
    Topic.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN)
    _save_deadlines(created, changed, facts, before, batch)
    touched = [*created, *changed]
    _save_keywords(touched)
    batch.counts["created"] += len(created)
    batch.counts["updated"] += len(changed)
    if touched:
        index_records_task.defer(kind="topic", ids=[topic.pk for topic in touched])


def _deadlines(keys: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for key, day, stage in CutOff.objects.filter(topic__in=list(keys)).values_list(
        "topic_id", "deadline_date", "stage"
    ):
        found[key].append((day, stage))
    return found


def _save_deadlines(
    created: Sequence[Topic],
    changed: Sequence[Topic],
    facts: Mapping[str, TopicFacts],
    before: Mapping[int, list[tuple[date, int]]],
    batch: Batch,
) -> None:
    """Replace the deadlines of topics where they differ, and write down what they were."""
    now = timezone.now()
    moved = [topic for topic in changed if sorted(before.get(topic.pk, [])) != sorted(facts[topic.topic_id].deadlines)]
    CutOff.objects.filter(topic__in=moved).delete()
    CutOff.objects.bulk_create(
        CutOff(topic=topic, deadline_date=day, stage=stage)
        for topic in (*created, *moved)
        for day, stage in facts[topic.topic_id].deadlines
    )
    changes = DeadlineChange.objects.bulk_create(
        _change(topic, before.get(topic.pk, []), facts[topic.topic_id].deadlines, now, batch.record) for topic in moved
    )
    batch.counts["deadlines"] += len(changes)
    for change in changes:
        mail_deadline_change.defer(topic_id=change.topic_id, change_id=change.pk)


def _change(
    topic: Topic,
    before: Collection[tuple[date, int]],
    after: Collection[tuple[date, int]],
    now: datetime,
    record: CallImport,
) -> DeadlineChange:
    return DeadlineChange(
        topic=topic,
        before=sorted({day for day, _stage in before}),
        after=sorted({day for day, _stage in after}),
        changed_at=now,
        call_import=record,
        by=record.by,
    )


def _save_keywords(topics: Sequence[Topic]) -> None:
    """Tag topics with the competences of the vocabulary that their keywords name; tags set by people stay."""
    if not topics:
        return
    names = _competence_names()
    link = Topic.keywords.through
    link.objects.bulk_create(
        (
            link(topic_id=topic.pk, competence_id=key)
            for topic in topics
            for key in {names[word] for word in map(fold, topic.source_keywords) if word in names}
        ),
        ignore_conflicts=True,
    )


def _competence_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for key, name in Competence.objects.values_list("pk", "name"):
        translations: Any = name.data
        for word in translations.values() if isinstance(translations, dict) else [str(translations)]:
            names.setdefault(fold(word), key)
    return names


def _calls(rows: Iterable[TopicFacts]) -> dict[str, FundingCall]:
    """Return the calls of the rows, created or given the title that the file has for them."""
    wanted = {row.call_identifier: row for row in rows}
    programmes = _programmes(row.programme for row in wanted.values() if row.programme)
    found = {call.identifier: call for call in FundingCall.objects.filter(identifier__in=wanted)}
    created = [
        FundingCall(identifier=identifier, title=row.call_title, programme=programmes[row.programme.slug])
        for identifier, row in wanted.items()
        if identifier not in found and row.programme
    ]
    FundingCall.objects.bulk_create(created)
    renamed = [call for call in found.values() if wanted[call.identifier].call_title not in {"", call.title}]
    for call in renamed:
        call.title = wanted[call.identifier].call_title
    FundingCall.objects.bulk_update(renamed, ["title"])
    return found | {call.identifier: call for call in created}


def _programmes(wanted: Iterable[ProgrammeFacts]) -> dict[str, FundingProgramme]:
    """Return the programmes by address, created where they are not there; one without a portal number is given it."""
    facts = {programme.slug: programme for programme in wanted}
    found = {programme.slug: programme for programme in FundingProgramme.objects.filter(slug__in=facts)}
    for slug, programme in facts.items():
        if slug not in found:
            found[slug] = FundingProgramme.objects.create(
                slug=slug, name=programme.name, portal_id=programme.portal_id or None, level=programme.level
            )
        elif found[slug].portal_id is None and programme.portal_id:
            FundingProgramme.objects.filter(pk=found[slug].pk).update(portal_id=programme.portal_id)
    return found
