"""Deadlines as iCalendar (RFC 5545): a file to keep, or an address to which calendars subscribe."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from grono.funding.models import CutOff

#: How often a calendar that subscribes should ask again.
REFRESH = timedelta(hours=12)


def deadlines_calendar(cut_offs: Iterable[CutOff], *, name: str) -> bytes:
    """Return deadlines, the earliest first and with ``changes``, as all-day events in the active language.

    An event's UID tells topic, stage and which of the stage's deadlines it is, and its SEQUENCE how many times the
    deadlines of the topic have changed: a calendar moves an event instead of adding a second one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Grono//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    numbers: Counter[tuple[int, int]] = Counter()
    for cut_off in cut_offs:
        key = (cut_off.topic_id, cut_off.stage)
        numbers[key] += 1
        calendar.add_component(_event(cut_off, numbers[key]))
    return calendar.to_ical()


def _event(cut_off: CutOff, number: int) -> Event:
    topic, programme = cut_off.topic, cut_off.topic.call.programme
    address = settings.BASE_URL + topic.get_absolute_url()
    event = Event()
    event.add("uid", f"deadline-{topic.slug}-{cut_off.stage}-{number}@grono")
    event.add("sequence", cut_off.changes)  # type: ignore[attr-defined]  # annotated
    event.add("dtstamp", topic.updated_at.astimezone(UTC))
    event.add("last-modified", topic.updated_at.astimezone(UTC))
    event.add("dtstart", cut_off.deadline_date)
    event.add("dtend", cut_off.deadline_date + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(cut_off))
    event.add("description", "\n".join([_details(cut_off), str(programme.name), address]))
    event.add("categories", [str(programme.name)])
    event.add("url", address)
    return event


def _summary(cut_off: CutOff) -> str:
    if cut_off.stage > 1:
        return _("Deadline of stage %(stage)d: %(title)s") % {"stage": cut_off.stage, "title": cut_off.topic.title}
    return _("Deadline: %(title)s") % {"title": cut_off.topic.title}


def _details(cut_off: CutOff) -> str:
    topic = cut_off.topic
    return " · ".join(part for part in (topic.topic_id, topic.action_type_name or topic.action_type) if part)
