"""The ranking of a call's proposals: marks out of the submitted reviews, estimates, rows for the page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grono.proposals.choices import ProposalState
from grono.proposals.models import Assignment, CallForPresentations, Criterion, Proposal, Review
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.scoring import Estimate, Mark, Ranking, rank, total_score

SEEN = (
    ProposalState.SUBMITTED,
    ProposalState.ACCEPTED,
    ProposalState.CONFIRMED,
    ProposalState.WAITING,
    ProposalState.REJECTED,
)


@dataclass(frozen=True)
class RankedProposal:
    """A line of the ranking; ``place`` and ``estimate`` are None while no review was submitted."""

    proposal: Proposal
    place: int | None
    estimate: Estimate | None
    wanted: int

    @property
    def reviews(self) -> int:
        """How many reviews count."""
        return self.estimate.reviews if self.estimate else 0

    @property
    def is_incomplete(self) -> bool:
        """Whether reviews lack."""
        return self.reviews < self.wanted


def criteria_of(call: CallForPresentations) -> list[tuple[str, float, int, int]]:
    """Return the criteria as scoring wants them."""
    return [(row.code, float(row.weight), row.lowest, row.highest) for row in Criterion.objects.filter(call=call)]


def marks_of(call: CallForPresentations, proposals: Sequence[Proposal]) -> list[Mark]:
    """Return the marks of the submitted reviews; those of a reviewer with a conflict of interest do not count."""
    criteria = criteria_of(call)
    reviews = (
        Review.objects.filter(assignment__proposal__in=proposals, submitted_at__isnull=False)
        .select_related("assignment")
        .prefetch_related("scores__criterion")
        .order_by("pk")
    )
    conflicts = conflicts_of(call, proposals=proposals)
    return [
        Mark(
            review.assignment.proposal_id,
            review.assignment.reviewer_id,
            total_score({score.criterion.code: score.points for score in review.scores.all()}, criteria),
            review.confidence,
        )
        for review in reviews
        if (review.assignment.proposal_id, review.assignment.reviewer_id) not in conflicts
    ]


def proposals_to_rank(call: CallForPresentations) -> list[Proposal]:
    """Return the proposals that are or were before the committee, with what a line shows."""
    return list(
        call.proposals.filter(state__in=SEEN)
        .select_related("type", "track", "proposer", "organisation", "innovation")
        .order_by("pk")
    )


def ranking_of(call: CallForPresentations, first: int) -> tuple[list[RankedProposal], Ranking]:
    """Return all proposals, the best first and those without reviews last, and the ranking itself."""
    proposals = proposals_to_rank(call)
    ranking = rank(marks_of(call, proposals), first)
    by_key = {proposal.pk: proposal for proposal in proposals}
    lines = [
        RankedProposal(by_key.pop(estimate.proposal), place, estimate, call.reviews_wanted)
        for place, estimate in enumerate(ranking.estimates, start=1)
    ]
    return lines + [RankedProposal(row, None, None, call.reviews_wanted) for row in by_key.values()], ranking


def states_of(lines: Sequence[RankedProposal]) -> Mapping[str, int]:
    """Return how many proposals are in each state."""
    return Counter(line.proposal.state for line in lines)


def reviews_left(call: CallForPresentations) -> int:
    """Return how many reviews were given out and are not submitted."""
    return Assignment.objects.filter(
        proposal__call=call, proposal__state=ProposalState.SUBMITTED, review__submitted_at=None
    ).count()
