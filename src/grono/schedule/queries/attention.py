"""What in the sessions of an edition needs an organiser's look."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Edition
from grono.proposals.choices import IN_PROGRAMME, ProposalState
from grono.proposals.models import CallForPresentations, Proposal
from grono.schedule.models import Session, SessionRole


class Worry(StrEnum):
    """Why a session needs a look."""

    WITHDRAWN = "withdrawn"  # its proposal was withdrawn after it had come into the programme
    NOBODY = "nobody"  # everybody who was to speak has cancelled


@dataclass(frozen=True)
class Attention:
    """A session and why it needs a look."""

    session: Session
    worry: Worry


def sessions_needing_attention(edition: Edition) -> list[Attention]:
    """Return the sessions whose proposal was withdrawn or whose people all cancelled, but not they (one query)."""
    roles = SessionRole.objects.filter(session=OuterRef("pk"))
    rows = Session.objects.filter(edition=edition, cancelled_at=None).annotate(
        withdrawn=Q(proposal__state=ProposalState.WITHDRAWN),
        deserted=Exists(roles) & ~Exists(roles.exclude(participant__status=ParticipantStatus.CANCELLED)),
    )
    found = rows.filter(Q(withdrawn=True) | Q(deserted=True)).order_by("code")
    return [Attention(one, Worry.WITHDRAWN if one.withdrawn else Worry.NOBODY) for one in found]


def calls_with_waiting_proposals(edition: Edition) -> list[CallForPresentations]:
    """Return the calls with accepted proposals that have no session yet, each with their number as ``waiting``."""
    waiting = Q(proposals__in=Proposal.objects.filter(state__in=IN_PROGRAMME, session=None))
    calls = edition.calls_for_presentations.annotate(waiting=Count("proposals", filter=waiting))
    return list(calls.filter(waiting__gt=0).order_by(F("deadline_at")))
