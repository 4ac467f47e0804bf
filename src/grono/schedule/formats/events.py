"""Events as files of a schedule bring them, before anything is known of the edition into which they go.

Every format is read into the same ``ScheduleFile``. Nothing is raised for a bad event: what is wrong becomes a fault
of that event, so that a preview can name all of them at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime, parse_duration
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_EVENTS = 20_000
SHORTEST, LONGEST = 5, 24 * 60  # minutes
TITLE_LENGTH, TEXT_LENGTH = 300, 50_000


class UnreadableSchedule(Exception):
    """A file that holds no schedule; the message says why."""


@dataclass(frozen=True)
class Fault:
    """An event that breaks a rule: where in the file, in which column or element, and which rule."""

    place: str
    column: str
    rule: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.column, self.rule) if part)


@dataclass(frozen=True)
class EventPerson:
    """Somebody named in an event, as the file knows them: any of the three may be missing."""

    name: str = ""
    email: str = ""
    guid: UUID | None = None
    role: str = ""


@dataclass
class Event:
    """One event. ``start`` has no zone when the file gives a clock time only, and is ``None`` without a place.

    ``minutes`` is 0 where the length follows from ``end``. Texts under the language ``""`` are in the language of the
    file. ``key`` is what tells the event apart where it has no GUID.
    """

    place: str
    title: str
    guid: UUID | None = None
    key: str = ""
    code: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    abstracts: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    track: str = ""
    language: str = ""
    room: str = ""
    start: datetime | None = None
    end: datetime | None = None
    minutes: int = 0
    expected: int | None = None
    people: list[EventPerson] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, rule: str) -> None:
        """Note that the event breaks a rule."""
        self.faults.append(Fault(self.place, column, rule))


@dataclass
class ScheduleFile:
    """What a file holds. ``zone`` is the name of its time zone as it stands there, empty when it says none."""

    events: list[Event]
    zone: str = ""
    version: str = ""
    rooms: dict[str, int] = field(default_factory=dict)

    @property
    def room_names(self) -> list[str]:
        """The rooms of the events, each once, in the order of the file."""
        return list(dict.fromkeys(event.room for event in self.events if event.room))

    @property
    def has_clock_times(self) -> bool:
        """Whether any event gives its start without an offset."""
        return any(event.start is not None and event.start.tzinfo is None for event in self.events)


def place_of(number: int, title: str) -> str:
    """Return how a fault names an event of a file that has no rows: its number and its title."""
    shown = title[:60] or _("without a title")
    return _("event %(number)d “%(title)s”") % {"number": number, "title": shown}


def check_event(event: Event) -> None:
    """Note what every format demands: a title, a length within limits, texts that a page can show."""
    if not event.title and not any(event.titles.values()):
        event.fault("title", _("must not be empty"))
    for text in (event.title, *event.titles.values()):
        if len(text) > TITLE_LENGTH:
            event.fault("title", _("is longer than %(most)d characters") % {"most": TITLE_LENGTH})
    if any(len(text) > TEXT_LENGTH for text in event.abstracts.values()):
        event.fault("abstract", _("is longer than %(most)d characters") % {"most": TEXT_LENGTH})
    if event.minutes:
        check_length(event, event.minutes)


def check_length(event: Event, minutes: int) -> None:
    """Note that a session cannot last so long or so short."""
    if not SHORTEST <= minutes <= LONGEST:
        event.fault(
            "duration",
            _("%(minutes)d minutes; a session lasts from %(least)d minutes to %(most)d hours")
            % {"minutes": minutes, "least": SHORTEST, "most": LONGEST // 60},
        )


def refuse_too_many(events: Sequence[Any]) -> None:
    """Refuse a file with more events than a congress can have. Raises ``UnreadableSchedule``."""
    if len(events) > MOST_EVENTS:
        raise UnreadableSchedule(_("the file has more than %(most)d events") % {"most": MOST_EVENTS})


def parsed_guid(event: Event, text: str) -> None:
    """Take the GUID of an event; one that is no UUID is kept as the key from which ours is derived."""
    text = text.strip()
    try:
        event.guid = UUID(text) if text else None
    except ValueError:
        event.key = event.key or text


def parsed_moment(text: str) -> datetime | None:
    """Return an ISO date and time, with its offset when it has one; ``None`` when it is none."""
    try:
        return parse_datetime(text.strip())
    except ValueError:
        return None


def parsed_length(text: str) -> int | None:
    """Return minutes from ``h:mm``, ``hh:mm:ss``, ISO ``PT1H30M`` or a number of minutes; else ``None``."""
    text = text.strip()
    if text.isdigit():
        return int(text[:6])
    if text[:1].upper() == "P":
        return _iso_minutes(text)
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isdigit() and len(part) <= 4 for part in parts):
        return None
    return int(parts[0]) * 60 + int(parts[1])


def _iso_minutes(text: str) -> int | None:
    found = parse_duration(text)
    return None if found is None else int(found / timedelta(minutes=1))


def combined(day: date | None, clock: time | None) -> datetime | None:
    """Return a clock time on a day, without a zone."""
    return datetime.combine(day, clock) if day and clock else None
