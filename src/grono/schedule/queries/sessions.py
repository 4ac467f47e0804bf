"""One session, and what a participant marked."""

from django.http import Http404

from grono.congress.choices import PlanStatus
from grono.congress.models import Edition, Participant
from grono.schedule.models import Favourite, Placement, Session


def session_by_code(edition: Edition, code: str) -> Session:
    """Return a session with all that its page shows; raises ``Http404``."""
    session = (
        Session.objects.filter(edition=edition, code=code)
        .select_related("edition", "track", "project")
        .prefetch_related("roles__participant__person", "roles__participant__organisation")
        .first()
    )
    if session is None:
        raise Http404(f"No session {code}.")
    return session


def spot_of(session: Session) -> Placement | None:
    """Return where the released programme has the session, if it has."""
    return (
        Placement.objects.filter(session=session, version__plan__status=PlanStatus.PUBLISHED)
        .select_related("room", "version__plan")
        .first()
    )


def favourite_of(participant: Participant | None, session: Session) -> Favourite | None:
    """Return the participant's mark on a session, if there is one."""
    return Favourite.objects.filter(participant=participant, session=session).first() if participant else None


def marks_of(participant: Participant | None) -> set[int]:
    """Return the keys of the sessions that a participant marked or has a role in."""
    if participant is None:
        return set()
    marked = Favourite.objects.filter(participant=participant).values_list("session", flat=True)
    held = participant.session_roles.values_list("session", flat=True)
    return set(marked.union(held))
