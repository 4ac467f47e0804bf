"""The schedule as frab XML: what apps for visitors, signage and recording teams of conferences read.

The format is described by the schema ``schedule.xml.xsd`` of the c3voc project. Sessions that do not take place are
left out: readers compare with the file before and mark what is missing.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as Xml

from defusedxml import ElementTree as SafeXml
from defusedxml.common import DefusedXmlException
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from grono.schedule.formats.events import (
    MOST_BYTES,
    Event,
    EventPerson,
    ScheduleFile,
    UnreadableSchedule,
    check_event,
    combined,
    parsed_guid,
    parsed_length,
    parsed_moment,
    place_of,
    refuse_too_many,
)
from grono.schedule.formats.frab import FrabEvent, FrabSchedule, frab_schedule
from grono.schedule.queries.programme import Programme

CONTENT_TYPE = "application/xml; charset=utf-8"


def write(programme: Programme, base_url: str) -> bytes:
    """Return a programme in the active language; ``base_url`` is the site's address without a slash at its end."""
    found = frab_schedule(programme, base_url)
    root = Xml.Element("schedule")
    Xml.SubElement(root, "generator", name="Grono", system=base_url.partition("://")[2])
    _text(root, "url", f"{found.url}programme.xml")
    _text(root, "version", found.version)
    _conference(root, found)
    for day in found.days:
        element = Xml.SubElement(
            root,
            "day",
            index=str(day.index),
            date=day.date.isoformat(),
            start=day.start.isoformat(),
            end=day.end.isoformat(),
        )
        for room, events in day.rooms.items():
            block = Xml.SubElement(element, "room", name=room.name, guid=room.guid)
            for event in events:
                _event(block, event)
    Xml.indent(root)
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True)


def _conference(root: Xml.Element, found: FrabSchedule) -> None:
    conference = Xml.SubElement(root, "conference")
    _text(conference, "title", found.title)
    _text(conference, "acronym", found.acronym)
    _text(conference, "start", found.days[0].date.isoformat())
    _text(conference, "end", found.days[-1].date.isoformat())
    _text(conference, "days", str(len(found.days)))
    _text(conference, "timeslot_duration", "00:05")
    _text(conference, "base_url", found.url)
    _text(conference, "url", found.url)
    _text(conference, "time_zone_name", found.zone)
    for name, slug in found.tracks:
        Xml.SubElement(conference, "track", name=_sound(name), slug=slug)


def _event(block: Xml.Element, event: FrabEvent) -> None:
    element = Xml.SubElement(block, "event", id=str(event.number), guid=str(event.guid))
    if len(event.code) == 6 and event.is_plain_code:  # the schema knows codes of six signs only
        element.set("code", event.code)
    _text(element, "room", event.room)
    _text(element, "title", event.title)
    _text(element, "subtitle", "")
    _text(element, "type", event.kind)
    _text(element, "date", event.starts_at.isoformat())
    _text(element, "start", f"{event.starts_at:%H:%M}")
    _text(element, "duration", event.duration)
    _text(element, "abstract", event.abstract)
    _text(element, "slug", event.slug)
    _text(element, "track", event.track)
    persons = Xml.SubElement(element, "persons")
    for person in event.persons:
        _text(persons, "person", person.name).set("guid", str(person.guid))
    _text(element, "language", event.language)
    _text(element, "description", "")
    Xml.SubElement(element, "links")
    Xml.SubElement(element, "attachments")
    _text(element, "url", event.url)


def _text(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    element = Xml.SubElement(parent, name)
    element.text = _sound(text)
    return element


def _sound(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


def read(content: bytes) -> ScheduleFile:
    """Read a frab schedule. Raises ``UnreadableSchedule``; entities and document types are refused."""
    if len(content) > MOST_BYTES:
        raise UnreadableSchedule(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    try:
        root = SafeXml.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableSchedule(_("the XML defines a document type or entities, which are not accepted")) from error
    except (Xml.ParseError, ValueError, LookupError) as error:
        raise UnreadableSchedule(_("the file is not sound XML: %(reason)s") % {"reason": error}) from error
    if root.tag != "schedule":
        raise UnreadableSchedule(_("this XML is no schedule: its root is “%(tag)s”") % {"tag": str(root.tag)[:40]})
    elements = list(_elements(root))
    refuse_too_many(elements)
    return ScheduleFile(
        events=[_read_event(number, *found) for number, found in enumerate(elements, start=1)],
        zone=_content(root.find("conference"), "time_zone_name"),
        version=_content(root, "version"),
    )


def _elements(root: Any) -> Iterator[tuple[Any, str, str]]:
    """Yield each event with the date of its day and the name of its room."""
    for day in root.iter("day"):
        for room in day.iter("room"):
            if room.get("name") is not None:  # an event holds an element of that name too
                for event in room.iter("event"):
                    yield event, day.get("date") or "", room.get("name") or ""


def _read_event(number: int, element: Any, day: str, room: str) -> Event:
    title = _content(element, "title")
    event = Event(
        place=place_of(number, title),
        title=title,
        key=element.get("code") or element.get("id") or "",
        code=element.get("code") or "",
        kind=_content(element, "type"),
        track=_content(element, "track"),
        language=_content(element, "language"),
        room=_content(element, "room") or room,
        people=[_person(person) for person in element.iter("person")],
    )
    parsed_guid(event, element.get("guid") or "")
    texts = [_content(element, "abstract"), _content(element, "description")]
    event.abstracts[""] = "\n\n".join(dict.fromkeys(text for text in texts if text))
    _read_times(event, _content(element, "date"), day, _content(element, "start"), _content(element, "duration"))
    check_event(event)
    return event


def _read_times(event: Event, date: str, day: str, start: str, length: str) -> None:
    event.start = parsed_moment(date)
    if event.start is None:
        event.start = _from_day(date or day, start)
    if event.start is None:
        event.fault("date", _("“%(text)s” is no date and time") % {"text": f"{date or day} {start}".strip()[:60]})
    minutes = parsed_length(length)
    if minutes is None:
        event.fault("duration", _("“%(text)s” is no length; write hours and minutes: 01:30") % {"text": length[:40]})
    event.minutes = minutes or 0
    if minutes == 0:
        event.fault("duration", _("must not be empty"))


def _from_day(day: str, start: str) -> Any:
    try:
        return combined(parse_date(day), parse_time(start))
    except ValueError:
        return None


def _person(element: Any) -> EventPerson:
    event = Event("", "")
    parsed_guid(event, element.get("guid") or "")
    return EventPerson(name=(element.text or "").strip(), guid=event.guid)


def _content(element: Any, name: str) -> str:
    child = None if element is None else element.find(name)
    return "" if child is None else (child.text or "").strip()
