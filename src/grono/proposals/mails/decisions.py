"""The words of mails about decisions, and their sending."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from grono.accounts.models import Person
from grono.proposals.choices import ProposalState
from grono.proposals.models import DecisionMail, Proposal

SUBJECTS = {
    ProposalState.ACCEPTED: gettext_lazy("Your proposal is accepted: %(title)s"),
    ProposalState.WAITING: gettext_lazy("Your proposal is on the waiting list: %(title)s"),
    ProposalState.REJECTED: gettext_lazy("About your proposal: %(title)s"),
}
LONGEST_SUBJECT = 200


def decision_text(proposal: Proposal, person: Person) -> tuple[str, str]:
    """Return subject and text of a mail to a person about the decision, in the person's language.

    What reviewers wrote for the proposer stands in it, without names.
    """
    with override(person.language):
        context = {
            "proposal": proposal,
            "person": person,
            "edition": proposal.call.edition,
            "remarks": _remarks(proposal),
            "address": settings.BASE_URL + reverse("proposal", args=[proposal.call.edition.slug, proposal.code]),
        }
        subject = str(SUBJECTS[ProposalState(proposal.state)]) % {"title": proposal.title}
        body = render_to_string("proposals/mail_decision.txt", context)
    return " ".join(subject.split())[:LONGEST_SUBJECT], body


def _remarks(proposal: Proposal) -> list[str]:
    rows = [row.review for row in proposal.assignments.all() if hasattr(row, "review")]
    return [row.text.strip() for row in rows if row.submitted_at is not None and row.text.strip()]


def send_decision(mail_id: int) -> None:
    """Send a mail that somebody has released, as it stands."""
    mail = DecisionMail.objects.select_related("recipient").get(pk=mail_id)
    EmailMessage(mail.subject, mail.body, to=[mail.recipient.email]).send()
