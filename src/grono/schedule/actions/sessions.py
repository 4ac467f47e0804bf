"""Entering and changing sessions; where they lie is the matter of a version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.choices import PlanKind
from grono.congress.models import Edition, Participant, Room, Slot
from grono.congress.plans import published_plan, touch
from grono.kit import clock
from grono.schedule.models import ScheduleVersion, Session, SessionRole
from grono.schedule.rules.changelog import State, changes
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
LINKS = ("blocks", "after", "people", "not_in")
People = Sequence[tuple[Participant, str]]


@transaction.atomic
def add_sessions(edition: Edition, rows: Sequence[Mapping[str, Any]]) -> list[Session]:
    """Enter many sessions at once; all or none.

    A row holds the fields of ``Session`` and four lists: ``blocks`` (programme slots in which alone the session may
    lie), ``not_in`` (rooms it may not have), ``after`` (codes of sessions, of these rows or already there, that must
    end before it begins) and ``people`` (pairs of participant and kind of role, in their order). The database refuses
    what breaks a constraint;
    an unknown code in ``after`` raises ``KeyError``.
    """
    saved = Session.objects.bulk_create(
        Session(edition=edition, **{name: value for name, value in row.items() if name not in LINKS}) for row in rows
    )
    by_code = {session.code: session for session in Session.objects.filter(edition=edition)}
    blocks, after = Session.allowed_blocks.through, Session.after.through
    blocks.objects.bulk_create(
        blocks(session=session, slot=slot)
        for session, row in zip(saved, rows, strict=True)
        for slot in row.get("blocks", ())
    )
    after.objects.bulk_create(
        after(from_session=session, to_session=by_code[code])
        for session, row in zip(saved, rows, strict=True)
        for code in dict.fromkeys(row.get("after", ()))
    )
    forbidden = Session.forbidden_rooms.through
    forbidden.objects.bulk_create(
        forbidden(session=session, room=room)
        for session, row in zip(saved, rows, strict=True)
        for room in row.get("not_in", ())
    )
    SessionRole.objects.bulk_create(
        SessionRole(session=session, participant=participant, kind=kind, position=position)
        for session, row in zip(saved, rows, strict=True)
        for position, (participant, kind) in enumerate(row.get("people", ()))
    )
    touch(edition)
    return saved


@transaction.atomic
def save_session(
    session: Session,
    *,
    blocks: Sequence[Slot],
    after: Sequence[Session],
    people: People,
    by: Person,
    not_in: Sequence[Room] = (),
) -> Session:
    """Save a new or changed session with its blocks, precedences, people and rooms it may not have.

    Raises ``ValidationError`` naming the field, and leaves everything as it was.
    """
    session.full_clean()
    session.save()
    session.allowed_blocks.set(blocks)
    session.forbidden_rooms.set(not_in)
    session.after.set(after)
    session.roles.all().delete()
    SessionRole.objects.bulk_create(
        SessionRole(session=session, participant=participant, kind=kind, position=position)
        for position, (participant, kind) in enumerate(people)
    )
    touch(session.edition)
    index_records_task.defer(kind="session", ids=[session.pk])
    log.info("session_saved", session=session.pk, code=session.code, by=by.pk)
    return session


@transaction.atomic
def cancel_session(session: Session, *, note: LazyI18nString | str = "", by: Person) -> Session:
    """Say at once that a session does not take place; it stays readable.

    Its people and those who marked it are told. The released version notes the change, so that the next release does
    not tell it again.
    """
    return _set_cancelled(session, clock.now(), note, by)


@transaction.atomic
def restore_session(session: Session, *, by: Person) -> Session:
    """Say that a cancelled session takes place after all."""
    return _set_cancelled(session, None, "", by)


def _set_cancelled(session: Session, at: datetime | None, note: LazyI18nString | str, by: Person) -> Session:
    from grono.schedule.tasks import mail_cancellation

    session = Session.objects.select_for_update(of=("self",)).select_related("edition").get(pk=session.pk)
    if (session.cancelled_at is None) == (at is None):
        return session
    session.cancelled_at, session.cancelled_note = at, note
    session.save(update_fields=["cancelled_at", "cancelled_note"])
    if _note_in_release(session):
        mail_cancellation.defer(session_id=session.pk)
    touch(session.edition)
    index_records_task.defer(kind="session", ids=[session.pk])
    log.info("session_cancelled" if at else "session_restored", session=session.pk, code=session.code, by=by.pk)
    return session


def _note_in_release(session: Session) -> bool:
    """Write into the version in force that a session was cancelled or restored; tell whether it is there."""
    plan = published_plan(session.edition, PlanKind.PROGRAMME)
    if plan is None:
        return False
    version = ScheduleVersion.objects.select_for_update().get(plan=plan)
    if session.code not in version.snapshot:
        return False
    was = State.from_document(version.snapshot[session.code])
    will = replace(was, is_cancelled=session.cancelled_at is not None)
    version.snapshot[session.code] = will.as_document()
    version.changelog += [change.as_document() for change in changes({session.code: was}, {session.code: will})]
    version.save(update_fields=["snapshot", "changelog"])
    return was.starts_at is not None
