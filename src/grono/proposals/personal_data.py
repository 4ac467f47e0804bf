"""Personal data in proposals and in the work of the programme committee: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from grono.accounts.models import Person
from grono.directory.texts import texts_by_language
from grono.kit.registry import PersonalData
from grono.kit.uploads import delete_files
from grono.proposals.actions.decision_mails import renew_drafts
from grono.proposals.choices import IN_PROGRAMME, BidKind, DecisionMailState
from grono.proposals.models import (
    Answer,
    Assignment,
    AssignmentRun,
    Bid,
    Comment,
    DecisionMail,
    DeclaredConflict,
    Proposal,
    ProposalSpeaker,
    Review,
    Reviewer,
)
from grono.proposals.queries.proposals import told_state


def _export(person: Person) -> Mapping[str, Any]:
    mine = Proposal.objects.filter(proposer=person).order_by("created_at", "pk")
    spoken = ProposalSpeaker.objects.filter(Q(person=person) | Q(email__iexact=person.email))
    return {
        "proposals": [
            _proposal(one)
            for one in mine.prefetch_related("answers__question", "speakers").order_by("created_at", "pk")
        ],
        "invited_to_speak": [
            {
                "proposal": row.proposal.code,
                "name": row.name,
                "email": row.email,
                "state": row.state,
                "invited_at": row.invited_at and row.invited_at.isoformat(),
                "answered_at": row.answered_at and row.answered_at.isoformat(),
            }
            for row in spoken.exclude(proposal__proposer=person).select_related("proposal").order_by("pk")
        ],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "call": proposal.call.code,
        "code": proposal.code,
        "state": told_state(proposal),
        "type": proposal.type.code,
        "minutes": proposal.minutes,
        "language": proposal.language,
        "title": texts_by_language(proposal.title),
        "abstract": texts_by_language(proposal.abstract),
        "note": proposal.note,
        "organisation": proposal.organisation.name if proposal.organisation else None,
        "answers": {answer.question.code: answer.file_name or answer.value for answer in proposal.answers.all()},
        "speakers": [{"name": row.name, "email": row.email, "state": row.state} for row in proposal.speakers.all()],
        "submitted_at": proposal.submitted_at and proposal.submitted_at.isoformat(),
    }


@transaction.atomic
def _erase(person: Person) -> int:
    """Delete what the person proposed and take them out of what others proposed; return how many records that were.

    What was accepted belongs to a programme: its public text stays, the rest that the person wrote about it goes.
    """
    mine = Proposal.objects.filter(proposer=person)
    kept = mine.filter(state__in=IN_PROGRAMME)
    dropped = mine.exclude(state__in=IN_PROGRAMME)
    private = Answer.objects.filter(Q(proposal__in=dropped) | Q(proposal__in=kept, question__is_public=False))
    delete_files([answer.file for answer in private.exclude(file="")])
    named = ProposalSpeaker.objects.filter(Q(person=person) | Q(email__iexact=person.email))
    count = dropped.count() + kept.count() + named.exclude(proposal__proposer=person).count()
    private.delete()
    named.delete()
    kept.update(note="")
    dropped.delete()
    return count


PROPOSALS = PersonalData("proposals", _export, _erase)


def _export_committee(person: Person) -> Mapping[str, Any]:
    """Return what the person is, says and writes on programme committees, and the mails about decisions they got.

    A draft of a mail is left out: it would tell a decision before the organisers do.
    """
    mails = DecisionMail.objects.filter(recipient=person, state=DecisionMailState.SENT).select_related("proposal")
    reviewers = Reviewer.objects.filter(person=person).select_related("call").order_by("pk")
    comments = Comment.objects.filter(author=person).select_related("proposal")
    return {
        "reviewing": [_reviewer(one) for one in reviewers.prefetch_related("tracks", "competences")],
        "comments": [
            {"proposal": row.proposal.code, "text": row.text, "written_at": row.written_at.isoformat()}
            for row in comments
        ],
        "decision_mails": [
            {
                "proposal": row.proposal.code,
                "decision": row.decision,
                "subject": row.subject,
                "text": row.body,
                "sent_at": row.sent_at and row.sent_at.isoformat(),
            }
            for row in mails
        ],
        "decided": list(Proposal.objects.filter(decided_by=person).order_by("pk").values_list("code", flat=True)),
    }


def _reviewer(reviewer: Reviewer) -> dict[str, Any]:
    bids = reviewer.bids.order_by("proposal").values_list("proposal__code", "kind")
    declared = reviewer.conflicts.select_related("proposal").order_by("pk")
    given = reviewer.assignments.select_related("proposal", "review").prefetch_related("review__scores__criterion")
    return {
        "call": reviewer.call.code,
        "takes_part": reviewer.is_active,
        "most": reviewer.most,
        "expertise": reviewer.expertise,
        "languages": list(reviewer.languages),
        "tracks": [track.code for track in reviewer.tracks.all()],
        "competences": [str(one) for one in reviewer.competences.all()],
        "bids": dict(bids),
        "conflicts": [
            {"proposal": row.proposal.code, "reason": row.reason, "declared_at": row.declared_at.isoformat()}
            for row in declared
        ],
        "given": [row.proposal.code for row in given],
        "reviews": [_review(row.review) for row in given if hasattr(row, "review")],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "proposal": review.assignment.proposal.code,
        "points": {score.criterion.code: score.points for score in review.scores.all()},
        "confidence": review.confidence,
        "text": review.text,
        "private_text": review.private_text,
        "submitted_at": review.submitted_at and review.submitted_at.isoformat(),
    }


@transaction.atomic
def _erase_committee(person: Person) -> int:
    """Delete what the person wrote on committees; return how many records were deleted or emptied.

    Decisions rest on the points of submitted reviews and on who was kept from reviewing: those stay, without words.
    """
    mine = Reviewer.objects.filter(person=person)
    count = Comment.objects.filter(author=person).delete()[0]
    Assignment.objects.filter(reviewer__in=mine, review__submitted_at=None).delete()
    count += _empty_reviews(mine)
    kept = mine.filter(assignments__isnull=False).distinct()
    count += mine.count()
    mine.exclude(pk__in=kept.values("pk")).delete()
    for reviewer in kept:
        reviewer.tracks.clear()
        reviewer.competences.clear()
    Bid.objects.filter(reviewer__in=mine).exclude(kind=BidKind.CONFLICT).delete()
    DeclaredConflict.objects.filter(reviewer__in=mine).update(reason="")
    mine.update(expertise="", languages=[], is_active=False)
    return count + _erase_decisions(person)


def _empty_reviews(reviewers: QuerySet[Reviewer]) -> int:
    """Take the words out of submitted reviews, and out of the mails that were to carry them."""
    reviews = Review.objects.filter(assignment__reviewer__in=reviewers)
    about = list(Proposal.objects.filter(assignments__review__in=reviews).distinct())
    count = reviews.update(text="", private_text="")
    renew_drafts(about)
    return count


def _erase_decisions(person: Person) -> int:
    """Forget who decided and sent, and the words of mails to the person; that a decision was told stays."""
    Proposal.objects.filter(decided_by=person).update(decided_by=None)
    DecisionMail.objects.filter(sent_by=person).update(sent_by=None)
    AssignmentRun.objects.filter(made_by=person).update(made_by=None)
    told = DecisionMail.objects.filter(recipient=person)
    dropped = told.filter(state=DecisionMailState.DRAFT).delete()[0]
    return dropped + told.update(subject="", body="")


COMMITTEE = PersonalData("committees", _export_committee, _erase_committee)
