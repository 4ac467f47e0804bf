"""Reads of projects."""

from dataclasses import dataclass, replace

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet
from django.http import Http404

from grono.directory.models import Organisation
from grono.projects.choices import ParticipationRole
from grono.projects.models import Participation, PartnerAffinity, Project


@dataclass(frozen=True)
class ProjectFilter:
    """What a list of projects is narrowed to; empty means all. ``country`` is that of a participant."""

    text: str = ""
    scheme: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return self != ProjectFilter()


def _found(wanted: ProjectFilter) -> QuerySet[Project]:
    found = Project.objects.all()
    for word in wanted.text.split():
        found = found.filter(Q(acronym__icontains=word) | Q(title__icontains=word) | Q(topics__icontains=word))
    if wanted.scheme:
        found = found.filter(funding_scheme=wanted.scheme)
    if wanted.country:
        partners = Participation.objects.filter(country=wanted.country)
        found = found.filter(pk__in=partners.values("project"))
    return found


def _with_counts(found: QuerySet[Project]) -> QuerySet[Project]:
    return found.annotate(
        partner_count=Count("participations"), country_count=Count("participations__country", distinct=True)
    )


def find_projects(wanted: ProjectFilter) -> QuerySet[Project]:
    """Return the projects that fit with ``partner_count`` and ``country_count``, the latest first."""
    return _with_counts(_found(wanted)).order_by(F("start_date").desc(nulls_last=True), "acronym", "pk")


def count_by(wanted: ProjectFilter, name: str) -> dict[str, int]:
    """Return how many projects each value of one filter would show, the other filters kept (one query)."""
    if name == "scheme":
        rows = _found(replace(wanted, scheme="")).exclude(funding_scheme="").order_by()
        return dict(rows.values_list("funding_scheme").annotate(count=Count("pk")))
    partners = Participation.objects.filter(project__in=_found(replace(wanted, country=""))).exclude(country="")
    return dict(partners.order_by().values_list("country").annotate(count=Count("project", distinct=True)))


def project_by_slug(slug: str) -> Project:
    """Return a project with its participants and their organisations; raises ``Http404``."""
    partners = Participation.objects.select_related("organisation").order_by("position", "pk")
    found = (
        _with_counts(Project.objects.filter(slug=slug)).prefetch_related(Prefetch("participations", partners)).first()
    )
    if found is None:
        raise Http404(f"No project {slug}.")
    return found


def participations_of(organisation: Organisation) -> list[Participation]:
    """Return an organisation's parts in projects with each project's counts, what it coordinates first."""
    found = list(organisation.participations.order_by(F("project__start_date").desc(nulls_last=True), "pk"))
    projects = _with_counts(Project.objects.filter(pk__in=[part.project_id for part in found])).in_bulk()
    for part in found:
        part.project = projects[part.project_id]
    return sorted(found, key=lambda part: part.role != ParticipationRole.COORDINATOR)


def projects_of(organisations: QuerySet[Organisation], *, most: int) -> tuple[list[Project], int]:
    """Return the latest projects in which any of the organisations takes part, and how many there are (two queries).

    The projects carry their counts.
    """
    parts = Participation.objects.filter(organisation__in=organisations.order_by().values("pk"))
    found = Project.objects.filter(pk__in=parts.values("project"))
    latest = _with_counts(found).order_by(F("start_date").desc(nulls_last=True), "acronym", "pk")
    count = found.count()
    return (list(latest[:most]) if count else []), count


def affinities_of(organisation: Organisation) -> dict[int, float]:
    """Return the organisations that past projects make likely partners, by key, with a score of 0 to 1 (one query).

    Whoever left matching since they were computed is left out.
    """
    found = PartnerAffinity.objects.filter(
        organisation=organisation, organisation__in_matching=True, partner__in_matching=True
    )
    return dict(found.order_by("-score", "partner").values_list("partner", "score"))


def projects_stamp() -> str:
    """Return a text that changes whenever projects are added (one query)."""
    state = Project.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return f"{state['count']}:{state['last']}"
