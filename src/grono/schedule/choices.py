"""Kinds of sessions and roles in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionKind(models.TextChoices):
    """What happens in a session; nothing runs beside a plenary."""

    PLENARY = "plenary", _("plenary")
    PANEL = "panel", _("panel")
    TALK = "talk", _("talk")
    WORKSHOP = "workshop", _("workshop")


class SessionRoleKind(models.TextChoices):
    """What a person does in a session."""

    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    PANELLIST = "panellist", _("panellist")
