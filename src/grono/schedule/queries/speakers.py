"""People with a role in the released programme, as everybody may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from grono.congress.choices import ParticipantStatus, PlanStatus
from grono.congress.models import Edition, Participant
from grono.schedule.models import Placement, SessionRole

RELEASED = Q(session_roles__session__placements__version__plan__status=PlanStatus.PUBLISHED)


@dataclass(frozen=True)
class Appearance:
    """What somebody does in a session, and where the session lies; times are local."""

    session: Any
    role: Any
    room: Any
    starts_at: Any
    ends_at: Any


def speakers_of(edition: Edition, text: str = "") -> QuerySet[Participant]:
    """Return who has a role in the released programme, by name, each with ``appearances``: the number of sessions.

    Every word of ``text`` must be in the name, the position or the organisation's name.
    """
    found = (
        Participant.objects.filter(RELEASED, edition=edition, status=ParticipantStatus.CONFIRMED)
        .select_related("person", "organisation")
        .annotate(appearances=Count("session_roles__session", distinct=True))
        .order_by("person__name_sort", "pk")
    )
    for word in text.split():
        found = found.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(job_title__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return found


def speaker_by_code(edition: Edition, code: str) -> Participant:
    """Return one of those people; raises ``Http404`` for anybody without a role in the released programme."""
    found = speakers_of(edition).filter(code=code).first()
    if found is None:
        raise Http404(f"No speaker {code}.")
    return found


def appearances_of(speaker: Participant) -> list[Appearance]:
    """Return the person's sessions in the released programme in order of time (two queries)."""
    zone = speaker.edition.zone
    places = (
        Placement.objects.filter(session__roles__participant=speaker, version__plan__status=PlanStatus.PUBLISHED)
        .select_related("session__track", "room")
        .order_by("starts_at")
    )
    roles = {role.session_id: role.get_kind_display() for role in SessionRole.objects.filter(participant=speaker)}
    return [
        Appearance(
            session=place.session,
            role=roles[place.session_id],
            room=place.room,
            starts_at=place.starts_at.astimezone(zone),
            ends_at=place.ends_at.astimezone(zone),
        )
        for place in places
    ]
