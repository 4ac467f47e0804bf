"""The organiser's pages of the programme: versions, quality, reasons, planning, release."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Solve
from grono.congress.plans import PlanConflict, PlanOutdated
from grono.congress.queries import edition_by_slug
from grono.congress.solves import AlreadySolving, progress_of, stop_solve
from grono.kit.access import require
from grono.schedule import actions, queries
from grono.schedule.models import ScheduleVersion
from grono.schedule.queries.attention import calls_with_waiting_proposals, sessions_needing_attention
from grono.schedule.queries.conflicts import conflicts_in
from grono.schedule.wording import level_rows, obstacle_sentences, phase_name, progress_note

SHOWN = 8  # changes on the console
NAME_LENGTH, NOTE_LENGTH = 80, 2000


def edition_to_organise(request: HttpRequest, slug: str) -> Edition:
    """Return the edition of the address; only for its organisers."""
    edition = edition_by_slug(slug)
    require(request, "congress.organise", edition)
    return edition


def console(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show the released version and the newest draft, what has no place and why, and how good it all is."""
    edition = edition_to_organise(request, edition_slug)
    released, draft = queries.released_version(edition), queries.newest_draft(edition)
    shown = draft or released
    changes = queries.changes_between(released, draft) if released and draft else []
    solve = Solve.objects.filter(edition=edition, kind=PlanKind.PROGRAMME).first()
    context = {
        "edition": edition,
        "released": released,
        "draft": draft,
        "shown": shown,
        "changes": queries.changes_in(edition, changes[:SHOWN]),
        "changes_total": len(changes),
        "versions": queries.versions_of(edition),
        "sessions": edition.sessions.count(),
        "attention": sessions_needing_attention(edition),
        "calls": calls_with_waiting_proposals(edition),
        "solve": solve,
        **_before_release(draft),
        **_quality(shown),
        **_progress(solve),
    }
    return render(request, "schedule/console.html", context)


def version(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Show one version: what it changes against the released one, its quality, what it leaves out."""
    edition = edition_to_organise(request, edition_slug)
    shown = queries.version_by_number(edition, number)
    released = queries.released_version(edition)
    compared = released if released and released != shown else None
    is_draft = shown.plan.status == PlanStatus.DRAFT
    context = {
        "edition": edition,
        "shown": shown,
        "released": compared,
        "is_draft": is_draft,
        "changes": queries.changes_in(edition, queries.changes_between(compared, shown)) if compared else [],
        "placements": shown.placements.select_related("session", "room"),
        **_before_release(shown if is_draft else None),
        **_quality(shown),
    }
    return render(request, "schedule/version.html", context)


def _before_release(draft: ScheduleVersion | None) -> dict[str, object]:
    """Return what an organiser wants to know before releasing: what stands against it, and who would be told."""
    if draft is None:
        return {"hard": [], "soft": [], "touched": []}
    conflicts = conflicts_in(draft)
    return {
        "hard": [conflict for conflict in conflicts if conflict.is_hard],
        "soft": [conflict for conflict in conflicts if not conflict.is_hard],
        "touched": queries.touched_by(draft),
    }


def _quality(shown: ScheduleVersion | None) -> dict[str, object]:
    if shown is None:
        return {"levels": [], "quality": {}, "unplaced": []}
    rows = queries.unplaced_in(shown)
    names = queries.names_of(shown.plan.edition) if rows else None
    return {
        "quality": shown.plan.quality,
        "levels": level_rows(shown.plan.quality),
        "unplaced": [(row.session, obstacle_sentences(row.reason, names)) for row in rows if names],
    }


def _progress(solve: Solve | None) -> dict[str, object]:
    return progress_of(solve, phase_name=phase_name, note=progress_note)


def solve_progress(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Give the bar of a computation as a fragment; when it has ended, have the page loaded anew."""
    edition = edition_to_organise(request, edition_slug)
    solve = get_object_or_404(Solve, edition=edition, kind=PlanKind.PROGRAMME, pk=pk)
    context = {"edition": edition, "solve": solve, **_progress(solve)}
    response = render(request, "schedule/_solve.html", context)
    if not context["running"]:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def new_version(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Have a programme computed."""
    edition = edition_to_organise(request, edition_slug)
    try:
        actions.request_programme_plan(edition, by=signed_in(request))
    except AlreadySolving:
        messages.warning(request, _("A programme is already being computed."))
    return redirect("console-programme", edition.slug)


@require_POST
def stop(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Finish a computation with the best it has so far."""
    edition = edition_to_organise(request, edition_slug)
    stop_solve(get_object_or_404(Solve, edition=edition, kind=PlanKind.PROGRAMME, pk=pk), by=signed_in(request))
    messages.info(request, _("The computation stops soon and keeps the best programme it has."))
    return redirect("console-programme", edition.slug)


@require_POST
def release(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Make a draft the programme that everybody sees."""
    edition = edition_to_organise(request, edition_slug)
    try:
        actions.release_version(
            queries.version_by_number(edition, number),
            by=signed_in(request),
            name=request.POST.get("name", "")[:NAME_LENGTH],
            note=request.POST.get("note", "")[:NOTE_LENGTH],
            notify="silent" not in request.POST,
        )
    except (actions.ReleaseRefused, PlanOutdated, PlanConflict) as error:
        messages.error(request, str(error))
        return redirect("console-programme-version", edition.slug, number)
    messages.success(request, _("Version %(number)s is released: everybody sees it now.") % {"number": number})
    return redirect("console-programme", edition.slug)


@require_POST
def intake(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Make sessions of the accepted proposals of a call."""
    edition = edition_to_organise(request, edition_slug)
    call = get_object_or_404(edition.calls_for_presentations.select_related("edition"), code=code)
    taken = len(actions.take_proposals(call, by=signed_in(request)))
    text = ngettext(
        "%(count)s session is new. Plan the programme to give it a time and a room.",
        "%(count)s sessions are new. Plan the programme to give them times and rooms.",
        taken,
    )
    messages.success(request, text % {"count": taken})
    return redirect("console-programme", edition.slug)


@require_POST
def disposal(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Delete a draft."""
    edition = edition_to_organise(request, edition_slug)
    try:
        actions.discard_version(queries.version_by_number(edition, number), by=signed_in(request))
    except PlanOutdated as error:
        messages.error(request, str(error))
    else:
        messages.info(request, _("The draft is gone. The released programme stays as it is."))
    return redirect("console-programme", edition.slug)
