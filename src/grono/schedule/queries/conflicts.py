"""What stands against a version of the programme, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from grono.congress.choices import ParticipantStatus, PlanKind, SessionKind, SlotKind
from grono.congress.equipment import INTERPRETATION
from grono.congress.models import Booking, Edition, Participant, Room, Unavailability
from grono.schedule.models import Favourite, Placement, ScheduleVersion, Session, SessionRole
from grono.schedule.rules.conflicts import ConflictKind, Found, Hall, Setting, Sitting, Stretch, Subject, find_conflicts
from grono.schedule.wording import Names, conflict_sentence, moment


@dataclass(frozen=True)
class Conflict:
    """A conflict in words; a hard one keeps the version from being released.

    ``session`` and ``others`` are codes; ``amount`` is the number of people or minutes that the sentence names.
    """

    kind: ConflictKind
    is_hard: bool
    session: str
    others: Sequence[str]
    sentence: str
    amount: int = 0


@dataclass(frozen=True)
class Material:
    """All that the rules look at: what sessions demand, where they lie in a version, rooms, blocks, people.

    ``places`` holds cancelled sessions too, which keep their room; ``sittings`` are those that take place.
    """

    edition: Edition
    subjects: Mapping[str, Subject]
    places: Mapping[str, Sitting]
    setting: Setting
    names: Names
    rows: Mapping[str, Mapping[str, Any]]

    @property
    def sittings(self) -> dict[str, Sitting]:
        """Return the placed sessions that are not cancelled."""
        return {code: one for code, one in self.places.items() if self.rows[code]["cancelled_at"] is None}

    def conflicts(self) -> list[Conflict]:
        """Return all conflicts in words, the hard ones first."""
        return [self.in_words(found) for found in find_conflicts(self.sittings.values(), self.setting)]

    def in_words(self, found: Found) -> Conflict:
        """Return one conflict with its sentence."""
        sentence = conflict_sentence(found, self.names, self.edition)
        return Conflict(found.kind, found.is_hard, found.session, found.others, sentence, found.amount)


def conflicts_in(version: ScheduleVersion) -> list[Conflict]:
    """Return what stands against a version, the hard conflicts first (eight queries)."""
    return material_of(version).conflicts()


def material_of(version: ScheduleVersion) -> Material:
    """Read what the rules look at (eight queries). Cancelled sessions and people who do not come take no part."""
    edition = version.plan.edition
    roles = _roles(edition)
    rows = {row["code"]: row for row in _session_rows(edition)}
    marks = _marks(edition)
    people: dict[str, set[str]] = defaultdict(set)
    for session, code, _resource, _name in roles:
        people[session].add(code)
    subjects = {code: _subject(row, people[code], marks.get(row["pk"], ())) for code, row in rows.items()}
    rooms = list(Room.objects.filter(edition=edition).annotate(closed=_closures()))
    by_resource = {resource: code for _session, code, resource, _name in roles}
    slots = list(edition.slots.filter(kind=SlotKind.PROGRAMME))
    setting = Setting(
        halls={room.code: _hall(room) for room in rooms},
        blocks={slot.code: (slot.starts_at, slot.ends_at) for slot in slots},
        absences=_absences(edition, by_resource),
        meetings=_meetings(edition, by_resource),
        track_rules={row["track__code"]: row["track__rule"] for row in rows.values() if row["track__code"]},
        turnaround=timedelta(minutes=edition.turnaround_minutes),
        travel=timedelta(minutes=edition.travel_minutes),
    )
    names = Names(
        sessions={code: str(row["title"]) for code, row in rows.items()},
        people={code: name for _session, code, _resource, name in roles},
        rooms={room.code: str(room) for room in rooms},
        blocks={slot.code: str(slot.name) or slot.code for slot in slots},
        pins={
            code: _pin(row, edition) for code, row in rows.items() if row["pinned_start"] or row["pinned_room__code"]
        },
        tracks={row["track__code"]: str(row["track__name"]) for row in rows.values() if row["track__code"]},
    )
    return Material(edition, subjects, _places(version, subjects), setting, names, rows)


def _session_rows(edition: Edition) -> list[dict[str, Any]]:
    """Return all sessions of an edition as plain rows."""
    links = {
        "rooms": Session.forbidden_rooms.through.objects.filter(session=OuterRef("pk")).values("room__code"),
        "blocks": Session.allowed_blocks.through.objects.filter(session=OuterRef("pk")).values("slot__code"),
        "befores": Session.after.through.objects.filter(from_session=OuterRef("pk")).values("to_session__code"),
    }
    found = Session.objects.filter(edition=edition).annotate(**{name: ArraySubquery(q) for name, q in links.items()})
    return list(
        found.values(
            *("pk", "code", "title", "kind", "minutes", "expected", "equipment", "interpretation", "language"),
            *("pinned_start", "pinned_room__code", "pinned_room__name", "cancelled_at"),
            *("track__code", "track__name", "track__rule", *links),
        )
    )


def _subject(row: Mapping[str, Any], people: set[str], marks: Sequence[int]) -> Subject:
    needs = {INTERPRETATION} if row["interpretation"] else set()
    return Subject(
        session=row["code"],
        minutes=row["minutes"],
        people=frozenset(people),
        is_plenary=row["kind"] == SessionKind.PLENARY,
        track=row["track__code"] or "",
        expected=row["expected"],
        equipment=frozenset(row["equipment"]) | needs,
        forbidden_rooms=frozenset(row["rooms"]),
        blocks=frozenset(row["blocks"]),
        after=tuple(row["befores"]),
        pinned_start=row["pinned_start"],
        pinned_room=row["pinned_room__code"] or "",
        marks=frozenset(marks),
    )


def _places(version: ScheduleVersion, subjects: Mapping[str, Subject]) -> dict[str, Sitting]:
    rows = Placement.objects.filter(version=version).values_list("session__code", "room__code", "starts_at", "ends_at")
    return {code: Sitting(subjects[code], room, start, end) for code, room, start, end in rows}


def _roles(edition: Edition) -> list[tuple[str, str, int, str]]:
    """Return session, code of the participant, their resource and their name for every role of those who come."""
    found = SessionRole.objects.filter(session__edition=edition).exclude(
        participant__status=ParticipantStatus.CANCELLED
    )
    rows = found.order_by("position", "pk").values_list(
        "session__code",
        "participant__code",
        "participant__resource",
        "participant__person__given_name",
        "participant__person__family_name",
    )
    return [(session, code, resource, f"{given} {family}".strip()) for session, code, resource, given, family in rows]


def _marks(edition: Edition) -> dict[int, list[int]]:
    """Return for each session the participants who marked it."""
    coming = Favourite.objects.filter(session__edition=edition).exclude(participant__status=ParticipantStatus.CANCELLED)
    return dict(coming.order_by().values_list("session").annotate(by=ArrayAgg("participant")))


def _closures() -> ArraySubquery:
    return ArraySubquery(Unavailability.objects.filter(resource=OuterRef("resource")).values("period"))


def _hall(room: Any) -> Hall:
    closures = tuple((period.lower, period.upper) for period in room.closed)
    return Hall(room.capacity, frozenset(room.equipment), room.building, closures)


def _absences(edition: Edition, codes: Mapping[int, str]) -> dict[str, list[Stretch]]:
    people = Participant.objects.filter(edition=edition, session_roles__isnull=False).values("resource")
    rows = Unavailability.objects.filter(resource__in=people)
    return _by_person(rows.values_list("resource", "period"), codes)


def _meetings(edition: Edition, codes: Mapping[int, str]) -> dict[str, list[Stretch]]:
    rows = Booking.objects.filter(plan__edition=edition, plan__kind=PlanKind.MEETINGS, is_published=True)
    people = Participant.objects.filter(edition=edition, session_roles__isnull=False).values("resource")
    return _by_person(rows.filter(resource__in=people).values_list("resource", "period"), codes)


def _by_person(rows: Any, codes: Mapping[int, str]) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = defaultdict(list)
    for resource, period in rows:
        if resource in codes:
            found[codes[resource]].append((period.lower, period.upper))
    return found


def _pin(row: Mapping[str, Any], edition: Edition) -> str:
    """Return where a session is fixed, in words."""
    when = moment(row["pinned_start"], edition.zone) if row["pinned_start"] else ""
    room = str(row["pinned_room__name"]) if row["pinned_room__code"] else ""
    return ", ".join(part for part in (when, room) if part)
