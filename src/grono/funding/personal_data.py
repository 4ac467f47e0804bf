"""Personal data in watches and among owners: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.funding.actions.ownership import anonymise_owner
from grono.funding.models import TopicWatch
from grono.funding.queries.ownership import held_by_person
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


def _export_owners(person: Person) -> Mapping[str, Any]:
    return {
        "shares_held": [
            {"organisation": share.organisation.name, "percent": str(share.percent)}
            for share in held_by_person(str(person))
        ]
    }


def _erase_owners(person: Person) -> int:
    return anonymise_owner(str(person))


OWNERS = PersonalData("owners", _export_owners, _erase_owners)
