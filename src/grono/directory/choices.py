"""States and types of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HelixSector(models.TextChoices):
    """Which strand of the helix an organisation belongs to."""

    BUSINESS = "business", _("business")
    GOVERNMENT = "government", _("public authorities")
    RESEARCH = "research", _("research and education")
    CIVIL = "civil", _("civil society")
    UNCLASSIFIED = "unclassified", _("unclassified")


class ActivityType(models.TextChoices):
    """Activity types as CORDIS writes them."""

    PRC = "PRC", _("private for-profit entity")
    HES = "HES", _("higher education")
    REC = "REC", _("research organisation")
    PUB = "PUB", _("public body")
    OTH = "OTH", _("other")


class AffiliationRole(models.TextChoices):
    """What a person is to an organisation."""

    MEMBER = "member", _("works here")
    REPRESENTATIVE = "representative", _("represents the organisation")


class Direction(models.TextChoices):
    """Whether a competence is offered or sought."""

    OFFER = "offer", _("offers")
    SEEK = "seek", _("seeks")
