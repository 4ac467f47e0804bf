"""Saving what an examined file of a schedule brings: rooms, tracks, sessions, roles, and the draft that places them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from i18nfield.strings import LazyI18nString

from grono.congress.actions import add_room
from grono.congress.choices import PlanKind, SessionKind
from grono.congress.models import Edition, Room, Track
from grono.congress.plans import new_plan, published_plan, touch
from grono.directory.texts import texts_by_language
from grono.kit.slugs import numbered
from grono.schedule.actions.arriving import Arrival, Examined, Reading, room_key
from grono.schedule.models import Placement, ScheduleVersion, Session, SessionRole, UnplacedSession
from grono.schedule.queries import newest_draft, released_version
from grono.schedule.rules.arrivals import Taking, doubly_taken
from grono.search.tasks import index_records_task

CODE_LENGTH = 40
SEATS = 50  # of a room of which the file says nothing more than its name
_FIELDS = ("kind", "title", "abstract", "track", "language", "minutes", "expected")


def take_in(
    edition: Edition, examined: Examined, reading: Reading, *, name: str
) -> tuple[ScheduleVersion, dict[str, int]]:
    """Save an examination without open questions; return the draft and how much of what was made.

    Call inside a transaction that holds the edition's row.
    """
    rooms = _new_rooms(edition, examined)
    tracks = _new_tracks(edition, examined.new_tracks)
    before = newest_draft(edition) or released_version(edition)
    counts = {"created": len(examined.new), "updated": len(examined.known)}
    sessions = _save_sessions(edition, examined, reading, tracks)
    _save_roles(examined.arrivals, sessions)
    version = _draft(edition, name)
    placed = _place(version, examined.arrivals, sessions, rooms, None if reading.is_whole else before)
    touch(edition)
    index_records_task.defer(kind="session", ids=[session.pk for session in sessions])
    return version, counts | placed | {"rooms": len(rooms), "tracks": len(tracks)}


def _new_rooms(edition: Edition, examined: Examined) -> dict[str, Room]:
    """Create the rooms that events name and that were asked for; seats as the file says, else ``SEATS``."""
    names = dict.fromkeys(arrival.room for arrival in examined.arrivals if isinstance(arrival.room, str))
    taken = set(edition.rooms.values_list("code", flat=True))
    made: dict[str, Room] = {}
    for position, name in enumerate(names, start=len(taken)):
        code = numbered(slugify(name)[: CODE_LENGTH - 4] or "room", taken)
        taken.add(code)
        seats = examined.unknown_rooms.get(name) or SEATS
        made[f"new {name}"] = add_room(edition, code=code, name=name[:120], capacity=seats, position=position)
    return made


def _new_tracks(edition: Edition, names: Sequence[str]) -> dict[str, Track]:
    taken = set(edition.tracks.values_list("code", flat=True))
    made: dict[str, Track] = {}
    for position, name in enumerate(names, start=len(taken)):
        code = numbered(slugify(name)[: CODE_LENGTH - 4] or "track", taken)
        taken.add(code)
        made[name] = Track.objects.create(edition=edition, code=code, name=name, position=position)
    return made


def _save_sessions(
    edition: Edition, examined: Examined, reading: Reading, tracks: Mapping[str, Track]
) -> list[Session]:
    """Create and change sessions; return them in the order of the arrivals."""
    taken = set(edition.sessions.values_list("code", flat=True))
    sessions: list[Session] = []
    for arrival in examined.arrivals:
        session = arrival.session
        if session is None:
            session = Session(edition=edition, guid=arrival.guid, code=_code(arrival, taken), kind=SessionKind.TALK)
            taken.add(session.code)
        _fill(session, arrival, reading, tracks)
        sessions.append(session)
    new, known = [s for s in sessions if s.pk is None], [s for s in sessions if s.pk is not None]
    Session.objects.bulk_create(new, batch_size=1000)
    # As rows that meet those of their GUIDs, because an update of many rows takes ten times as long.
    Session.objects.bulk_create(
        known, batch_size=1000, update_conflicts=True, unique_fields=["guid"], update_fields=_FIELDS
    )
    return sessions


def _code(arrival: Arrival, taken: set[str]) -> str:
    """Return a free code: the event's own, else one made of its title."""
    event = arrival.event
    own = event.code if event.code and slugify(event.code).upper() == event.code.upper() else ""
    stem = own or slugify(event.code) or slugify(event.title or next(iter(event.titles.values()), "")) or "s"
    return numbered(stem[: CODE_LENGTH - 6].strip("-"), taken)


def _fill(session: Session, arrival: Arrival, reading: Reading, tracks: Mapping[str, Track]) -> None:
    """Write what the file says; what it does not say stays as it is."""
    event, language = arrival.event, reading.language or next(iter(session.edition.languages), "pl")
    session.title = _merged(session.title, ({language: event.title} if event.title else {}) | event.titles)
    texts = {code or language: text for code, text in event.abstracts.items()}
    if texts or arrival.strangers:
        session.abstract = _merged(session.abstract, _with_strangers(texts or {language: ""}, arrival.strangers))
    session.kind = arrival.kind or session.kind
    if arrival.track is not None:
        session.track = tracks[arrival.track] if isinstance(arrival.track, str) else arrival.track
    session.language = arrival.language if event.language or session.pk is None else session.language
    session.minutes = arrival.minutes
    session.expected = session.expected if event.expected is None else event.expected


