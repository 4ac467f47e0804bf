"""Who may do what with calls for presentations and proposals."""

from typing import Any

import rules

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.choices import CallState, DecisionMailState, ProposalState, SpeakerState
from grono.proposals.models import Answer, CallForPresentations, Proposal, Reviewer
from grono.proposals.queries.conflicts import conflicts_of

#: States in which a proposer may still change what they propose.
OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED)


def _call(target: Any) -> CallForPresentations | None:
    return target if isinstance(target, CallForPresentations) else getattr(target, "call", None)


@rules.predicate
def organises(person: Person, target: Any) -> bool:
    """The person belongs to the team of the edition whose call, or proposal, it is."""
    call = _call(target)
    return call is not None and call.edition.team.filter(person=person.pk).exists()


@rules.predicate
def is_shown(person: Person, call: CallForPresentations | None) -> bool:
    """The call was published, in an edition that everyone may see."""
    return call is not None and call.state != CallState.DRAFT and call.edition.is_public


@rules.predicate
def takes_proposals_now(person: Person, target: Any) -> bool:
    """The call takes proposals at this moment, grace included."""
    call = _call(target)
    return call is not None and call.takes_proposals(clock.now())


@rules.predicate
def is_proposer(person: Person, proposal: Proposal | None) -> bool:
    """The proposal is this person's own."""
    return proposal is not None and proposal.proposer_id == person.pk


@rules.predicate
def is_open(person: Person, proposal: Proposal | None) -> bool:
    """Nothing is decided about the proposal, and nobody has withdrawn it."""
    return proposal is not None and proposal.state in OPEN


@rules.predicate
def is_handed_in(person: Person, proposal: Proposal | None) -> bool:
    """The proposal has left its proposer's desk: nobody else sees a draft."""
    return proposal is not None and proposal.state != ProposalState.DRAFT


@rules.predicate
def is_in_play(person: Person, proposal: Proposal | None) -> bool:
    """Nobody has withdrawn the proposal yet."""
    return proposal is not None and proposal.state != ProposalState.WITHDRAWN


@rules.predicate
def speaks_in_it(person: Person, proposal: Proposal | None) -> bool:
    """The person has agreed to speak in it."""
    return proposal is not None and any(
        row.person_id == person.pk and row.state == SpeakerState.CONFIRMED for row in proposal.speakers.all()
    )


@rules.predicate
def is_accepted_and_told(person: Person, proposal: Proposal | None) -> bool:
    """The proposal is accepted, and the mail that says so has gone out."""
    return (
        proposal is not None
        and proposal.state == ProposalState.ACCEPTED
        and proposal.decision_mails.filter(
            state=DecisionMailState.SENT, decision=ProposalState.ACCEPTED, recipient=proposal.proposer_id
        ).exists()
    )


rules.add_perm("proposals.view_call", is_shown | organises)
rules.add_perm("proposals.manage_call", rules.is_authenticated & organises)
rules.add_perm("proposals.propose", rules.is_authenticated & takes_proposals_now)
organises_it = is_handed_in & organises
rules.add_perm(
    "proposals.change_proposal",
    rules.is_authenticated & ((is_proposer & is_open & takes_proposals_now) | (is_in_play & organises_it)),
)
rules.add_perm("proposals.view_proposal", rules.is_authenticated & (is_proposer | speaks_in_it | organises_it))
rules.add_perm("proposals.withdraw_proposal", rules.is_authenticated & is_in_play & (is_proposer | organises_it))
rules.add_perm("proposals.confirm_proposal", rules.is_authenticated & is_proposer & is_accepted_and_told)


@rules.predicate
def reviews(person: Person, target: Any) -> bool:
    """The person is on the programme committee of the call and takes part."""
    call = _call(target)
    return call is not None and call.reviewers.filter(person=person.pk, is_active=True).exists()


rules.add_perm("proposals.review", rules.is_authenticated & reviews)


@rules.predicate
def was_given_it(person: Person, answer: Answer | None) -> bool:
    """The person was given the proposal to review, takes part, and has no conflict of interest with it."""
    if answer is None:
        return False
    proposal = answer.proposal
    rows = Reviewer.objects.filter(person=person.pk, is_active=True, assignments__proposal=proposal)
    reviewers = list(rows.select_related("person"))
    return bool(reviewers) and not conflicts_of(proposal.call, proposals=[proposal], reviewers=reviewers)


@rules.predicate
def is_before_committee(person: Person, answer: Answer | None) -> bool:
    """The proposal is one that reviewers may look at."""
    return answer is not None and answer.proposal.state not in {ProposalState.DRAFT, ProposalState.WITHDRAWN}


@rules.predicate
def hides_its_proposer(person: Person, answer: Answer | None) -> bool:
    """The answer tells who proposes, and reviewers are not to know."""
    return answer is not None and answer.proposal.call.is_blind and answer.question.names_proposer


rules.add_perm(
    "proposals.review_file", rules.is_authenticated & is_before_committee & ~hides_its_proposer & was_given_it
)
