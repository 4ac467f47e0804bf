"""Pages of the outline and the documents of a project, for those who lead it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.projects.actions import documents as document_actions
from grono.projects.actions import outline as actions
from grono.projects.forms.own import DocumentForm, MilestoneForm, WorkPackageForm
from grono.projects.models import Milestone, Project, WorkPackage
from grono.projects.queries import own as queries
from grono.projects.views.own import act, attempt, own_project, trail_to


def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show work packages and milestones, and add one of either."""
    project = own_project(request, slug)
    posted = request.POST.get("what", "")
    package = WorkPackageForm(request.POST if posted == "package" else None, project=project, prefix="package")
    milestone = MilestoneForm(request.POST if posted == "milestone" else None, prefix="milestone")
    person = signed_in(request)
    if package.is_bound and _save(package, lambda given: actions.add_work_package(project, by=person, fields=given)):
        messages.success(request, _("The work package is added."))
        return redirect("project-outline", slug)
    if milestone.is_bound and _save(milestone, lambda given: actions.add_milestone(project, by=person, fields=given)):
        messages.success(request, _("The milestone is added."))
        return redirect("project-outline", slug)
    context = {
        "project": project,
        "plan": queries.plan_of(project),
        "milestones": project.milestones.all(),
        "package_form": package,
        "milestone_form": milestone,
        "trail": trail_to(project, _("Work packages and milestones")),
    }
    return render(request, "projects/outline.html", context)


def _save(form: BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Save what a good form says; tell whether it is saved."""
    return form.is_valid() and attempt(form, lambda: act(form.cleaned_data)) is not None


def work_package(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a work package, or take it out."""
    project = own_project(request, slug)
    package = get_object_or_404(WorkPackage.objects.select_related("project"), pk=pk, project=project)
    person = signed_in(request)
    if "remove" in request.POST:
        said = gettext_lazy("The work package is taken out.")
        act(request, lambda: actions.remove_work_package(package, by=person), said)
        return redirect("project-outline", slug)
    form = WorkPackageForm(request.POST or None, instance=package, project=project)
    if form.is_bound and _save(form, lambda given: actions.change_work_package(package, by=person, fields=given)):
        messages.success(request, _("The work package has been changed."))
        return redirect("project-outline", slug)
    return _part_page(request, project, form, str(package))


def milestone(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a milestone, note that it was reached, or take it out."""
    project = own_project(request, slug)
    found = get_object_or_404(Milestone.objects.select_related("project"), pk=pk, project=project)
    person = signed_in(request)
    if "remove" in request.POST:
        act(request, lambda: actions.remove_milestone(found, by=person), _("The milestone is taken out."))
        return redirect("project-outline", slug)
    if "reached" in request.POST:
        act(request, lambda: actions.reach_milestone(found, by=person), _("The milestone is reached."))
        return redirect("project-outline", slug)
    form = MilestoneForm(request.POST or None, instance=found)
    if form.is_bound and _save(form, lambda given: actions.change_milestone(found, by=person, fields=given)):
        messages.success(request, _("The milestone has been changed."))
        return redirect("project-outline", slug)
    return _part_page(request, project, form, found.name)


def _part_page(request: HttpRequest, project: Project, form: BaseForm, name: str) -> HttpResponse:
    context = {"project": project, "form": form, "name": name, "trail": trail_to(project, name)}
    return render(request, "projects/outline_part.html", context)


def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the files of a project and keep another."""
    project = own_project(request, slug)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = attempt(
            form,
            lambda: document_actions.add_document(
                project, given["file"], by=signed_in(request), is_public=given["is_public"]
            ),
        )
        if kept is not None:
            messages.success(request, _("The file is kept with the project."))
            return redirect("project-documents", slug)
    context = {
        "project": project,
        "form": form,
        "documents": queries.documents_of(project, all_of_them=True),
        "trail": trail_to(project, _("Documents")),
    }
    return render(request, "projects/documents.html", context)


@require_POST
def document_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a file to everybody or to partners only, or remove it."""
    project = own_project(request, slug)
    found = get_object_or_404(project.documents, pk=pk)
    person = signed_in(request)
    if "remove" in request.POST:
        act(request, lambda: document_actions.remove_document(found, by=person), _("The file is removed."))
    else:
        shown = request.POST.get("public") == "yes"
        said = _("Everybody who sees the project sees the file.") if shown else _("Only the partners see the file now.")
        act(request, lambda: document_actions.show_document(found, by=person, is_public=shown), said)
    return redirect("project-documents", slug)
