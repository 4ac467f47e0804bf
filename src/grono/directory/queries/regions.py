"""Reads of regions: who is in them, what they do, offer and seek."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from grono.directory.choices import Direction
from grono.directory.models import Activity, Cluster, Competence, Organisation, Region
from grono.directory.nuts import ancestors_of, country_of, country_region
from grono.directory.queries.clusters import SECTORS, clusters_with_counts


@dataclass
class RegionCount:
    """How many organisations and clusters a region holds, with those of the regions in it."""

    organisations: Counter[str] = field(default_factory=Counter)
    clusters: int = 0

    @property
    def total(self) -> int:
        """Organisations of all helix sectors."""
        return self.organisations.total()

    def __bool__(self) -> bool:
        return bool(self.total or self.clusters)


def region_by_code(code: str) -> Region:
    """Return a region; raises ``Http404``."""
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"No region {code}.")
    return found


def organisations_in(region: Region) -> QuerySet[Organisation]:
    """Return the organisations of a region, in order of their names; of a country all, also those without a region."""
    if region.level == 0:
        return Organisation.objects.filter(country=region.country)
    return Organisation.objects.filter(region__code__startswith=region.code)


def clusters_in(region: Region) -> QuerySet[Cluster]:
    """Return the clusters with their seat in a region, with the organisation that runs them and their counts."""
    return clusters_with_counts().filter(region__code__startswith=region.code)


def counts_by_region() -> dict[str, RegionCount]:
    """Return what every region holds that holds anything, by code and for all levels (two queries).

    An organisation without a region counts for its country.
    """
    counts: dict[str, RegionCount] = {}
    grouped = Organisation.objects.order_by().values_list("country", "region", "helix_sector").annotate(n=Count("pk"))
    for country, code, sector, number in grouped:
        for around in _with_ancestors(code, country_region(country)):
            counts.setdefault(around, RegionCount()).organisations[sector] += number
    seated = Cluster.objects.order_by().exclude(region=None).values_list("region").annotate(n=Count("pk"))
    for code, number in seated:
        for around in _with_ancestors(code, code[:2]):
            counts.setdefault(around, RegionCount()).clusters += number
    return counts


def _with_ancestors(code: str | None, country: str) -> list[str]:
    if code is None or country_of(code) != country_of(country):
        return [country]
    return [*ancestors_of(code), code]


def regions_by_code(codes: Iterable[str]) -> dict[str, Region]:
    """Return those of the regions that have a name, by code."""
    return Region.objects.in_bulk(list(codes))


def regions_around(region: Region) -> list[Region]:
    """Return the named regions in which a region lies, the country first."""
    return list(Region.objects.filter(code__in=ancestors_of(region.code)).order_by("code"))


def regions_inside(region: Region) -> list[Region]:
    """Return the regions of the next named level inside a region; of a country NUTS 2 where it has names."""
    found = Region.objects.filter(code__startswith=region.code, level__gt=region.level).order_by("code")
    return _of_one_level(list(found), is_country=region.level == 0)


def regions_of_countries(codes: Iterable[str]) -> dict[str, list[Region]]:
    """Return for each country what ``regions_inside`` does (one query)."""
    inside: dict[str, list[Region]] = {code: [] for code in codes}
    for region in Region.objects.filter(level__gt=0).order_by("code"):
        if region.code[:2] in inside:
            inside[region.code[:2]].append(region)
    return {code: _of_one_level(found, is_country=True) for code, found in inside.items()}


def _of_one_level(inside: list[Region], *, is_country: bool) -> list[Region]:
    levels = {region.level for region in inside}
    shown = 2 if is_country and 2 in levels else min(levels, default=0)
    return [region for region in inside if region.level == shown]


def leading_organisations(region: Region, *, most: int = 6) -> list[tuple[str, list[Organisation]]]:
    """Return by helix sector the organisations of a region that take part in most projects (one query)."""
    place = Window(
        RowNumber(), partition_by=F("helix_sector"), order_by=[F("project_count").desc(), F("name_sort").asc()]
    )
    found = organisations_in(region).annotate(place=place).filter(place__lte=most).order_by("place")
    by_sector: dict[str, list[Organisation]] = {sector: [] for sector in SECTORS}
    for organisation in found:
        by_sector[organisation.helix_sector].append(organisation)
    return [(sector, organisations) for sector, organisations in by_sector.items() if organisations]


def activities_in(region: Region, *, most: int = 8) -> list[tuple[Activity, int]]:
    """Return the branches (NACE divisions or finer, as entered) with most organisations, and how many they are."""
    here = organisations_in(region).order_by().values("pk")
    found = Activity.objects.filter(organisations__in=here).annotate(count=Count("organisations", distinct=True))
    return [(activity, activity.count) for activity in found.order_by("-count", "code")[:most]]


def competences_in(region: Region, *, most: int = 10) -> dict[str, list[tuple[Competence, int]]]:
    """Return by direction what most organisations of a region offer and seek, with how many they are (one query)."""
    here = organisations_in(region).order_by().values("pk")
    counts = {
        direction: Count("claims", filter=Q(claims__direction=direction, claims__organisation__in=here))
        for direction in Direction.values
    }
    found = list(Competence.objects.annotate(**counts).filter(Q(offer__gt=0) | Q(seek__gt=0)))
    return {
        direction: sorted(
            ((word, getattr(word, direction)) for word in found if getattr(word, direction)),
            key=lambda pair: (-pair[1], pair[0].code),
        )[:most]
        for direction in Direction.values
    }
