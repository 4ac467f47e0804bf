"""Mails about the programme, each in its reader's language and only about what changes for them."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.congress.models import Edition, Plan
from grono.schedule.models import Session
from grono.schedule.queries.changelog import changes_in
from grono.schedule.queries.touched import Touched, people_of, touched_at
from grono.schedule.queries.versions import released_version
from grono.schedule.rules.changelog import Change, ChangeKind

log = structlog.get_logger(__name__)


@transaction.atomic
def tell_about_release(plan_id: int) -> int:
    """Write to everyone whom a release touches; return the number of mails.

    The plan notes that its mails are out, so a repeated job sends none; a job that dies while sending may send some
    twice.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("edition", "schedule_version").get(pk=plan_id)
    if "told" in plan.quality:
        return 0
    mails = [_mail(plan.edition, row) for row in touched_at(plan.schedule_version)]
    get_connection().send_messages(mails)
    plan.quality["told"] = len(mails)
    plan.save(update_fields=["quality"])
    log.info("release_mailed", plan=plan.pk, mails=len(mails))
    return len(mails)


def tell_about_cancellation(session_id: int) -> int:
    """Write to the people of a session and to those who marked it what has become of it; return the number of mails."""
    session = Session.objects.select_related("edition").get(pk=session_id)
    version = released_version(session.edition)
    if version is None or session.code not in version.snapshot:
        return 0
    kind = ChangeKind.CANCELLED if session.cancelled_at else ChangeKind.RESTORED
    change = next(
        (Change.from_document(item) for item in reversed(version.changelog) if item["session"] == session.code), None
    )
    if change is None or change.kind != kind:
        return 0
    mails = [_mail(session.edition, row) for row in people_of(version, [change])]
    get_connection().send_messages(mails)
    log.info("cancellation_mailed", session=session.pk, mails=len(mails))
    return len(mails)


def _mail(edition: Edition, touched: Touched) -> EmailMessage:
    person = touched.participant.person
    with override(person.language):
        context = {
            "edition": edition,
            "person": person,
            "has_role": touched.has_role,
            "changes": changes_in(edition, touched.changes),
            "agenda": settings.BASE_URL + reverse("agenda", args=[edition.slug]),
            "programme": settings.BASE_URL + reverse("programme", args=[edition.slug]),
        }
        return EmailMessage(
            _("The programme changes for you: %(edition)s") % {"edition": edition.title}
            if any(change.kind != ChangeKind.ADDED for change in touched.changes)
            else _("Your sessions in the programme: %(edition)s") % {"edition": edition.title},
            render_to_string("schedule/mail_release.txt", context),
            to=[person.email],
        )
