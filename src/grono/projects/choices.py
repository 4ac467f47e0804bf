"""Roles of organisations in projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParticipationRole(models.TextChoices):
    """Roles as CORDIS names them."""

    COORDINATOR = "coordinator", _("coordinator")
    PARTICIPANT = "participant", _("participant")
    PARTNER = "partner", _("associated partner")
    THIRD_PARTY = "thirdParty", _("third party")
