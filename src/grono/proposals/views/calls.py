"""The calls for presentations of an edition, for everyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from grono.congress.queries import edition_by_slug, public_stamp
from grono.kit import clock
from grono.kit.access import require
from grono.kit.pages import cached_page
from grono.proposals.choices import CallState
from grono.proposals.models import CallForPresentations
from grono.proposals.queries.calls import call_by_code, public_calls, questions_of


def _stamp(request: HttpRequest, edition_slug: str, code: str = "") -> str | None:
    """Return what a kept page is valid for: whether a call is open is told by the clock too."""
    stamp = public_stamp(edition_slug)
    return stamp and f"{stamp}.{clock.now():%Y%m%d%H%M}"


@cached_page(_stamp)
def calls(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the calls of an edition: what is sought, in what form, until when."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    moment = clock.now()
    found = list(public_calls(edition).select_related("edition"))
    context = {
        "edition": edition,
        "calls": [(call, phase(call)) for call in found],
        "organises": request.user.has_perm("congress.organise", edition),
        "moment": moment,
        "trail": [(str(edition), reverse("edition", args=[edition_slug])), (_("Calls for presentations"), "")],
    }
    return render(request, "proposals/calls.html", context)


@cached_page(_stamp)
def call(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show what a call seeks, in what form, until when, and what its form asks."""
    found = call_by_code(edition_slug, code)
    if found.state == CallState.DRAFT and not request.user.has_perm("proposals.view_call", found):
        raise Http404(f"No call {code}.")
    require(request, "proposals.view_call", found)
    context = {
        "edition": found.edition,
        "call": found,
        "phase": phase(found),
        "days_left": (found.deadline_at - clock.now()).days,
        "questions": questions_of(found),
        "manages": request.user.has_perm("proposals.manage_call", found),
        "trail": [
            (str(found.edition), reverse("edition", args=[edition_slug])),
            (_("Calls for presentations"), reverse("calls", args=[edition_slug])),
            (str(found), ""),
        ],
    }
    return render(request, "proposals/call.html", context)


def phase(call: CallForPresentations) -> str:
    """Return where a call stands now: draft, coming, open, late (within the grace) or over."""
    moment = clock.now()
    if call.state == CallState.DRAFT:
        return "draft"
    if call.state == CallState.PUBLISHED and moment < call.opens_at:
        return "coming"
    if not call.takes_proposals(moment):
        return "over"
    return "open" if moment < call.deadline_at else "late"
