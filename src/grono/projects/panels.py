"""What the module adds to the page of an organisation."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from grono.directory.models import Cluster, Organisation, Region
from grono.directory.queries import members_of, organisations_in
from grono.kit.registry import ClusterPanel, Panel, RegionPanel
from grono.projects.queries import participations_of, projects_of

SHOWN = 8


def _projects(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the organisation's parts in projects, or nothing when it has none."""
    found = participations_of(organisation)
    if not found:
        return None
    return {"shown": found[:SHOWN], "more": found[SHOWN:], "count": len(found)}


PROJECTS = Panel("projects", "projects/_organisation_projects.html", _projects, order=10)


def _of_region(request: HttpRequest, region: Region) -> Mapping[str, Any] | None:
    """Return the projects in which organisations of the region take part, or nothing when there are none."""
    return _shared(organisations_in(region), country=region.country if region.level == 0 else "")


def _of_cluster(request: HttpRequest, cluster: Cluster) -> Mapping[str, Any] | None:
    """Return the projects in which members of the cluster take part, or nothing when there are none."""
    return _shared(members_of(cluster))


def _shared(organisations: QuerySet[Organisation], *, country: str = "") -> Mapping[str, Any] | None:
    projects, count = projects_of(organisations, most=SHOWN)
    return {"projects": projects, "project_total": count, "project_country": country} if count else None


REGION_PROJECTS = RegionPanel("projects", "projects/_place_projects.html", _of_region, order=10)
CLUSTER_PROJECTS = ClusterPanel("projects", "projects/_place_projects.html", _of_cluster, order=10)
