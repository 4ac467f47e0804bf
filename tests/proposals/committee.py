"""A programme committee for the tests."""

from typing import Any

from factories import make_person
from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.actions.assigning import compute_assignment, queue_assignment
from grono.proposals.actions.reviewing import save_review
from grono.proposals.models import (
    Assignment,
    AssignmentRun,
    CallForPresentations,
    Criterion,
    Proposal,
    Review,
    Reviewer,
)


def make_criterion(call: CallForPresentations, code: str = "novelty", **fields: Any) -> Criterion:
    """Make a criterion of one to five points."""
    return Criterion.objects.create(call=call, code=code, **({"name": {"en": code.capitalize()}} | fields))


def make_reviewer(call: CallForPresentations, person: Person | None = None, **fields: Any) -> Reviewer:
    """Make an active reviewer who takes up to twelve reviews."""
    return Reviewer.objects.create(call=call, person=person or make_person("Rita", "Recenzentka"), **fields)


def give(proposal: Proposal, reviewer: Reviewer) -> Assignment:
    """Give a proposal to a reviewer as the engine would."""
    return Assignment.objects.create(proposal=proposal, reviewer=reviewer, assigned_at=clock.now())


def submit(proposal: Proposal, reviewer: Reviewer, points: int, **fields: Any) -> Review:
    """Give a proposal and submit a review with the same points for every criterion."""
    scores = {criterion.code: points for criterion in proposal.call.criteria.all()}
    return save_review(give(proposal, reviewer), scores, submit=True, by=reviewer.person, **fields)


def assign_reviews(call: CallForPresentations, by: Person) -> AssignmentRun:
    """Have the reviews given out as the button does, without waiting for a worker."""
    return compute_assignment(queue_assignment(call, by=by).pk)
