"""Projects, their consortia and innovations, the imports that brought them, and the partners they make likely."""

from grono.projects.models.affinities import AffinityRefresh, PartnerAffinity
from grono.projects.models.cordis import CordisImport, CordisNote, CordisOrganisation
from grono.projects.models.innovations import Innovation
from grono.projects.models.projects import Participation, Project
from grono.projects.models.searches import ConsortiumSearch
from grono.projects.models.workspace import (
    BudgetLine,
    ConsortiumInvitation,
    ConsortiumRole,
    Milestone,
    ProjectDocument,
    VerdictRecord,
    WorkPackage,
)

__all__ = [
    "AffinityRefresh",
    "BudgetLine",
    "ConsortiumInvitation",
    "ConsortiumRole",
    "ConsortiumSearch",
    "CordisImport",
    "CordisNote",
    "CordisOrganisation",
    "Innovation",
    "Milestone",
    "Participation",
    "PartnerAffinity",
    "Project",
    "ProjectDocument",
    "VerdictRecord",
    "WorkPackage",
]
