"""Watching topics: a person wants to be reminded of a deadline and told when it changes."""

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.funding.choices import TopicState
from grono.funding.models import Topic, TopicWatch
from grono.kit import clock

log = structlog.get_logger(__name__)
DAYS_BEFORE = 14
LONGEST = 180


@transaction.atomic
def watch_topic(topic: Topic, *, by: Person, days_before: int = DAYS_BEFORE) -> TopicWatch:
    """Watch a topic and be reminded so many days before each deadline; once more changes only the number of days.

    Raises ``ValidationError`` for a topic that is not published, or for more than 180 days.
    """
    if topic.state != TopicState.PUBLISHED:
        raise ValidationError(_("A topic that is not published cannot be watched."))
    if not 0 <= days_before <= LONGEST:
        raise ValidationError(_("The reminder comes 0 to %(days)d days before the deadline.") % {"days": LONGEST})
    watch, created = TopicWatch.objects.update_or_create(
        person=by,
        topic=topic,
        defaults={"days_before": days_before},
        create_defaults={"days_before": days_before, "created_at": clock.now()},
    )
    log.info("topic_watched", topic=topic.topic_id, by=by.pk, created=created)
    return watch


def unwatch_topic(topic: Topic, *, by: Person) -> bool:
    """Stop watching a topic; return whether it was watched."""
    deleted, _by_model = TopicWatch.objects.filter(person=by, topic=topic).delete()
    log.info("topic_unwatched", topic=topic.topic_id, by=by.pk, deleted=deleted)
    return deleted > 0
