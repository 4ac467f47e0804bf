"""The organiser's pages of reviewing: the committee, the criteria, who reviews what."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.kit.access import require
from grono.proposals.actions import assigning
from grono.proposals.actions import reviewers as actions
from grono.proposals.forms.reviewing import CriterionFormSet, NewReviewerForm, ReviewerForm
from grono.proposals.models import Assignment, CallForPresentations, Criterion, Proposal, Reviewer
from grono.proposals.queries import reviewing as queries
from grono.proposals.queries.calls import call_by_code
from grono.proposals.rules import ProposalRefused


def managed(request: HttpRequest, edition_slug: str, code: str) -> CallForPresentations:
    """Return a call whose organiser the person is."""
    call = call_by_code(edition_slug, code)
    require(request, "proposals.manage_call", call)
    return call


def page(call: CallForPresentations, here: str, *trail: tuple[str, str]) -> dict[str, Any]:
    """Return what every page of a call's console shows."""
    calls = (_("Calls for presentations"), reverse("console-calls", args=[call.edition.slug]))
    own = (str(call), reverse("console-call", args=[call.edition.slug, call.code]) if trail else "")
    return {"edition": call.edition, "call": call, "here": here, "trail": [calls, own, *trail]}


def reviewers(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """List the programme committee, and add somebody."""
    call = managed(request, edition_slug, code)
    form = NewReviewerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            reviewer = actions.add_reviewer(
                call, data["email"], name=data["name"], most=data["most"], by=signed_in(request)
            )
        except ProposalRefused as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Added. Say what %(person)s knows about.") % {"person": reviewer})
            return redirect("console-reviewer", edition_slug, code, reviewer.pk)
    context = page(call, "reviewers") | {"form": form, "committee": queries.committee_of(call)}
    return render(request, "proposals/console_reviewers.html", context, status=422 if form.errors else 200)


def reviewer(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Change what is known of a reviewer."""
    call = managed(request, edition_slug, code)
    found = get_object_or_404(Reviewer.objects.select_related("person"), pk=pk, call=call)
    form = ReviewerForm(request.POST or None, instance=found, call=call)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.change_reviewer(
            found,
            fields=form.plain_fields,
            tracks=data["tracks"],
            competences=data["competences"],
            by=signed_in(request),
        )
        messages.success(request, _("Saved."))
        return redirect("console-reviewers", edition_slug, code)
    committee = (_("Programme committee"), reverse("console-reviewers", args=[edition_slug, code]))
    context = page(call, "reviewers", committee, (str(found), "")) | {"form": form, "reviewer": found}
    return render(request, "proposals/console_reviewer.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Take somebody off the committee."""
    call = managed(request, edition_slug, code)
    found = get_object_or_404(Reviewer.objects.select_related("person"), pk=pk, call=call)
    name = str(found)
    if actions.remove_reviewer(found, by=signed_in(request)):
        messages.success(request, _("%(person)s is no longer on the committee.") % {"person": name})
    else:
        messages.success(request, _("%(person)s gets no more proposals; the reviews written stay.") % {"person": name})
    return redirect("console-reviewers", edition_slug, code)


def criteria(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Change the criteria, their weights and ranges."""
    call = managed(request, edition_slug, code)
    forms = CriterionFormSet(request.POST or None, queryset=Criterion.objects.filter(call=call), prefix="criteria")
    if request.method == "POST" and forms.is_valid():
        forms.save(commit=False)
        changed = [*(one for one, _fields in forms.changed_objects), *forms.new_objects]
        try:
            actions.save_criteria(call, changed, forms.deleted_objects, by=signed_in(request))
        except (ProposalRefused, ValidationError) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The criteria are saved."))
            return redirect("console-criteria", edition_slug, code)
    context = page(call, "criteria") | {"forms": forms}
    return render(
        request,
        "proposals/console_criteria.html",
        context,
        status=200 if forms.is_valid() or not forms.is_bound else 422,
    )


def assignment(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show who reviews what; give everything out at the press of a button."""
    call = managed(request, edition_slug, code)
    if request.method == "POST":
        try:
            assigning.queue_assignment(call, by=signed_in(request))
        except ProposalRefused as error:
            messages.error(request, str(error))
        return redirect("console-assignment", edition_slug, code)
    table = queries.assignment_table(call)
    loads = queries.loads_of(table)
    run = queries.last_run(call)
    committee = [(row, loads.get(row.pk, 0)) for row in queries.committee_of(call) if row.is_active]
    context = page(call, "assignment") | {
        "table": table,
        "run": run,
        "levels": queries.levels_by_name(run),
        "committee": committee,
        "missing": sum(row.missing for row in table),
        "given": sum(loads.values()),
        "pending": queries.pending_run(call),
        "failed": queries.failed_run(call),
    }
    return render(request, "proposals/console_assignment.html", context)


def assignment_progress(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Say whether the assignment is still being computed, as a fragment; when it has ended, have the page loaded."""
    call = managed(request, edition_slug, code)
    pending = queries.pending_run(call)
    response = render(request, "proposals/_assignment_run.html", page(call, "assignment") | {"pending": pending})
    if pending is None:
        response.headers["HX-Refresh"] = "true"
    return response


def give(request: HttpRequest, edition_slug: str, code: str, proposal: str) -> HttpResponse:
    """Give one proposal to reviewers by hand, take it back, or note a conflict of interest."""
    call = managed(request, edition_slug, code)
    found = get_object_or_404(
        Proposal.objects.select_related("call", "proposer", "innovation"), code=proposal, call=call
    )
    if request.method == "POST":
        _act(request, found)
        return redirect("console-assignment-proposal", edition_slug, code, proposal)
    given = list(Assignment.objects.filter(proposal=found).select_related("reviewer__person", "review"))
    committee = [row for row in queries.committee_of(call) if row.is_active]
    barred = queries.conflicts_of(call, proposals=[found], reviewers=committee)
    there = {row.reviewer_id for row in given}
    others = [
        (row, queries.reason_names(barred.get((found.pk, row.pk), []))) for row in committee if row.pk not in there
    ]
    back = (_("Assignment"), reverse("console-assignment", args=[edition_slug, code]))
    context = page(call, "assignment", back, (str(found), "")) | {
        "proposal": found,
        "given": given,
        "free": [row for row, why in others if not why],
        "barred": [(row, why) for row, why in others if why],
    }
    return render(request, "proposals/console_give.html", context)


def _act(request: HttpRequest, proposal: Proposal) -> None:
    person, key = signed_in(request), request.POST.get("reviewer", "")
    chosen = get_object_or_404(Reviewer, pk=int(key) if key.isascii() and key.isdigit() else 0, call=proposal.call)
    try:
        match request.POST.get("act"):
            case "give":
                assigning.give_proposal(proposal, chosen, by=person)
            case "take":
                for row in Assignment.objects.filter(proposal=proposal, reviewer=chosen):
                    assigning.take_back(row, by=person)
            case "conflict":
                assigning.declare_conflict(proposal, chosen, reason=request.POST.get("reason", ""), by=person)
    except ProposalRefused as error:
        messages.error(request, str(error))


@require_POST
def remind(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Write to every reviewer for whom reviews wait."""
    call = managed(request, edition_slug, code)
    mails = assigning.tell_reviewers(call, by=signed_in(request))
    text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", mails)
    messages.success(request, text % {"count": mails})
    return redirect("console-assignment", edition_slug, code)
