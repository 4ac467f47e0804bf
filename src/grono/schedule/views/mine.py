"""The reader's own agenda: marks kept in the browser for visitors, at the congress for participants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.queries import participant_of
from grono.kit.pages import cached_page
from grono.schedule import actions
from grono.schedule.queries import released_programme
from grono.schedule.views.filters import Filters
from grono.schedule.views.public import by_day, frame, unreleased
from grono.schedule.views.stamps import edition_of, moment_stamp

MOST_CODES = 300  # sessions in the address of an agenda


def codes_in(text: str) -> set[str]:
    """Return the codes of sessions in an address: ``codes=A,B``."""
    return {code for code in text.split(",")[:MOST_CODES] if code}


@cached_page(stamp=moment_stamp)
def mine(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show the sessions that a participant marked, or those named in the address.

    Without either, all sessions are on the page and a script shows those marked in this browser, also without a
    connection.
    """
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        return unreleased(request, edition)
    context = frame(request, edition, found, "mine", Filters())
    codes = codes_in(request.GET.get("codes", ""))
    spots = [
        spot
        for spot in found.spots
        if (spot.code in codes if codes else context["me"] is None or spot.pk in context["marked"])
    ]
    context |= {
        "days": by_day(spots),
        "codes": sorted(codes),
        "in_browser": not codes and context["me"] is None,
        "own_codes": ",".join(spot.code for spot in spots) if codes or context["me"] else "",
    }
    return render(request, "schedule/mine.html", context)


@require_POST
def takeover(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Enter the sessions marked in the browser before signing in (``codes=A,B``) among the participant's marks."""
    edition = edition_of(request, edition_slug)
    by = signed_in(request)
    me = participant_of(request.user, edition)
    if me is None:
        messages.error(request, _("Only participants of this edition can mark sessions."))
        return redirect("programme-mine", edition.slug)
    added = actions.mark_sessions(me, codes_in(request.POST.get("codes", "")), by=by)
    messages.success(
        request,
        ngettext("%(count)s session is now in your agenda.", "%(count)s sessions are now in your agenda.", added)
        % {"count": added},
    )
    response = redirect("programme-mine", edition.slug)
    response["Location"] += "#taken-over"
    return response
