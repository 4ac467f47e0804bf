"""Reads of projects. What everybody may see begins at ``public_projects`` and ``public_participations``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, CharField, Count, F, Max, Prefetch, Q, QuerySet, Value, When
from django.http import Http404

from grono.directory.models import Organisation
from grono.funding.choices import TopicState
from grono.funding.models import Topic
from grono.kit import clock
from grono.projects.choices import ParticipationRole, ProjectLevel, ProjectState
from grono.projects.models import Participation, PartnerAffinity, Project
from grono.projects.rules import CLOSED, FACTUAL, SIGNED, TERMINATED


@dataclass(frozen=True)
class ProjectFilter:
    """What a list of projects is narrowed to; empty means all.

    ``country`` and ``partner`` are countries of participants, both of which a project must have; ``topic`` is the
    address of a topic, ``year`` that of the start, ``strategic`` "yes".
    """

    text: str = ""
    state: str = ""
    level: str = ""
    strategic: str = ""
    topic: str = ""
    scheme: str = ""
    country: str = ""
    partner: str = ""
    year: str = ""

    def __bool__(self) -> bool:
        return self != ProjectFilter()


def public_projects() -> QuerySet[Project]:
    """Return the projects that everybody may see."""
    return Project.objects.filter(is_public=True)


def public_participations() -> QuerySet[Participation]:
    """Return who takes part in the projects that everybody may see."""
    return Participation.objects.filter(project__is_public=True)


def factual(prefix: str = "") -> Q:
    """Return the condition under which a project counts as joint work: public, and from a source or funded.

    ``prefix`` leads from the rows in question to the project, such as ``project__``.
    """
    counted = ~Q(**{f"{prefix}source": ""}) | Q(**{f"{prefix}state__in": FACTUAL})
    return Q(**{f"{prefix}is_public": True}) & counted


def state_on_day(today: date) -> Case:
    """Return in SQL what ``rules.state_on`` says; empty where the dates do not tell."""
    known = [
        When(~Q(state=""), then=F("state")),
        When(status=TERMINATED, then=Value(ProjectState.DROPPED.value)),
        When(Q(status=CLOSED) | Q(end_date__lt=today), then=Value(ProjectState.COMPLETED.value)),
        When(
            Q(start_date__gt=today) | Q(status=SIGNED, start_date=None, end_date=None),
            then=Value(ProjectState.FUNDED.value),
        ),
        When(Q(end_date__isnull=False) | Q(status=SIGNED), then=Value(ProjectState.RUNNING.value)),
    ]
    return Case(*known, default=Value(""), output_field=CharField())


#: In SQL what ``rules.level_of`` says; empty where it does not tell.
LEVEL = Case(
    When(~Q(level=""), then=F("level")),
    When(cordis_id__isnull=False, then=Value(ProjectLevel.EUROPEAN.value)),
    default=Value(""),
    output_field=CharField(),
)


def found_projects(wanted: ProjectFilter) -> QuerySet[Project]:
    """Return the public projects that fit, in no order, each with ``state_now`` and ``level_now``."""
    found = public_projects().annotate(state_now=state_on_day(clock.now().date()), level_now=LEVEL)
    for word in wanted.text.split():
        found = found.filter(Q(acronym__icontains=word) | Q(title__icontains=word) | Q(topics__icontains=word))
    plain: Mapping[str, str] = {"state_now": wanted.state, "level_now": wanted.level, "funding_scheme": wanted.scheme}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.strategic:
        found = found.filter(is_strategic=True)
    if wanted.year.isdecimal():
        found = found.filter(start_date__year=int(wanted.year))
    if wanted.topic:
        topics = Topic.objects.filter(slug=wanted.topic, state=TopicState.PUBLISHED)
        found = found.filter(Q(topic__in=topics) | Q(topics__in=topics.values("topic_id")))
    for country in filter(None, (wanted.country, wanted.partner)):
        found = found.filter(pk__in=Participation.objects.filter(country=country).values("project"))
    return found


def with_counts(found: QuerySet[Project]) -> QuerySet[Project]:
    """Add ``partner_count``, ``country_count``, ``state_now`` and ``level_now``."""
    return found.annotate(
        state_now=state_on_day(clock.now().date()),
        level_now=LEVEL,
        partner_count=Count("participations"),
        country_count=Count("participations__country", distinct=True),
    )


def find_projects(wanted: ProjectFilter) -> QuerySet[Project]:
    """Return the public projects that fit, the latest first, with ``partner_count`` and ``country_count``."""
    return with_counts(found_projects(wanted)).order_by(F("start_date").desc(nulls_last=True), "acronym", "pk")


#: In which column of ``found_projects`` a filter looks.
_COLUMNS = {
    "state": "state_now",
    "level": "level_now",
    "scheme": "funding_scheme",
    "topic": "topic__slug",
}


def count_by(wanted: ProjectFilter, name: str) -> dict[str, int]:
    """Return how many projects each value of one filter would show, the other filters kept (one query)."""
    found = found_projects(replace(wanted, **{name: ""})).order_by()
    if name in {"country", "partner"}:
        partners = Participation.objects.filter(project__in=found.values("pk")).exclude(country="")
        return dict(partners.order_by().values_list("country").annotate(count=Count("project", distinct=True)))
    if name == "topic":
        found = found.filter(topic__state=TopicState.PUBLISHED)
    if name == "strategic":
        return {"yes": found.filter(is_strategic=True).count()}
    counted = found.values_list(_COLUMNS[name]).annotate(count=Count("pk"))
    return {value: count for value, count in counted if value}


def project_by_slug(slug: str) -> Project:
    """Return a project with its participants and their organisations; raises ``Http404``.

    It may be one that only its partners see: whoever shows it asks for ``projects.view_project`` first.
    """
    return _one(Project.objects.filter(slug=slug), slug)


def public_project(slug: str) -> Project:
    """Return a project that everybody may see with its participants and their organisations; raises ``Http404``."""
    return _one(public_projects().filter(slug=slug), slug)


def _one(found: QuerySet[Project], slug: str) -> Project:
    partners = Participation.objects.select_related("organisation").order_by("position", "pk")
    related = found.select_related("topic", "lead_cluster__cluster_organisation")
    project = with_counts(related).prefetch_related(Prefetch("participations", partners)).first()
    if project is None:
        raise Http404(f"No project {slug}.")
    return project


def participations_of(organisation: Organisation) -> list[Participation]:
    """Return an organisation's parts in public projects with each project's counts, what it coordinates first."""
    parts = public_participations().filter(organisation=organisation)
    found = list(parts.order_by(F("project__start_date").desc(nulls_last=True), "pk"))
    projects = with_counts(Project.objects.filter(pk__in=[part.project_id for part in found])).in_bulk()
    for part in found:
        part.project = projects[part.project_id]
    return sorted(found, key=lambda part: part.role != ParticipationRole.COORDINATOR)


def projects_of(organisations: QuerySet[Organisation], *, most: int) -> tuple[list[Project], int]:
    """Return the latest public projects in which any of the organisations takes part, and how many there are.

    The projects carry their counts (two queries).
    """
    parts = Participation.objects.filter(organisation__in=organisations.order_by().values("pk"))
    found = public_projects().filter(pk__in=parts.values("project"))
    latest = with_counts(found).order_by(F("start_date").desc(nulls_last=True), "acronym", "pk")
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
    """Return a text that changes whenever public projects are added or changed (one query)."""
    public = Q(is_public=True)
    state = Project.objects.aggregate(
        count=Count("pk", filter=public),
        last=Max("pk", filter=public),
        changed=Max("updated_at"),
        published=Max("published_at"),
    )
    return ":".join(str(value) for value in state.values())
