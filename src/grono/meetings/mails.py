"""Mails about a published plan, each in its reader's language."""

from collections import defaultdict
from collections.abc import Mapping

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.congress.models import Participant, Plan
from grono.meetings.preview import ChangeRow, change_rows
from grono.meetings.queries import REQUEST_SIDES, compare_plans

log = structlog.get_logger(__name__)


@transaction.atomic
def tell_participants(plan_id: int) -> int:
    """Write to everyone whose agenda a published plan changes; return the number of mails.

    After a first plan these are all with a meeting. The plan notes that its mails are out, so a repeated job sends
    none; a job that dies while sending may send some twice.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("edition", "based_on").get(pk=plan_id)
    if "told" in plan.quality:
        return 0
    mails = _first_mails(plan) if plan.based_on is None else _change_mails(plan, plan.based_on)
    get_connection().send_messages(mails)
    plan.quality["told"] = len(mails)
    plan.save(update_fields=["quality"])
    log.info("plan_mailed", plan=plan.pk, mails=len(mails))
    return len(mails)


def _first_mails(plan: Plan) -> list[EmailMessage]:
    """Return one mail for everyone with a meeting, with their whole meeting plan."""
    meetings = defaultdict(list)
    rows = plan.meetings.select_related("slot", "table", *REQUEST_SIDES).order_by("slot__starts_at")
    for meeting in rows:
        first, second = meeting.request.requester, meeting.request.invitee
        meetings[first].append((meeting, second))
        meetings[second].append((meeting, first))
    return [_mail(plan, participant, {"meetings": held}) for participant, held in meetings.items()]


def _change_mails(plan: Plan, before: Plan) -> list[EmailMessage]:
    """Return one mail for everyone whose meetings differ, with the differences only."""
    rows: dict[Participant, list[ChangeRow]] = defaultdict(list)
    for row in change_rows(plan.edition, compare_plans(before, plan).changes):
        rows[row.person].append(row)
    return [_mail(plan, participant, {"changes": changes}) for participant, changes in rows.items()]


def _mail(plan: Plan, participant: Participant, content: Mapping[str, object]) -> EmailMessage:
    edition = plan.edition
    with override(participant.person.language):
        subject = _("Your meetings: %(edition)s") if "meetings" in content else _("Your meetings change: %(edition)s")
        agenda = settings.BASE_URL + reverse("agenda", args=[edition.slug])
        body = render_to_string(
            "meetings/mail_plan.txt", {"edition": edition, "participant": participant, "agenda": agenda, **content}
        )
        return EmailMessage(subject % {"edition": edition.title}, body, to=[participant.person.email])
