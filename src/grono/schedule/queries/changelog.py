"""The changelog of the programme: what each release changed, and what is new since somebody looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from grono.congress.choices import ParticipantStatus, PlanKind, PlanStatus
from grono.congress.models import Edition, Participant, Plan
from grono.directory.texts import best_text, texts_by_language
from grono.schedule.models import Favourite, ProgrammeVisit, ScheduleVersion, Session, SessionRole
from grono.schedule.rules.changelog import Change, ChangeKind, State, changes

OUT = (PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED)


@dataclass(frozen=True)
class ChangeRow:
    """A change as a page shows it: local times and names in the language of the page."""

    kind: ChangeKind
    session: str
    title: str
    was_at: datetime | None
    was_in: str
    will_at: datetime | None
    will_in: str
    joined: Sequence[str]
    left: Sequence[str]


@dataclass(frozen=True)
class Release:
    """A version that was or is in force, with what it changed; the first one changed nothing.

    ``name`` is empty where nobody gave one.
    """

    number: int
    name: str
    note: str
    published_at: datetime
    is_current: bool
    changes: Sequence[ChangeRow]


@dataclass(frozen=True)
class News:
    """What has changed since a participant looked: first what concerns their own sessions and marks."""

    since: int
    mine: Sequence[ChangeRow]
    others: Sequence[ChangeRow]


def snapshot_of(version: ScheduleVersion) -> dict[str, State]:
    """Return how the sessions of a version look: as kept at its release, else as they are now (three queries).

    People who have cancelled are not among them.
    """
    if version.snapshot:
        return {code: State.from_document(document) for code, document in version.snapshot.items()}
    coming = SessionRole.objects.exclude(participant__status=ParticipantStatus.CANCELLED)
    sessions = Session.objects.filter(edition=version.plan.edition_id).prefetch_related(
        Prefetch("roles", coming.select_related("participant__person"), to_attr="coming")
    )
    places = {
        code: (starts_at, room)
        for code, starts_at, room in version.placements.values_list("session__code", "starts_at", "room__code")
    }
    return {session.code: _state(session, places.get(session.code)) for session in sessions}


def changes_between(before: ScheduleVersion, after: ScheduleVersion) -> list[Change]:
    """Return what differs between two versions, in order of time."""
    return changes(snapshot_of(before), snapshot_of(after))


def changes_in(edition: Edition, found: Iterable[Change]) -> list[ChangeRow]:
    """Return changes as rows for a page (one query)."""
    rooms = {room.code: str(room) for room in edition.rooms.all()}
    return [_row(change, edition, rooms) for change in found]


def releases_of(edition: Edition) -> list[Release]:
    """Return all releases of an edition, the newest first (two queries)."""
    versions = ScheduleVersion.objects.filter(
        plan__edition=edition, plan__status__in=OUT, plan__published_at__isnull=False
    ).select_related("plan")
    rooms = {room.code: str(room) for room in edition.rooms.all()}
    return [
        Release(
            number=version.plan.number,
            name=version.name if version.name != str(version.plan.number) else "",
            note=version.note,
            published_at=(version.plan.published_at or version.plan.created_at).astimezone(edition.zone),
            is_current=version.plan.status == PlanStatus.PUBLISHED,
            changes=[_row(Change.from_document(document), edition, rooms) for document in version.changelog],
        )
        for version in versions.defer("snapshot").order_by("-plan__number")
    ]


def news_for(participant: Participant) -> News | None:
    """Return what has changed since a participant looked; ``None`` when nothing has, or they never looked before."""
    edition = participant.edition
    visit = ProgrammeVisit.objects.filter(participant=participant).first()
    current = Plan.objects.filter(edition=edition, kind=PlanKind.PROGRAMME, status=PlanStatus.PUBLISHED).first()
    if visit is None or current is None or current.number <= visit.seen_number:
        return None
    versions = {
        version.plan.number: version
        for version in ScheduleVersion.objects.filter(
            plan__edition=edition, plan__number__in=[visit.seen_number, current.number]
        ).select_related("plan")
    }
    if visit.seen_number not in versions:
        return None
    found = changes_between(versions[visit.seen_number], versions[current.number])
    rows = changes_in(edition, found)
    mine = _own_sessions(participant)
    return News(
        since=visit.seen_number,
        mine=[row for row in rows if row.session in mine],
        others=[row for row in rows if row.session not in mine],
    )


def _own_sessions(participant: Participant) -> set[str]:
    marked = Favourite.objects.filter(participant=participant).values_list("session__code", flat=True)
    held = participant.session_roles.values_list("session__code", flat=True)
    return set(marked.union(held))


def _state(session: Any, place: tuple[datetime, str] | None) -> State:
    starts_at, room = place or (None, "")
    return State(
        title=texts_by_language(session.title),
        starts_at=starts_at,
        room=room,
        people={role.participant.code: str(role.participant) for role in session.coming},
        is_cancelled=session.cancelled_at is not None,
    )


def _row(change: Change, edition: Edition, rooms: Mapping[str, str]) -> ChangeRow:
    return ChangeRow(
        kind=change.kind,
        session=change.session,
        title=best_text(change.title, get_language() or "")[0],
        was_at=change.was_at and change.was_at.astimezone(edition.zone),
        was_in=rooms.get(change.was_room, change.was_room),
        will_at=change.will_at and change.will_at.astimezone(edition.zone),
        will_in=rooms.get(change.will_room, change.will_room),
        joined=change.joined,
        left=change.left,
    )
