"""Forms of the directory."""

from grono.directory.forms.clusters import ClusterForm, MembershipForm
from grono.directory.forms.groups import FeeForm, WorkingGroupForm
from grono.directory.forms.imports import MappingForm, UploadForm
from grono.directory.forms.organisations import AffiliationForm, OrganisationForm
from grono.directory.forms.records import NewOrganisationForm
from grono.directory.forms.regions import RegionForm

__all__ = [
    "AffiliationForm",
    "ClusterForm",
    "FeeForm",
    "MappingForm",
    "MembershipForm",
    "NewOrganisationForm",
    "OrganisationForm",
    "RegionForm",
    "UploadForm",
    "WorkingGroupForm",
]
