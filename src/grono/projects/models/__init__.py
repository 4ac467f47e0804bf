"""Projects, who takes part in them, the imports that brought them, and the partners they make likely."""

from grono.projects.models.affinities import AffinityRefresh, PartnerAffinity
from grono.projects.models.cordis import CordisImport, CordisNote, CordisOrganisation
from grono.projects.models.projects import Participation, Project

__all__ = [
    "AffinityRefresh",
    "CordisImport",
    "CordisNote",
    "CordisOrganisation",
    "Participation",
    "PartnerAffinity",
    "Project",
]
