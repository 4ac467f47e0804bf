"""What the module adds to the page of an organisation."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from grono.directory.models import Organisation
from grono.kit import clock
from grono.kit.registry import Panel
from grono.projects.queries import participations_of

SHOWN = 8


def _projects(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the organisation's parts in projects, or nothing when it has none."""
    found = participations_of(organisation) if organisation.project_count else []
    if not found:
        return None
    return {"shown": found[:SHOWN], "more": found[SHOWN:], "count": len(found), "today": clock.now().date()}


PROJECTS = Panel("projects", "projects/_organisation_projects.html", _projects, order=10)
