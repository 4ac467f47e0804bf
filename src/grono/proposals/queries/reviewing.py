"""Reads for reviewers and for those who organise reviewing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from grono.accounts.models import Person
from grono.congress.models import Edition
from grono.proposals.choices import ConflictKind, ProposalState
from grono.proposals.models import (
    Answer,
    Assignment,
    AssignmentRun,
    Bid,
    CallForPresentations,
    Proposal,
    Review,
    Reviewer,
)
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.queries.ranking import criteria_of
from grono.proposals.scoring import total_score


@dataclass(frozen=True)
class CallWork:
    """What one call asks of a reviewer."""

    call: CallForPresentations
    reviewer: Reviewer
    waiting: list[Assignment]
    drafts: list[Assignment]
    submitted: list[Assignment]
    open_for_bids: int

    @property
    def total(self) -> int:
        """How many reviews were given to the reviewer."""
        return len(self.waiting) + len(self.drafts) + len(self.submitted)


def work_of(person: Person, edition: Edition) -> list[CallWork]:
    """Return what the calls of an edition ask of a person, without proposals they have come to conflict with."""
    reviewers = Reviewer.objects.filter(person=person.pk, is_active=True, call__edition=edition)
    work = []
    for reviewer in reviewers.select_related("person", "call__edition").order_by("call__deadline_at", "pk"):
        rows = list(
            reviewer.assignments.exclude(proposal__state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN])
            .select_related("proposal__type", "proposal__track", "proposal__proposer", "proposal__innovation", "review")
            .order_by("assigned_at", "pk")
        )
        barred = conflicts_of(reviewer.call, proposals=[row.proposal for row in rows], reviewers=[reviewer])
        rows = [row for row in rows if (row.proposal_id, reviewer.pk) not in barred]
        work.append(_work(reviewer, rows))
    return work


def _work(reviewer: Reviewer, rows: Sequence[Assignment]) -> CallWork:
    waiting: list[Assignment] = []
    drafts: list[Assignment] = []
    submitted: list[Assignment] = []
    for row in rows:
        review: Review | None = getattr(row, "review", None)
        if review is not None and review.submitted_at is not None:
            submitted.append(row)
        elif row.proposal.state == ProposalState.SUBMITTED:
            (waiting if review is None else drafts).append(row)
    unsaid = reviewer.call.proposals.filter(state=ProposalState.SUBMITTED).exclude(bids__reviewer=reviewer).count()
    return CallWork(reviewer.call, reviewer, waiting, drafts, submitted, unsaid)


def assignment_to_review(person: Person, edition_slug: str, code: str) -> Assignment:
    """Return the assignment of a proposal to a person.

    Raises ``Http404`` also where there is a conflict of interest: whoever has one must not even see the proposal.
    """
    row = (
        Assignment.objects.filter(
            reviewer__person=person.pk,
            reviewer__is_active=True,
            proposal__code=code,
            proposal__call__edition__slug=edition_slug,
        )
        .exclude(proposal__state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN])
        .select_related(
            "reviewer__person",
            "review",
            "proposal__call__edition",
            "proposal__type",
            "proposal__track",
            "proposal__proposer",
            "proposal__organisation",
            "proposal__project",
            "proposal__innovation",
        )
        .first()
    )
    if row is None or conflicts_of(row.proposal.call, proposals=[row.proposal], reviewers=[row.reviewer]):
        raise Http404("Nothing to review here.")
    return row


def with_answers(proposal: Proposal, *, hides_names: bool) -> Proposal:
    """Load the answers of a proposal; when names are hidden, without the questions that tell them."""
    answers = Answer.objects.select_related("question")
    if hides_names:
        answers = answers.filter(question__names_proposer=False)
    prefetch_related_objects([proposal], Prefetch("answers", queryset=answers))
    return proposal


@dataclass(frozen=True)
class ReviewLine:
    """A submitted review as the committee reads it; ``number`` stands for the reviewer's name where that is hidden."""

    number: int
    review: Review
    reviewer: Reviewer
    score: float
    has_conflict: bool = False


def reviews_of(proposal: Proposal, *, besides: Reviewer | None = None) -> list[ReviewLine]:
    """Return the submitted reviews of a proposal, one reviewer's own left out."""
    found = (
        Review.objects.filter(assignment__proposal=proposal, submitted_at__isnull=False)
        .select_related("assignment__reviewer__person")
        .prefetch_related("scores__criterion")
        .order_by("submitted_at", "pk")
    )
    if besides is not None:
        found = found.exclude(assignment__reviewer=besides)
    rows = list(found)
    criteria = criteria_of(proposal.call)
    barred = conflicts_of(proposal.call, proposals=[proposal], reviewers=[row.assignment.reviewer for row in rows])
    return [
        ReviewLine(
            number,
            row,
            row.assignment.reviewer,
            total_score({score.criterion.code: score.points for score in row.scores.all()}, criteria),
            (proposal.pk, row.assignment.reviewer_id) in barred,
        )
        for number, row in enumerate(rows, start=1)
    ]


