"""Calls for presentations, proposals, their reviews and the decisions about them."""

from grono.proposals.models.calls import CallForPresentations, ProposalType, Question
from grono.proposals.models.decisions import DecisionMail
from grono.proposals.models.proposals import Answer, Proposal, ProposalSpeaker
from grono.proposals.models.reviews import (
    Assignment,
    AssignmentRun,
    Bid,
    Comment,
    Criterion,
    DeclaredConflict,
    Review,
    Reviewer,
    Score,
)

__all__ = [
    "Answer",
    "Assignment",
    "AssignmentRun",
    "Bid",
    "CallForPresentations",
    "Comment",
    "Criterion",
    "DecisionMail",
    "DeclaredConflict",
    "Proposal",
    "ProposalSpeaker",
    "ProposalType",
    "Question",
    "Review",
    "Reviewer",
    "Score",
]
