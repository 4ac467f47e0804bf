"""Reads of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import Http404

from grono.directory.choices import Direction, HelixSector
from grono.directory.models import Affiliation, Cluster, Competence, CompetenceClaim, Membership, Organisation
from grono.kit.sorting import sort_key
from grono.search.lemmas import fold

SECTORS = tuple(HelixSector.values)


@dataclass(frozen=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty means all.

    ``kind`` is ``real`` or ``demonstration``; ``cluster`` is an address; ``competence`` a code, offered or sought.
    """

    text: str = ""
    country: str = ""
    sector: str = ""
    cluster: str = ""
    competence: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return self != OrganisationFilter()


def find_organisations(wanted: OrganisationFilter) -> QuerySet[Organisation]:
    """Return the organisations that fit, in order of their names.

    Every word of the text must stand in the name, the short or English name or the town; accents do not matter.
    """
    found = Organisation.objects.all()
    for word in fold(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.sector:
        found = found.filter(helix_sector=wanted.sector)
    if wanted.cluster:
        current = Membership.objects.filter(cluster__slug=wanted.cluster, left_date=None)
        found = found.filter(pk__in=current.values("organisation"))
    if wanted.competence:
        claims = CompetenceClaim.objects.filter(competence__code=wanted.competence)
        found = found.filter(pk__in=claims.values("organisation"))
    if wanted.kind:
        found = found.filter(is_demonstration=wanted.kind == "demonstration")
    return found


def count_by(wanted: OrganisationFilter, name: str) -> dict[str, int]:
    """Return how many organisations each value of one filter would show, the other filters kept (one query)."""
    column = {
        "country": "country",
        "sector": "helix_sector",
        "cluster": "memberships__cluster__slug",
        "kind": "is_demonstration",
    }[name]
    found = find_organisations(replace(wanted, **{name: ""}))
    if name == "cluster":
        found = found.filter(memberships__left_date=None, memberships__isnull=False)
    counted = dict(found.order_by().values_list(column).annotate(count=Count("pk")))
    if name == "kind":
        return {"demonstration": counted.get(True, 0), "real": counted.get(False, 0)}
    return counted


def directory_stamp() -> str:
    """Return a text that changes whenever an organisation is added or changed (one query)."""
    state: Mapping[str, int | datetime | None] = Organisation.objects.aggregate(n=Count("pk"), last=Max("updated_at"))
    return f"{state['n']}:{state['last']}"


def organisation_by_slug(slug: str) -> Organisation:
    """Return an organisation with all that its page shows; raises ``Http404``."""
    found = (
        Organisation.objects.select_related("region")
        .prefetch_related(
            "activities",
            "coordinated_clusters",
            Prefetch("claims", CompetenceClaim.objects.select_related("competence")),
            Prefetch(
                "memberships",
                Membership.objects.filter(left_date=None).select_related("cluster"),
                "current_memberships",
            ),
        )
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404(f"No organisation {slug}.")
    return found


def memberships_of(organisation: Organisation) -> list[Membership]:
    """Return the current memberships that ``organisation_by_slug`` has loaded."""
    return list(organisation.current_memberships)  # type: ignore[attr-defined]  # a prefetch put them there


def claims_by_direction(organisation: Organisation) -> dict[str, list[CompetenceClaim]]:
    """Return what the organisation offers and seeks, in the order of the reader's alphabet, of the claims loaded."""
    claims = sorted(organisation.claims.all(), key=lambda claim: sort_key(str(claim.competence)))
    return {direction: [claim for claim in claims if claim.direction == direction] for direction in Direction.values}


def current_affiliations(organisation: Organisation) -> QuerySet[Affiliation]:
    """Return who belongs to the organisation at present, representatives first."""
    return (
        organisation.affiliations.filter(ended_date=None)
        .select_related("person")
        .order_by("-role", "person__name_sort", "pk")
    )


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


def current_memberships(cluster: Cluster) -> QuerySet[Membership]:
    """Return the members of a cluster in order of their names."""
    return (
        cluster.memberships.filter(left_date=None)
        .select_related("organisation")
        .order_by("organisation__name_sort", "organisation__pk")
    )


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


def competence_by_code(code: str) -> Competence | None:
    """Return a competence, or ``None`` for an unknown or empty code."""
    return Competence.objects.filter(code=code).first() if code else None


def candidates_for(cluster: Cluster) -> list[str]:
    """Return the names of organisations that could join a cluster: invented ones an invented cluster, and so on."""
    current = cluster.memberships.filter(left_date=None)
    found = Organisation.objects.filter(is_demonstration=cluster.is_demonstration)
    return list(found.exclude(pk__in=current.values("organisation")).values_list("name", flat=True)[:2000])
