"""What of the directory the search finds."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from grono.directory.choices import Direction
from grono.directory.models import Cluster, Membership, Organisation, Region
from grono.directory.nuts import region_number, region_of_number
from grono.directory.queries import RegionCount, counts_by_region, regions_by_code
from grono.directory.texts import texts_by_language
from grono.kit.countries import country_name
from grono.kit.registry import SearchSource
from grono.search.documents import SearchText

PAGE_LANGUAGES = ("pl", "en")
EXCERPT = 240
MOST_COMPETENCES = 12


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each organisation in the languages of the site and in every language in which it describes itself."""
    memberships = Membership.objects.filter(left_date=None).select_related("cluster")
    found = Organisation.objects.prefetch_related(
        "claims__competence", "activities", Prefetch("memberships", memberships)
    )
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for organisation in found.iterator(chunk_size=500):
        summary, description = texts_by_language(organisation.summary), texts_by_language(organisation.description)
        spoken = set(summary) | set(description) or {"pl" if organisation.country == "PL" else "en"}
        for language in dict.fromkeys((*PAGE_LANGUAGES, *summary, *description)):
            own = (summary.get(language, ""), description.get(language, ""))
            yield _document(organisation, language, *own, has_vector=language in spoken)


def _document(
    organisation: Organisation, language: str, summary: str, description: str, *, has_vector: bool
) -> SearchText:
    with override(language):
        claims = [(claim.direction, str(claim.competence)) for claim in organisation.claims.all()]
        activities = [str(activity.name) for activity in organisation.activities.all()]
        clusters = [str(membership.cluster) for membership in organisation.memberships.all()]
        kind = organisation.get_activity_type_display() if organisation.activity_type else ""
        sector = organisation.get_helix_sector_display()
    country = country_name(organisation.country, language)
    offers = [name for direction, name in claims if direction == Direction.OFFER]
    seeks = [name for direction, name in claims if direction == Direction.SEEK]
    words = [organisation.short_name, organisation.town, country, *offers, *seeks, *activities, *clusters, kind, sector]
    title = " – ".join(part for part in (organisation.name, organisation.name_en) if part)
    # The names of activities are left out: a class of a statistic says little of what somebody does, and much the same.
    meaning = "\n".join(filter(None, (", ".join(offers), summary, description, ", ".join(seeks))))
    return SearchText(
        object_id=organisation.pk,
        language=language,
        title=title,
        body="\n".join(part for part in (summary, description, *words) if part),
        excerpt=(summary or description or ", ".join(part for part in (organisation.town, country) if part))[:EXCERPT],
        path=f"organisations/{organisation.slug}/",
        country=organisation.country,
        helix_sector=organisation.helix_sector,
        region=organisation.region_id or "",
        activities=tuple(activity.code for activity in organisation.activities.all()),
        clusters=tuple(membership.cluster.slug for membership in organisation.memberships.all()),
        meaning=meaning,
        has_vector=has_vector and bool(meaning),  # a bare name means nothing
        is_demonstration=organisation.is_demonstration,
    )


def cluster_documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each cluster in the languages of the site and in every language in which it describes itself."""
    members = Membership.objects.filter(left_date=None).prefetch_related("organisation__claims__competence")
    found = Cluster.objects.select_related("cluster_organisation").prefetch_related(
        "working_groups", Prefetch("memberships", members)
    )
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for cluster in found.iterator(chunk_size=100):
        name, goal = texts_by_language(cluster.name), texts_by_language(cluster.goal)
        spoken = set(goal) or {"pl"}
        for language in dict.fromkeys((*PAGE_LANGUAGES, *name, *goal)):
            yield _cluster_document(cluster, language, has_vector=language in spoken)


def _cluster_document(cluster: Cluster, language: str, *, has_vector: bool) -> SearchText:
    own = {field: texts_by_language(getattr(cluster, field)).get(language, "") for field in ("goal", "services")}
    offers: Counter[str] = Counter()
    with override(language):
        for membership in cluster.memberships.all():
            claims = membership.organisation.claims.all()
            offers.update(str(claim.competence) for claim in claims if claim.direction == Direction.OFFER)
        groups = [f"{group.name}: {group.purpose}".rstrip(": ") for group in cluster.working_groups.all()]
        title = str(cluster.name)
    coordinator = cluster.cluster_organisation.name if cluster.cluster_organisation else cluster.coordinator_name
    competences = [word for word, _number in offers.most_common(MOST_COMPETENCES)]
    branch = cluster.branch if language == "pl" else ""
    country = country_name(cluster.country, language) if cluster.country else ""
    meaning = "\n".join(filter(None, (*own.values(), branch, *groups, ", ".join(competences))))
    return SearchText(
        object_id=cluster.pk,
        language=language,
        title=title,
        body="\n".join(filter(None, (*own.values(), cluster.branch, *groups, coordinator, cluster.town, country))),
        excerpt=(own["goal"] or cluster.branch or ", ".join(filter(None, (cluster.town, country))))[:EXCERPT],
        path=f"clusters/{cluster.slug}/",
        country=cluster.country,
        region=cluster.region_id or "",
        clusters=(cluster.slug,),
        meaning=meaning,
        has_vector=has_vector and bool(meaning),
        is_demonstration=cluster.is_demonstration,
    )


def region_documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield the regions that hold an organisation or a cluster, or present themselves; known by ``region_number``."""
    counts = counts_by_region()
    presented = [region.code for region in Region.objects.all() if texts_by_language(region.promotion)]
    wanted = {*counts, *presented}
    if ids is not None:
        wanted &= {region_of_number(number) for number in ids}
    for region in regions_by_code(sorted(wanted)).values():
        for language in PAGE_LANGUAGES:
            yield _region_document(region, counts.get(region.code, RegionCount()), language)


def _region_document(region: Region, count: RegionCount, language: str) -> SearchText:
    promotion = texts_by_language(region.promotion).get(language, "")
    country = country_name(region.country, language)
    with override(language):
        name = str(region.name)
        here = ngettext("%(count)d organisation", "%(count)d organisations", count.total) % {"count": count.total}
        words = [_now("region"), _now("NUTS %(level)d") % {"level": region.level}]
    return SearchText(
        object_id=region_number(region.code),
        language=language,
        title=name,
        body="\n".join(filter(None, (promotion, region.code, country, *words))),
        excerpt=(promotion or f"{country}, {region.code}: {here}")[:EXCERPT],
        path=f"regions/{region.code}/",
        country=region.country,
        region=region.code,
        meaning=promotion,
        has_vector=bool(promotion),
    )


ORGANISATIONS = SearchSource("organisation", _("Organisations"), documents)
CLUSTERS = SearchSource("cluster", _("Clusters"), cluster_documents)
REGIONS = SearchSource("region", _("Regions"), region_documents)
