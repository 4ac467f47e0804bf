"""Entering and changing sessions; where they lie is the matter of a version."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import transaction

from grono.accounts.models import Person
from grono.congress.models import Edition, Participant, Slot
from grono.congress.plans import touch
from grono.schedule.models import Session, SessionRole
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
LINKS = ("blocks", "after", "people")
People = Sequence[tuple[Participant, str]]


@transaction.atomic
def add_sessions(edition: Edition, rows: Sequence[Mapping[str, Any]]) -> list[Session]:
    """Enter many sessions at once; all or none.

    A row holds the fields of ``Session`` and three lists: ``blocks`` (programme slots in which alone the session may
    lie), ``after`` (codes of sessions, of these rows or already there, that must end before it begins) and
    ``people`` (pairs of participant and kind of role, in their order). The database refuses what breaks a constraint;
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
    SessionRole.objects.bulk_create(
        SessionRole(session=session, participant=participant, kind=kind, position=position)
        for session, row in zip(saved, rows, strict=True)
        for position, (participant, kind) in enumerate(row.get("people", ()))
    )
    touch(edition)
    return saved


@transaction.atomic
def save_session(
    session: Session, *, blocks: Sequence[Slot], after: Sequence[Session], people: People, by: Person
) -> Session:
    """Save a new or changed session with its blocks, precedences and people.

    Raises ``ValidationError`` naming the field, and leaves everything as it was.
    """
    session.full_clean()
    session.save()
    session.allowed_blocks.set(blocks)
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