def _merged(old: Any, new: Mapping[str, str]) -> LazyI18nString:
    return LazyI18nString({**texts_by_language(old), **new})


def _with_strangers(texts: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return descriptions that end with the names of those who take no part under their own name."""
    if not names:
        return dict(texts)
    found = {}
    for language, text in texts.items():
        with override(language):
            line = ngettext("Speaker: %(names)s", "Speakers: %(names)s", len(names)) % {"names": ", ".join(names)}
        found[language] = "\n\n".join(part for part in (text.removesuffix(line).rstrip(), line) if part)
    return found


def _save_roles(arrivals: Sequence[Arrival], sessions: Sequence[Session]) -> None:
    """Give sessions the people whom the file names; a session for which it names nobody keeps its own."""
    named = [(arrival, session) for arrival, session in zip(arrivals, sessions, strict=True) if arrival.people]
    SessionRole.objects.filter(session__in=[session.pk for arrival, session in named if arrival.session]).delete()
    SessionRole.objects.bulk_create(
        (
            SessionRole(session=session, participant=participant, kind=kind, position=position)
            for arrival, session in named
            for position, (participant, kind) in enumerate(arrival.people)
        ),
        batch_size=2000,
    )


def _draft(edition: Edition, name: str) -> ScheduleVersion:
    plan = new_plan(edition, PlanKind.PROGRAMME, based_on=published_plan(edition, PlanKind.PROGRAMME))
    note = _("imported from %(file)s") % {"file": name}
    return ScheduleVersion.objects.create(plan=plan, name=str(plan.number), note=note)


def _place(
    version: ScheduleVersion,
    arrivals: Sequence[Arrival],
    sessions: Sequence[Session],
    rooms: Mapping[str, Room],
    before: ScheduleVersion | None,
) -> dict[str, int]:
    """Place the events; sessions of the version before that the file does not name stay where they are, if free."""
    placements, unplaced = _arrived(version, arrivals, sessions, rooms)
    named = {session.pk for session in sessions}
    if before is not None:
        stay, displaced = _staying(version, before, placements, named)
        placements, unplaced = [*placements, *stay], [*unplaced, *displaced]
    Placement.objects.bulk_create(placements, batch_size=2000)
    UnplacedSession.objects.bulk_create(unplaced, batch_size=2000)
    return {"placed": len(placements), "unplaced": len(unplaced)}


def _arrived(
    version: ScheduleVersion, arrivals: Sequence[Arrival], sessions: Sequence[Session], rooms: Mapping[str, Room]
) -> tuple[list[Placement], list[UnplacedSession]]:
    codes = {str(session.guid): session.code for session in sessions}
    placements, unplaced = [], []
    for arrival, session in zip(arrivals, sessions, strict=True):
        starts_at, ends_at = arrival.starts_at, arrival.ends_at
        if arrival.is_placed and arrival.room is not None and starts_at is not None and ends_at is not None:
            room = rooms[room_key(arrival.room)] if isinstance(arrival.room, str) else arrival.room
            placements.append(
                Placement(
                    version=version,
                    session=session,
                    room=room,
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
            )
        else:
            rule, other = arrival.why or ("import-no-time", "")
            unplaced.append(_unplaced(version, session, rule, codes.get(other, "")))
    return placements, unplaced


def _staying(
    version: ScheduleVersion, before: ScheduleVersion, arrived: Sequence[Placement], named: set[int]
) -> tuple[list[Placement], list[UnplacedSession]]:
    """Return copies of the other placements of the version before, and those whose place an event has taken now."""
    old = list(before.placements.exclude(session__in=named).select_related("session", "room"))
    takings = [Taking(key, room_key(row.room), row.starts_at, row.ends_at) for key, row in enumerate([*arrived, *old])]
    losers = doubly_taken(takings)
    stay, displaced = [], _still_unplaced(version, before, named)
    for key, row in enumerate(old, start=len(arrived)):
        if key in losers:
            rival = [*arrived, *old][losers[key]].session.code
            displaced.append(_unplaced(version, row.session, "import-displaced", rival))
        else:
            stay.append(
                Placement(
                    version=version, session=row.session, room=row.room, starts_at=row.starts_at, ends_at=row.ends_at
                )
            )
    return stay, displaced


def _still_unplaced(version: ScheduleVersion, before: ScheduleVersion, named: Iterable[int]) -> list[UnplacedSession]:
    rows = before.unplaced.exclude(session__in=list(named))
    return [UnplacedSession(version=version, session_id=row.session_id, reason=row.reason) for row in rows]


def _unplaced(version: ScheduleVersion, session: Session, rule: str, other: str) -> UnplacedSession:
    """Return a session without a place, with its reason in the shape of the engine's obstacles."""
    where = [session.code, *([other] if other else [])]
    reason = {"obstacles": [{"rule": rule, "where": where, "starts": 0, "of": 0}]}
    return UnplacedSession(version=version, session=session, reason=reason)
