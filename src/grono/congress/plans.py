"""Plans and their bookings: making a draft, publishing it in place of the one before."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import PlanStatus
from grono.congress.models import Booking, Edition, Plan

log = structlog.get_logger(__name__)


class PlanConflict(Exception):
    """A plan cannot be published because it takes somebody or something twice."""


class PlanOutdated(Exception):
    """A plan was made from a version that is no longer the published one."""


def new_plan(edition: Edition, kind: str, *, based_on: Plan | None = None) -> Plan:
    """Create an empty draft with the next number of its kind.

    Locks the edition's row, so two drafts made at once get two numbers. Call inside a transaction.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    last = edition.plans.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    return Plan.objects.create(edition=edition, kind=kind, number=last + 1, based_on=based_on)


Takings = Iterable[tuple[int, datetime, datetime]]


def book(plan: Plan, takings: Takings, *, is_published: bool = False) -> None:
    """Write the plan's bookings: (resource id, start, end) each.

    Raises ``PlanConflict`` when one resource would be taken twice; the database decides.
    """
    rows = [
        Booking(plan=plan, resource_id=resource, period=DateTimeTZRange(start, end), is_published=is_published)
        for resource, start, end in takings
    ]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows, batch_size=2000)
    except IntegrityError as error:
        raise PlanConflict(_conflict_text(error)) from error


def published_plan(edition: Edition, kind: str) -> Plan | None:
    """Return the plan that is in force, if there is one."""
    return Plan.objects.filter(edition=edition, kind=kind, status=PlanStatus.PUBLISHED).first()


@transaction.atomic
def publish_plan(plan: Plan, *, by: Person | None, takings: Takings | None = None) -> None:
    """Put a draft in force; the plan that was in force becomes superseded. All or nothing.

    Its bookings are those it was made with or, where ``takings`` are given, these. Raises ``PlanOutdated`` if the
    draft was made from another plan than the one in force now, and ``PlanConflict`` if a booking collides with another
    published plan (a meeting with a session).
    """
    Edition.objects.select_for_update().get(pk=plan.edition_id)
    current = published_plan(plan.edition, plan.kind)
    if plan.status != PlanStatus.DRAFT:
        raise PlanOutdated(_("Only a draft can be published; this plan is no longer one."))
    if plan.based_on_id is not None and current is not None and current.pk != plan.based_on_id:
        raise PlanOutdated(_("The published plan has changed since this draft was made. Plan again."))
    if current is not None:
        current.bookings.update(is_published=False)
        Plan.objects.filter(pk=current.pk).update(status=PlanStatus.SUPERSEDED)
    if takings is not None:
        plan.bookings.all().delete()
        book(plan, takings, is_published=True)
    else:
        _publish_bookings(plan)
    plan.status = PlanStatus.PUBLISHED
    plan.published_at = timezone.now()
    plan.published_by = by
    plan.save(update_fields=["status", "published_at", "published_by"])
    touch(plan.edition)
    log.info("plan_published", plan=plan.pk, kind=plan.kind, number=plan.number, by=by and by.pk)


def _publish_bookings(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.bookings.update(is_published=True)
    except IntegrityError as error:
        raise PlanConflict(_conflict_text(error)) from error


def touch(edition: Edition) -> None:
    """Say that public pages of the edition may have changed."""
    Edition.objects.filter(pk=edition.pk).update(stamp=F("stamp") + 1)


def _conflict_text(error: IntegrityError) -> str:
    """Return a sentence; the database's detail names the resource and both stretches."""
    cause = error.__cause__
    detail = getattr(getattr(cause, "diag", None), "message_detail", None) or str(error)
    return _("The same room, table or person would be taken twice at one time. %(detail)s") % {"detail": detail}
