"""What the directory holds about a person.

Affiliations, managed clusters and uploads are theirs. The history keeps who changed a page as the bare key of the
person: once the person is gone it names nobody, and the page says *erased*. The history of their affiliations, and
their rows in what merges keep for an undo, are deleted with them (``erase_affiliations``).
"""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.directory.actions import erase_affiliations
from grono.directory.models import DirectoryImport, OrganisationEvent
from grono.kit.registry import PersonalData


def _export(person: Person) -> Mapping[str, Any]:
    return {
        "affiliations": [
            {
                "organisation": affiliation.organisation.name,
                "role": affiliation.role,
                "job_title": affiliation.job_title,
                "started_date": affiliation.started_date,
                "ended_date": affiliation.ended_date,
            }
            for affiliation in person.affiliations.select_related("organisation")
        ],
        "imports": [
            {"file": imported.name, "uploaded_at": imported.uploaded_at}
            for imported in DirectoryImport.objects.filter(by=person)
        ],
        "changes": [
            {"at": event.pgh_created_at, "organisation": event.name, "reason": event.pgh_context.metadata["reason"]}
            for event in OrganisationEvent.objects.filter(pgh_context__metadata__by=person.pk)
            .select_related("pgh_context")
            .order_by("pgh_id")
        ],
        "managed_clusters": [str(managed.cluster) for managed in person.managed_clusters.select_related("cluster")],
        "led_working_groups": [
            f"{group.cluster}: {group}" for group in person.chaired_groups.select_related("cluster")
        ],
    }


AFFILIATIONS = PersonalData("directory", _export, erase_affiliations)
