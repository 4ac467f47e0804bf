"""Pages of invitations: whom to invite, the invitation itself, the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory.models import Organisation
from grono.directory.queries import OrganisationFilter, find_organisations
from grono.kit.access import require
from grono.projects.actions import invitations as actions
from grono.projects.choices import InvitationState
from grono.projects.forms.workspace import AnswerForm, InvitationForm
from grono.projects.models import ConsortiumInvitation, Project
from grono.projects.planning.verdicts import last_day
from grono.projects.queries import workspace as queries
from grono.projects.views.own import act, attempt
from grono.projects.views.workspace import open_workspace, trail_in

FOUND = 20


def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Find an organisation, then write its invitation."""
    project = open_workspace(request, slug, leading=True)
    chosen = request.GET.get("organisation", "")
    if not chosen:
        return _choose(request, project)
    organisation = get_object_or_404(Organisation.objects.select_related("region"), slug=chosen)
    initial = {"open_role": request.GET.get("role")}
    form = InvitationForm(request.POST or None, roles=queries.open_roles_of(project), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sent = attempt(
            form,
            lambda: actions.invite(
                project,
                organisation,
                by=signed_in(request),
                role=given["role"],
                open_role=given.get("open_role"),
                message=given["message"],
            ),
        )
        if sent is not None:
            said = _("%(name)s is invited. You will be told of the answer.") % {"name": organisation}
            messages.success(request, said)
            return redirect("consortium", slug)
    context = {
        "project": project,
        "organisation": organisation,
        "form": form,
        "days": actions.WAITS.days,
        "possible": organisation.pk in queries.invitable(project, [organisation]),
        "trail": trail_in(project, _("Invite a partner")),
    }
    return render(request, "projects/workspace/invite.html", context, status=422 if form.errors else 200)


def _choose(request: HttpRequest, project: Project) -> HttpResponse:
    """Search the directory by name for somebody whom the project may invite."""
    text = request.GET.get("q", "").strip()[:100]
    kind = "demonstration" if project.is_demonstration else "real"
    found = find_organisations(OrganisationFilter(text=text, kind=kind)) if text else Organisation.objects.none()
    taking_part = project.participations.exclude(organisation=None).values("organisation")
    organisations = list(found.exclude(pk__in=taking_part).select_related("region")[:FOUND])
    context = {
        "project": project,
        "text": text,
        "organisations": organisations,
        "invitable": queries.invitable(project, organisations),
        "trail": trail_in(project, _("Invite a partner")),
    }
    return render(request, "projects/workspace/choose.html", context)


def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invitation to both sides; who represents the invited organisation answers it here."""
    found = queries.invitation_by_key(pk)
    require(request, "projects.view_invitation", found)
    answers = request.user.has_perm("projects.answer_invitation", found)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        require(request, "projects.answer_invitation", found)
        if form.is_valid() and _answer(request, found, form):
            return redirect(_after(found))
    project = found.project
    context = {
        "invitation": found,
        "project": project,
        "partners": queries.partners_of(project),
        "deadline": last_day(project),
        "answers": answers,
        "withdraws": request.user.has_perm("projects.withdraw_invitation", found),
        "inside": request.user.has_perm("projects.view_workspace", project),
        "form": form if answers and found.is_waiting else None,
        "trail": [(_("Invitation to a consortium"), "")],
    }
    return render(request, "projects/workspace/invitation.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, invitation: ConsortiumInvitation, form: AnswerForm) -> bool:
    """Answer; what keeps it from being done stands above the form."""
    person, words = signed_in(request), form.cleaned_data["text"]
    if form.cleaned_data["answer"] == InvitationState.ACCEPTED:
        done = _("Welcome to the consortium. The rules were checked again.")
        return act(request, lambda: actions.accept_invitation(invitation, by=person, answer=words), done)
    done = _("You have declined. Those who invited you are told.")
    return act(request, lambda: actions.decline_invitation(invitation, by=person, answer=words), done)


def _after(invitation: ConsortiumInvitation) -> str:
    if invitation.state == InvitationState.ACCEPTED:
        return reverse("consortium", args=[invitation.project.slug])
    return invitation.get_absolute_url()


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = queries.invitation_by_key(pk)
    require(request, "projects.withdraw_invitation", found)
    act(request, lambda: actions.withdraw_invitation(found, by=signed_in(request)), _("The invitation is withdrawn."))
    return redirect("consortium", found.project.slug)
