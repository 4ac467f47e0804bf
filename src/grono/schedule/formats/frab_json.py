"""The schedule as frab JSON, in the shape of the schema ``schedule/schema.json`` of the c3voc project."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from grono.schedule.formats.events import (
    MOST_BYTES,
    Event,
    EventPerson,
    ScheduleFile,
    UnreadableSchedule,
    check_event,
    parsed_guid,
    parsed_length,
    parsed_moment,
    place_of,
    refuse_too_many,
)
from grono.schedule.formats.frab import FrabEvent, FrabPerson, FrabRoom, FrabSchedule, frab_schedule
from grono.schedule.queries.programme import Programme

CONTENT_TYPE = "application/json"
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+.*|UTC")


def write(programme: Programme, base_url: str) -> bytes:
    """Return a programme in the active language; ``base_url`` is the site's address without a slash at its end."""
    found = frab_schedule(programme, base_url)
    schedule = {"version": found.version, "base_url": found.url, "conference": _conference(found)}
    generator = {"name": "Grono", "url": base_url}
    return json.dumps({"generator": generator, "schedule": schedule}, ensure_ascii=False).encode()


def _conference(found: FrabSchedule) -> dict[str, Any]:
    conference = {
        "acronym": found.acronym,
        "title": found.title,
        "start": found.days[0].date.isoformat(),
        "end": found.days[-1].date.isoformat(),
        "daysCount": len(found.days),
        "timeslot_duration": "00:05",
        "url": found.url,
        "tracks": [{"name": name, "slug": slug} for name, slug in found.tracks],
        "rooms": [_room(room) for room in found.rooms],
        "days": [
            {
                "index": day.index,
                "date": day.date.isoformat(),
                "day_start": day.start.isoformat(),
                "day_end": day.end.isoformat(),
                "rooms": _events_by_name(day.rooms),
            }
            for day in found.days
        ],
    }
    if _ZONE.fullmatch(found.zone):  # the schema knows zones of two parts and UTC
        conference["time_zone_name"] = found.zone
    return conference


def _room(room: FrabRoom) -> dict[str, Any]:
    return {"name": room.name, "guid": room.guid, "slug": room.slug, "capacity": room.capacity}


def _events_by_name(rooms: Mapping[FrabRoom, list[FrabEvent]]) -> dict[str, list[dict[str, Any]]]:
    """Return the events under the names of their rooms; two rooms of one name share a list."""
    found: dict[str, list[dict[str, Any]]] = {}
    for room, events in rooms.items():
        found.setdefault(room.name, []).extend(_event(event) for event in events)
    return found


def _event(event: FrabEvent) -> dict[str, Any]:
    return {
        "guid": str(event.guid),
        **({"code": event.code} if event.is_plain_code else {}),
        "id": event.number,
        "date": event.starts_at.isoformat(),
        "start": f"{event.starts_at:%H:%M}",
        "end": event.ends_at.isoformat(),
        "duration": event.duration,
        "room": event.room,
        "slug": event.slug,
        "url": event.url,
        "title": event.title,
        "subtitle": "",
        "track": event.track or None,
        "type": event.kind,
        "language": event.language,
        "abstract": event.abstract,
        "description": "",
        "persons": [_person(person) for person in event.persons],
        "links": [],
        "attachments": [],
    }


def _person(person: FrabPerson) -> dict[str, str]:
    """The schema lets a person have ``name`` or the deprecated ``public_name`` with an id, never both."""
    code = {"code": person.code} if re.fullmatch(r"[A-Z0-9]+", person.code) else {}
    return {"name": person.name, "guid": str(person.guid), "role": person.role, **code}


def read(content: bytes) -> ScheduleFile:
    """Read a frab schedule. Raises ``UnreadableSchedule``."""
    if len(content) > MOST_BYTES:
        raise UnreadableSchedule(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableSchedule(_("the file is not sound JSON: %(reason)s") % {"reason": error}) from error
    schedule = _mapping(_mapping(data).get("schedule"))
    conference = _mapping(schedule.get("conference"))
    days = conference.get("days")
    if not isinstance(days, list):
        raise UnreadableSchedule(_("this JSON is no schedule: it has no schedule.conference.days"))
    found = list(_events(days))
    refuse_too_many(found)
    rooms = [_mapping(room) for room in conference.get("rooms") or [] if isinstance(room, dict)]
    return ScheduleFile(
        events=[_read_event(number, event, room) for number, (event, room) in enumerate(found, start=1)],
        zone=_text(conference, "time_zone_name"),
        version=_text(schedule, "version"),
        rooms={_text(room, "name"): int(room["capacity"]) for room in rooms if _is_count(room.get("capacity"))},
    )


def _events(days: list[Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for day in days:
        for room, events in _mapping(_mapping(day).get("rooms")).items():
            for event in events if isinstance(events, list) else []:
                yield _mapping(event), str(room)


def _read_event(number: int, data: dict[str, Any], room: str) -> Event:
    title = _text(data, "title")
    event = Event(
        place=place_of(number, title),
        title=title,
        key=_text(data, "code") or _text(data, "id"),
        code=_text(data, "code"),
        kind=_text(data, "type"),
        track=_text(data, "track"),
        language=_text(data, "language"),
        room=_text(data, "room") or room,
        people=[_read_person(_mapping(person)) for person in _list(data.get("persons"))],
    )
    parsed_guid(event, _text(data, "guid"))
    texts = [_text(data, "abstract"), _text(data, "description")]
    event.abstracts[""] = "\n\n".join(dict.fromkeys(text for text in texts if text))
    _read_times(event, data)
    check_event(event)
    return event


def _read_times(event: Event, data: dict[str, Any]) -> None:
    event.start = parsed_moment(_text(data, "date"))
    if event.start is None:
        event.fault("date", _("“%(text)s” is no date and time") % {"text": _text(data, "date")[:60]})
    minutes = parsed_length(_text(data, "duration"))
    if not minutes:
        event.end = parsed_moment(_text(data, "end"))
    if not minutes and event.end is None:
        event.fault(
            "duration",
            _("“%(text)s” is no length; write hours and minutes: 01:30") % {"text": _text(data, "duration")[:40]},
        )
    event.minutes = minutes or 0


def _read_person(data: dict[str, Any]) -> EventPerson:
    event = Event("", "")
    parsed_guid(event, _text(data, "guid"))
    name = _text(data, "name") or _text(data, "public_name")
    return EventPerson(name=name, email=_text(data, "email"), guid=event.guid, role=_text(data, "role"))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1_000_000


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return str(value).replace("\0", "").strip() if isinstance(value, (str, int, float)) else ""
