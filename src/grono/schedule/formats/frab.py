"""What both forms of a frab schedule, XML and JSON, say about a programme."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse
from django.utils.text import slugify

from grono.congress.models import Edition, Room
from grono.schedule.queries.programme import Programme, Spot


@dataclass(frozen=True)
class FrabPerson:
    """Somebody with a role in an event."""

    name: str
    guid: UUID
    code: str
    role: str


@dataclass(frozen=True)
class FrabRoom:
    """A room as the format knows it."""

    name: str
    guid: str
    slug: str
    capacity: int


@dataclass(frozen=True)
class FrabEvent:
    """An event with its texts in the active language."""

    number: int
    guid: UUID
    code: str
    title: str
    abstract: str
    kind: str
    track: str
    language: str
    room: str
    slug: str
    url: str
    starts_at: datetime
    ends_at: datetime
    persons: Sequence[FrabPerson]

    @property
    def duration(self) -> str:
        """The length as hours and minutes: real time, which clocks that change in between do not show."""
        minutes = (self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)) // timedelta(minutes=1)
        return f"{minutes // 60:02}:{minutes % 60:02}"

    @cached_property
    def is_plain_code(self) -> bool:
        """Whether the code is made of what the format's schemas let a code be made of."""
        return re.fullmatch(r"[A-Z0-9]+", self.code) is not None


@dataclass(frozen=True)
class FrabDay:
    """A day: all rooms, each with its events in order of time."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: dict[FrabRoom, list[FrabEvent]]


@dataclass(frozen=True)
class FrabSchedule:
    """A programme as the format sees it; ``url`` is the address of the edition."""

    title: str
    acronym: str
    version: str
    url: str
    zone: str
    tracks: Sequence[tuple[str, str]]
    rooms: Sequence[FrabRoom]
    days: Sequence[FrabDay]


def frab_schedule(programme: Programme, base_url: str) -> FrabSchedule:
    """Return a programme in the terms of the format, in the active language; cancelled sessions are left out."""
    edition = programme.edition
    home = base_url + reverse("edition", args=[edition.slug])
    acronym = acronym_of(edition)
    rooms = {room.pk: _room(room, edition) for room in programme.rooms}
    events: dict[date, dict[int, list[FrabEvent]]] = {}
    for spot in programme.spots:
        if not spot.is_cancelled:
            day = events.setdefault(spot.starts_at.date(), {})
            day.setdefault(spot.room.pk, []).append(_event(spot, edition, acronym, home))
    return FrabSchedule(
        title=str(edition.title),
        acronym=acronym,
        version=str(programme.number),
        url=home,
        zone=edition.timezone,
        tracks=[(str(track.name), track_slug(track.code)) for track in programme.tracks],
        rooms=list(rooms.values()),
        days=[
            _day(index, day, edition, {room: events.get(day, {}).get(key, []) for key, room in rooms.items()})
            for index, day in enumerate(programme.days, start=1)
        ],
    )


def acronym_of(edition: Edition) -> str:
    """Return the short name of an edition: at least four of a–z, 0–9 and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", edition.slug.lower()).strip("_").ljust(4, "_")


def track_slug(code: str) -> str:
    """Return the code of a track so that it begins with a letter and has at least two signs."""
    slug = re.sub(r"[^a-z0-9-]+", "-", code.lower()).strip("-")
    return slug if re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", slug) else f"t-{slug or 'x'}"


def person_guid(edition: Edition, code: str) -> UUID:
    """Return the GUID of a participant: made of edition and code, for a mail address is nobody's business."""
    return uuid5(NAMESPACE_URL, f"urn:grono:{edition.slug}:person:{code}")


def room_guid(edition: Edition, code: str) -> UUID:
    """Return the GUID of a room."""
    return uuid5(NAMESPACE_URL, f"urn:grono:{edition.slug}:room:{code}")


def _room(room: Room, edition: Edition) -> FrabRoom:
    return FrabRoom(str(room.name), str(room_guid(edition, room.code)), track_slug(room.code), room.capacity)


def _day(index: int, day: date, edition: Edition, rooms: dict[FrabRoom, list[FrabEvent]]) -> FrabDay:
    """A day ends where the next one begins, so that a change of the clocks neither tears nor doubles an hour."""
    start = datetime.combine(day, time(), edition.zone)
    end = datetime.combine(day + timedelta(days=1), time(), edition.zone)
    return FrabDay(index, day, start, end, rooms)


def _event(spot: Spot, edition: Edition, acronym: str, home: str) -> FrabEvent:
    title = str(spot.title)
    tail = slugify(f"{spot.code} {title}")[:60].strip("-_") or str(spot.pk)
    return FrabEvent(
        number=spot.pk,
        guid=spot.guid,
        code=spot.code,
        title=title,
        abstract=str(spot.abstract),
        kind=spot.kind,
        track=str(spot.track.name) if spot.track else "",
        language=spot.language,
        room=str(spot.room.name),
        slug=f"{acronym}-{tail.ljust(4, '0')}",
        url=f"{home}sessions/{spot.code}/",
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        persons=[
            FrabPerson(person.name, person_guid(edition, person.code), person.code, person.role)
            for person in spot.people
        ],
    )
