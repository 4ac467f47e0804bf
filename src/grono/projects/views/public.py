"""Public pages of projects: the list and the page of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.funding.choices import TopicState
from grono.kit import clock
from grono.kit.pages import cached_page
from grono.projects import rules
from grono.projects.choices import ParticipationRole, ProjectState
from grono.projects.models import Project, ProjectDocument
from grono.projects.queries import own
from grono.projects.queries import projects as queries
from grono.projects.queries.innovations import innovations_from, innovations_stamp
from grono.projects.views.narrowing import address, asked_filter, selects

PAGE = 30
SHOWN = 25
#: Projects of one's own that stand above the list.
MINE = 6


def stamp(request: HttpRequest, slug: str = "") -> str:
    """Return a text that changes whenever a public page of projects may look different."""
    return f"{queries.projects_stamp()}:{innovations_stamp() if slug else ''}:{clock.now().date()}"


@cached_page(stamp)
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects with a search box and filters that say how many each would show; above them one's own."""
    wanted = asked_filter(request)
    person = request.user if isinstance(request.user, Person) else None
    context = {
        "wanted": wanted,
        "page": Paginator(queries.find_projects(wanted), PAGE).get_page(request.GET.get("page")),
        "selects": selects(wanted),
        "map_url": address("project-map", wanted),
        "mine": own.own_projects_of(person)[:MINE] if person else (),
        "may_add": person is not None and own.may_start_for(person).exists(),
    }
    return render(request, "projects/projects.html", context)


@cached_page(stamp)
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a project: what it is for, how far it has come, who takes part, its plan, documents and source."""
    found = queries.project_by_slug(slug)
    if not request.user.has_perm("projects.view_project", found):
        raise Http404(f"No project {slug}.")
    return render(request, "projects/project.html", project_context(request, found))


def project_context(request: HttpRequest, found: Project) -> dict[str, Any]:
    """Return what the page of a project shows to the person who asks."""
    partners = sorted(
        found.participations.all(),
        key=lambda part: (part.role != ParticipationRole.COORDINATOR, part.organisation_id is None),
    )
    today = clock.now().date()
    inside = request.user.has_perm("projects.view_workspace", found)
    state, is_own = rules.state_on(found, today), rules.is_own(found)
    changes = request.user.has_perm("projects.change_project", found)
    return {
        "project": found,
        "is_own": is_own,
        "state": state,
        "level": rules.level_of(found),
        "path": path_of(state, is_own=is_own),
        "shown": partners[:SHOWN],
        "more": partners[SHOWN:],
        "known": sum(part.organisation_id is not None for part in partners),
        "with_money": any(part.ec_contribution is not None for part in partners),
        "topic": found.topic if found.topic and (inside or found.topic.state == TopicState.PUBLISHED) else None,
        "plan": own.plan_of(found) if is_own else [],
        "milestones": found.milestones.all() if is_own else (),
        "documents": own.documents_of(found, all_of_them=inside) if is_own else (),
        "innovations": innovations_from(found),
        "inside": inside,
        "changes": changes,
        "next_states": rules.next_states(found) if changes else (),
        "today": today,
        "trail": [(_("Projects"), reverse("projects")), (found.acronym, "")],
    }


def path_of(state: ProjectState | None, *, is_own: bool) -> list[tuple[str, str, str]]:
    """Return the steps of a project's way: state, name and ``done``, ``now`` or nothing.

    Of a project from a source the way begins with the grant: nothing is known of what was before.
    """
    way = rules.PATH if is_own else rules.FACTUAL
    if state not in way:
        return []
    here = way.index(state)
    marks = {True: "done", False: ""}
    return [
        (step.value, str(step.label), "now" if place == here else marks[place < here]) for place, step in enumerate(way)
    ]


def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Hand out a file to those who may see it, to be saved and never shown in place."""
    found = get_object_or_404(
        ProjectDocument.objects.select_related("project__lead_cluster"), pk=pk, project__slug=slug
    )
    needed = "projects.view_project" if found.is_public else "projects.view_workspace"
    if not request.user.has_perm(needed, found.project):
        raise Http404(f"No document {pk} of a project {slug}.")
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
