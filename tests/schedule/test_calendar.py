"""The programme as iCalendar: filters, zones, identifiers, cancelled sessions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from grono.congress.models import Slot
from grono.schedule import actions

from .conftest import ZONE, at

BASE = "/en/congress/small"


def events(client, query: str = "") -> dict[str, dict]:
    """The events of the calendar by their titles."""
    calendar = Calendar.from_ical(client.get(f"{BASE}/programme.ics{query}").content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def programme(edition, release, talk, hall, attic, anna):
    a = talk("A", anna, track=edition.tracks.get(), abstract="What it is about")
    b = talk("B", language="en")
    release((a, hall, at(9)), (b, attic, at(9)), (talk("C", interpretation=["en"]), hall, at(10)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Talk A", "Talk B", "Talk C"]),
        ("?track=energy", ["Talk A"]),
        ("?room=attic", ["Talk B"]),
        ("?language=en", ["Talk B"]),
        ("?interpretation=en", ["Talk C"]),
        ("?codes=A,C", ["Talk A", "Talk C"]),
        ("?codes=A,C&room=attic", []),
        ("?room=nowhere", []),
    ],
)
def test_calendar_respects_filters_and_marked_codes(client, programme, query, found):
    assert sorted(events(client, query)) == found


def test_event_says_what_the_programme_says(client, settings, programme):
    settings.BASE_URL = "https://congress.example.org"
    event = events(client)["Talk A"]

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at(9), at(9, 30))
    assert event["DTSTART"].params["TZID"] == "Europe/Warsaw"
    assert event["LOCATION"] == "Hall, Dom, Katowice"
    assert event["DESCRIPTION"] == "What it is about\n\nAnna Test"
    assert event["URL"] == "https://congress.example.org/en/congress/small/sessions/A/"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CATEGORIES"].cats == ["Energy"]


def test_cancelled_session_stays_and_says_so(client, edition, programme, organiser):
    before = events(client)["Talk A"]
    actions.cancel_session(edition.sessions.get(code="A"), by=organiser)
    after = events(client)["Talk A"]

    assert (after["STATUS"], after["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DESCRIPTION"].startswith("This session does not take place.")


@pytest.mark.parametrize(
    ("day", "start", "real"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 60),
        (date(2027, 10, 31), datetime(2027, 10, 30, 23, 30, tzinfo=UTC), 180),
    ],
)
def test_times_are_right_over_a_change_of_the_clocks(client, edition, release, talk, hall, day, start, real):
    edition.start_date = edition.end_date = day
    edition.save()
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    Slot.objects.filter(code="W").update(starts_at=midnight, ends_at=midnight + timedelta(days=1))
    release((talk("A", minutes=real), hall, start))
    content = client.get(f"{BASE}/programme.ics").content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")

    assert event["DTSTART"].dt.astimezone(UTC) == start
    assert event["DTEND"].dt.astimezone(UTC) == start + timedelta(minutes=real)
    assert zone["TZID"] == "Europe/Warsaw"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_calendar_before_a_release_is_empty_but_sound(client, edition, talk):
    talk("A")
    calendar = Calendar.from_ical(client.get(f"{BASE}/programme.ics").content)

    assert calendar.walk("VEVENT") == []
    assert calendar["X-WR-CALNAME"] == "Small congress: programme"


def test_calendar_asks_the_database_three_times_and_once_when_kept(client, programme, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(f"{BASE}/programme.ics")
    with django_assert_num_queries(1):
        client.get(f"{BASE}/programme.ics")
