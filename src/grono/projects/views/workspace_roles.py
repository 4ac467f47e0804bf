"""Pages of the roles that a consortium still has to fill."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.projects.actions import roles as actions
from grono.projects.forms.workspace import RoleForm
from grono.projects.rules import ProjectRefused
from grono.projects.views.own import act, attempt
from grono.projects.views.workspace import open_workspace, trail_in


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a role by hand."""
    project = open_workspace(request, slug, leading=True)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        role = attempt(
            form,
            lambda: actions.add_role(
                project,
                title=given["title"],
                description=given["description"],
                wanted=form.wanted,
                by=signed_in(request),
            ),
        )
        if role is not None:
            messages.success(request, _("The role is open. You can advertise it or invite somebody for it."))
            return redirect("consortium", slug)
    context = {"project": project, "form": form, "trail": trail_in(project, _("Open a role"))}
    return render(request, "projects/workspace/role_new.html", context, status=422 if form.errors else 200)


@require_POST
def missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the roles that the rules still ask for."""
    project = open_workspace(request, slug, leading=True)
    try:
        opened = actions.open_missing_roles(project, by=signed_in(request))
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(opened)
        said = ngettext("%(count)d role is open now.", "%(count)d roles are open now.", count) % {"count": count}
        messages.success(request, said if opened else _("All roles that the rules ask for are open already."))
    return redirect("consortium", slug)


@require_POST
def removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an open role away."""
    project = open_workspace(request, slug, leading=True)
    role = get_object_or_404(project.open_roles.select_related("project"), pk=pk)
    act(request, lambda: actions.remove_role(role, by=signed_in(request)), _("The role is taken away."))
    return redirect("consortium", slug)


@require_POST
def advertise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the draft of a cooperation profile for a role and lead to it."""
    project = open_workspace(request, slug, leading=True)
    role = get_object_or_404(project.open_roles.select_related("project"), pk=pk)
    try:
        profile = actions.advertise_role(role, by=signed_in(request))
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("consortium", slug)
    messages.success(request, _("This is the draft of the advertisement. Look it over and hand it in for review."))
    return redirect(profile)
