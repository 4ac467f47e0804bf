"""The public programme: a day by room and time, one room, one track, all days, and what is on now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.choices import SessionKind
from grono.congress.models import Edition
from grono.congress.queries import participant_of
from grono.kit import clock
from grono.kit.pages import cached_page
from grono.schedule.formats.linked_data import edition_document
from grono.schedule.queries import Programme, Spot, day_of, marks_of, released_programme
from grono.schedule.rules.grid import COLUMNS, lay_out
from grono.schedule.views.filters import Filters
from grono.schedule.views.stamps import edition_of, moment_stamp


def frame(request: HttpRequest, edition: Edition, found: Programme, here: str, filters: Filters) -> dict[str, Any]:
    """Return what every view of the programme shows: the views, the filters, whose marks, what time it is."""
    return {
        "edition": edition,
        "programme": found,
        "here": here,
        "filters": filters,
        "first_room": next(iter(found.rooms), None),
        "first_track": next(iter(found.tracks), None),
        "kinds": SessionKind.choices,
        "number": day_of(edition, request.GET.get("day", "")),
        "moment": clock.now().astimezone(edition.zone),
        **reader(request, edition),
    }


def reader(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """Return the participant who reads, if one does, and the sessions that are theirs."""
    me = participant_of(request.user, edition)
    return {"me": me, "marked": marks_of(me)}


@cached_page(stamp=moment_stamp, shared=True)
def programme(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show one day of the released programme, by room and time or, filtered, as a list."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    filters = Filters.of(request)
    context = frame(request, edition, found, "day", filters)
    day = found.days[context["number"] - 1]
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
    context |= {
        "day": day,
        "days": list(enumerate(found.days, start=1)),
        "layout": layout,
        "as_grid": layout.fits and not filters.active,
        "rooms": rooms,
        "linked_data": edition_document(found, spots),
    }
    return render(request, "schedule/programme.html", context)


def unreleased(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say that there is no programme yet."""
    return render(request, "schedule/unreleased.html", {"edition": edition})


def _columns(found: Programme, spots: Iterable[Spot]) -> list[Any]:
    """Return the rooms of the day's columns: all of them, or those in use when they are too many."""
    rooms = list(found.rooms)
    if len(rooms) > COLUMNS:
        used = {spot.room.pk for spot in spots}
        rooms = [room for room in rooms if room.pk in used]
    return rooms


@cached_page(stamp=moment_stamp, shared=True)
def whole(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the sessions of all days."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    filters = Filters.of(request)
    context = frame(request, edition, found, "list", filters)
    return render(request, "schedule/list.html", context | {"days": by_day(filters.of_programme(found))})


@cached_page(stamp=moment_stamp, shared=True)
def room(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """List what is on in one room, on all days."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    subject = next((room for room in found.rooms if room.code == code), None)
    if subject is None:
        raise Http404(f"No room {code}.")
    return _one(request, found, "room", subject)


@cached_page(stamp=moment_stamp, shared=True)
def track(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """List the sessions of one track, on all days."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    subject = next((track for track in found.tracks if track.code == code), None)
    if subject is None:
        raise Http404(f"No session belongs to a track {code}.")
    return _one(request, found, "track", subject)


def _one(request: HttpRequest, found: Programme, here: str, subject: Any) -> HttpResponse:
    filters = Filters.of(request).without(here)
    context = frame(request, found.edition, found, here, filters)
    spots = [spot for spot in filters.of_programme(found) if getattr(spot, here) == subject]
    return render(request, "schedule/list.html", context | {"subject": subject, "days": by_day(spots)})


def by_day(spots: Sequence[Spot]) -> list[tuple[date, list[Spot]]]:
    """Return sessions in order of time, bundled by their local day."""
    return [(day, list(group)) for day, group in groupby(spots, key=lambda spot: spot.day)]


@dataclass(frozen=True)
class RoomNow:
    """What is on in a room, and what comes there next on the same day."""

    room: Any
    now: Spot | None
    next: Spot | None


@cached_page(stamp=moment_stamp, shared=True)
def now(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show for each room what is on and what comes next today."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    filters = Filters.of(request)
    context = frame(request, edition, found, "now", filters)
    spots = [spot for spot in filters.of_programme(found) if not spot.is_cancelled]
    rooms = [_room_now(room, spots, context["moment"]) for room in found.rooms]
    context |= {
        "rooms": [row for row in rooms if row.now or row.next],
        "running": sum(row.now is not None for row in rooms),
        "first": next((spot for spot in spots if spot.starts_at > context["moment"]), None),
    }
    return render(request, "schedule/now.html", context)


def _room_now(room: Any, spots: Iterable[Spot], moment: datetime) -> RoomNow:
    here = [spot for spot in spots if spot.room.pk == room.pk and spot.day == moment.date()]
    return RoomNow(
        room,
        now=next((spot for spot in here if spot.runs_at(moment)), None),
        next=next((spot for spot in here if spot.starts_at > moment), None),
    )
