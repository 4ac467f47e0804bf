"""The directory for programs: read-only, the same as the public pages."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from grono.directory import queries
from grono.directory.models import Cluster, ClusterFee, Organisation, Region, WorkingGroup
from grono.directory.queries import OrganisationFilter
from grono.directory.texts import texts_by_language

router = Router(tags=["directory"])
MOST = 100


class OrganisationLine(Schema):
    """An organisation in a list."""

    slug: str
    name: str
    short_name: str
    helix_sector: str
    country: str
    town: str
    project_count: int
    is_demonstration: bool
    source: str


class ClusterLine(Schema):
    """A cluster in a list; ``name`` by language."""

    slug: str
    name: dict[str, str]
    town: str
    member_count: int
    is_demonstration: bool


class RegionLine(Schema):
    """A NUTS region that holds anybody, with how many organisations and clusters; ``name`` by language."""

    code: str
    level: int
    country: str
    name: dict[str, str]
    organisation_count: int
    cluster_count: int


class RegionDetail(RegionLine):
    """A region with what it says about itself and who is there; organisations by helix sector, clusters by address."""

    promotion: dict[str, str]
    parents: list[str]
    children: list[str]
    organisations_by_sector: dict[str, int]
    clusters: list[str]


class WorkingGroupLine(Schema):
    """A working group of a cluster; texts by language, organisations by address."""

    name: dict[str, str]
    purpose: dict[str, str]
    members: list[str]


class FeeLine(Schema):
    """What membership in a cluster costs a kind of member; ``payer`` by language."""

    payer: dict[str, str]
    amount: Decimal
    currency: str
    period: str
    source_url: str


class OrganisationDetail(OrganisationLine):
    """An organisation with all that its page shows; texts by language, competences and clusters by code.

    The point on the map is in degrees of WGS 84.
    """

    latitude: float | None
    longitude: float | None
    name_en: str
    activity_type: str
    nuts_code: str | None
    nace_codes: list[str]
    pic: str | None
    nip: str
    krs: str
    vat: str
    website: str
    summary: dict[str, str]
    description: dict[str, str]
    offers: list[str]
    seeks: list[str]
    clusters: list[str]


class ClusterDetail(ClusterLine):
    """A cluster with its members; texts by language, organisations by address."""

    goal: dict[str, str]
    services: dict[str, str]
    nuts_code: str | None
    founded_date: date | None
    coordinator: str | None
    coordinator_name: str
    label_round: str
    source_url: str
    latitude: float | None
    longitude: float | None
    website: str
    contact_email: str
    contact_phone: str
    declaration: dict[str, str]
    declaration_url: str
    working_groups: list[WorkingGroupLine]
    fees: list[FeeLine]
    members: list[str]


class OrganisationPage(Schema):
    """A stretch of the list; ``count`` is how many fit in all."""

    count: int
    items: list[OrganisationLine]


class Narrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    q: str = ""
    country: str = ""
    region: str = ""
    town: str = ""
    sector: str = ""
    cluster: str = ""
    competence: str = ""
    kind: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/organisations", response=OrganisationPage, url_name="organisations", operation_id="list_organisations")
def list_organisations(request: HttpRequest, wanted: Query[Narrowing]) -> dict[str, object]:
    """List organisations in order of their names, at most 100 at a time."""
    names = ("country", "region", "town", "sector", "cluster", "competence", "kind")
    found = queries.find_organisations(
        OrganisationFilter(text=wanted.q, **{name: getattr(wanted, name) for name in names})
    )
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": list(found[first : first + limit])}


@router.get("/organisations/{slug}", response=OrganisationDetail, operation_id="get_organisation")
def get_organisation(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return one organisation."""
    found = queries.organisation_by_slug(slug)
    claims = queries.claims_by_direction(found)
    return {
        **_plain(found, OrganisationLine),
        **{name: getattr(found, name) for name in ("name_en", "activity_type", "pic", "nip", "krs", "vat", "website")},
        "latitude": found.latitude,
        "longitude": found.longitude,
        "nuts_code": found.region_id,
        "nace_codes": [activity.code for activity in found.activities.all()],
        "summary": texts_by_language(found.summary),
        "description": texts_by_language(found.description),
        "offers": [claim.competence.code for claim in claims["offer"]],
        "seeks": [claim.competence.code for claim in claims["seek"]],
        "clusters": [membership.cluster.slug for membership in queries.memberships_of(found)],
    }


