"""Projects, who takes part in them, and the imports that brought them."""

from grono.projects.models.cordis import CordisImport, CordisNote, CordisOrganisation
from grono.projects.models.projects import Participation, Project

__all__ = ["CordisImport", "CordisNote", "CordisOrganisation", "Participation", "Project"]
