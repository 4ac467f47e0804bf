"""Changing a draft of the programme by hand: place, move, take out, swap, undo.

Every act locks the version, writes what it did (``ScheduleEdit``) and raises the revision in one transaction, so two
organisers work on one draft at once: the second to touch a session learns of the first instead of overwriting it.
A room is never taken twice; everything else is allowed in a draft and marked (see ``queries.conflicts``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import PlanStatus
from grono.congress.models import Plan, Room
from grono.schedule.choices import EditKind
from grono.schedule.models import Placement, ScheduleEdit, ScheduleVersion, Session, UnplacedSession
from grono.schedule.wording import edit_sentence, moment

log = structlog.get_logger(__name__)
EDIT_PARTS = ("session", "by", "was_room", "will_room")
TAKEN_OUT = {"obstacles": [{"rule": "taken-out", "where": [], "starts": 0, "of": 0}]}


class EditRefused(Exception):
    """A change by hand is not possible; the message names the rule."""


class CellTaken(EditRefused):
    """Another session lies at that time in that room; ``sessions`` are the codes of those in the way."""

    def __init__(self, message: str, sessions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.sessions = sessions


class VersionMoved(EditRefused):
    """Somebody else has changed the session since the caller last looked; the message says who and how."""


@dataclass(frozen=True)
class Place:
    """Where a session lies."""

    room: Room
    starts_at: datetime

    def ends_at(self, session: Session) -> datetime:
        """Return when a session that begins here ends."""
        return self.starts_at + timedelta(minutes=session.minutes)


@dataclass(frozen=True)
class Step:
    """What an act does to one session; ``None`` is no place."""

    session: Session
    was: Place | None
    will: Place | None


@transaction.atomic
def place_session(
    version: ScheduleVersion,
    session: Session,
    *,
    room: Room,
    starts_at: datetime,
    by: Person,
    revision: int | None = None,
) -> ScheduleVersion:
    """Give a session a place, or another one if it has one; return the version as it then is.

    ``revision`` is the last one the caller has seen: a session that somebody changed after it is left alone and
    ``VersionMoved`` raised. Raises ``CellTaken`` when the room is taken then, and ``EditRefused`` for a version that
    is no draft, a start outside the edition's days or off the five-minute grid, or a thing of another edition.
    """
    locked = lock_draft(version)
    _require_unseen(locked, [session], revision)
    was, will = _place_of(locked, session), Place(room, starts_at)
    _require_fit(locked, session, will)
    if was == will:
        return locked
    return _act(locked, EditKind.MOVE if was else EditKind.PLACE, [Step(session, was, will)], by=by)


@transaction.atomic
def remove_session(
    version: ScheduleVersion, session: Session, *, by: Person, revision: int | None = None
) -> ScheduleVersion:
    """Take a session out of a draft; it waits among those without a place. Raises as `place_session` does."""
    locked = lock_draft(version)
    _require_unseen(locked, [session], revision)
    was = _place_of(locked, session)
    if was is None:
        raise EditRefused(_("“%(session)s” has no place that it could be taken from.") % {"session": session})
    return _act(locked, EditKind.REMOVE, [Step(session, was, None)], by=by)


@transaction.atomic
def swap_sessions(
    version: ScheduleVersion, first: Session, second: Session, *, by: Person, revision: int | None = None
) -> ScheduleVersion:
    """Let two sessions change places; in one room they change their order within the time that both take.

    Without a place before, ``first`` takes the place of ``second``, which then has none. Raises as `place_session`.
    """
    locked = lock_draft(version)
    _require_unseen(locked, [first, second], revision)
    steps = _swap(first, _place_of(locked, first), second, _place_of(locked, second))
    for step in steps:
        if step.will is not None:
            _require_fit(locked, step.session, step.will)
    return _act(locked, EditKind.SWAP, steps, by=by)


@transaction.atomic
def undo(version: ScheduleVersion, *, by: Person) -> ScheduleVersion:
    """Take back the last act of this person that still stands.

    Raises ``EditRefused`` when there is none, ``VersionMoved`` when somebody else has changed the session since, and
    ``CellTaken`` when its former place has been given away.
    """
    locked = lock_draft(version)
    mine = locked.edits.filter(by=by, undone_at=None).exclude(kind__in=(EditKind.UNDO, EditKind.PLAN))
    last = mine.order_by("-number").first()
    if last is None:
        raise EditRefused(_("There is nothing of yours to undo."))
    edits = list(mine.filter(group=last.group).select_related("session", "was_room", "will_room"))
    steps = [Step(edit.session, _will(edit), _was(edit)) for edit in edits]
    for edit, step in zip(edits, steps, strict=True):
        if _place_of(locked, step.session) != step.was:
            raise VersionMoved(_newest_sentence(locked, edit.session))
    done = _act(locked, EditKind.UNDO, steps, by=by)
    locked.edits.filter(pk__in=[edit.pk for edit in edits]).update(undone_at=timezone.now())
    return done


def lock_draft(version: ScheduleVersion) -> ScheduleVersion:
    """Return the version as it now is, locked until the transaction ends; raises ``EditRefused`` if it is no draft."""
    locked = ScheduleVersion.objects.select_for_update(of=("self", "plan")).select_related("plan__edition")
    found = locked.filter(pk=version.pk).first()
    if found is None:
        raise EditRefused(_("This draft has been discarded."))
    if found.plan.status != PlanStatus.DRAFT:
        message = _("Version %(number)s is no draft any more. Make a draft from it first.")
        raise EditRefused(message % {"number": found.plan.number})
    return found


def _swap(first: Session, first_was: Place | None, second: Session, second_was: Place | None) -> list[Step]:
    if second_was is None:
        raise EditRefused(_("“%(session)s” has no place to swap with.") % {"session": second})
    if first_was is not None and first_was.room == second_was.room:
        return _reorder(first, first_was, second, second_was)
    return [Step(second, second_was, first_was), Step(first, first_was, second_was)]


def _reorder(first: Session, first_was: Place, second: Session, second_was: Place) -> list[Step]:
    """Let two sessions of one room change their order: the later one begins where the earlier one began."""
    if second_was.starts_at < first_was.starts_at:
        first, first_was, second, second_was = second, second_was, first, first_was
    end = second_was.ends_at(second)
    begins = Place(first_was.room, end - timedelta(minutes=first.minutes))
    return [Step(second, second_was, Place(first_was.room, first_was.starts_at)), Step(first, first_was, begins)]


def _act(version: ScheduleVersion, kind: str, steps: Sequence[Step], *, by: Person) -> ScheduleVersion:
    """Do the steps of one act, write them down, and return the version with its new revision."""
    for step in steps:
        _require_free(version, step, {other.session.pk for other in steps})
    try:
        with transaction.atomic():
            _write(version, steps)
    except IntegrityError as error:
        raise CellTaken(_("The room has just been taken at that time.")) from error
    first = version.revision + 1
    ScheduleEdit.objects.bulk_create(
        _edit(version, kind, number, first, step, by) for number, step in enumerate(steps, start=first)
    )
    version.revision += len(steps)
    version.save(update_fields=["revision"])
    if version.plan.quality:
        # The engine's figures and proofs are those of its own programme, not of one changed by hand.
        Plan.objects.filter(pk=version.plan_id).update(quality={})
    log.info("programme_edited", version=version.pk, kind=kind, sessions=[s.session.code for s in steps], by=by.pk)
    return version


def _write(version: ScheduleVersion, steps: Sequence[Step]) -> None:
    sessions = [step.session for step in steps]
    with connection.cursor() as cursor:
        # Two sessions that change places collide between the two writes.
        cursor.execute("SET CONSTRAINTS placement_room_once DEFERRED")
    version.placements.filter(session__in=sessions).delete()
    version.unplaced.filter(session__in=sessions).delete()
    Placement.objects.bulk_create(
        Placement(
            version=version,
            session=step.session,
            room=step.will.room,
            starts_at=step.will.starts_at,
            ends_at=step.will.ends_at(step.session),
        )
        for step in steps
        if step.will is not None
    )
    UnplacedSession.objects.bulk_create(
        UnplacedSession(version=version, session=step.session, reason=TAKEN_OUT) for step in steps if step.will is None
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS placement_room_once IMMEDIATE")


def _edit(version: ScheduleVersion, kind: str, number: int, group: int, step: Step, by: Person) -> ScheduleEdit:
    return ScheduleEdit(
        version=version,
        number=number,
        group=group,
        kind=kind,
        session=step.session,
        was_room=step.was.room if step.was else None,
        was_starts_at=step.was.starts_at if step.was else None,
        will_room=step.will.room if step.will else None,
        will_starts_at=step.will.starts_at if step.will else None,
        by=by,
        at=timezone.now(),
    )


def _was(edit: ScheduleEdit) -> Place | None:
    return Place(edit.was_room, edit.was_starts_at) if edit.was_room and edit.was_starts_at else None


def _will(edit: ScheduleEdit) -> Place | None:
    return Place(edit.will_room, edit.will_starts_at) if edit.will_room and edit.will_starts_at else None


def _place_of(version: ScheduleVersion, session: Session) -> Place | None:
    found = version.placements.filter(session=session).select_related("room").first()
    return Place(found.room, found.starts_at) if found else None


def _require_unseen(version: ScheduleVersion, sessions: Iterable[Session], revision: int | None) -> None:
    """Refuse to touch a session that was changed after the revision that the caller has seen."""
    for session in sessions:
        if session.edition_id != version.plan.edition_id:
            raise EditRefused(_("“%(session)s” belongs to another edition.") % {"session": session})
        if revision is not None and version.edits.filter(session=session, number__gt=revision).exists():
            raise VersionMoved(_newest_sentence(version, session))


def _require_fit(version: ScheduleVersion, session: Session, place: Place) -> None:
    edition = version.plan.edition
    if place.room.edition_id != edition.pk:
        raise EditRefused(_("%(room)s is not a room of this edition.") % {"room": place.room})
    start, end = (edge.astimezone(edition.zone) for edge in (place.starts_at, place.ends_at(session)))
    if not edition.start_date <= start.date() <= end.date() <= edition.end_date:
        raise EditRefused(_("%(when)s is not within the days of the edition.") % {"when": moment(start, edition.zone)})
    if start.second or start.microsecond or start.minute % 5:
        raise EditRefused(_("A session begins at a multiple of five minutes."))


def _require_free(version: ScheduleVersion, step: Step, moving: set[int]) -> None:
    """Refuse a place at which a session lies that this act does not move."""
    if step.will is None:
        return
    others = version.placements.filter(
        room=step.will.room, starts_at__lt=step.will.ends_at(step.session), ends_at__gt=step.will.starts_at
    )
    found = list(others.exclude(session__in=moving).select_related("session", "room"))
    if found:
        other, zone = found[0], version.plan.edition.zone
        message = _("%(room)s is taken on %(from)s–%(to)s by “%(session)s”.") % {
            "room": other.room,
            "from": moment(other.starts_at, zone),
            "to": other.ends_at.astimezone(zone).strftime("%H:%M"),
            "session": other.session,
        }
        by_whom = version.edits.filter(session=other.session).select_related(*EDIT_PARTS).last()
        sentence = f" {edit_sentence(by_whom, zone)}" if by_whom else ""
        raise CellTaken(message + sentence, [one.session.code for one in found])


def _newest_sentence(version: ScheduleVersion, session: Session) -> str:
    """Return who changed a session last, and how."""
    edit = version.edits.filter(session=session).select_related(*EDIT_PARTS).last()
    if edit is None:
        return _("“%(session)s” lies elsewhere now.") % {"session": session}
    return edit_sentence(edit, version.plan.edition.zone)
