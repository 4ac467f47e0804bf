"""Reads of projects. Import from the modules; the names here are those that other modules of the site use."""

from grono.projects.queries.projects import (
    ProjectFilter,
    affinities_of,
    count_by,
    factual,
    find_projects,
    participations_of,
    project_by_slug,
    projects_of,
    projects_stamp,
    public_participations,
    public_project,
    public_projects,
)

__all__ = [
    "ProjectFilter",
    "affinities_of",
    "count_by",
    "factual",
    "find_projects",
    "participations_of",
    "project_by_slug",
    "projects_of",
    "projects_stamp",
    "public_participations",
    "public_project",
    "public_projects",
]
