"""People with a role in the programme: the list and one page each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grono.kit.pages import cached_page
from grono.schedule.queries import appearances_of, speaker_by_code, speakers_of
from grono.schedule.views.stamps import edition_of, release_stamp

PAGE_SIZE = 48
LONGEST = 100  # characters of a search


@cached_page(stamp=release_stamp, shared=True)
def speakers(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List who speaks, moderates or sits on a panel, by name, with a search box."""
    edition = edition_of(request, edition_slug)
    text = request.GET.get("q", "").strip()[:LONGEST]
    page = Paginator(speakers_of(edition, text), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "schedule/speakers.html", {"edition": edition, "page": page, "text": text})


@cached_page(stamp=release_stamp, shared=True)
def speaker(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show who somebody is and in which sessions they appear."""
    edition = edition_of(request, edition_slug)
    found = speaker_by_code(edition, code)
    context = {
        "edition": edition,
        "speaker": found,
        "appearances": appearances_of(found),
        "may_meet": request.user.has_perm("congress.meet_people", edition),
    }
    return render(request, "schedule/speaker.html", context)
