"""What the released programme means for meetings: who is engaged when, and what a participant attends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from grono.congress.choices import PlanStatus
from grono.congress.models import Edition, Participant
from grono.schedule.models import Favourite, Placement, SessionRole


def released_placements(edition: Edition) -> QuerySet[Placement]:
    """Return where and when the sessions of the released programme lie."""
    return Placement.objects.filter(version__plan__edition=edition, version__plan__status=PlanStatus.PUBLISHED)


def engagements(participants: Iterable[int]) -> Mapping[int, list[tuple[datetime, datetime]]]:
    """Return per participant when the released programme has them: own sessions and favourites kept free."""
    ids = list(participants)
    released = {"session__placements__version__plan__status": PlanStatus.PUBLISHED, "participant__in": ids}
    columns = ("participant", "session__placements__starts_at", "session__placements__ends_at")
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for rows in (
        SessionRole.objects.filter(**released).values_list(*columns),
        Favourite.objects.filter(**released, keep_free=True).values_list(*columns),
    ):
        for participant, starts_at, ends_at in rows:
            found[participant].append((starts_at, ends_at))
    return found


def attended_by(participant: Participant) -> list[Placement]:
    """Return the released sessions in which a participant has a role or which they marked, in order of time.

    Each placement carries ``role`` (a kind of role or ``None``) and ``kept_free``.
    """
    roles = dict(SessionRole.objects.filter(participant=participant).values_list("session", "kind"))
    marks = dict(Favourite.objects.filter(participant=participant).values_list("session", "keep_free"))
    placements = list(
        released_placements(participant.edition)
        .filter(Q(session__in=roles) | Q(session__in=marks))
        .select_related("session", "room", "version__plan")
    )
    for placement in placements:
        placement.role = roles.get(placement.session_id)  # type: ignore[attr-defined]
        placement.kept_free = marks.get(placement.session_id, False)  # type: ignore[attr-defined]
    return placements
