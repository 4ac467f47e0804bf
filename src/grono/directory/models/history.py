"""What changed in the directory, written by triggers of the database, so that no way of writing goes past it.

The default trackers leave deletions out: all three are named. Keys for sorting and searching, counts and times change
with every save and say nothing, so they are not kept. Of an affiliation only what the page of the organisation needs
is kept; a person's position is not.
"""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import models

from grono.directory.models.clusters import Cluster, Membership
from grono.directory.models.organisations import Affiliation, Organisation


def _event_model(tracked: type[models.Model], *, exclude: Sequence[str] = ()) -> Any:
    """Return the base of a model that holds a row for each insertion, change and deletion."""
    trackers = pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    unseen = pghistory.ObjForeignKey(related_name="+")
    return pghistory.create_event_model(tracked, *trackers, exclude=list(exclude), obj_field=unseen)


_NOISE = ("name_sort", "folded", "project_count", "created_at", "updated_at", "latitude", "longitude")


class OrganisationEvent(_event_model(Organisation, exclude=_NOISE)):  # type: ignore[misc]
    """An organisation as it was after a change, or before its deletion."""


class ClusterEvent(_event_model(Cluster, exclude=("name_sort", "latitude", "longitude"))):  # type: ignore[misc]
    """A cluster as it was after a change, or before its deletion."""


class MembershipEvent(_event_model(Membership)):  # type: ignore[misc]
    """A membership as it was after a change, or before its deletion."""


class AffiliationEvent(_event_model(Affiliation, exclude=("job_title",))):  # type: ignore[misc]
    """An affiliation, without the position, as it was after a change or before its deletion."""
