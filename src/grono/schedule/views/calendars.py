"""Calendars of the programme: files to keep and addresses to which calendars subscribe."""

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from grono.kit.pages import cached_page
from grono.kit.spreadsheets import attachment
from grono.schedule.formats.calendar import CONTENT_TYPE, programme_calendar
from grono.schedule.queries import Programme, Spot, released_programme
from grono.schedule.views.filters import Filters
from grono.schedule.views.stamps import edition_of, release_stamp

MOST_CODES = 300  # sessions in the address of a calendar


@cached_page(stamp=release_stamp, shared=True)
def programme_ics(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the released programme as a calendar, with the filters of the programme's pages; empty before a release.

    ``codes=A,B`` gives the sessions of these codes, for instance those that a visitor marked.
    """
    edition = edition_of(request, edition_slug)
    found = released_programme(edition) or Programme(edition, number=0, published_at=None, spots=[])
    codes = {code for code in request.GET.get("codes", "").split(",")[:MOST_CODES] if code}
    spots = [spot for spot in Filters.of(request).of_programme(found) if not codes or spot.code in codes]
    return _calendar(found, spots, f"{edition.slug}.ics")


@cached_page(stamp=release_stamp, shared=True)
def session_ics(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Give one session as a calendar; 404 while it has no place."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    spots = [spot for spot in found.spots if spot.code == code] if found else []
    if found is None or not spots:
        raise Http404(f"Session {code} has no place in the released programme.")
    return _calendar(found, spots, f"{edition.slug}-{code}.ics")


def _calendar(programme: Programme, spots: Sequence[Spot], name: str) -> HttpResponse:
    response = HttpResponse(programme_calendar(programme, spots, settings.BASE_URL), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = attachment(name)
    return response