@router.get("/clusters", response=list[ClusterLine], operation_id="list_clusters")
def list_clusters(request: HttpRequest) -> list[dict[str, object]]:
    """List all clusters."""
    return [_cluster(cluster) for cluster in queries.clusters_with_counts()]


@router.get("/clusters/{slug}", response=ClusterDetail, operation_id="get_cluster")
def get_cluster(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return one cluster with the addresses of its members."""
    found = queries.cluster_by_slug(slug)
    plain = ("founded_date", "coordinator_name", "label_round", "source_url", "latitude", "longitude", "website",
             "contact_email", "contact_phone", "declaration_url")  # fmt: skip
    return {
        **_cluster(found),
        **{name: getattr(found, name) for name in plain},
        "goal": texts_by_language(found.goal),
        "services": texts_by_language(found.services),
        "declaration": texts_by_language(found.declaration),
        "working_groups": [_group(group) for group in queries.working_groups(found)],
        "fees": [_fee(fee) for fee in found.fees.all()],
        "nuts_code": found.region_id,
        "coordinator": found.cluster_organisation.slug if found.cluster_organisation else None,
        "members": [membership.organisation.slug for membership in queries.current_memberships(found)],
    }


@router.get("/regions", response=list[RegionLine], operation_id="list_regions")
def list_regions(request: HttpRequest) -> list[dict[str, object]]:
    """List the regions of all levels that hold an organisation or a cluster, in order of their codes."""
    counts = queries.counts_by_region()
    named = queries.regions_by_code(counts)
    return [_region(named[code], counts[code]) for code in sorted(named)]


@router.get("/regions/{code}", response=RegionDetail, operation_id="get_region")
def get_region(request: HttpRequest, code: str) -> dict[str, object]:
    """Return one region; ``children`` are those of the next named level."""
    found = queries.region_by_code(code)
    count = queries.counts_by_region().get(code, queries.RegionCount())
    return {
        **_region(found, count),
        "promotion": texts_by_language(found.promotion),
        "parents": [region.code for region in queries.regions_around(found)],
        "children": [region.code for region in queries.regions_inside(found)],
        "organisations_by_sector": count.organisations,
        "clusters": [cluster.slug for cluster in queries.clusters_in(found)],
    }


def _region(region: Region, count: queries.RegionCount) -> dict[str, object]:
    return {
        **{name: getattr(region, name) for name in ("code", "level", "country")},
        "name": texts_by_language(region.name),
        "organisation_count": count.total,
        "cluster_count": count.clusters,
    }


def _group(group: WorkingGroup) -> dict[str, object]:
    members = [organisation.slug for organisation in group.present]  # type: ignore[attr-defined]  # by a prefetch
    return {"name": texts_by_language(group.name), "purpose": texts_by_language(group.purpose), "members": members}


def _fee(fee: ClusterFee) -> dict[str, object]:
    plain = ("amount", "currency", "period", "source_url")
    return {**{name: getattr(fee, name) for name in plain}, "payer": texts_by_language(fee.payer)}


def _cluster(cluster: Cluster) -> dict[str, object]:
    plain = ("slug", "town", "member_count", "is_demonstration")
    return {**{name: getattr(cluster, name) for name in plain}, "name": texts_by_language(cluster.name)}


def _plain(organisation: Organisation, schema: type[Schema]) -> dict[str, object]:
    return {name: getattr(organisation, name) for name in schema.model_fields}
