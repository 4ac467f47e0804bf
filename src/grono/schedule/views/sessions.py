"""The organiser's pages of sessions: list, form, cancellation."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from i18nfield.strings import LazyI18nString

from grono.accounts.access import signed_in
from grono.schedule import actions, queries
from grono.schedule.forms.sessions import SessionForm
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
            not_in=form.cleaned_data["forbidden_rooms"],
            by=signed_in(request),
        )
        messages.success(request, _("Saved. Plan the programme again so that it takes effect on times and rooms."))
        return redirect("console-sessions", session.edition.slug)
    context = {"edition": session.edition, "session": session, "form": form, "is_new": is_new}
    return render(request, "schedule/session_form.html", context, status=400 if form.errors else 200)


@require_POST
def cancellation(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Say that a session does not take place, or (``restore``) that it does after all."""
    session = queries.session_by_code(edition_to_organise(request, edition_slug), code)
    if "restore" in request.POST:
        actions.restore_session(session, by=signed_in(request))
        messages.success(request, _("The session takes place. Plan the programme if its room was given away."))
    else:
        note = _noted(request.POST, session.edition.languages)
        actions.cancel_session(session, note=note, by=signed_in(request))
        messages.success(request, _("Everybody sees that the session does not take place; its people are told."))
    return redirect("console-session", session.edition.slug, session.code)


def _noted(data: QueryDict, languages: Sequence[str]) -> LazyI18nString:
    """Return the reason that was typed in each language, by its field ``note_<language>``."""
    return LazyI18nString({code: data.get(f"note_{code}", "").strip()[:300] for code in languages or ["pl", "en"]})
