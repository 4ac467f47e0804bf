"""Public pages of the programme: by day and room, now and next, one session, calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.choices import ParticipantStatus, PlanStatus
from grono.congress.models import Edition
from grono.congress.queries import edition_by_slug, participant_of
from grono.kit import clock
from grono.kit.access import require
from grono.kit.pages import cached_page
from grono.schedule.choices import SessionKind
from grono.schedule.formats.calendar import programme_calendar
from grono.schedule.models import Placement
from grono.schedule.queries import (
    Programme,
    Spot,
    day_of,
    favourite_of,
    marks_of,
    released_programme,
    released_version,
    session_by_code,
    spot_of,
)
from grono.schedule.rules.grid import COLUMNS, lay_out

FRESH = timedelta(minutes=5)  # how often the mark of what is on now may move on a kept page
EDITION = "_edition"


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see of the programme; empty means everything."""

    q: str = ""
    room: str = ""
    track: str = ""
    kind: str = ""
    language: str = ""
    interpretation: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Read the filters of the address; unknown values simply find nothing."""
        return cls(**{name: request.GET.get(name, "").strip()[:100] for name in cls.__dataclass_fields__})

    @property
    def active(self) -> bool:
        """Whether anything is filtered out."""
        return self != Filters()

    def fits(self, spot: Spot) -> bool:
        """Tell whether a session passes all filters."""
        words = " ".join([str(spot.title), spot.code, *(person.name for person in spot.people)]).casefold()
        return (
            all(word in words for word in self.q.casefold().split())
            and self.room in ("", spot.room.code)
            and self.track in ("", spot.track.code if spot.track else None)
            and self.kind in ("", spot.kind)
            and self.language in ("", spot.language)
            and (not self.interpretation or self.interpretation in spot.interpretation)
        )


def edition_of(request: HttpRequest, slug: str) -> Edition:
    """Return the edition of the address, read once per request; raises ``Http404``, also when it is not public yet."""
    edition: Edition | None = getattr(request, EDITION, None)
    if edition is None:
        edition = edition_by_slug(slug)
        setattr(request, EDITION, edition)
    if not edition.is_public:
        require(request, "congress.view_edition", edition)
    return edition


def _stamp(request: HttpRequest, edition_slug: str, **_address: str) -> str | None:
    """Return under what the page stays valid: the edition's counter and the five minutes in which it is read."""
    edition = edition_of(request, edition_slug)
    return f"{edition.pk}.{edition.stamp}.{int(clock.now().timestamp() // FRESH.total_seconds())}"


@cached_page(stamp=_stamp)
def programme(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show one day of the released programme, by room and time or, filtered, as a list."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return render(request, "schedule/unreleased.html", {"edition": edition})
    number = day_of(edition, request.GET.get("day", ""))
    day = found.days[number - 1]
    filters = Filters.of(request)
    spots = [spot for spot in found.on_day(day) if filters.fits(spot)]
    rooms = _columns(found, spots)
    layout = lay_out(
        spots,
        {room.pk: column for column, room in enumerate(rooms, start=1)},
        room_of=lambda spot: spot.room.pk,
        is_wide=lambda spot: spot.kind == SessionKind.PLENARY,
        closures=[] if filters.active else [row for row in found.closures if row[1].date() == day],
        with_breaks=not filters.active,
    )
    context = {
        "edition": edition,
        "programme": found,
        "day": day,
        "days": [(index, date) for index, date in enumerate(found.days, start=1)],
        "number": number,
        "filters": filters,
        "layout": layout,
        "as_grid": layout.fits and not filters.active,
        "rooms": rooms,
        "kinds": SessionKind.choices,
        "moment": clock.now().astimezone(edition.zone),
        "marked": marks_of(participant_of(request.user, edition)),
    }
    return render(request, "schedule/programme.html", context)


def _columns(found: Programme, spots: Iterable[Spot]) -> list[Any]:
    """Return the rooms of the day's columns: all of them, or those in use when they are too many."""
    rooms = list(found.rooms)
    if len(rooms) > COLUMNS:
        used = {spot.room.pk for spot in spots}
        rooms = [room for room in rooms if room.pk in used]
    return rooms


@dataclass(frozen=True)
class RoomNow:
    """What is on in a room, and what comes there next on the same day."""

    room: Any
    now: Spot | None
    next: Spot | None


@cached_page(stamp=_stamp)
def now(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show for each room what is on and what comes next today."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return render(request, "schedule/unreleased.html", {"edition": edition})
    moment = clock.now().astimezone(edition.zone)
    rooms = [_room_now(room, found, moment) for room in found.rooms]
    context = {
        "edition": edition,
        "moment": moment,
        "rooms": [row for row in rooms if row.now or row.next],
        "running": sum(row.now is not None for row in rooms),
        "number": day_of(edition, ""),
        "first": next((spot for spot in found.spots if spot.starts_at > moment), None),
        "marked": marks_of(participant_of(request.user, edition)),
    }
    return render(request, "schedule/now.html", context)


def _room_now(room: Any, found: Programme, moment: datetime) -> RoomNow:
    here = [spot for spot in found.on_day(moment.date()) if spot.room.pk == room.pk]
    return RoomNow(
        room,
        now=next((spot for spot in here if spot.runs_at(moment)), None),
        next=next((spot for spot in here if spot.starts_at > moment), None),
    )


@cached_page(stamp=_stamp)
def session(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show a session: what, when, where, in which language, with whom, about which project."""
    edition = edition_of(request, edition_slug)
    found = session_by_code(edition, code)
    place = spot_of(found)
    if place is None and released_version(edition) is None:
        require(request, "congress.organise", edition)
    me = participant_of(request.user, edition)
    people = [role for role in found.roles.all() if role.participant.status == ParticipantStatus.CONFIRMED]
    context = {
        "edition": edition,
        "session": found,
        "place": place,
        "day_number": _day_number(place, edition),
        "people": people,
        "me": me,
        "favourite": favourite_of(me, found),
        "may_meet": request.user.has_perm("congress.meet_people", edition),
        "may_organise": request.user.has_perm("congress.organise", edition),
        "is_on": place is not None and place.starts_at <= clock.now() < place.ends_at,
    }
    return render(request, "schedule/session.html", context)


def _day_number(place: Placement | None, edition: Edition) -> int:
    return (place.starts_at.astimezone(edition.zone).date() - edition.start_date).days + 1 if place else 1


@cached_page(stamp=_stamp)
def programme_ics(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the whole released programme as a calendar; an empty one before the first release."""
    edition = edition_of(request, edition_slug)
    return _calendar(edition, _placements(edition), f"{edition.slug}.ics")


@cached_page(stamp=_stamp)
def session_ics(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Give one session as a calendar; 404 while it has no place."""
    edition = edition_of(request, edition_slug)
    placements = list(_placements(edition).filter(session__code=code))
    if not placements:
        raise Http404(f"Session {code} has no place in the released programme.")
    return _calendar(edition, placements, f"{edition.slug}-{code}.ics")


def _placements(edition: Edition) -> Any:
    return (
        Placement.objects.filter(version__plan__edition=edition, version__plan__status=PlanStatus.PUBLISHED)
        .select_related("session__track", "room", "version__plan")
        .prefetch_related("session__roles__participant__person")
    )


def _calendar(edition: Edition, placements: Iterable[Placement], name: str) -> HttpResponse:
    response = HttpResponse(programme_calendar(edition, placements), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
