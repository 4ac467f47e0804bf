"""Projects seen together: the map of those that cross borders, and the pipeline of the coming years."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from grono.kit import clock
from grono.kit.pages import cached_page
from grono.projects.choices import ProjectState
from grono.projects.drawing import picture
from grono.projects.models import Project
from grono.projects.queries.geography import joined_countries
from grono.projects.queries.pipeline import STATES, Stage, pipeline
from grono.projects.views.narrowing import address, asked_filter, selects
from grono.projects.views.public import stamp

#: Rows of the table behind the map.
ROWS = 150
#: Projects shown of one coming year, and of what runs already; the list has all.
SHOWN, SHOWN_PAST = 60, 15


@cached_page(stamp)
def europe(request: HttpRequest) -> HttpResponse:
    """Draw which countries public projects join, narrowed by state, level and country."""
    wanted = asked_filter(request)

    def listed(country: str, partner: str) -> str:
        return address("projects", wanted, country=country, partner=partner)

    drawn = picture(joined_countries(wanted), listed, home=wanted.country)
    context = {
        "wanted": wanted,
        "picture": drawn,
        "lines": drawn.lines[:ROWS],
        "hidden": max(len(drawn.lines) - ROWS, 0),
        "undrawn": 0 if wanted.country else len(drawn.lines) - len(drawn.wide.arcs),
        "selects": selects(wanted, ("state", "level", "strategic", "country")),
        "list_url": address("projects", wanted),
        "trail": [(_("Projects"), reverse("projects")), (_("Map"), "")],
    }
    return render(request, "projects/map.html", context)


@cached_page(stamp)
def coming_years(request: HttpRequest) -> HttpResponse:
    """Show what is being prepared and runs, by the year in which it starts."""
    wanted = asked_filter(request)
    stages = pipeline(wanted, clock.now().date())
    context = {
        "wanted": wanted,
        "stages": [_shown(stage) for stage in stages],
        "states": [(state.value, ProjectState(state).label) for state in STATES],
        "selects": selects(wanted, ("state", "level", "strategic", "country")),
        "total": sum(len(stage.projects) for stage in stages),
        "strategic": sum(project.is_strategic for stage in stages for project in stage.projects),
        "trail": [(_("Projects"), reverse("projects")), (_("Coming years"), "")],
    }
    return render(request, "projects/pipeline.html", context)


def _shown(stage: Stage) -> tuple[Stage, list[Project], int]:
    """Return a stage with the projects that the page shows of it, and how many more there are."""
    most = SHOWN_PAST if stage.is_past else SHOWN
    return stage, stage.projects[:most], len(stage.projects) - most
