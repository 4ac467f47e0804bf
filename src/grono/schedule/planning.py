"""Between the edition's records and the timetable engine: what is asked of it, and what is kept of its answer.

Imported only where a programme is computed, inside ``actions.plan_programme``: the engine's libraries take seconds and
memory that pages have no use for. The engine counts whole minutes of local time from a midnight, the ``origin``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from grono.congress.choices import ParticipantStatus, PlanKind, SessionKind, SlotKind, TrackRule
from grono.congress.equipment import INTERPRETATION
from grono.congress.models import Booking, Edition, Plan, Room, Slot, Unavailability
from grono.congress.plans import new_plan
from grono.congress.solves import NoSolution
from grono.engines import timetable as engine
from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Result
from grono.engines.timetable.obstacles import find_obstacles
from grono.engines.timetable.pins import contradictions
from grono.engines.timetable.validation import validate
from grono.schedule.models import Favourite, Placement, ScheduleVersion, Session, UnplacedSession
from grono.schedule.queries import names_of
from grono.schedule.wording import contradiction_sentence

DAY = 24 * 60  # minutes
STEP = 5  # minutes: where in a block a session may begin
REASONS_KEPT = 3
Periods = Mapping[int, list[engine.Period]]


def build_problem(edition: Edition, *, released: Plan | None = None) -> engine.Problem:
    """Return the edition's sessions, people, rooms and programme blocks as a problem of the engine.

    Ids are the codes of the records. Cancelled sessions are left out. Plenaries are exclusive; interpreted sessions
    need a room with interpretation; the more people marked two sessions, the worse it is to have both at once, and at
    least as many seats are expected as people marked one. Published meetings of a speaker count as absences. From the
    ``released`` version few things should change. Raises ``NoSolution`` when nothing can be planned.
    """
    blocks = list(edition.slots.filter(kind=SlotKind.PROGRAMME))
    sessions = list(
        edition.sessions.filter(cancelled_at=None)
        .select_related("track", "pinned_room")
        .prefetch_related("allowed_blocks", "forbidden_rooms", "after", "roles__participant")
        .annotate(marks=Count("favourites", distinct=True))
    )
    planned = {session.code for session in sessions}
    rooms = list(edition.rooms.all())
    _require_material(sessions, blocks, rooms)
    clock = LocalMinutes(edition, blocks)
    people = {participant.resource_id: participant.code for session in sessions for participant in _coming(session)}
    away = _absences([*people, *(room.resource_id for room in rooms)], clock)
    return engine.Problem(
        step=STEP,
        blocks=tuple(engine.Block(b.code, clock.minute(b.starts_at), clock.minute(b.ends_at)) for b in blocks),
        rooms=tuple(
            engine.Room(
                room.code,
                room.capacity,
                frozenset(room.equipment),
                tuple(away[room.resource_id]),
                building=room.building,
            )
            for room in rooms
        ),
        sessions=tuple(_session(session, clock) for session in sessions),
        persons=tuple(engine.Person(code, tuple(away[resource])) for resource, code in people.items()),
        precedences=tuple(
            (before.code, session.code)
            for session in sessions
            for before in session.after.all()
            if before.code in planned
        ),
        conflicts=_shared_favourites(edition),
        turnaround=edition.turnaround_minutes,
        travel=edition.travel_minutes,
        track_rules={s.track.code: s.track.rule for s in sessions if s.track and s.track.rule != TrackRule.NEAR},
        released=_released(released, clock, sessions),
    )


def limits(seconds: float) -> Limits:
    """Return the limits of one solve."""
    return Limits(seconds=seconds)


def refuse_contradictions(edition: Edition, problem: engine.Problem) -> None:
    """Raise ``NoSolution`` when the data break a rule by themselves, naming the things and the rule."""
    try:
        validate(problem)
    except CaseError as error:
        raise NoSolution(_case_sentence(error, problem, edition)) from None
    found = contradictions(problem)
    if found:
        names = names_of(edition)
        raise NoSolution(" ".join(contradiction_sentence(item.rule, item.where, names) for item in found[:3]))


@transaction.atomic
def save(edition: Edition, problem: engine.Problem, result: Result[engine.Solution], *, based_on: Plan | None) -> Plan:
    """Keep a result as a draft version: placements, what was left out and why, quality.

    Rooms and people are booked at release.
    Raises ``NoSolution`` with the engine's reason when there is no programme, and ``RuntimeError`` when it breaks a
    rule (the engine is then at fault).
    """
    if result.solution is None:
        raise NoSolution(result.reason or _("No programme was found within the time given."))
    violations = engine.check(problem, result.solution)
    if violations:
        raise RuntimeError(f"The timetable engine returned a programme that breaks a rule: {violations[0]}")
    plan = new_plan(edition, PlanKind.PROGRAMME, based_on=based_on)
    version = ScheduleVersion.objects.create(plan=plan, name=str(plan.number))
    sessions = {session.code: session for session in edition.sessions.all()}
    _save_placements(version, result.solution, sessions)
    UnplacedSession.objects.bulk_create(
        UnplacedSession(version=version, session=sessions[item.id], reason=_reason(problem, result.solution, item))
        for item in problem.sessions
        if item.id not in result.solution.placements
    )
    plan.quality = {
        "status": str(result.status),
        "seconds": round(result.seconds, 1),
        "levels": [level.as_json() for level in result.levels],
        "sessions": len(problem.sessions),
        "placed": len(result.solution.placements),
    }
    plan.save(update_fields=["quality"])
    return plan


class LocalMinutes:
    """Aware datetimes as whole minutes of local time, counted from the midnight that begins the first day."""

    def __init__(self, edition: Edition, blocks: Iterable[Slot]) -> None:
        self.zone = edition.zone
        days = [block.starts_at.astimezone(self.zone).date() for block in blocks]
        self.origin: date = min([edition.start_date, *days])

    def minute(self, moment: datetime, *, up: bool = False) -> int:
        """Return the minute in which the moment lies, or (``up``) the first one not before it."""
        local = moment.astimezone(self.zone)
        whole = (local.date() - self.origin).days * DAY + local.hour * 60 + local.minute
        return whole + (up and (local.second, local.microsecond) != (0, 0))

    def moment(self, minute: int) -> datetime:
        """Return the aware datetime at which a minute begins."""
        days, rest = divmod(minute, DAY)
        return datetime.combine(self.origin + timedelta(days=days), time(rest // 60, rest % 60), tzinfo=self.zone)

    def period(self, lower: datetime, upper: datetime) -> engine.Period:
        """Return the smallest period of whole minutes that covers the stretch."""
        return engine.Period(self.minute(lower), self.minute(upper, up=True))


def _require_material(sessions: Sequence[Session], blocks: Sequence[Slot], rooms: Sequence[Room]) -> None:
    if not sessions:
        raise NoSolution(_("There are no sessions to place."))
    if not blocks:
        raise NoSolution(_("There are no programme blocks: add blocks of time in which sessions may lie."))
    if not rooms:
        raise NoSolution(_("There are no rooms: add a room to the edition."))


def _coming(session: Session) -> list[Any]:
    """Return the participants of a session who have not cancelled."""
    participants = [role.participant for role in session.roles.all()]
    return [participant for participant in participants if participant.status != ParticipantStatus.CANCELLED]


def _session(session: Any, clock: LocalMinutes) -> engine.Session:
    needs = {INTERPRETATION} if session.interpretation else set()
    return engine.Session(
        id=session.code,
        length=session.minutes,
        audience=max(session.expected, session.marks),
        track=session.track.code if session.track else None,
        kind=session.kind,
        persons=tuple(participant.code for participant in _coming(session)),
        equipment=frozenset(session.equipment) | needs,
        exclusive=session.kind == SessionKind.PLENARY,
        pinned_start=clock.minute(session.pinned_start) if session.pinned_start else None,
        pinned_room=session.pinned_room.code if session.pinned_room else None,
        forbidden_rooms=frozenset(room.code for room in session.forbidden_rooms.all()),
        allowed_blocks=frozenset(block.code for block in session.allowed_blocks.all()),
    )


def _absences(resources: Sequence[int], clock: LocalMinutes) -> Periods:
    """Return when each resource is away or closed, or has a published meeting."""
    found: dict[int, list[engine.Period]] = defaultdict(list)
    meetings = Booking.objects.filter(is_published=True, plan__kind=PlanKind.MEETINGS, resource__in=resources)
    absences = Unavailability.objects.filter(resource__in=resources)
    for rows in (absences.values_list("resource", "period"), meetings.values_list("resource", "period")):
        for resource, period in rows:
            found[resource].append(clock.period(period.lower, period.upper))
    return found


def _shared_favourites(edition: Edition) -> dict[tuple[str, str], int]:
    """Return for each pair of sessions how many participants marked both."""
    marks: dict[int, list[str]] = defaultdict(list)
    favourites = Favourite.objects.filter(session__edition=edition, session__cancelled_at=None)
    for participant, code in favourites.order_by("session__code").values_list("participant", "session__code"):
        marks[participant].append(code)
    return dict(Counter(pair for codes in marks.values() for pair in combinations(sorted(codes), 2)))


def _released(plan: Plan | None, clock: LocalMinutes, sessions: Iterable[Session]) -> engine.Solution | None:
    if plan is None:
        return None
    known = {session.code for session in sessions}
    placements = plan.schedule_version.placements.values_list("session__code", "starts_at", "room__code")
    return engine.Solution(
        {code: engine.Placement(clock.minute(start), room) for code, start, room in placements if code in known}
    )


def _save_placements(version: ScheduleVersion, solution: engine.Solution, sessions: Mapping[str, Session]) -> None:
    edition = version.plan.edition
    clock = LocalMinutes(edition, edition.slots.filter(kind=SlotKind.PROGRAMME))
    rooms = {room.code: room for room in edition.rooms.all()}
    Placement.objects.bulk_create(
        Placement(
            version=version,
            session=sessions[code],
            room=rooms[place.room],
            starts_at=clock.moment(place.start),
            ends_at=clock.moment(place.start + sessions[code].minutes),
        )
        for code, place in solution.placements.items()
    )


def _reason(problem: engine.Problem, solution: engine.Solution, session: engine.Session) -> dict[str, Any]:
    """Return the strongest obstacles of a session as JSON: the rule, codes of the things, numbers of starts."""
    found = find_obstacles(problem, solution, session)
    return {
        "obstacles": [
            {"rule": item.rule, "where": list(item.where), "starts": item.starts, "of": item.of}
            for item in found[:REASONS_KEPT]
        ]
    }


def _case_sentence(error: CaseError, problem: engine.Problem, edition: Edition) -> str:
    """Return an error of the case in words: which session (or other thing) breaks which rule."""
    place = re.match(r"sessions\[(\d+)]\.(\w+)", error.place)
    if place is None:
        return _("The data of the programme break a rule: %(place)s %(rule)s.") % {
            "place": error.place,
            "rule": error.message,
        }
    session = problem.sessions[int(place[1])]
    rule = "pinned-start" if place[2] == "pinned_start" else "case"
    return contradiction_sentence(rule, (session.id, f"{place[2]} {error.message}"), names_of(edition))
