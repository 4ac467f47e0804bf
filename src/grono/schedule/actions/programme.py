"""Versions of the programme: computing, releasing, discarding, and moving one session by hand."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Plan, Room, Solve, Unavailability
from grono.congress.plans import PlanOutdated, new_plan, publish_plan, published_plan
from grono.congress.solves import Reporter, queue_solve, run_solve
from grono.kit import solving
from grono.schedule.bookings import book_placements
from grono.schedule.models import Placement, ScheduleVersion, Session, UnplacedSession
from grono.schedule.rules.collisions import Stay, collisions
from grono.schedule.wording import collision_sentence
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
ENGINE = "grono.engines.timetable"
SECONDS = 20


class MoveRefused(Exception):
    """A session cannot be moved there; the message names what stands against it."""


@transaction.atomic
def request_programme_plan(edition: Edition, *, by: Person) -> Solve:
    """Have a programme computed by the worker.

    Raises ``AlreadySolving`` while another computation of the programme is under way.
    """
    from grono.schedule.tasks import compute_programme

    parameters = {"seconds": SECONDS, "language": get_language()}
    solve = queue_solve(edition, PlanKind.PROGRAMME, by=by, parameters=parameters)
    compute_programme.defer(solve_id=solve.pk)
    return solve


def plan_programme(solve_id: int, *, also: Callable[[Any], None] | None = None) -> Plan | None:
    """Run a queued computation of the programme; return its draft plan, or ``None`` when there is none.

    Parameters of the solve: ``seconds`` (the engine's limit), ``language`` of the messages.
    """
    return run_solve(solve_id, _compute, also=also)


def _compute(solve: Solve, reporter: Reporter) -> Plan:
    # Imported here because it brings the engine's libraries, which only the process that solves should load.
    from grono.schedule import planning

    released = published_plan(solve.edition, PlanKind.PROGRAMME)
    with override(solve.parameters.get("language") or get_language()):
        problem = planning.build_problem(solve.edition, released=released)
        planning.refuse_contradictions(solve.edition, problem)
        result = solving.run(
            ENGINE,
            "solve",
            {"problem": problem, "limits": planning.limits(solve.parameters.get("seconds", SECONDS))},
            on_report=reporter,
            should_stop=reporter.should_stop,
        )
        return planning.save(solve.edition, problem, result, based_on=released)


@transaction.atomic
def release_version(version: ScheduleVersion, *, by: Person | None) -> None:
    """Make a version the programme that everybody sees; the one before becomes superseded.

    Raises ``PlanOutdated`` when another version was released since this one was made, and ``PlanConflict`` when
    somebody has a published meeting at the time of their session.
    """
    publish_plan(version.plan, by=by)
    sessions = Session.objects.filter(edition=version.plan.edition_id)
    index_records_task.defer(kind="session", ids=list(sessions.values_list("pk", flat=True)))


@transaction.atomic
def discard_version(version: ScheduleVersion, *, by: Person) -> None:
    """Delete a draft; raises ``PlanOutdated`` for a version that is or was released."""
    plan = version.plan
    if plan.status != PlanStatus.DRAFT:
        raise PlanOutdated(_("Only a draft can be discarded."))
    plan.delete()
    log.info("programme_version_discarded", number=plan.number, by=by.pk)


@transaction.atomic
def move_session(
    version: ScheduleVersion, session: Session, *, starts_at: datetime, room: Room, by: Person
) -> ScheduleVersion:
    """Copy a version into a new draft in which one session lies elsewhere (or, left out before, now has a place).

    Raises ``MoveRefused`` when the session would collide there, naming both things. Only what must never happen is
    refused (a room or a person taken twice, a closed room, somebody away); everything else is the organiser's wish.
    """
    moved = Placement(session=session, room=room, starts_at=starts_at)
    moved.ends_at = starts_at + timedelta(minutes=session.minutes)
    others = list(
        version.placements.exclude(session=session)
        .select_related("session", "room")
        .prefetch_related("session__roles__participant__person")
    )
    found = collisions(_stay(moved), [_stay(other) for other in others], _absences(moved))
    if found:
        raise MoveRefused(" ".join(collision_sentence(item, version.plan.edition.zone) for item in found[:3]))
    draft = _copy(version, [*others, moved], note=_("%(session)s moved by hand") % {"session": session.code})
    log.info("session_moved", session=session.pk, version=draft.pk, by=by.pk)
    return draft


def _copy(version: ScheduleVersion, placements: list[Placement], *, note: str) -> ScheduleVersion:
    edition = version.plan.edition
    released = published_plan(edition, PlanKind.PROGRAMME)
    plan = new_plan(edition, PlanKind.PROGRAMME, based_on=released)
    draft = ScheduleVersion.objects.create(plan=plan, name=str(plan.number), note=note)
    saved = Placement.objects.bulk_create(
        Placement(version=draft, session=old.session, room=old.room, starts_at=old.starts_at, ends_at=old.ends_at)
        for old in placements
    )
    placed = {placement.session_id for placement in saved}
    UnplacedSession.objects.bulk_create(
        UnplacedSession(version=draft, session_id=row.session_id, reason=row.reason)
        for row in version.unplaced.all()
        if row.session_id not in placed
    )
    book_placements(plan, saved)
    return draft


def _stay(placement: Placement) -> Stay:
    """Return who and what a placement takes, by the numbers of the resources."""
    roles = placement.session.roles.all()
    people = {role.participant.resource_id: str(role.participant) for role in roles}
    return Stay(
        title=str(placement.session),
        takes={placement.room.resource_id: str(placement.room), **people},
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
    )


def _absences(placement: Placement) -> Iterable[Stay]:
    stay = _stay(placement)
    for absence in Unavailability.objects.filter(resource__in=stay.takes):
        name = {absence.resource_id: stay.takes[absence.resource_id]}
        yield Stay("", name, absence.period.lower, absence.period.upper)
