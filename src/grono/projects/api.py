"""Projects for programs: read-only, those that everybody may see."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from grono.projects import queries
from grono.projects.models import Project
from grono.projects.queries import ProjectFilter

router = Router(tags=["projects"])
MOST = 100


class ProjectLine(Schema):
    """A project in a list.

    ``state`` is idea, forming, submitted, funded, running, completed or dropped; for a project from a public source it
    follows from its grant and dates today, and is empty where they do not tell.
    """

    slug: str
    cordis_id: str | None
    acronym: str
    title: str
    language: str
    state: str
    level: str
    is_strategic: bool
    is_demonstration: bool
    funding_scheme: str
    start_date: date | None
    end_date: date | None
    partner_count: int
    country_count: int

    @staticmethod
    def resolve_state(project: Any) -> str:
        """Return the state of today."""
        return str(project.state_now)

    @staticmethod
    def resolve_level(project: Any) -> str:
        """Return how far it reaches."""
        return str(project.level_now)


class ProjectPage(Schema):
    """A stretch of the list; ``count`` is how many fit in all."""

    count: int
    items: list[ProjectLine]


class Partner(Schema):
    """A participant; ``organisation`` is its address in the directory, if it is there. Amounts in euros."""

    name: str
    country: str
    role: str
    ec_contribution: Decimal | None
    organisation: str | None

    @staticmethod
    def resolve_organisation(part: Any) -> str | None:
        """Return the address in the directory."""
        return part.organisation.slug if part.organisation else None


class ProjectDetail(ProjectLine):
    """A project with its participants. Amounts in euros."""

    objective: str
    topics: str
    total_cost: Decimal | None
    ec_contribution: Decimal | None
    source: str
    source_url: str
    participants: list[Partner]

    @staticmethod
    def resolve_participants(project: Any) -> Any:
        """Return who takes part, with their organisations."""
        return project.participations.all()


class Narrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    q: str = ""
    scheme: str = ""
    country: str = ""
    state: str = ""
    level: str = ""
    is_strategic: bool = False
    topic: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/projects", response=ProjectPage, operation_id="list_projects")
def list_projects(request: HttpRequest, wanted: Query[Narrowing]) -> dict[str, object]:
    """List public projects, the latest first, at most 100 at a time."""
    narrowed = ProjectFilter(
        text=wanted.q,
        state=wanted.state,
        level=wanted.level,
        strategic="yes" if wanted.is_strategic else "",
        topic=wanted.topic,
        scheme=wanted.scheme,
        country=wanted.country,
    )
    found = queries.find_projects(narrowed)
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": list(found[first : first + limit])}


@router.get("/projects/{slug}", response=ProjectDetail, operation_id="get_project")
def get_project(request: HttpRequest, slug: str) -> Project:
    """Return one public project with its participants."""
    return queries.public_project(slug)
