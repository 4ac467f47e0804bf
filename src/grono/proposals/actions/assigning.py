"""Giving proposals to reviewers: all at once by the engine, or one by hand."""

from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.kit.solving import EngineCrashed
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
from grono.proposals.queries.reviewing import FAILED, QUEUED, pending_run
from grono.proposals.rules import ProposalRefused

if TYPE_CHECKING:
    from grono.proposals.planning import Material

log = structlog.get_logger(__name__)


#: How often a result is computed anew because something changed while the engine worked.
ATTEMPTS = 3


@transaction.atomic
def queue_assignment(call: CallForPresentations, *, by: Person) -> AssignmentRun:
    """Have the reviews of a call given out by a job; asked again while one is under way, return that one.

    Raises ``ProposalRefused`` when there is nothing to give out, or nobody to give it to.
    """
    from grono.proposals.tasks import compute_assignment as job  # the jobs of the module call its actions

    pending = pending_run(_locked(call))
    if pending is not None:
        return pending
    run = _new_run(call, by)
    job.defer(run_id=run.pk, language=get_language() or settings.LANGUAGE_CODE)
    return run


def _new_run(call: CallForPresentations, by: Person) -> AssignmentRun:
    if not call.proposals.filter(state=ProposalState.SUBMITTED).exists():
        raise ProposalRefused(_("There are no submitted proposals to give to reviewers."))
    if not call.reviewers.filter(is_active=True).exists():
        raise ProposalRefused(_("There are no reviewers yet: add somebody to the programme committee first."))
    asked = {"status": QUEUED, "asked_at": timezone.now().isoformat()}
    return AssignmentRun.objects.create(call=call, quality=asked, made_at=clock.now(), made_by=by)


def compute_assignment(run_id: int) -> AssignmentRun:
    """Give the submitted proposals of a call to its active reviewers, and keep what was reached and proven.

    What was given by hand stays, and whatever a review was begun for. What a conflict of interest has come to forbid
    is taken back unless the review was submitted. Nothing is locked while the engine works; when something that
    matters has changed meanwhile, it works again. A run that has ended is left alone.
    """
    run = AssignmentRun.objects.select_related("call").get(pk=run_id)
    if run.quality["status"] != QUEUED:
        return run
    try:
        run.quality = _assigned(run.call)
    except (ProposalRefused, EngineCrashed) as error:
        run.quality = {"status": FAILED, "reason": str(error)}
    except Exception as error:
        AssignmentRun.objects.filter(pk=run_id).update(quality={"status": FAILED, "reason": type(error).__name__})
        raise
    run.made_at = clock.now()
    run.save(update_fields=["quality", "made_at"])
    log.info("reviews_assigned", call=run.call_id, status=run.quality["status"], seconds=run.quality.get("seconds"))
    return run


def _assigned(call: CallForPresentations) -> dict[str, Any]:
    """Compute and write an assignment; return its quality. Raises ``ProposalRefused``, ``EngineCrashed``."""
    from grono.proposals import planning  # the engine's libraries take memory that pages have no use for

    for _attempt in range(ATTEMPTS):
        material = _material(call)
        result = planning.solve(material.problem)
        if result.solution is None:
            raise ProposalRefused(_("No assignment was found: %(reason)s.") % {"reason": result.reason})
        with transaction.atomic():
            if _rests_on(material) == _rests_on(_material(_locked(call))):
                _replace(material, {(int(one), int(other)) for one, other in result.solution.pairs()})
                return planning.quality_of(material.problem, result)
    raise ProposalRefused(_("Proposals and reviewers kept changing during the computation. Try again in a while."))


def _material(call: CallForPresentations) -> "Material":
    from grono.proposals import planning  # as above

    submitted = call.proposals.filter(state=ProposalState.SUBMITTED)
    proposals = list(submitted.select_related("proposer", "innovation").order_by("pk"))
    return planning.material_of(call, proposals, _staying(call))


def _rests_on(material: "Material") -> tuple[object, ...]:
    """Return what an assignment must fit: who and what there is, loads, conflicts, and what is given already."""
    problem = material.problem
    return (
        problem.proposals, problem.reviewers, problem.wanted, problem.loads, problem.fixed,
        problem.conflicts.tobytes(),
    )  # fmt: skip


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
