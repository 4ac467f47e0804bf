"""What reviewers say about reviewing proposals before those are given out."""

from collections.abc import Mapping

from django.db import transaction

from grono.accounts.models import Person
from grono.proposals.choices import BidKind, ProposalState
from grono.proposals.models import Assignment, Bid, Reviewer
from grono.proposals.rules import ProposalRefused


@transaction.atomic
def save_bids(reviewer: Reviewer, bids: Mapping[int, str], *, by: Person) -> int:
    """Write bids by key of the proposal; an empty kind takes a bid back. Returns how many there are now.

    A conflict of interest takes the proposal back from the reviewer unless the review was submitted. Raises
    ``ProposalRefused`` for a proposal that is not among those of the call, and for an unknown kind.
    """
    known = set(reviewer.call.proposals.filter(state=ProposalState.SUBMITTED).values_list("pk", flat=True))
    if not set(bids) <= known or not set(bids.values()) <= {"", *BidKind.values}:
        raise ProposalRefused("Unknown proposal or bid.")
    Bid.objects.filter(reviewer=reviewer, proposal__in=bids).delete()
    Bid.objects.bulk_create(Bid(reviewer=reviewer, proposal_id=key, kind=kind) for key, kind in bids.items() if kind)
    barred = [key for key, kind in bids.items() if kind == BidKind.CONFLICT]
    Assignment.objects.filter(reviewer=reviewer, proposal__in=barred, review__submitted_at=None).delete()
    return Bid.objects.filter(reviewer=reviewer).count()
