"""The organiser's console for meetings: quality, reasons, planning, previews, people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.actions import cancel_participation, restore_participation
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Participant, Plan, Solve
from grono.congress.plans import PlanConflict, PlanOutdated, published_plan
from grono.congress.queries import edition_by_slug
from grono.congress.solves import AlreadySolving, progress_of, stop_solve
from grono.kit.access import require
from grono.kit.spreadsheets import spreadsheet_response
from grono.meetings import actions, queries
from grono.meetings.preview import change_rows
from grono.meetings.wording import level_rows, phase_name, progress_note, reason_advice, reason_name, reason_sentence

PAGE = 25


def console(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show how good the published plan is, what has no place and why, and what is to be done."""
    edition = _edition(request, edition_slug)
    plan = published_plan(edition, PlanKind.MEETINGS)
    draft = queries.latest_draft(edition)
    solve = _last_solve(edition)
    context = {
        "edition": edition,
        "plan": plan,
        "draft": draft,
        "draft_comparison": queries.compare_plans(plan, draft) if plan and draft else None,
        "open": queries.open_matters(edition),
        "solve": solve,
        **_progress(solve),
        **(_quality(plan) if plan else {}),
        **(_unplaced(request, plan) if plan else {}),
    }
    return render(request, "meetings/console.html", context)


def _edition(request: HttpRequest, edition_slug: str) -> Edition:
    edition = edition_by_slug(edition_slug)
    require(request, "meetings.plan_meetings", edition)
    return edition


def _last_solve(edition: Edition) -> Solve | None:
    return Solve.objects.filter(edition=edition, kind=PlanKind.MEETINGS).select_related("plan").first()


def _quality(plan: Plan) -> dict[str, object]:
    fairness = plan.quality.get("fairness", [])
    return {
        "quality": plan.quality,
        "levels": level_rows(plan.quality),
        "fairness": fairness,
        "most_people": max((bucket["people"] for bucket in fairness), default=0) or 1,
    }


def _unplaced(request: HttpRequest, plan: Plan) -> dict[str, object]:
    reason = request.GET.get("reason", "")
    page = Paginator(queries.unplaced_in(plan, reason), PAGE).get_page(request.GET.get("page"))
    reasons = [(code, reason_name(code), count) for code, count in queries.reasons_in(plan)]
    return {
        "reason": reason,
        "reasons": reasons,
        "unplaced_total": sum(count for _code, _name, count in reasons),
        "page": page,
        "unplaced": [(row, reason_sentence(row), reason_advice(row)) for row in page],
    }


def _progress(solve: Solve | None) -> dict[str, object]:
    return progress_of(solve, phase_name=phase_name, note=progress_note)


