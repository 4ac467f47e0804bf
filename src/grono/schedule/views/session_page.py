"""The public page of one session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Edition
from grono.congress.queries import participant_of
from grono.kit import clock
from grono.kit.access import require
from grono.kit.pages import cached_page
from grono.projects.choices import InnovationState
from grono.projects.models import Innovation
from grono.schedule.formats.linked_data import session_document
from grono.schedule.models import Placement, Session
from grono.schedule.queries import favourite_of, public_answers, released_version, session_by_code, spot_of
from grono.schedule.views.stamps import edition_of, moment_stamp


@cached_page(stamp=moment_stamp, shared=True)
def session(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show a session: what, when, where, in which language, with whom, about which project."""
    edition = edition_of(request, edition_slug)
    found = session_by_code(edition, code)
    place = spot_of(found)
    if place is None and released_version(edition) is None:
        require(request, "congress.organise", edition)
    context: dict[str, Any] = {
        "edition": edition,
        "session": found,
        "place": place,
        "day_number": _day_number(place, edition),
        "people": [role for role in found.roles.all() if role.participant.status == ParticipantStatus.CONFIRMED],
        "answers": public_answers(found),
        "innovation": _shown(found),
        "is_on": place is not None and place.starts_at <= clock.now() < place.ends_at,
        "linked_data": session_document(found, place),
        **_reader(request, edition, found),
    }
    return render(request, "schedule/session.html", context)


def _shown(found: Session) -> Innovation | None:
    innovation = found.innovation
    return innovation if innovation and innovation.state == InnovationState.PUBLISHED else None


def _reader(request: HttpRequest, edition: Edition, found: Session) -> dict[str, Any]:
    me = participant_of(request.user, edition)
    return {
        "me": me,
        "favourite": favourite_of(me, found),
        "may_meet": request.user.has_perm("congress.meet_people", edition),
        "may_organise": request.user.has_perm("congress.organise", edition),
    }


def _day_number(place: Placement | None, edition: Edition) -> int:
    return (place.starts_at.astimezone(edition.zone).date() - edition.start_date).days + 1 if place else 1
