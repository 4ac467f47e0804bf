"""Topics that are absent from a later file of their source: marked, never deleted.

A file says something about a programme only if it looks like all of that programme: at least half of the topics that
were known before and are not over yet stand in it (of all that were known, if everything is over). A smaller part is a
selection (one call, one theme, what somebody saved), and from a selection nothing follows. What is over falls out of
the portal's lists by itself; it does not count, but is marked with the rest, for it is no longer there either.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.funding.choices import TopicOrigin
from grono.funding.models import CallImport, Topic
from grono.kit.imports import Fault

LEAST_SHARE = 0.5


@dataclass(frozen=True)
class _Known:
    """A topic that was there before the import, or came with it; whether the file has it, and whether it is over."""

    key: int
    is_found: bool
    is_new: bool
    is_over: bool


def mark_missing(record: CallImport, seen: Collection[str], counts: dict[str, int]) -> list[Fault]:
    """Mark the portal's topics that a file lacks; ``seen`` are the small-lettered identifiers that stand in it.

    Returns a note for each programme of which the file is a selection, so that nothing was marked.
    """
    notes: list[Fault] = []
    missing: list[int] = []
    for programme, topics in sorted(_by_programme(record, seen).items()):
        absent = [topic.key for topic in topics if not topic.is_found]
        if not absent or len(absent) == len(topics):
            continue
        before = [topic for topic in topics if not topic.is_new]
        expected = [topic.is_found for topic in before if not topic.is_over] or [topic.is_found for topic in before]
        if sum(expected) >= LEAST_SHARE * len(expected):
            missing += absent
        else:
            rule = _("%(programme)s: the file has %(found)d of %(known)d known topics; none is marked as absent")
            words = {"programme": programme, "found": sum(expected), "known": len(expected)}
            notes.append(Fault(record.file_name, 0, "", rule % words))
    counts["missing"] += Topic.objects.filter(pk__in=missing).update(missing_since=timezone.now())
    return notes


def _by_programme(record: CallImport, seen: Collection[str]) -> dict[str, list[_Known]]:
    """Return the portal's topics that are not marked yet, by the address of their programme."""
    today = timezone.now().date()
    topics = Topic.objects.filter(origin=TopicOrigin.PORTAL, missing_since=None).order_by()
    rows = topics.annotate(last=Max("cut_offs__deadline_date")).values_list(
        "pk", "topic_id", "last", "first_seen_at", "call__programme__slug"
    )
    found: dict[str, list[_Known]] = defaultdict(list)
    for key, topic_id, last, first_seen, programme in rows:
        is_over = last is not None and last < today
        found[programme].append(_Known(key, topic_id.casefold() in seen, first_seen >= record.started_at, is_over))
    return found
