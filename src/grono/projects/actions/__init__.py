"""Everything that brings projects in; nobody edits them by hand."""

from grono.projects.actions.affinities import refresh_affinities
from grono.projects.actions.cordis import AlreadyRunning, import_cordis
from grono.projects.actions.projects import import_projects

__all__ = ["AlreadyRunning", "import_cordis", "import_projects", "refresh_affinities"]
