"""Drafts of the programme that are made for changing them by hand."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Room
from grono.congress.plans import new_plan, published_plan
from grono.schedule.actions.editing import place_session
from grono.schedule.models import Placement, ScheduleVersion, Session, UnplacedSession

log = structlog.get_logger(__name__)


@transaction.atomic
def empty_draft(edition: Edition, *, by: Person) -> ScheduleVersion:
    """Make a draft in which no session has a place yet."""
    plan = new_plan(edition, PlanKind.PROGRAMME, based_on=published_plan(edition, PlanKind.PROGRAMME))
    draft = ScheduleVersion.objects.create(plan=plan, name=str(plan.number), note=_("Made by hand"))
    log.info("programme_draft_made", version=draft.pk, by=by.pk)
    return draft


@transaction.atomic
def draft_from(version: ScheduleVersion, *, by: Person) -> ScheduleVersion:
    """Copy a version into a new draft that can be changed by hand."""
    draft = empty_draft(version.plan.edition, by=by)
    draft.note = _("Changed by hand, from version %(number)s") % {"number": version.plan.number}
    draft.save(update_fields=["note"])
    Placement.objects.bulk_create(
        Placement(
            version=draft,
            session_id=old.session_id,
            room_id=old.room_id,
            starts_at=old.starts_at,
            ends_at=old.ends_at,
        )
        for old in version.placements.all()
    )
    UnplacedSession.objects.bulk_create(
        UnplacedSession(version=draft, session_id=row.session_id, reason=row.reason) for row in version.unplaced.all()
    )
    return draft


@transaction.atomic
def move_from(
    version: ScheduleVersion, session: Session, *, room: Room, starts_at: datetime, by: Person
) -> ScheduleVersion:
    """Give a session a place in a draft; a version that is no draft stays as it is and is copied into one.

    Raises as `place_session` does, and makes no draft then.
    """
    draft = version if version.plan.status == PlanStatus.DRAFT else draft_from(version, by=by)
    return place_session(draft, session, room=room, starts_at=starts_at, by=by)
