"""The page of proposals: the best consortia that the directory can give a project, and the proof of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.kit.access import require
from grono.projects.actions.searches import ask_for_consortia
from grono.projects.choices import PoolChoice
from grono.projects.forms.workspace import SearchForm
from grono.projects.queries import workspace as queries
from grono.projects.queries.searches import latest_search, proposals_view
from grono.projects.views.own import attempt
from grono.projects.views.workspace import open_workspace, trail_in


def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the proposals of the last search, and ask for another."""
    project = open_workspace(request, slug)
    leads = request.user.has_perm("projects.change_project", project)
    inside = project.participations.count()
    search = latest_search(project)
    size, among = (search.size, search.among) if search else (max(inside + 2, 3), PoolChoice.SOURCED)
    initial = {"size": max(size, inside + 1), "among": among}
    form = SearchForm(request.POST or None, initial=initial, smallest=inside + 1)
    if request.method == "POST":
        require(request, "projects.change_project", project)
        if form.is_valid():
            asked = attempt(form, lambda: ask_for_consortia(project, by=signed_in(request), **form.cleaned_data))
            if asked is not None:
                messages.success(request, _("The search is under way. It takes a few seconds; reload the page."))
                return redirect("consortium-proposals", slug)
    view = proposals_view(search, language=request.LANGUAGE_CODE) if search else None
    organisations = [member.organisation for one in view.proposals for member in one.members] if view else []
    context = {
        "project": project,
        "leads": leads,
        "search": search,
        "view": view,
        "form": form if leads else None,
        "invitable": queries.invitable(project, organisations),
        "trail": trail_in(project, _("Proposals")),
    }
    return render(request, "projects/workspace/proposals.html", context, status=422 if form.errors else 200)
