"""Giving proposals to reviewers: all at once by the engine, or one by hand."""

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.choices import AssignmentOrigin, ConflictKind, ProposalState
from grono.proposals.models import (
    Assignment,
    AssignmentRun,
    CallForPresentations,
    DeclaredConflict,
    Proposal,
    Reviewer,
)
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.rules import ProposalRefused

if TYPE_CHECKING:
    from grono.proposals.planning import Material

log = structlog.get_logger(__name__)


@transaction.atomic
def assign_reviews(call: CallForPresentations, *, by: Person | None) -> AssignmentRun:
    """Give the submitted proposals of a call to its active reviewers, and keep what was reached and proven.

    What was given by hand stays, and whatever a review was begun for. What a conflict of interest has come to forbid
    is taken back unless the review was submitted. Raises ``ProposalRefused`` when there is nothing to give, or nobody.
    """
    from grono.proposals import planning  # the engine's libraries take memory that pages have no use for

    locked = _locked(call)
    proposals = list(
        locked.proposals.filter(state=ProposalState.SUBMITTED).select_related("proposer", "innovation").order_by("pk")
    )
    if not proposals:
        raise ProposalRefused(_("There are no submitted proposals to give to reviewers."))
    if not locked.reviewers.filter(is_active=True).exists():
        raise ProposalRefused(_("There are no reviewers yet: add somebody to the programme committee first."))
    material = planning.material_of(locked, proposals, _staying(locked))
    result = planning.solve(material.problem)
    if result.solution is None:
        raise ProposalRefused(_("No assignment was found: %(reason)s.") % {"reason": result.reason})
    _replace(material, {(int(one), int(other)) for one, other in result.solution.pairs()})
    run = AssignmentRun.objects.create(
        call=locked, quality=planning.quality_of(material.problem, result), made_at=clock.now(), made_by=by
    )
    log.info("reviews_assigned", call=call.pk, status=run.quality["status"], seconds=run.quality["seconds"])
    return run


def _locked(call: CallForPresentations) -> CallForPresentations:
    """Return the call, locked against another assignment; proposals and reviews can still be written."""
    return CallForPresentations.objects.select_for_update(no_key=True).get(pk=call.pk)


def _staying(call: CallForPresentations) -> list[Assignment]:
    rows = Assignment.objects.filter(proposal__call=call, proposal__state=ProposalState.SUBMITTED)
    return [
        row
        for row in rows.select_related("review", "reviewer")
        if _has_review(row) or (row.origin == AssignmentOrigin.HAND and row.reviewer.is_active)
    ]


def _has_review(row: Assignment) -> bool:
    return hasattr(row, "review")


def _replace(material: "Material", pairs: set[tuple[int, int]]) -> None:
    """Write the pairs: take back what is not among them and has no review, add what is new."""
    keys = [proposal.pk for proposal in material.proposals]
    there = list(Assignment.objects.select_for_update(of=["self"]).filter(proposal__in=keys).select_related("review"))
    stale = [row.pk for row in there if (row.proposal_id, row.reviewer_id) not in pairs and not _is_kept(row, material)]
    Assignment.objects.filter(pk__in=stale).delete()
    known = {(row.proposal_id, row.reviewer_id) for row in there}
    rows = {proposal.pk: place for place, proposal in enumerate(material.proposals)}
    columns = {reviewer.pk: place for place, reviewer in enumerate(material.reviewers)}
    Assignment.objects.bulk_create(
        Assignment(
            proposal_id=proposal,
            reviewer_id=reviewer,
            affinity=float(material.affinity[rows[proposal], columns[reviewer]]),
            assigned_at=clock.now(),
        )
        for proposal, reviewer in sorted(pairs - known)
    )


def _is_kept(row: Assignment, material: "Material") -> bool:
    """Whether an assignment outside the answer stays: for its review, a draft only while there is no conflict."""
    if not _has_review(row):
        return False
    return row.review.submitted_at is not None or (row.proposal_id, row.reviewer_id) not in material.conflicts


@transaction.atomic
def give_proposal(proposal: Proposal, reviewer: Reviewer, *, by: Person) -> Assignment:
    """Give a proposal to a reviewer by hand; giving it again changes nothing.

    Raises ``ProposalRefused`` for a conflict of interest, naming it, and for what is not submitted or not active.
    """
    _locked(proposal.call)
    if reviewer.call_id != proposal.call_id or not reviewer.is_active:
        raise ProposalRefused(_("%(person)s takes no reviews in this call.") % {"person": reviewer})
    if proposal.state != ProposalState.SUBMITTED:
        raise ProposalRefused(_("Only a submitted proposal that nothing was decided about is given to reviewers."))
    kinds = conflicts_of(proposal.call, proposals=[proposal], reviewers=[reviewer]).get((proposal.pk, reviewer.pk), [])
    if kinds:
        why = ", ".join(str(ConflictKind(kind).label) for kind in kinds)
        raise ProposalRefused(
            _("%(person)s has a conflict of interest with this proposal: %(why)s.") % {"person": reviewer, "why": why}
        )
    given, is_new = Assignment.objects.get_or_create(
        proposal=proposal,
        reviewer=reviewer,
        defaults={"origin": AssignmentOrigin.HAND, "assigned_at": clock.now(), "affinity": 0.0},
    )
    if is_new:
        log.info("review_given", proposal=proposal.pk, reviewer=reviewer.pk, by=by.pk)
    return given


@transaction.atomic
def take_back(assignment: Assignment, *, by: Person) -> None:
    """Take a proposal back from a reviewer; raises ``ProposalRefused`` when the review was submitted."""
    row = Assignment.objects.select_for_update(of=["self"]).select_related("review").filter(pk=assignment.pk).first()
    if row is None:
        return
    if _has_review(row) and row.review.submitted_at is not None:
        raise ProposalRefused(_("The review was submitted already, so it stays."))
    row.delete()
    log.info("review_taken_back", proposal=row.proposal_id, reviewer=row.reviewer_id, by=by.pk)


@transaction.atomic
def declare_conflict(proposal: Proposal, reviewer: Reviewer, *, reason: str, by: Person) -> None:
    """Say that a reviewer must not review a proposal; it is taken back from them, their draft with it.

    Raises ``ProposalRefused`` when the review was submitted already.
    """
    for row in Assignment.objects.filter(proposal=proposal, reviewer=reviewer):
        take_back(row, by=by)
    DeclaredConflict.objects.update_or_create(
        proposal=proposal, reviewer=reviewer, defaults={"reason": reason[:300], "declared_at": clock.now()}
    )
    log.info("conflict_declared", proposal=proposal.pk, reviewer=reviewer.pk, by=by.pk)


@transaction.atomic
def tell_reviewers(call: CallForPresentations, *, by: Person) -> int:
    """Write to every reviewer who has reviews to submit; returns how many mails are on their way."""
    from grono.proposals.tasks import mail_reviewer  # the jobs of the module call its actions

    waiting = Assignment.objects.filter(proposal__call=call, reviewer__is_active=True, review__submitted_at=None)
    keys = sorted(set(waiting.values_list("reviewer", flat=True)))
    for key in keys:
        mail_reviewer.defer(reviewer_id=key)
    log.info("reviewers_told", call=call.pk, mails=len(keys), by=by.pk)
    return len(keys)