# --- for organisers ------------------------------------------------------------------------------------


def committee_of(call: CallForPresentations) -> QuerySet[Reviewer]:
    """Return the reviewers of a call with ``given`` and ``done`` reviews and ``said`` bids."""
    return (
        call.reviewers.select_related("person")
        .prefetch_related("tracks", "competences")
        .annotate(
            given=Count("assignments", distinct=True),
            done=Count("assignments", filter=Q(assignments__review__submitted_at__isnull=False), distinct=True),
            said=Count("bids", distinct=True),
        )
        .order_by("-is_active", "person__name_sort", "pk")
    )


@dataclass
class AssignedProposal:
    """A proposal on the page of assignments: who reviews it, who may not and why, whose review is there."""

    proposal: Proposal
    given: list[Assignment] = field(default_factory=list)
    barred: list[tuple[Reviewer, list[str]]] = field(default_factory=list)
    missing: int = 0
    affinity: float = 0.0


def assignment_table(call: CallForPresentations) -> list[AssignedProposal]:
    """Return the submitted proposals with their reviewers, the worst provided first (a constant number of queries)."""
    proposals = list(
        call.proposals.filter(state=ProposalState.SUBMITTED)
        .select_related("proposer", "innovation", "track", "type")
        .order_by("pk")
    )
    reviewers = {row.pk: row for row in call.reviewers.select_related("person").filter(is_active=True)}
    rows = {proposal.pk: AssignedProposal(proposal) for proposal in proposals}
    given = Assignment.objects.filter(proposal__in=rows).select_related("reviewer__person", "review")
    for one in given.order_by("-affinity", "pk"):
        rows[one.proposal_id].given.append(one)
    conflicts = conflicts_of(call, proposals=proposals, reviewers=list(reviewers.values()))
    for (proposal, reviewer), kinds in sorted(conflicts.items()):
        rows[proposal].barred.append((reviewers[reviewer], reason_names(kinds)))
    for row in rows.values():
        row.missing = max(0, call.reviews_wanted - len(row.given))
        row.affinity = sum(one.affinity for one in row.given) / len(row.given) if row.given else 0.0
    return sorted(rows.values(), key=lambda row: (-row.missing, row.affinity, row.proposal.pk))


def reason_names(kinds: Sequence[str]) -> list[str]:
    """Return the reasons of a conflict in words."""
    return [str(ConflictKind(kind).label) for kind in kinds]


#: What the quality of a run says before it has one, and when there was no result.
QUEUED, FAILED = "queued", "failed"
#: A computation that has not ended after so long was lost with its process.
LOST_AFTER = timedelta(minutes=10)


def last_run(call: CallForPresentations) -> AssignmentRun | None:
    """Return the last automatic assignment of a call that gave reviews out."""
    ended = call.assignment_runs.exclude(quality__status__in=[QUEUED, FAILED])
    return ended.select_related("made_by").first()


def pending_run(call: CallForPresentations) -> AssignmentRun | None:
    """Return the automatic assignment of a call that is being computed; it counts in the time of real clocks."""
    since = (timezone.now() - LOST_AFTER).isoformat()
    return call.assignment_runs.filter(quality__status=QUEUED, quality__asked_at__gt=since).first()


def failed_run(call: CallForPresentations) -> AssignmentRun | None:
    """Return the last automatic assignment of a call if there was no result."""
    last = call.assignment_runs.exclude(quality__status=QUEUED).first()
    return last if last is not None and last.quality.get("status") == FAILED else None


def bids_by_proposal(reviewer: Reviewer) -> Mapping[int, str]:
    """Return what a reviewer has said, by key of the proposal."""
    return dict(Bid.objects.filter(reviewer=reviewer).values_list("proposal", "kind"))


def proposals_to_bid_on(reviewer: Reviewer) -> list[Proposal]:
    """Return the submitted proposals of a call on which a reviewer may bid: those without a known conflict.

    What the reviewer declared with a bid stays in the list, so that it can be taken back.
    """
    proposals = list(
        reviewer.call.proposals.filter(state=ProposalState.SUBMITTED)
        .select_related("type", "track", "proposer", "innovation", "organisation")
        .order_by("track__position", "pk")
    )
    barred = conflicts_of(reviewer.call, proposals=proposals, reviewers=[reviewer])
    declared = {key for key, kind in bids_by_proposal(reviewer).items() if kind == "conflict"}
    return [
        row
        for row in proposals
        if (kinds := barred.get((row.pk, reviewer.pk))) is None
        or (row.pk in declared and kinds == [ConflictKind.DECLARED])
    ]


def levels_by_name(run: AssignmentRun | None) -> dict[str, dict[str, Any]]:
    """Return the levels of a run by name."""
    return {level["name"]: level for level in run.quality.get("levels", [])} if run else {}


def loads_of(table: Sequence[AssignedProposal]) -> Mapping[int, int]:
    """Return how many of these proposals each reviewer was given, by key."""
    loads: dict[int, int] = defaultdict(int)
    for row in table:
        for one in row.given:
            loads[one.reviewer_id] += 1
    return loads
