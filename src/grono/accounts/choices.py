"""Purposes a person can agree to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(models.TextChoices):
    """Why personal data is used."""

    ACCOUNT = "account", _("running the account")
    PROFILE = "profile", _("showing the profile to other participants")
    MATCHING = "matching", _("being proposed as a partner for meetings")
    MAILINGS = "mailings", _("news by e-mail")
