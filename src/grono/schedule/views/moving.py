"""A change by phone: find the session by its person or title, give it a free place, see who is touched, release."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.models import Edition
from grono.schedule import actions, queries
from grono.schedule.actions import EditRefused
from grono.schedule.forms.sessions import MoveForm
from grono.schedule.models import ScheduleVersion
from grono.schedule.queries.conflicts import conflicts_in, material_of
from grono.schedule.queries.places import offers_for
from grono.schedule.views.organiser import edition_to_organise

SHOWN = 12


def change(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Find the session to change; a single hit leads straight to its move."""
    edition = edition_to_organise(request, edition_slug)
    text = request.GET.get("q", "").strip()[:100]
    found = queries.sessions_for_organiser(edition, text) if text else []
    if len(found) == 1:
        return redirect("console-session-move", edition.slug, found[0].code)
    version = _base(request, edition)
    places = {row.session_id: row for row in version.placements.select_related("room")} if version else {}
    context = {
        "edition": edition,
        "text": text,
        "rows": [(session, places.get(session.pk)) for session in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
    }
    return render(request, "schedule/change.html", context)


def move(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Offer free places for a session and move it there, on the newest draft (made when there is none)."""
    edition = edition_to_organise(request, edition_slug)
    session = queries.session_by_code(edition, code)
    version = _base(request, edition)
    if version is None:
        messages.error(request, _("There is no programme yet. Plan it first, then move sessions by hand."))
        return redirect("console-programme", edition.slug)
    place = version.placements.filter(session=session).select_related("room").first()
    form = MoveForm(_typed(request), edition=edition, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.move_from(version, session, by=signed_in(request), **form.target())
        except EditRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("console-session-moved", edition.slug, draft.plan.number, session.code)
    released = queries.released_version(edition)
    is_draft = released is not None and version != released
    context = {
        "edition": edition,
        "session": session,
        "version": version,
        "place": place,
        "form": form,
        "offers": offers_for(material_of(version), code),
        "base": request.GET.get("base", ""),
        "released": released,
        "others": len(queries.changes_between(released, version)) if is_draft and released else 0,
    }
    return render(request, "schedule/move.html", context, status=400 if form.errors else 200)


def moved(request: HttpRequest, edition_slug: str, number: int, code: str) -> HttpResponse:
    """Show where a session lies now, who is touched if the draft is released, and what stands against it."""
    edition = edition_to_organise(request, edition_slug)
    session = queries.session_by_code(edition, code)
    version = queries.version_by_number(edition, number)
    released = queries.released_version(edition)
    touched = queries.touched_by(version)
    found = queries.changes_between(released, version) if released else []
    context = {
        "edition": edition,
        "session": session,
        "version": version,
        "released": released,
        "place": version.placements.filter(session=session).select_related("room").first(),
        "speakers": [row for row in touched if row.has_role],
        "listeners": sum(not row.has_role for row in touched),
        "changes": queries.changes_in(edition, found),
        "conflicts": [conflict for conflict in conflicts_in(version) if conflict.is_hard],
    }
    return render(request, "schedule/moved.html", context)


@require_POST
def move_back(request: HttpRequest, edition_slug: str, number: int, code: str) -> HttpResponse:
    """Take the person's last act on a draft back."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    try:
        actions.undo(version, by=signed_in(request))
    except EditRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("console-session-move", edition.slug, code)


def _base(request: HttpRequest, edition: Edition) -> ScheduleVersion | None:
    """Return the version to start from: the newest draft, or the released one if there is none or it is asked for."""
    released = queries.released_version(edition)
    if request.GET.get("base") == "released" and released is not None:
        return released
    return queries.newest_draft(edition) or released


def _typed(request: HttpRequest) -> dict[str, str] | None:
    """Return what was sent: a place chosen among those offered, or start and room typed."""
    if request.method != "POST":
        return None
    starts_at, _bar, room = request.POST.get("offer", "").partition("|")
    if room:
        return {"starts_at": starts_at, "room": room}
    return {name: request.POST.get(name, "") for name in ("starts_at", "room")}
