"""Public pages of projects; they are read-only, as their facts are published elsewhere."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.kit import clock
from grono.kit.countries import country_name
from grono.kit.options import counted_options
from grono.kit.pages import cached_page
from grono.projects import queries
from grono.projects.choices import ParticipationRole
from grono.projects.queries import ProjectFilter

PAGE = 30
SHOWN = 25


def _stamp(request: HttpRequest, slug: str = "") -> str:
    return f"{queries.projects_stamp()}:{clock.now().date()}"


@cached_page(_stamp)
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects with a search box and filters that say how many each would show."""
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("scheme", "country")}
    wanted = ProjectFilter(text=request.GET.get("q", "").strip()[:100], **given)
    context = {
        "wanted": wanted,
        "page": Paginator(queries.find_projects(wanted), PAGE).get_page(request.GET.get("page")),
        "selects": _selects(wanted),
        "today": clock.now().date(),
    }
    return render(request, "projects/projects.html", context)


def _selects(wanted: ProjectFilter) -> list[dict[str, Any]]:
    language = get_language() or "en"
    labels = {"scheme": _("Type of action"), "country": _("Country of a participant")}
    names: dict[str, Callable[[str], str]] = {"scheme": str, "country": lambda code: country_name(code, language)}
    return [
        {
            "name": name,
            "label": label,
            "options": counted_options(queries.count_by(wanted, name), getattr(wanted, name), names[name]),
        }
        for name, label in labels.items()
    ]


@cached_page(_stamp)
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a project as published: objective, dates, money, participants, the source."""
    found = queries.project_by_slug(slug)
    partners = sorted(
        found.participations.all(),
        key=lambda part: (part.role != ParticipationRole.COORDINATOR, part.organisation_id is None),
    )
    context = {
        "project": found,
        "shown": partners[:SHOWN],
        "more": partners[SHOWN:],
        "known": sum(part.organisation_id is not None for part in partners),
        "today": clock.now().date(),
        "trail": [(_("Projects"), reverse("projects")), (found.acronym, "")],
    }
    return render(request, "projects/project.html", context)
