"""Reads for the map: how many organisations stand in which place, and where the clusters have their seats."""

from dataclasses import dataclass

from django.db.models import Count

from grono.directory.models import Cluster
from grono.directory.places import Point
from grono.directory.queries.organisations import OrganisationFilter, find_organisations


@dataclass(frozen=True)
class Seats:
    """Organisations of one helix sector in one town; ``point`` is ``None`` where the place is not known."""

    country: str
    region: str
    town: str
    point: Point | None
    sector: str
    count: int


def organisation_seats(wanted: OrganisationFilter) -> list[Seats]:
    """Return where the organisations that fit are, town by town and sector by sector (one query)."""
    place = ("country", "region", "town", "latitude", "longitude", "helix_sector")
    grouped = find_organisations(wanted).order_by().values_list(*place).annotate(n=Count("pk"))
    return [
        Seats(country, region or "", town, None if latitude is None else Point(latitude, longitude), sector, count)
        for country, region, town, latitude, longitude, sector, count in grouped.order_by(*place)
    ]


def cluster_seats(wanted: OrganisationFilter) -> list[Cluster]:
    """Return the clusters with a known place that fit the filter's country, region, cluster and kind (one query)."""
    found = Cluster.objects.exclude(latitude=None).select_related("cluster_organisation", "region")
    if wanted.cluster:
        found = found.filter(slug=wanted.cluster)
    if wanted.region:
        found = found.filter(region__code__startswith=wanted.region)
    if wanted.kind:
        found = found.filter(is_demonstration=wanted.kind == "demonstration")
    return [cluster for cluster in found if not wanted.country or cluster.country == wanted.country]
