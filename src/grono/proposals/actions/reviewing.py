"""Writing reviews, and the committee's discussion."""

from collections.abc import Mapping

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.choices import ProposalState
from grono.proposals.models import Assignment, Comment, Criterion, Proposal, Review, Score
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)


@transaction.atomic
def save_review(
    assignment: Assignment,
    scores: Mapping[str, int | None],
    *,
    text: str = "",
    private_text: str = "",
    confidence: int = 2,
    submit: bool,
    by: Person,
) -> Review:
    """Save a review as a draft, or submit it; ``scores`` are points by code of the criterion.

    A submitted review can be changed until the proposal is decided about, and stays submitted. Raises
    ``ProposalRefused`` naming the rule: somebody else's review, a conflict of interest, a decided proposal, points
    that lack or lie outside the criterion.
    """
    row = Assignment.objects.select_for_update(of=["self"]).select_related(
        "proposal__call", "proposal__proposer", "proposal__innovation", "reviewer__person"
    ).filter(pk=assignment.pk).first()  # fmt: skip
    if row is None or row.reviewer.person_id != by.pk:
        raise ProposalRefused(_("This proposal is no longer given to you."))
    if row.proposal.state != ProposalState.SUBMITTED:
        raise ProposalRefused(_("The proposal has been decided about; reviews can no longer be changed."))
    if conflicts_of(row.proposal.call, proposals=[row.proposal], reviewers=[row.reviewer]):
        raise ProposalRefused(_("You have a conflict of interest with this proposal."))
    criteria = list(row.proposal.call.criteria.all())
    review, _is_new = Review.objects.get_or_create(assignment=row, defaults={"updated_at": clock.now()})
    is_submitted = submit or review.submitted_at is not None
    _require_points(criteria, scores, is_complete=is_submitted)
    review.text, review.private_text, review.confidence = text, private_text, confidence
    review.updated_at = clock.now()
    if is_submitted and review.submitted_at is None:
        review.submitted_at = clock.now()
    review.full_clean(exclude=["assignment"])
    review.save()
    review.scores.all().delete()
    points = [(criterion, scores.get(criterion.code)) for criterion in criteria]
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, points=value) for criterion, value in points if value is not None
    )
    log.info("review_saved", review=review.pk, submitted=is_submitted, by=by.pk)
    return review


def _require_points(criteria: list[Criterion], scores: Mapping[str, int | None], *, is_complete: bool) -> None:
    for criterion in criteria:
        value = scores.get(criterion.code)
        if value is None and is_complete:
            raise ProposalRefused(_("Give points for “%(criterion)s”.") % {"criterion": criterion})
        if value is not None and not criterion.lowest <= value <= criterion.highest:
            raise ProposalRefused(
                _("Points for “%(criterion)s” lie between %(lowest)d and %(highest)d.")
                % {"criterion": criterion, "lowest": criterion.lowest, "highest": criterion.highest}
            )


@transaction.atomic
def add_comment(proposal: Proposal, text: str, *, by: Person) -> Comment:
    """Add a remark to the committee's discussion of a proposal; raises ``ValidationError``."""
    comment = Comment(proposal=proposal, author=by, text=text.strip(), written_at=clock.now())
    comment.full_clean()
    comment.save()
    return comment
