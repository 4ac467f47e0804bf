"""The programme as iCalendar (RFC 5545): a file to keep, or an address to which calendars subscribe."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from grono.congress.models import Edition, Plan, Room
from grono.schedule.models import Placement, Session


def programme_calendar(edition: Edition, placements: Iterable[Placement]) -> bytes:
    """Return sessions of one edition as a calendar in the active language.

    An event's UID stays the same over versions and languages and its SEQUENCE is the version's number, so that a
    calendar moves an event instead of adding a second one. Times carry the edition's zone with its VTIMEZONE.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Grono//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("%(edition)s: programme") % {"edition": edition})
    for placement in placements:
        calendar.add_component(_event(placement, edition))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(placement: Placement, edition: Edition) -> Event:
    session, plan = placement.session, placement.version.plan
    event = Event()
    event.add("uid", f"session-{session.pk}@{edition.slug}.grono")
    event.add("sequence", plan.number)
    event.add("dtstamp", _stamp(plan))
    event.add("dtstart", placement.starts_at.astimezone(edition.zone))
    event.add("dtend", placement.ends_at.astimezone(edition.zone))
    event.add("summary", str(session.title))
    event.add("location", _location(placement.room, edition))
    event.add("description", _description(session))
    if session.track:
        event.add("categories", [str(session.track)])
    return event


def _stamp(plan: Plan) -> datetime:
    return (plan.published_at or plan.created_at).astimezone(UTC)


def _location(room: Room, edition: Edition) -> str:
    return ", ".join(part for part in (str(room.name), edition.venue, edition.town) if part)


def _description(session: Session) -> str:
    people = ", ".join(str(role.participant) for role in session.roles.all())
    return "\n\n".join(part for part in (str(session.abstract), people) if part)
