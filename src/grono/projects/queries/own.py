"""Reads of projects prepared here: whose they are, and what their pages show of their outline."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.projects.models import Project, ProjectDocument, WorkPackage
from grono.projects.queries.projects import with_counts


@dataclass(frozen=True)
class Bar:
    """A work package in the drawing of the plan: which share of the width it begins at and takes, 0 to 100."""

    package: WorkPackage
    start: float
    width: float


def own_projects_of(person: Person) -> QuerySet[Project]:
    """Return the projects prepared here in which a person's organisations take part or whose cluster they manage.

    The last changed come first; each has ``partner_count`` and ``country_count``.
    """
    taking_part = Q(participations__organisation__in=organisations_of(person).values("pk"))
    leading = Q(lead_cluster__managers__person=person.pk)
    keys = Project.objects.filter(taking_part | leading, source="").values("pk")
    return with_counts(Project.objects.filter(pk__in=keys)).order_by("-updated_at", "pk")


def may_start_for(person: Person) -> QuerySet[Organisation]:
    """Return the organisations for which a person may enter a project: those represented, and members of clusters."""
    represented = organisations_of(person, representing=True).values("pk")
    managed = Q(memberships__left_date=None, memberships__cluster__managers__person=person.pk)
    return Organisation.objects.filter(Q(pk__in=represented) | managed).distinct().order_by("name_sort", "pk")


def plan_of(project: Project) -> list[Bar]:
    """Return the work packages with their places in the plan (one query)."""
    packages = list(project.work_packages.select_related("lead__organisation"))
    months = max([project.duration_months or 0, *(package.end_month for package in packages)], default=0)
    return [
        Bar(
            package,
            round(100 * (package.start_month - 1) / months, 2),
            round(100 * (package.end_month - package.start_month + 1) / months, 2),
        )
        for package in packages
    ]


def documents_of(project: Project, *, all_of_them: bool) -> QuerySet[ProjectDocument]:
    """Return the files of a project: all for its partners, the public ones for everybody else."""
    found = project.documents.order_by("name", "pk")
    return found if all_of_them else found.filter(is_public=True)
