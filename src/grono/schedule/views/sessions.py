"""The organiser's pages of sessions: list, form, move."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.congress.plans import PlanConflict
from grono.schedule import actions, queries
from grono.schedule.forms import MoveForm, SessionForm
from grono.schedule.models import Session
from grono.schedule.views.organiser import edition_to_organise

PAGE = 50


def session_list(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the sessions of an edition, with a search over codes, titles and people."""
    edition = edition_to_organise(request, edition_slug)
    text = request.GET.get("q", "").strip()[:100]
    page = Paginator(queries.sessions_for_organiser(edition, text), PAGE).get_page(request.GET.get("page"))
    return render(request, "schedule/session_list.html", {"edition": edition, "page": page, "text": text})


def new_session(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Enter a session."""
    edition = edition_to_organise(request, edition_slug)
    return _edit(request, Session(edition=edition, minutes=30))


def edit_session(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Change a session."""
    return _edit(request, queries.session_by_code(edition_to_organise(request, edition_slug), code))


def _edit(request: HttpRequest, session: Session) -> HttpResponse:
    is_new = session.pk is None
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        actions.save_session(
            form.instance,
            blocks=form.cleaned_data["allowed_blocks"],
            after=form.cleaned_data["after"],
            people=form.people(),
            by=signed_in(request),
        )
        messages.success(request, _("Saved. Plan the programme again so that it takes effect on times and rooms."))
        return redirect("console-sessions", session.edition.slug)
    context = {"edition": session.edition, "session": session, "form": form, "is_new": is_new}
    return render(request, "schedule/session_form.html", context, status=400 if form.errors else 200)


def move(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Move a session by hand: a new draft, or the reason why not."""
    edition = edition_to_organise(request, edition_slug)
    session = queries.session_by_code(edition, code)
    version = queries.newest_draft(edition) or queries.released_version(edition)
    if version is None:
        messages.error(request, _("There is no programme yet. Plan it first, then move sessions by hand."))
        return redirect("console-programme", edition.slug)
    place = version.placements.filter(session=session).select_related("room").first()
    form = MoveForm(request.POST or None, edition=edition, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.move_session(version, session, **form.target(), by=signed_in(request))
        except (actions.MoveRefused, PlanConflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("A new draft holds the session at its new place. Look at it, then release it."))
            return redirect("console-programme-version", edition.slug, draft.plan.number)
    context = {"edition": edition, "session": session, "version": version, "place": place, "form": form}
    return render(request, "schedule/move.html", context, status=400 if form.errors else 200)
