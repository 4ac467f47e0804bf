"""Reads for the map of cross-border projects: which countries public projects join."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from grono.projects.models import Participation
from grono.projects.queries.projects import ProjectFilter, found_projects


@dataclass(frozen=True)
class Joined:
    """How many projects join each pair of countries (in the order of their codes), and how many reach each country.

    Projects of one country alone are not counted.
    """

    pairs: Counter[tuple[str, str]]
    countries: Counter[str]
    projects: int


def joined_countries(wanted: ProjectFilter) -> Joined:
    """Return the countries that the projects that fit join (one query)."""
    found = found_projects(wanted).order_by().values("pk")
    parts = Participation.objects.filter(project__in=found).exclude(country="").order_by()
    by_project: dict[int, list[str]] = defaultdict(list)
    for project, country in parts.values_list("project", "country").distinct():
        by_project[project].append(country)
    pairs, countries, projects = Counter[tuple[str, str]](), Counter[str](), 0
    for here in by_project.values():
        if len(here) > 1:
            projects += 1
            countries.update(here)
            pairs.update(combinations(sorted(here), 2))
    return Joined(pairs, countries, projects)
