"""What a file of a schedule would do to an edition, found out without saving anything."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from grono.congress.choices import SessionKind
from grono.congress.models import Edition, Participant, Room, Track
from grono.schedule.actions.arriving import CREATE, MOST_NEW_ROOMS, SKIP, Arrival, Examined, Reading, room_key
from grono.schedule.actions.recognising import Recognised, Rooms, Sessions, Speakers, Tracks
from grono.schedule.formats.events import Event, ScheduleFile, check_length
from grono.schedule.formats.reading import kind_named, language_named
from grono.schedule.models import Session
from grono.schedule.rules.arrivals import (
    Clockwork,
    Taking,
    Times,
    arrival_of,
    clock_fault,
    doubly_taken,
    is_foreign,
)


def examine_schedule(edition: Edition, found: ScheduleFile, reading: Reading) -> Examined:
    """Match a file with what the edition has (a constant number of queries) and apply the rules; saves nothing."""
    recognised = Recognised.of(edition, [event.guid for event in found.events if event.guid])
    zone_name = reading.zone or found.zone or edition.timezone
    examined = Examined([], [], {}, [], file_zone=zone_name)
    if zone_name not in available_timezones():
        examined.questions.append(
            _("“%(name)s” is not a time zone; say which one the times are in.") % {"name": zone_name}
        )
        zone_name = edition.timezone
    _ask_about_times(examined, edition, found, ZoneInfo(zone_name), reading)
    seen: dict[UUID, str] = {}
    for event in found.events:
        arrival = _arrival(event, edition, ZoneInfo(zone_name), reading, recognised)
        if arrival is not None and not event.faults:
            _refuse_repeated(arrival, seen)
        if arrival is None or event.faults:
            examined.rejected.append(event)
        else:
            examined.arrivals.append(arrival)
    examined.unknown_rooms = {
        name: found.rooms.get(name, 0) for name in found.room_names if recognised.rooms.named(name) is None
    }
    _ask_about_rooms(examined, reading, recognised.rooms)
    examined.new_tracks = list(dict.fromkeys(a.track for a in examined.arrivals if isinstance(a.track, str)))
    _part_overlapping(examined.arrivals)
    return examined


def _ask_about_times(
    examined: Examined, edition: Edition, found: ScheduleFile, file_zone: ZoneInfo, reading: Reading
) -> None:
    """Refuse to guess what times in another zone mean: the first such event serves as the example."""
    starts = (event.start for event in found.events if event.start is not None)
    foreign = next((start for start in starts if is_foreign(start, file_zone, edition.zone)), None)
    if foreign is None:
        return
    known = foreign if foreign.tzinfo is not None else foreign.replace(tzinfo=file_zone)
    examined.asks_times = True
    examined.example = known, known.astimezone(edition.zone)
    if reading.times is Times.UNSAID:
        examined.questions.append(
            _(
                "The times of the file are not those of %(zone)s: the clock shows %(theirs)s in the file and "
                "%(ours)s at the congress. Say whether they are to be converted or kept as the clock shows them."
            )
            % {
                "zone": edition.timezone,
                "theirs": f"{known:%H:%M} (UTC{known:%z})",
                "ours": f"{known.astimezone(edition.zone):%H:%M}",
            }
        )


def _ask_about_rooms(examined: Examined, reading: Reading, rooms: Rooms) -> None:
    unsaid = [name for name in examined.unknown_rooms if not _is_answer(reading.rooms.get(name, ""), rooms)]
    if unsaid:
        examined.questions.append(
            _("The edition has no rooms of these names; say for each what becomes of it: %(names)s.")
            % {"names": ", ".join(unsaid[:20])}
        )
    if sum(reading.rooms.get(name) == CREATE for name in examined.unknown_rooms) > MOST_NEW_ROOMS:
        examined.questions.append(
            _("More than %(most)d rooms would be created: map them to rooms that are there.") % {"most": MOST_NEW_ROOMS}
        )


def _is_answer(answer: str, rooms: Rooms) -> bool:
    return answer in (CREATE, SKIP) or rooms.coded(answer) is not None


def _arrival(
    event: Event, edition: Edition, file_zone: ZoneInfo, reading: Reading, recognised: Recognised
) -> Arrival | None:
    """Return what becomes of an event; ``None`` when its faults allow nothing to be said."""
    notes: list[str] = []
    starts_at = _start(event, edition, file_zone, reading.times)
    minutes = event.minutes or _minutes_until_end(event, starts_at, edition, file_zone, reading.times)
    if event.faults:
        return None
    guid, session = _identity(event, edition, recognised.sessions, notes.append)
    people, strangers = _people(event, recognised.speakers, notes.append)
    arrival = Arrival(
        event=event,
        guid=guid,
        session=session,
        kind=_kind(event, notes.append),
        language=_language(event, reading, edition, notes.append),
        track=_track(event, recognised.tracks),
        starts_at=starts_at,
        minutes=minutes,
        room=_room(event, reading, recognised.rooms),
        people=people,
        strangers=strangers,
        notes=notes,
    )
    _say_without_place(arrival, edition)
    return arrival


def _start(event: Event, edition: Edition, file_zone: ZoneInfo, times: Times) -> datetime | None:
    if event.start is None:
        return None
    return _moment(event, "start", event.start, edition, file_zone, times)


def _moment(
    event: Event, column: str, given: datetime, edition: Edition, file_zone: ZoneInfo, times: Times
) -> datetime | None:
    """Return a moment in UTC; a clock time that does not occur on its day, or occurs twice, is a fault."""
    is_clock = given.tzinfo is None or times is Times.CLOCK
    zone = edition.zone if times is Times.CLOCK else file_zone
    wrong = clock_fault(given.replace(tzinfo=None), zone) if is_clock else None
    values = {"time": f"{given:%H:%M}", "day": f"{given:%Y-%m-%d}", "zone": zone.key}
    if wrong is Clockwork.SKIPPED:
        event.fault(column, _("%(time)s does not occur on %(day)s in %(zone)s: the clocks go forward") % values)
    elif wrong is Clockwork.DOUBLED:
        event.fault(
            column,
            _("%(time)s occurs twice on %(day)s in %(zone)s, because the clocks go back: write it with its offset")
            % values,
        )
    else:
        try:
            return arrival_of(given, file_zone, edition.zone, times)
        except OverflowError:
            event.fault(column, _("“%(day)s” is no date of a congress") % values)
    return None


def _minutes_until_end(
    event: Event, starts_at: datetime | None, edition: Edition, file_zone: ZoneInfo, times: Times
) -> int:
    """Return the real minutes from start to end; both are faults of the event when they do not fit."""
    if event.end is None or starts_at is None:
        if not event.faults:
            event.fault("duration", _("must not be empty"))
        return 0
    end = event.end
    if end.tzinfo is None and event.start is not None and event.start.tzinfo is not None:
        end = end.replace(tzinfo=event.start.tzinfo)
    ends_at = _moment(event, "end", end, edition, file_zone, times)
    if ends_at is None:
        return 0
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    if minutes <= 0:
        event.fault("end", _("does not lie after the start"))
    else:
        check_length(event, minutes)
    return max(minutes, 0)


def _identity(
    event: Event, edition: Edition, sessions: Sessions, note: Callable[[str], None]
) -> tuple[UUID, Session | None]:
    """Return the GUID of an event and the session that it is, if the edition has it.

    Without a GUID a session of the same code is the one; else a GUID is derived from edition and code (or title), the
    same for every import of the file. A GUID of another edition's session is derived too: it is a session anew.
    """
    if event.guid is None:
        session = sessions.coded(event.code)
        guid = (
            session.guid
            if session
            else _derived(edition, event.key or event.title or next(iter(event.titles.values())))
        )
        if session is None and not event.key:
            note(_("has neither GUID nor code: the next import recognises it by its title"))
        return guid, session or sessions.by_guid.get(guid)
    if event.guid in sessions.elsewhere:
        note(_("its GUID belongs to a session of another edition; a new one was derived"))
        guid = _derived(edition, str(event.guid))
        return guid, sessions.by_guid.get(guid)
    return event.guid, sessions.by_guid.get(event.guid)


def _derived(edition: Edition, key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:grono:{edition.slug}:session:{key.casefold()}")


def _refuse_repeated(arrival: Arrival, seen: dict[UUID, str]) -> None:
    first = seen.setdefault(arrival.guid, arrival.event.place)
    if first != arrival.event.place:
        arrival.event.fault("guid", _("is the same session as %(place)s") % {"place": first})


def _kind(event: Event, note: Callable[[str], None]) -> SessionKind | None:
    if not event.kind:
        return None
    kind = kind_named(event.kind)
    if kind is None:
        note(_("unknown kind “%(kind)s”: taken for a talk") % {"kind": event.kind[:40]})
        return SessionKind.TALK
    return kind


def _language(event: Event, reading: Reading, edition: Edition, note: Callable[[str], None]) -> str:
    usual = reading.language or next(iter(edition.languages), "pl")
    if not event.language:
        return usual
    found = language_named(event.language)
    if not found:
        note(
            _("unknown language “%(name)s”: taken for %(usual)s")
            % {"name": event.language[:40], "usual": usual.upper()}
        )
    return found or usual


def _track(event: Event, tracks: Tracks) -> Track | str | None:
    return (tracks.named(event.track) or event.track[:200]) if event.track else None


def _room(event: Event, reading: Reading, rooms: Rooms) -> Room | str | None:
    """Return a room that is there, the name of one to create, or ``None``."""
    if not event.room:
        return None
    known = rooms.named(event.room)
    if known is not None:
        return known
    answer = reading.rooms.get(event.room, "")
    return event.room if answer == CREATE else rooms.coded(answer)


def _people(
    event: Event, speakers: Speakers, note: Callable[[str], None]
) -> tuple[list[tuple[Participant, str]], list[str]]:
    """Return the participants named, each once, and the names of those who are none."""
    found: dict[int, tuple[Participant, str]] = {}
    strangers: list[str] = []
    for person in event.people:
        participant, why = speakers.find(person)
        if participant is not None:
            found.setdefault(participant.pk, (participant, speakers.role_of(person)))
        elif person.name:
            strangers.append(person.name)
            note(why)
        elif person.email:
            note(why)
    return _with_one_moderator(list(found.values())), list(dict.fromkeys(strangers))


def _with_one_moderator(people: Sequence[tuple[Participant, str]]) -> list[tuple[Participant, str]]:
    """A session has one moderator; further ones sit on the panel."""
    leads = [place for place, (_person, role) in enumerate(people) if role == "moderator"]
    return [
        (participant, "panellist" if role == "moderator" and place != leads[0] else role)
        for place, (participant, role) in enumerate(people)
    ]


def _say_without_place(arrival: Arrival, edition: Edition) -> None:
    """Note why an event that names a time or a room still gets no place."""
    start = arrival.starts_at
    if start is None:
        arrival.why = ("import-no-time", "")
    elif not edition.start_date <= start.astimezone(edition.zone).date() <= edition.end_date:
        arrival.why = ("import-outside", "")
        arrival.notes.append(
            _("%(day)s is no day of this edition: it comes without a place")
            % {"day": f"{start.astimezone(edition.zone):%Y-%m-%d}"}
        )
    elif arrival.room is None:
        arrival.why = ("import-no-room", "")
        if arrival.event.room:
            arrival.notes.append(
                _("the room “%(room)s” is left out: it comes without a place") % {"room": arrival.event.room[:60]}
            )


def _part_overlapping(arrivals: Sequence[Arrival]) -> None:
    """Let the first of two events that overlap in a room keep the place."""
    takings = [
        Taking(place, room_key(arrival.room), arrival.starts_at, arrival.ends_at)
        for place, arrival in enumerate(arrivals)
        if arrival.is_placed and arrival.starts_at and arrival.ends_at
    ]
    for loser, winner in doubly_taken(takings).items():
        arrivals[loser].why = ("import-overlap", str(arrivals[winner].guid))
        arrivals[loser].notes.append(
            _("overlaps %(other)s in %(room)s: it comes without a place")
            % {"other": arrivals[winner].event.place, "room": arrivals[loser].event.room[:60]}
        )
