"""Whatever has a place on the map."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.places import locate


class Placed(models.Model):
    """A record with a town and a point on the map: degrees of WGS 84, both or neither.

    A town that is not in the table of towns leaves the record without a point: nothing is guessed from its region.
    """

    town: Any
    country: Any
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        abstract = True

    def find_place(self) -> None:
        """Set the point to where the town lies, or to nowhere when that is not known."""
        point = locate(self.town, self.country)
        self.latitude, self.longitude = point or (None, None)


def within_the_globe(name: str) -> models.CheckConstraint:
    """Return the constraint that a point is whole and lies on the globe."""
    nowhere = models.Q(latitude=None, longitude=None)
    somewhere = models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    return models.CheckConstraint(
        condition=nowhere | somewhere,
        name=name,
        violation_error_message=_("A point needs a latitude from -90 to 90 and a longitude from -180 to 180."),
    )
