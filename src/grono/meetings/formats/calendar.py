"""An agenda as an iCalendar file (RFC 5545) to which calendars can subscribe."""

from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from grono.congress.models import Edition, Participant
from grono.meetings.agenda import MeetingEntry, whole_line
from grono.meetings.rules.timeline import Item


def agenda_calendar(participant: Participant) -> bytes:
    """Return the whole agenda of a participant: their line of time, without what found no place on it.

    The identifiers of events stay the same over new plans, so that calendars move a meeting and do not double it.
    """
    edition = participant.edition
    calendar = Calendar()
    calendar.add("prodid", "-//Grono//agenda//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("%(edition)s: agenda of %(person)s") % {"edition": edition, "person": participant})
    for item in whole_line(participant).items:
        calendar.add_component(_event(item, edition))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(item: Item, edition: Edition) -> Event:
    event = Event()
    entry = item.subject
    if isinstance(entry, MeetingEntry):
        event.add("uid", f"meeting-{entry.meeting.request.pk}@{edition.slug}.grono")
        event.add("summary", _("Meeting: %(person)s") % {"person": entry.other})
        event.add("location", _("%(hall)s, table %(table)s") % {"hall": item.hall, "table": entry.meeting.table.code})
        event.add("description", _about(entry))
        stamp = entry.meeting.plan.published_at
    else:
        event.add("uid", f"session-{entry.placement.session_id}@{edition.slug}.grono")
        event.add("summary", str(entry.placement.session.title))
        event.add("location", item.hall)
        event.add("description", entry.role.capitalize())
        stamp = entry.placement.version.plan.published_at
    event.add("dtstart", item.starts_at.astimezone(edition.zone))
    event.add("dtend", item.ends_at.astimezone(edition.zone))
    event.add("dtstamp", (stamp or item.starts_at).astimezone(UTC))
    return event


def _about(entry: MeetingEntry) -> str:
    organisation = str(entry.other.organisation or "")
    return "\n".join(part for part in (organisation, entry.message) if part)
