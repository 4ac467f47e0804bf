"""States and types of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class FeePeriod(models.TextChoices):
    """How often a membership fee is due."""

    MONTH = "month", _("per month")
    QUARTER = "quarter", _("per quarter")
    YEAR = "year", _("per year")
    ONCE = "once", _("once, on joining")


class ImportState(models.TextChoices):
    """How far a file of organisations has come."""

    UPLOADED = "uploaded", _("uploaded")
    WAITING = "waiting", pgettext_lazy("import", "waiting")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "done")
    REFUSED = "refused", pgettext_lazy("import", "refused")
    FAILED = "failed", pgettext_lazy("import", "failed")