def solve_progress(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Give the bar of a computation as a fragment; when it has ended, have the page loaded anew."""
    edition = _edition(request, edition_slug)
    solve = get_object_or_404(Solve, edition=edition, kind=PlanKind.MEETINGS, pk=pk)
    context = {"edition": edition, "solve": solve, **_progress(solve)}
    response = render(request, "meetings/_solve.html", context)
    if not context["running"]:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def new_plan(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Have a plan computed: with few changes (``replan=yes``) or afresh."""
    edition = _edition(request, edition_slug)
    try:
        actions.request_meeting_plan(edition, by=signed_in(request), replan=request.POST.get("replan") == "yes")
    except AlreadySolving:
        messages.warning(request, _("A plan of meetings is already being computed."))
    return redirect("console-meetings", edition.slug)


@require_POST
def stop(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Finish a computation with the best it has so far."""
    edition = _edition(request, edition_slug)
    stop_solve(get_object_or_404(Solve, edition=edition, kind=PlanKind.MEETINGS, pk=pk), by=signed_in(request))
    messages.info(request, _("The computation stops soon and keeps the best plan it has."))
    return redirect("console-meetings", edition.slug)


def draft(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Show what a draft changes and for whom, before it is applied."""
    edition = _edition(request, edition_slug)
    plan = _plan(edition, number)
    published = published_plan(edition, PlanKind.MEETINGS)
    context = {
        "edition": edition,
        "plan": plan,
        "is_draft": plan.status == PlanStatus.DRAFT,
        "levels": level_rows(plan.quality),
        **(_changes(request, published, plan) if published and published != plan else {}),
    }
    return render(request, "meetings/draft.html", context)


def _changes(request: HttpRequest, published: Plan, plan: Plan) -> dict[str, object]:
    comparison = queries.compare_plans(published, plan)
    page = Paginator(comparison.changes_by_weight, PAGE * 2).get_page(request.GET.get("page"))
    return {
        "comparison": comparison,
        "page": page,
        "changes": change_rows(plan.edition, page.object_list),
        "unplaced_before": queries.missed(published),
        "unplaced_after": queries.missed(plan),
    }


def _plan(edition: Edition, number: int) -> Plan:
    return get_object_or_404(
        Plan.objects.select_related("based_on"), edition=edition, kind=PlanKind.MEETINGS, number=number
    )


@require_POST
def publication(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Put a draft in force."""
    edition = _edition(request, edition_slug)
    plan = _plan(edition, number)
    try:
        actions.publish_meeting_plan(plan, by=signed_in(request))
    except (PlanOutdated, PlanConflict) as error:
        messages.error(request, str(error))
        return redirect("console-meeting-plan", edition.slug, number)
    messages.success(request, _("The plan is in force. Mails to everyone it changes are on their way."))
    return redirect("console-meetings", edition.slug)


@require_POST
def disposal(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Delete a draft."""
    edition = _edition(request, edition_slug)
    try:
        actions.discard_meeting_plan(_plan(edition, number), by=signed_in(request))
    except PlanOutdated as error:
        messages.error(request, str(error))
    else:
        messages.info(request, _("The draft is gone. The published plan stays as it is."))
    return redirect("console-meetings", edition.slug)


def people(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the participants with their meetings and requests; here participation is cancelled."""
    edition = _edition(request, edition_slug)
    text = request.GET.get("q", "").strip()[:100]
    page = Paginator(queries.people_with_counts(edition, text), PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/console_people.html", {"edition": edition, "page": page, "text": text})


def people_spreadsheet(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the list of participants, filtered as on the page, as XLSX."""
    edition = _edition(request, edition_slug)
    text = request.GET.get("q", "").strip()[:100]
    columns = (
        _("Code"), _("Given name"), _("Family name"), _("E-mail address"), _("Organisation"), _("Position"),
        _("Speaks"), _("Participation"), _("Meetings"), _("Accepted requests"),
    )  # fmt: skip
    rows = [
        (
            one.code, one.person.given_name, one.person.family_name, one.person.email,
            one.organisation.name if one.organisation else "", one.job_title, one.languages,
            one.get_status_display(), one.held, one.asked,  # type: ignore[attr-defined]
        )
        for one in queries.people_with_counts(edition, text)
    ]  # fmt: skip
    name = _("%(edition)s-participants") % {"edition": edition.slug}
    return spreadsheet_response(name, _("Participants"), columns, rows)


@require_POST
def cancellation(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Note that a participant does not come, or (``cancelled=no``) comes after all."""
    edition = _edition(request, edition_slug)
    participant = get_object_or_404(Participant.objects.select_related("person"), edition=edition, code=code)
    if request.POST.get("cancelled") == "no":
        restore_participation(participant, by=signed_in(request))
        messages.success(request, _("%(person)s takes part again.") % {"person": participant})
        return redirect("console-people", edition.slug)
    cancel_participation(participant, by=signed_in(request))
    messages.success(
        request,
        _("%(person)s is marked as cancelled. Nobody has been told yet: re-plan and look at the preview.")
        % {"person": participant},
    )
    return redirect("console-meetings", edition.slug)
