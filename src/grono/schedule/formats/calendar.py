"""The programme as iCalendar (RFC 5545): a file to keep, or an address to which calendars subscribe."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from grono.congress.models import Edition
from grono.schedule.queries.programme import Programme, Spot

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)  # how often a subscribed calendar should ask for changes


def programme_calendar(programme: Programme, spots: Iterable[Spot], base_url: str) -> bytes:
    """Return sessions of one edition as a calendar in the active language.

    An event's UID stays the same over versions and languages and its SEQUENCE grows with every public change, releases
    and cancellations alike, so that a calendar moves an event instead of adding a second one. Times carry the edition's
    zone by its full name with its VTIMEZONE. A session that does not take place stays, marked as cancelled, so that
    nobody misses that it is gone.
    """
    edition = programme.edition
    calendar = Calendar()
    calendar.add("prodid", "-//Grono//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = _("%(edition)s: programme") % {"edition": edition}
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", edition.timezone)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for spot in spots:
        calendar.add_component(_event(spot, programme, base_url))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(spot: Spot, programme: Programme, base_url: str) -> Event:
    edition = programme.edition
    event = Event()
    event.add("uid", f"session-{spot.pk}@{edition.slug}.grono")
    event.add("sequence", edition.stamp)
    event.add("status", "CANCELLED" if spot.is_cancelled else "CONFIRMED")
    if programme.published_at is not None:
        event.add("dtstamp", programme.published_at.astimezone(UTC))
        event.add("last-modified", programme.published_at.astimezone(UTC))
    event.add("dtstart", spot.starts_at)
    event.add("dtend", spot.ends_at)
    event.add("summary", str(spot.title), parameters={"language": get_language() or "pl"})
    event.add("location", _location(spot, edition))
    event.add("description", _description(spot))
    event.add("url", base_url + reverse("session", args=[edition.slug, spot.code]))
    if spot.track:
        event.add("categories", [str(spot.track.name)])
    if spot.is_cancelled:
        event.add("transp", "TRANSPARENT")
    return event


def _location(spot: Spot, edition: Edition) -> str:
    parts = (str(spot.room.name), spot.room.building, edition.venue, edition.town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _description(spot: Spot) -> str:
    notice = _("This session does not take place.") if spot.is_cancelled else ""
    people = ", ".join(person.name for person in spot.people)
    return "\n\n".join(part for part in (notice, str(spot.abstract), people) if part)
