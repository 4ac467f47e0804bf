"""Organisations, the people in them, clusters, regions and activities."""

from grono.directory.models.clusters import Cluster, ClusterFee, ClusterManager, Membership, WorkingGroup
from grono.directory.models.history import AffiliationEvent, ClusterEvent, MembershipEvent, OrganisationEvent
from grono.directory.models.organisations import Affiliation, CompetenceClaim, Organisation
from grono.directory.models.records import DirectoryImport, DistinctPair, MergeRecord
from grono.directory.models.regions import Region
from grono.directory.models.vocabulary import Activity, Competence

__all__ = [
    "Activity",
    "Affiliation",
    "AffiliationEvent",
    "Cluster",
    "ClusterEvent",
    "ClusterFee",
    "ClusterManager",
    "Competence",
    "CompetenceClaim",
    "DirectoryImport",
    "DistinctPair",
    "Membership",
    "MembershipEvent",
    "MergeRecord",
    "Organisation",
    "OrganisationEvent",
    "Region",
    "WorkingGroup",
]
