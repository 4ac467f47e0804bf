"""From accepted proposals to sessions: what the programme committee chose comes into the programme."""

import re

import structlog
from django.db import transaction

from grono.accounts.models import Person
from grono.congress.actions import add_participants
from grono.congress.choices import SessionKind
from grono.congress.models import Edition, Participant
from grono.proposals.choices import IN_PROGRAMME, SpeakerState
from grono.proposals.models import CallForPresentations, Proposal
from grono.schedule.actions.sessions import add_sessions
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Session
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
_NUMBERED = re.compile(r"P(\d+)")


@transaction.atomic
def take_proposals(call: CallForPresentations, *, by: Person | None) -> list[Session]:
    """Make a session of each accepted proposal that has none yet; return the new ones.

    Speakers who take part become participants of the edition if they are not. A session keeps its own texts from then
    on: what is changed in it later does not change the proposal. Taking twice makes nothing twice.
    """
    Edition.objects.select_for_update().get(pk=call.edition_id)
    proposals = list(waiting_proposals(call))
    participants = _participants(call.edition, proposals)
    sessions = add_sessions(call.edition, [_row(proposal, participants) for proposal in proposals])
    index_records_task.defer(kind="session", ids=[session.pk for session in sessions])
    log.info("proposals_taken", call=call.pk, sessions=len(sessions), by=by and by.pk)
    return sessions


def waiting_proposals(call: CallForPresentations) -> "list[Proposal]":
    """Return accepted proposals that have no session yet, with their speakers."""
    found = call.proposals.filter(state__in=IN_PROGRAMME, session=None).order_by("submitted_at", "pk")
    return list(found.select_related("type", "track", "organisation", "proposer").prefetch_related("speakers__person"))


def _row(proposal: Proposal, participants: dict[int, Participant]) -> dict[str, object]:
    people = [participants[person.pk] for person in _speakers(proposal)]
    panel = proposal.type.kind == SessionKind.PANEL
    kinds = [SessionRoleKind.MODERATOR] if panel else [SessionRoleKind.SPEAKER]
    kinds += [SessionRoleKind.PANELLIST if panel else SessionRoleKind.SPEAKER] * (len(people) - 1)
    return {
        "code": proposal.code,
        "kind": proposal.type.kind,
        "title": proposal.title,
        "abstract": proposal.abstract,
        "track": proposal.track,
        "language": proposal.language,
        "minutes": proposal.minutes,
        "expected": proposal.expected,
        "equipment": proposal.equipment,
        "project": proposal.project,
        "innovation": proposal.innovation,
        "proposal": proposal,
        "people": list(zip(people, kinds, strict=False)),
    }


def _speakers(proposal: Proposal) -> list[Person]:
    """Return who speaks: those who take part, in their order; the proposer when nobody is named."""
    rows = [row.person for row in proposal.speakers.all() if row.state == SpeakerState.CONFIRMED and row.person]
    return rows or [proposal.proposer]


def _participants(edition: Edition, proposals: list[Proposal]) -> dict[int, Participant]:
    """Return the speakers as participants of the edition, by person; who is missing is added."""
    wanted = {person.pk: (person, proposal) for proposal in proposals for person in _speakers(proposal)}
    known = {one.person_id: one for one in edition.participants.filter(person__in=wanted)}
    number = _highest_number(edition)
    rows = []
    for key, (person, proposal) in wanted.items():
        if key in known:
            continue
        number += 1
        rows.append(
            {
                "person": person,
                "code": f"P{number:03d}",
                "organisation": proposal.organisation if person == proposal.proposer else None,
                "languages": [proposal.language],
            }
        )
    return known | {one.person_id: one for one in add_participants(edition, rows)}


def _highest_number(edition: Edition) -> int:
    codes = edition.participants.values_list("code", flat=True)
    return max((int(match[1]) for code in codes if (match := _NUMBERED.fullmatch(code))), default=0)
