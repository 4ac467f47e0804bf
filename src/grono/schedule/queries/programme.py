"""A version of the programme, read in two queries into plain objects for pages, exports and calendars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, JSONObject
from i18nfield.strings import LazyI18nString

from grono.congress.choices import ParticipantStatus, PlanStatus
from grono.congress.models import Edition, Plan, Room, Track, Unavailability
from grono.kit import clock
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Placement, ScheduleVersion, SessionRole


@dataclass(frozen=True)
class Talker:
    """Somebody with a role in a session."""

    code: str
    name: str
    role: str
    organisation: str
    organisation_slug: str
    job_title: str = ""

    @property
    def leads(self) -> bool:
        """Whether this person moderates the session."""
        return self.role == SessionRoleKind.MODERATOR


@dataclass(frozen=True)
class Spot:
    """A session at its place in the programme; times are local. A cancelled one stays and says so."""

    pk: int
    guid: UUID
    code: str
    title: Any
    kind: str
    kind_label: Any
    language: str
    interpretation: Sequence[str]
    track: Track | None
    room: Room
    starts_at: datetime
    ends_at: datetime
    people: Sequence[Talker]
    abstract: Any = ""
    is_cancelled: bool = False
    cancelled_note: Any = ""

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return self.starts_at.date()

    @property
    def moderator(self) -> Talker | None:
        """The person who leads the session, if it has one."""
        return next((person for person in self.people if person.leads), None)

    @property
    def speakers(self) -> list[Talker]:
        """Everybody with a role but the moderator."""
        return [person for person in self.people if not person.leads]

    @property
    def leader(self) -> Talker | None:
        """Whom a line of the programme names: the moderator, else the first speaker."""
        return self.moderator or next(iter(self.people), None)

    def runs_at(self, moment: datetime) -> bool:
        """Tell whether the session is on."""
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Programme:
    """A version of the programme: all its sessions in order of time and room."""

    edition: Edition
    number: int
    published_at: datetime | None
    spots: Sequence[Spot]
    rooms: Sequence[Room] = ()
    closures: Sequence[tuple[int, datetime, datetime]] = field(default=())

    @property
    def days(self) -> list[date]:
        """All days of the edition, also those without a session."""
        length = (self.edition.end_date - self.edition.start_date).days
        return [self.edition.start_date + timedelta(days=number) for number in range(length + 1)]

    @property
    def tracks(self) -> list[Track]:
        """The tracks that have a session, in their order."""
        found = {spot.track.pk: spot.track for spot in self.spots if spot.track}
        return sorted(found.values(), key=lambda track: (track.position, track.pk))

    @property
    def languages(self) -> list[str]:
        """The languages in which sessions are held, the commonest first."""
        held = [spot.language for spot in self.spots]
        return sorted(set(held), key=lambda code: (-held.count(code), code))

    @property
    def interpretations(self) -> list[str]:
        """The languages into which sessions are interpreted."""
        return sorted({code for spot in self.spots for code in spot.interpretation})

    def on_day(self, day: date) -> list[Spot]:
        """Return the sessions that begin on a day."""
        return [spot for spot in self.spots if spot.day == day]


def day_of(edition: Edition, wanted: str) -> int:
    """Return the number (from 1) of the day asked for; else today's, or 1 when the edition is not on."""
    length = (edition.end_date - edition.start_date).days + 1
    if wanted.isdigit() and 1 <= int(wanted) <= length:
        return int(wanted)
    today = (clock.now().astimezone(edition.zone).date() - edition.start_date).days + 1
    return today if 1 <= today <= length else 1


def released_programme(edition: Edition) -> Programme | None:
    """Return the released programme with rooms and their closures (two queries); ``None`` before the first release."""
    placements = Placement.objects.filter(version__plan__edition=edition, version__plan__status=PlanStatus.PUBLISHED)
    rows = _with_all(placements)
    return _programme(edition, rows[0].version.plan, rows) if rows else None


def programme_of(version: ScheduleVersion) -> Programme:
    """Return any version as a programme (two queries); what sessions are called and who speaks is as it is now."""
    plan = version.plan
    return _programme(plan.edition, plan, _with_all(version.placements.all()))


def programme_then(version: ScheduleVersion) -> Programme:
    """Return a version that was in force with the titles and people it had at its release (two queries)."""
    found = programme_of(version)
    return replace(found, spots=[_as_then(spot, version.snapshot.get(spot.code)) for spot in found.spots])


def _as_then(spot: Spot, document: dict[str, Any] | None) -> Spot:
    if document is None:
        return spot
    known = {person.code: person for person in spot.people}
    people = [
        known.get(code, Talker(code, name, SessionRoleKind.SPEAKER, "", ""))
        for code, name in document["people"].items()
    ]
    return replace(
        spot,
        title=LazyI18nString(document["title"]),
        people=people,
        is_cancelled=document["is_cancelled"],
        cancelled_note="",
    )


def _with_all(placements: QuerySet[Placement]) -> list[Any]:
    found = placements.select_related("session__track", "room", "version__plan")
    return list(found.annotate(people=_people()).order_by("starts_at", "room__position", "pk"))


def _programme(edition: Edition, plan: Plan, placements: Sequence[Any]) -> Programme:
    rooms: list[Any] = list(Room.objects.filter(edition=edition).annotate(closures=_closures()))
    return Programme(
        edition=edition,
        number=plan.number,
        published_at=plan.published_at,
        spots=[_spot(placement, edition) for placement in placements],
        rooms=rooms,
        closures=[(room.pk, *_local(period, edition)) for room in rooms for period in room.closures],
    )


def _people() -> ArraySubquery:
    """Return the roles of a placement's session as a list of objects, in their order."""
    roles = (
        SessionRole.objects.filter(session=OuterRef("session"))
        .exclude(participant__status=ParticipantStatus.CANCELLED)
        .order_by("position", "pk")
    )
    name = Concat(
        "participant__person__given_name",
        Value(" "),
        "participant__person__family_name",
        output_field=CharField(),
    )
    return ArraySubquery(
        roles.values(
            person=JSONObject(
                code=F("participant__code"),
                name=name,
                role=F("kind"),
                organisation=F("participant__organisation__name"),
                organisation_slug=F("participant__organisation__slug"),
                job_title=F("participant__job_title"),
            )
        )
    )


def _closures() -> ArraySubquery:
    return ArraySubquery(Unavailability.objects.filter(resource=OuterRef("resource")).values("period"))


def _local(period: Any, edition: Edition) -> tuple[datetime, datetime]:
    return period.lower.astimezone(edition.zone), period.upper.astimezone(edition.zone)


def _spot(placement: Any, edition: Edition) -> Spot:
    session = placement.session
    return Spot(
        pk=session.pk,
        guid=session.guid,
        code=session.code,
        title=session.title,
        kind=session.kind,
        kind_label=session.get_kind_display(),
        language=session.language,
        interpretation=session.interpretation,
        track=session.track,
        room=placement.room,
        starts_at=placement.starts_at.astimezone(edition.zone),
        ends_at=placement.ends_at.astimezone(edition.zone),
        people=list(_talkers(placement.people)),
        abstract=session.abstract,
        is_cancelled=session.cancelled_at is not None,
        cancelled_note=session.cancelled_note,
    )


def _talkers(rows: Iterable[dict[str, str | None]]) -> Iterable[Talker]:
    for row in rows:
        yield Talker(**{name: (value or "").strip() for name, value in row.items()})
