"""Personal data in proposals: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from grono.accounts.models import Person
from grono.directory.texts import texts_by_language
from grono.kit.registry import PersonalData
from grono.kit.uploads import delete_files
from grono.proposals.choices import IN_PROGRAMME
from grono.proposals.models import Answer, Proposal, ProposalSpeaker
from grono.proposals.queries.proposals import told_state


def _export(person: Person) -> Mapping[str, Any]:
    mine = Proposal.objects.filter(proposer=person).select_related("call", "type", "organisation")
    spoken = ProposalSpeaker.objects.filter(Q(person=person) | Q(email__iexact=person.email))
    return {
        "proposals": [
            _proposal(one) for one in mine.prefetch_related("answers__question", "speakers").order_by("created_at")
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
