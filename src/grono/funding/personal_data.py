"""Personal data in watches: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.funding.models import TopicWatch
from grono.kit.registry import PersonalData


def _export(person: Person) -> Mapping[str, Any]:
    watches = TopicWatch.objects.filter(person=person).select_related("topic")
    return {
        "watched_topics": [
            {
                "topic": watch.topic.topic_id,
                "title": watch.topic.title,
                "days_before": watch.days_before,
                "since": watch.created_at.isoformat(),
                "reminded_of": watch.reminded_of.isoformat() if watch.reminded_of else None,
            }
            for watch in watches
        ]
    }


def _erase(person: Person) -> int:
    """Forget what the person watched; return how many topics that were."""
    return TopicWatch.objects.filter(person=person).delete()[0]


WATCHES = PersonalData("watched_topics", _export, _erase)
