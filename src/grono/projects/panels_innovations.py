"""Where innovations show: on the pages of their owners, and of the clusters and regions of their owners."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from grono.directory.models import Cluster, Organisation, Region
from grono.directory.queries import members_of, organisations_in
from grono.kit.registry import ClusterPanel, Panel, RegionPanel
from grono.projects.queries.innovations import innovations_of

SHOWN = 6
_TEMPLATE = "projects/_innovations_panel.html"


def _shown(owners: QuerySet[Organisation], *, whose: str) -> dict[str, Any] | None:
    found, count = innovations_of(owners, most=SHOWN)
    context = {"innovations": found, "innovation_total": count, "whose": whose, "show_owner": whose != "organisation"}
    return context if count else None


def _of_organisation(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    owner = Organisation.objects.filter(pk=organisation.pk)
    shown = _shown(owner, whose="organisation")
    may_add = request.user.has_perm("projects.add_innovation", organisation)
    if shown is None and not may_add:
        return None
    return {**(shown or {"innovations": [], "innovation_total": 0, "whose": "organisation"}), "may_add": may_add}


def _of_cluster(request: HttpRequest, cluster: Cluster) -> Mapping[str, Any] | None:
    return _shown(members_of(cluster), whose="cluster")


def _of_region(request: HttpRequest, region: Region) -> Mapping[str, Any] | None:
    return _shown(organisations_in(region), whose="region")


INNOVATIONS = Panel("innovations", _TEMPLATE, _of_organisation, order=15)
CLUSTER_INNOVATIONS = ClusterPanel("innovations", _TEMPLATE, _of_cluster, order=15)
REGION_INNOVATIONS = RegionPanel("innovations", _TEMPLATE, _of_region, order=15)
