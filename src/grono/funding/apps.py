"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    """Programmes, calls, topics and the rules that say who may apply."""

    name = "grono.funding"
    label = "funding"
    verbose_name = _("Funding")
