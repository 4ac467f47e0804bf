"""Versions of the programme as the organiser sees them."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Plan
from grono.schedule.models import ScheduleVersion, Session, SessionRole, UnplacedSession
from grono.schedule.wording import Names, moment


def versions_of(edition: Edition) -> QuerySet[ScheduleVersion]:
    """Return all versions, the newest first, each with ``placed`` and ``left_out``."""
    return (
        ScheduleVersion.objects.filter(plan__edition=edition)
        .select_related("plan__published_by")
        .annotate(placed=Count("placements", distinct=True), left_out=Count("unplaced", distinct=True))
        .order_by("-plan__number")
    )


def version_by_number(edition: Edition, number: int) -> ScheduleVersion:
    """Return a version by its number; raises ``Http404``."""
    version = ScheduleVersion.objects.filter(plan__edition=edition, plan__number=number).select_related(
        "plan__edition", "plan__based_on"
    )
    if (found := version.first()) is None:
        raise Http404(f"No version {number}.")
    return found


def released_version(edition: Edition) -> ScheduleVersion | None:
    """Return the version that everybody sees, if there is one."""
    return (
        ScheduleVersion.objects.filter(plan__edition=edition, plan__status=PlanStatus.PUBLISHED)
        .select_related("plan__edition")
        .first()
    )


def newest_draft(edition: Edition) -> ScheduleVersion | None:
    """Return the newest draft that could be released: made from the version in force, or before any was."""
    released = Plan.objects.filter(edition=edition, kind=PlanKind.PROGRAMME, status=PlanStatus.PUBLISHED).first()
    drafts = ScheduleVersion.objects.filter(plan__edition=edition, plan__status=PlanStatus.DRAFT)
    open_ones = drafts.filter(Q(plan__based_on=None) | Q(plan__based_on=released)).select_related("plan__edition")
    newest = open_ones.order_by("-plan__number").first()
    if newest is None or (released is not None and newest.plan.number < released.number):
        return None
    return newest


def unplaced_in(version: ScheduleVersion) -> list[UnplacedSession]:
    """Return the sessions that a version left out."""
    return list(version.unplaced.select_related("session").order_by("session__code"))


def sessions_for_organiser(edition: Edition, text: str = "") -> Sequence[Session]:
    """Return the sessions with their people (three queries), those whose code, title or people hold every word."""
    sessions = Session.objects.filter(edition=edition).select_related("track", "pinned_room")
    found = list(sessions.prefetch_related("roles__participant__person"))
    words = text.casefold().split()
    return [session for session in found if all(word in _haystack(session) for word in words)]


def names_of(edition: Edition) -> Names:
    """Return the names of the edition's things by their codes, for sentences about them (four queries)."""
    sessions = list(Session.objects.filter(edition=edition))
    roles = SessionRole.objects.filter(session__edition=edition).select_related("participant__person")
    return Names(
        sessions={session.code: str(session) for session in sessions},
        people={role.participant.code: str(role.participant) for role in roles},
        rooms={room.code: str(room) for room in edition.rooms.all()},
        blocks={slot.code: str(slot.name) or slot.code for slot in edition.slots.all()},
        pins={s.code: moment(s.pinned_start, edition.zone) for s in sessions if s.pinned_start},
    )


def _haystack(session: Session) -> str:
    titles = session.title.data.values() if isinstance(session.title.data, dict) else [str(session.title)]
    people = [str(role.participant) for role in session.roles.all()]
    return " ".join([session.code, *titles, *people]).casefold()
