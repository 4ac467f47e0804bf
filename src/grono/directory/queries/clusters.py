"""Reads of clusters."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from grono.directory.choices import HelixSector
from grono.directory.models import Cluster, Membership, Organisation, WorkingGroup

SECTORS = tuple(HelixSector.values)


def clusters_with_counts() -> QuerySet[Cluster]:
    """Return all clusters in order of their names, with ``member_count`` and ``members_<sector>`` (one query)."""
    current = Q(memberships__left_date=None, memberships__isnull=False)
    by_sector = {
        f"members_{sector}": Count("memberships", filter=current & Q(memberships__organisation__helix_sector=sector))
        for sector in SECTORS
    }
    return (
        Cluster.objects.select_related("cluster_organisation")
        .annotate(member_count=Count("memberships", filter=current), **by_sector)
        .order_by("-is_demonstration", "name_sort", "pk")
    )


def cluster_by_slug(slug: str) -> Cluster:
    """Return a cluster with its counts; raises ``Http404``."""
    found = clusters_with_counts().select_related("region").filter(slug=slug).first()
    if found is None:
        raise Http404(f"No cluster {slug}.")
    return found


def working_groups(cluster: Cluster) -> list[WorkingGroup]:
    """Return the working groups with their members who are members of the cluster at present, as ``present``."""
    here = Membership.objects.filter(cluster=cluster, left_date=None).values("organisation")
    members = Prefetch("members", Organisation.objects.filter(pk__in=here), "present")
    return list(cluster.working_groups.select_related("chair").prefetch_related(members))


def current_memberships(cluster: Cluster) -> QuerySet[Membership]:
    """Return the members of a cluster in order of their names."""
    return (
        cluster.memberships.filter(left_date=None)
        .select_related("organisation")
        .order_by("organisation__name_sort", "organisation__pk")
    )


def members_of(cluster: Cluster) -> QuerySet[Organisation]:
    """Return the organisations that belong to a cluster at present."""
    return Organisation.objects.filter(pk__in=cluster.memberships.filter(left_date=None).values("organisation"))


def members_by_sector(memberships: list[Membership]) -> list[tuple[str, list[Membership]]]:
    """Return the memberships grouped by helix sector, sectors without members left out."""
    groups = [
        (sector, [membership for membership in memberships if membership.organisation.helix_sector == sector])
        for sector in SECTORS
    ]
    return [(sector, members) for sector, members in groups if members]


def cluster_names() -> dict[str, str]:
    """Return the names of all clusters by address, in the active language."""
    return {slug: str(name) for slug, name in Cluster.objects.values_list("slug", "name")}


def candidates_for(cluster: Cluster) -> list[str]:
    """Return the names of organisations that could join a cluster: invented ones an invented cluster, and so on."""
    current = cluster.memberships.filter(left_date=None)
    found = Organisation.objects.filter(is_demonstration=cluster.is_demonstration)
    return list(found.exclude(pk__in=current.values("organisation")).values_list("name", flat=True)[:2000])
