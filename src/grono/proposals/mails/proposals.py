"""Mails to proposers about their own proposals, and to organisers about withdrawals, each in its reader's language."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.choices import CallState, ProposalState
from grono.proposals.models import Proposal

log = structlog.get_logger(__name__)
#: How long before the announced deadline proposers of drafts are reminded.
REMINDED_BEFORE = timedelta(days=3)
SUBJECTS = {
    "submitted": gettext_lazy("We have received your proposal: %(title)s"),
    "withdrawn": gettext_lazy("Your proposal is withdrawn: %(title)s"),
    "withdrawn_after_acceptance": gettext_lazy("An accepted presentation was withdrawn: %(title)s"),
    "draft": gettext_lazy("Your proposal is still a draft: %(title)s"),
}


def mail_about_proposal(proposal_id: int, event: str) -> int:
    """Write about something that happened to a proposal; return the number of mails."""
    proposal = Proposal.objects.select_related("call__edition", "proposer", "type").filter(pk=proposal_id).first()
    if proposal is None:  # deleted since
        return 0
    if event == "withdrawn_after_acceptance":
        people = Person.objects.filter(editions_run__edition=proposal.call.edition, is_active=True).order_by("pk")
        return _send(proposal, event, people)
    return _send(proposal, event, [proposal.proposer] if proposal.proposer.is_active else [])


def remind_of_drafts() -> int:
    """Remind everyone whose draft has not been submitted shortly before the deadline, once; return how many.

    Running it again does nothing: each draft remembers that its proposer was reminded.
    """
    moment = clock.now()
    due = Proposal.objects.filter(
        state=ProposalState.DRAFT,
        reminded_at=None,
        call__state=CallState.PUBLISHED,
        call__opens_at__lte=moment,
        call__deadline_at__gt=moment,
        call__deadline_at__lte=moment + REMINDED_BEFORE,
        proposer__is_active=True,
    )
    count = 0
    for proposal in due.select_related("call__edition", "proposer", "type").order_by("pk"):
        if Proposal.objects.filter(pk=proposal.pk, reminded_at=None).update(reminded_at=moment):
            count += _send(proposal, "draft", [proposal.proposer])
    return count


def _send(proposal: Proposal, event: str, people: Iterable[Person]) -> int:
    mails = []
    for person in people:
        with override(person.language):
            subject = str(SUBJECTS[event]) % {"title": proposal.title}
            context = {
                "person": person,
                "proposal": proposal,
                "call": proposal.call,
                "edition": proposal.call.edition,
                "event": event,
                "address": settings.BASE_URL + _address(proposal, event),
            }
            body = render_to_string("proposals/mail_proposal.txt", context)
            mails.append(EmailMessage(" ".join(subject.split()), body, to=[person.email]))
    get_connection().send_messages(mails)
    log.info("proposal_mailed", proposal=proposal.code, mail_event=event, mails=len(mails))
    return len(mails)


def _address(proposal: Proposal, event: str) -> str:
    if event == "withdrawn_after_acceptance":
        return reverse("console-proposals", args=[proposal.call.edition.slug, proposal.call.code])
    return proposal.get_absolute_url()
