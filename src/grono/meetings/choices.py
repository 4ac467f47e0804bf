"""States of meeting requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestStatus(models.TextChoices):
    """What became of the wish to meet."""

    PENDING = "pending", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Priority(models.IntegerChoices):
    """How much it matters to the one who asks; 1 is placed before 2."""

    MUST = 1, _("must")
    SHOULD = 2, _("should")
    COULD = 3, _("could")
