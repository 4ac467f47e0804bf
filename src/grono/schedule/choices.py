"""Roles in a session, and how a version came about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionRoleKind(models.TextChoices):
    """What a person does in a session."""

    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    PANELLIST = "panellist", _("panellist")


class EditKind(models.TextChoices):
    """What a change by hand did to a draft."""

    PLACE = "place", _("placed")
    MOVE = "move", _("moved")
    REMOVE = "remove", _("taken out")
    SWAP = "swap", _("swapped")
    PLAN = "plan", _("planned by the computer")
    UNDO = "undo", _("undone")


class ScheduleFormat(models.TextChoices):
    """In which form a schedule comes as a file."""

    XML = "xml", _("frab XML")
    JSON = "json", _("frab JSON")
    TABLE = "table", _("table (CSV or XLSX)")
