"""Mails about decisions: written as drafts, changed by hand, sent on purpose and once."""

from collections.abc import Collection, Iterable, Sequence

import structlog
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.choices import DecisionMailState, ProposalState, SpeakerState
from grono.proposals.mails.decisions import decision_text
from grono.proposals.models import DecisionMail, Proposal
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)
TOLD = (ProposalState.ACCEPTED, ProposalState.WAITING, ProposalState.REJECTED)


@transaction.atomic
def prepare_mails(proposals: Iterable[Proposal], *, by: Person) -> int:
    """Write a draft to everybody of these proposals who has not been told of the decision; returns how many.

    The proposer and the speakers who have agreed get one each, in their own language. A draft that is there already
    stays as it is, so that what somebody wrote into it is not lost.
    """
    keys = [proposal.pk for proposal in proposals]
    rows = _with_people(Proposal.objects.select_for_update(of=["self"]).filter(pk__in=keys, state__in=TOLD))
    told = set(DecisionMail.objects.filter(proposal__in=keys).values_list("proposal", "recipient", "decision", "state"))
    drafts = {(proposal, person) for proposal, person, _decision, state in told if state == DecisionMailState.DRAFT}
    sent = _last_told(keys)
    new = [
        _draft(row, person)
        for row in rows
        for person in _recipients(row)
        if (row.pk, person.pk) not in drafts and sent.get((row.pk, person.pk)) != row.state
    ]
    DecisionMail.objects.bulk_create(new)
    log.info("decision_mails_prepared", mails=len(new), by=by.pk)
    return len(new)


def _with_people(rows: Iterable[Proposal]) -> list[Proposal]:
    found = list(rows)
    prefetch_related_objects(
        found, "call__edition", "proposer", "speakers__person", "assignments__review", "type", "track"
    )
    return found


def _last_told(keys: Collection[int]) -> dict[tuple[int, int], str]:
    """Return what each person was told last about each proposal."""
    rows = DecisionMail.objects.filter(proposal__in=keys, state=DecisionMailState.SENT).order_by("sent_at", "pk")
    return {
        (proposal, person): decision
        for proposal, person, decision in rows.values_list("proposal", "recipient", "decision")
    }


def _recipients(proposal: Proposal) -> list[Person]:
    agreed = [
        row.person for row in proposal.speakers.all() if row.person is not None and row.state == SpeakerState.CONFIRMED
    ]
    return list({person.pk: person for person in (proposal.proposer, *agreed)}.values())


def _draft(proposal: Proposal, person: Person) -> DecisionMail:
    subject, body = decision_text(proposal, person)
    return DecisionMail(
        proposal=proposal,
        recipient=person,
        decision=proposal.state,
        subject=subject,
        body=body,
        written_at=clock.now(),
    )


def renew_drafts(proposals: Sequence[Proposal]) -> None:
    """Write drafts anew after the decisions have changed; where none is left, or it was told before, none remains."""
    keys = [proposal.pk for proposal in proposals]
    drafts = DecisionMail.objects.select_for_update(of=["self"]).filter(
        proposal__in=keys, state=DecisionMailState.DRAFT
    )
    had = {(mail.proposal_id, mail.recipient_id) for mail in drafts}
    if not had:
        return
    drafts.delete()
    sent = _last_told(keys)
    DecisionMail.objects.bulk_create(
        _draft(row, person)
        for row in _with_people(Proposal.objects.filter(pk__in={proposal for proposal, _person in had}, state__in=TOLD))
        for person in _recipients(row)
        if (row.pk, person.pk) in had and sent.get((row.pk, person.pk)) != row.state
    )


@transaction.atomic
def change_mail(mail: DecisionMail, *, subject: str, body: str, by: Person) -> None:
    """Change a draft. Raises ``ProposalRefused`` when it was sent meanwhile, ``ValidationError`` for bad texts."""
    row = DecisionMail.objects.select_for_update(of=["self"]).filter(pk=mail.pk).first()
    if row is None or row.state != DecisionMailState.DRAFT:
        raise ProposalRefused(_("The mail was sent or renewed meanwhile, so your change was not saved."))
    row.subject, row.body = " ".join(subject.split()), body
    row.full_clean(exclude=["proposal", "recipient"])
    row.save(update_fields=["subject", "body"])
    log.info("decision_mail_changed", mail=row.pk, by=by.pk)


@transaction.atomic
def send_mails(mails: Iterable[DecisionMail], *, by: Person) -> int:
    """Send drafts; returns how many. What was sent already is not sent again, nor a draft that no longer fits."""
    from grono.proposals.tasks import mail_decision  # the jobs of the module call its actions

    keys = [mail.pk for mail in mails]
    rows = DecisionMail.objects.select_for_update(of=["self", "proposal"]).select_related("proposal")
    sending = [
        row for row in rows.filter(pk__in=keys, state=DecisionMailState.DRAFT) if row.decision == row.proposal.state
    ]
    for row in sending:
        row.state, row.sent_at, row.sent_by = DecisionMailState.SENT, clock.now(), by
    DecisionMail.objects.bulk_update(sending, ["state", "sent_at", "sent_by"])
    for row in sending:
        mail_decision.defer(mail_id=row.pk)
    log.info("decision_mails_sent", mails=len(sending), by=by.pk)
    return len(sending)
