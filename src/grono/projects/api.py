"""Projects for programs: read-only, the facts as published."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from grono.projects import queries
from grono.projects.queries import ProjectFilter

router = Router(tags=["projects"])
MOST = 100


class ProjectLine(Schema):
    """A project in a list."""

    slug: str
    cordis_id: str | None
    acronym: str
    title: str
    funding_scheme: str
    start_date: date | None
    end_date: date | None
    partner_count: int
    country_count: int


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


class ProjectDetail(ProjectLine):
    """A project with its participants. Amounts in euros."""

    objective: str
    topics: str
    total_cost: Decimal | None
    ec_contribution: Decimal | None
    source: str
    source_url: str
    participants: list[Partner]


class Narrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    q: str = ""
    scheme: str = ""
    country: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/projects", response=ProjectPage, operation_id="list_projects")
def list_projects(request: HttpRequest, wanted: Query[Narrowing]) -> dict[str, object]:
    """List projects, the latest first, at most 100 at a time."""
    found = queries.find_projects(ProjectFilter(text=wanted.q, scheme=wanted.scheme, country=wanted.country))
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": list(found[first : first + limit])}


@router.get("/projects/{slug}", response=ProjectDetail, operation_id="get_project")
def get_project(request: HttpRequest, slug: str) -> dict[str, object]:
    """Return one project with its participants."""
    found = queries.project_by_slug(slug)
    plain = [name for name in ProjectDetail.model_fields if name != "participants"]
    return {
        **{name: getattr(found, name) for name in plain},
        "participants": [
            {
                "name": part.name,
                "country": part.country,
                "role": part.role,
                "ec_contribution": part.ec_contribution,
                "organisation": part.organisation.slug if part.organisation else None,
            }
            for part in found.participations.all()
        ],
    }
