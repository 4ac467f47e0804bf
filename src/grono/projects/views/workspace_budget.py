"""Pages of the budget: the table, the form of one partner, the table to take away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.kit.access import require
from grono.projects.actions import budget as actions
from grono.projects.actions.assessing import OPEN_STATES
from grono.projects.formats.budgets import budget_csv, budget_xlsx
from grono.projects.forms.workspace import BudgetForm
from grono.projects.queries import workspace as queries
from grono.projects.queries.budget import budget_of, share_warnings
from grono.projects.views.own import attempt
from grono.projects.views.workspace import open_workspace, readable, trail_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the budget of the whole consortium, with what deserves a second look."""
    project = open_workspace(request, slug)
    table = budget_of(project)
    is_open = project.state in OPEN_STATES
    leads = request.user.has_perm("projects.change_project", project)
    own = queries.represented_keys(signed_in(request))
    record = queries.last_verdict(project)
    context = {
        "project": project,
        "table": table,
        "lines": [
            {
                "row": row,
                "cells": list(zip(table.categories, row.amounts, strict=True)),
                "may_edit": is_open and (leads or row.participation.organisation_id in own),
            }
            for row in table.rows
        ],
        "totals": list(zip(table.categories, table.by_category, strict=False)),
        "rule_warnings": share_warnings(readable(request, project, record), record.document) if record else [],
        "trail": trail_in(project, _("Budget")),
    }
    return render(request, "projects/workspace/budget.html", context)


def part(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter what one partner plans to spend."""
    project = open_workspace(request, slug)
    found = get_object_or_404(project.participations.select_related("organisation"), pk=pk)
    found.project = project
    require(request, "projects.change_budget", found)
    stamp = actions.budget_stamp(found)
    form = BudgetForm(request.POST or None, participation=found, currency=project.currency, stamp=stamp)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.save_budget(
                found,
                form.amounts,
                requested_grant=given["requested_grant"],
                task=given["task"],
                stamp=given["stamp"],
                by=signed_in(request),
            ),
        )
        if saved is not None:
            messages.success(request, _("The budget of %(name)s is saved.") % {"name": found.name})
            return redirect("consortium-budget", slug)
    context = {
        "project": project,
        "part": found,
        "form": form,
        "is_open": project.state in OPEN_STATES,
        "trail": trail_in(project, _("Budget of a partner")),
    }
    return render(request, "projects/workspace/budget_part.html", context, status=422 if form.errors else 200)


def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Return the budget as CSV or XLSX."""
    project = open_workspace(request, slug)
    table = budget_of(project)
    if table.mixed:
        raise Http404("A budget in several currencies has no sums to take away.")
    content = budget_csv(table) if kind == "csv" else budget_xlsx(project, table)
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{project.slug}-budget.{kind}"'},
    )
