"""Pages for those who lead a project prepared here: entering and changing it, its state, who sees it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory.models import Organisation
from grono.funding.models import Topic
from grono.kit.access import require
from grono.projects.actions import own as actions
from grono.projects.choices import ProjectState
from grono.projects.forms.own import ProjectForm
from grono.projects.models import Project
from grono.projects.queries import own as queries
from grono.projects.queries.projects import project_by_slug
from grono.projects.rules import ProjectRefused


def own_project(request: HttpRequest, slug: str) -> Project:
    """Return a project that the person may change; one that the person may not even see is not found."""
    project = project_by_slug(slug)
    try:
        require(request, "projects.change_project", project)
    except PermissionDenied:
        if not request.user.has_perm("projects.view_project", project):
            raise Http404(f"No project {slug}.") from None
        raise
    return project


Saved = TypeVar("Saved")


def trail_to(project: Project, page: str) -> list[tuple[str, str]]:
    """Return the way to a page of a project."""
    return [(_("Projects"), reverse("projects")), (project.acronym, project.get_absolute_url()), (page, "")]


def new(request: HttpRequest) -> HttpResponse:
    """Enter a project of an organisation; with several to choose from, choose one first."""
    person = signed_in(request)
    organisation = _chosen_organisation(request)
    if organisation is None:
        trail = [(_("Projects"), reverse("projects")), (_("New project"), "")]
        context = {"organisations": queries.may_start_for(person)[:200], "trail": trail}
        return render(request, "projects/choose_organisation.html", context)
    require(request, "projects.add_project", organisation)
    form = _project_form(request, organisation, Project(language=request.LANGUAGE_CODE))
    if request.method == "POST" and form.is_valid():
        project = attempt(form, lambda: actions.create_project(organisation, by=person, fields=form.changes))
        if project is not None:
            messages.success(request, _("The project is entered. Only its partners see it until you show it."))
            return redirect("project", project.slug)
    return _form_page(request, form, organisation, None)


def _chosen_organisation(request: HttpRequest) -> Organisation | None:
    """Return the organisation named in the address, else the only one for which the person may enter a project."""
    slug = request.GET.get("organisation", "")
    if slug:
        return get_object_or_404(Organisation, slug=slug)
    found = list(queries.may_start_for(signed_in(request))[:2])
    return found[0] if len(found) == 1 else None


def _project_form(request: HttpRequest, organisation: Organisation | None, project: Project) -> ProjectForm:
    topic = Topic.objects.filter(slug=request.GET.get("topic", "")).values_list("topic_id", flat=True).first()
    initial = {"topic": topic} if topic else None
    return ProjectForm(request.POST or None, instance=project, organisation=organisation, initial=initial)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what those who lead a project say about it."""
    project = own_project(request, slug)
    organisation = actions.coordinator_of(project)
    form = _project_form(request, organisation, project)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        saved = attempt(
            form,
            lambda: actions.change_project(project, by=signed_in(request), version=version, fields=form.changes),
        )
        if saved is not None:
            messages.success(request, _("The project has been changed."))
            return redirect("project", slug)
    return _form_page(request, form, organisation, project)


def attempt(form: BaseForm, act: Callable[[], Saved]) -> Saved | None:
    """Save; what the action refuses stands in the form, beside the field where there is one."""
    try:
        return act()
    except ProjectRefused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        for name, faults in refusal.message_dict.items():
            for fault in faults:
                form.add_error(name if name in form.fields else None, fault)
    return None


def _form_page(
    request: HttpRequest, form: ProjectForm, organisation: Organisation | None, project: Project | None
) -> HttpResponse:
    here = [(project.acronym, project.get_absolute_url()), (_("Edit"), "")] if project else [(_("New project"), "")]
    context = {
        "form": form,
        "organisation": organisation,
        "project": project,
        "trail": [(_("Projects"), reverse("projects")), *here],
    }
    return render(request, "projects/project_form.html", context)


@require_POST
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Move a project on, or say what it still lacks."""
    project = own_project(request, slug)
    try:
        target = ProjectState(request.POST.get("state", ""))
    except ValueError:
        messages.error(request, _("There is no such state of a project."))
        return redirect("project", slug)
    said = _("The project is now in the state “%(state)s”.") % {"state": target.label}
    act(request, lambda: actions.set_state(project, target, by=signed_in(request)), said)
    return redirect("project", slug)


@require_POST
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a project to everybody, or hide it."""
    project = own_project(request, slug)
    person = signed_in(request)
    if request.POST.get("public") == "yes":
        act(request, lambda: actions.publish_project(project, by=person), _("Everybody sees the project now."))
    else:
        act(request, lambda: actions.hide_project(project, by=person), _("Only the partners see the project now."))
    return redirect("project", slug)


def act(request: HttpRequest, do: Callable[[], object], said: Any) -> bool:
    """Do something and say that it is done, or say why it is refused and which field is missing."""
    try:
        do()
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
        return False
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return False
    messages.success(request, str(said))
    return True
