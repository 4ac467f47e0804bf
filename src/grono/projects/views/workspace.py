"""The workspace of a consortium: what to do next, the verdict, partners, what is missing, history; starting one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.directory.models import Cluster, Organisation
from grono.funding.choices import TopicState
from grono.funding.models import Topic
from grono.funding.queries.assessing import VerdictView, verdict_view
from grono.kit.access import require
from grono.projects.actions import consortium as actions
from grono.projects.actions.assessing import OPEN_STATES, reassess
from grono.projects.choices import ParticipationRole
from grono.projects.forms.workspace import StartForm
from grono.projects.models import Participation, Project, VerdictRecord
from grono.projects.planning.verdicts import last_day, recorded_verdict
from grono.projects.queries import workspace as queries
from grono.projects.queries.budget import budget_table
from grono.projects.queries.own import may_start_for
from grono.projects.views.own import act, attempt, trail_to
from grono.projects.workspace_steps import next_step


def open_workspace(request: HttpRequest, slug: str, *, leading: bool = False) -> Project:
    """Return a project whose workspace the person may open, or lead; one that they may not even see is not found."""
    project = queries.workspace_project(slug)
    try:
        require(request, "projects.change_project" if leading else "projects.view_workspace", project)
    except PermissionDenied:
        if not request.user.has_perm("projects.view_project", project):
            raise Http404(f"No project {slug}.") from None
        raise
    return project


def trail_in(project: Project, page: str) -> list[tuple[str, str]]:
    """Return the way to a page inside the workspace."""
    *above, here = trail_to(project, page)
    return [*above, (_("Consortium"), reverse("consortium", args=[project.slug])), here]


def consortium(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the workspace. The rules are asked anew, because facts about partners may have changed since."""
    project = open_workspace(request, slug)
    is_open = project.state in OPEN_STATES
    record = reassess(project) if is_open else queries.last_verdict(project)
    partners = queries.partners_of(project)
    invitations = queries.invitations_of(project)
    roles = list(queries.open_roles_of(project))
    involved = {part.organisation_id for part in partners if part.organisation_id}
    involved |= {each.organisation_id for each in invitations if each.is_waiting}
    missing = queries.missing_partners(record, roles, language=request.LANGUAGE_CODE, excluded=involved)
    candidates = [each for role in missing.roles for each in role.candidates]
    budget = budget_table(project, partners)
    leads = request.user.has_perm("projects.change_project", project)
    context = {
        "project": project,
        "is_open": is_open,
        "leads": leads,
        "step": next_step(project, record, missing=missing, invitations=invitations, budget=budget, leads=leads),
        "deadline": last_day(project),
        "record": record,
        "verdict": readable(request, project, record),
        "partners": _partner_lines(signed_in(request), project, partners, leads=leads and is_open),
        "roles_offered": ParticipationRole.choices,
        "missing": missing,
        "invitable": queries.invitable(project, candidates),
        "open_roles": roles,
        "invitations": invitations,
        "budget": budget,
        "turns": queries.turns_of(project, partners),
        "milestones": project.milestones.filter(reached_date=None)[:3],
        "trail": trail_to(project, _("Consortium")),
    }
    return render(request, "projects/workspace/consortium.html", context)


def readable(request: HttpRequest, project: Project, record: VerdictRecord | None) -> VerdictView | None:
    """Return a recorded verdict for the reader: what is missing leads to where they may enter it."""
    if record is None:
        return None
    leads = request.user.has_perm("projects.change_project", project)
    return verdict_view(
        recorded_verdict(record.document),
        person=signed_in(request),
        budget_url=reverse("consortium-budget", args=[project.slug]),
        project_url=reverse("consortium-answers", args=[project.slug]) if leads else "",
        names={f"-{part.pk}": part.name for part in project.participations.filter(organisation=None)},
    )


def _partner_lines(
    person: Person, project: Project, partners: list[Participation], *, leads: bool
) -> list[dict[str, Any]]:
    """Return the partners with what the person may do with each (one query for all that the person represents)."""
    own = queries.represented_keys(person)
    is_open = project.state in OPEN_STATES
    lines = []
    for part in partners:
        coordinates = part.role == ParticipationRole.COORDINATOR
        is_own = part.organisation_id in own
        lines.append(
            {
                "part": part,
                "is_own": is_own,
                "may_change": leads and not coordinates,
                "may_leave": is_own and is_open and not coordinates,
                "may_budget": is_open and (leads or is_own),
                "total": sum((line.amount for line in part.budget_lines.all()), start=0),
            }
        )
    return lines


def new(request: HttpRequest) -> HttpResponse:
    """Start a consortium for a topic."""
    person = signed_in(request)
    published = Topic.objects.filter(state=TopicState.PUBLISHED).select_related("call__programme", "scheme")
    topic = get_object_or_404(published, slug=request.GET.get("topic", ""))
    organisations = may_start_for(person)
    form = StartForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        organisation = given.pop("organisation")
        require(request, "projects.add_project", organisation)
        cluster = _lead_cluster(person, organisation)
        project = attempt(
            form, lambda: actions.start_consortium(topic, organisation, by=person, lead_cluster=cluster, **given)
        )
        if project is not None:
            messages.success(request, _("The consortium is started. Only its partners see it."))
            return redirect("consortium", project.slug)
    context = {
        "form": form,
        "topic": topic,
        "organisations": organisations,
        "trail": [(topic.topic_id, topic.get_absolute_url()), (_("Start a consortium"), "")],
    }
    return render(request, "projects/workspace/new.html", context, status=422 if form.errors else 200)


def _lead_cluster(person: Person, organisation: Organisation) -> Cluster | None:
    """Return the cluster that leads: one that the person manages and to which the organisation belongs."""
    managed = Cluster.objects.filter(managers__person=person.pk)
    return managed.filter(memberships__organisation=organisation, memberships__left_date=None).order_by("pk").first()


@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a partner another role, take it out, or leave."""
    project = open_workspace(request, slug)
    part = get_object_or_404(project.participations.select_related("organisation", "project"), pk=pk)
    person = signed_in(request)
    if "leave" in request.POST:
        require(request, "projects.leave_consortium", part)
        done = _("%(name)s is no longer in the consortium.") % {"name": part.name}
        if act(request, lambda: actions.leave_consortium(part, by=person), done):
            return redirect("dashboard")
        return redirect("consortium", slug)
    require(request, "projects.change_project", project)
    if "remove" in request.POST:
        done = _("%(name)s is no longer in the consortium.") % {"name": part.name}
        act(request, lambda: actions.remove_member(part, by=person), done)
        return redirect("consortium", slug)
    role = request.POST.get("role", "")
    if role not in ParticipationRole.values:
        messages.error(request, _("There is no such role in a project."))
        return redirect("consortium", slug)
    done = _("%(name)s has another role now; the rules were checked again.") % {"name": part.name}
    act(request, lambda: actions.change_role(part, role, by=person), done)
    return redirect("consortium", slug)
