"""What the directory holds about a person."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.directory.actions import erase_affiliations
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
        "managed_clusters": [str(managed.cluster) for managed in person.managed_clusters.select_related("cluster")],
    }


AFFILIATIONS = PersonalData("directory", _export, erase_affiliations)
