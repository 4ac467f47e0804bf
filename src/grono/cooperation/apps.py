"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    """Partnering profiles, expressions of interest and agreements."""

    name = "grono.cooperation"
    label = "cooperation"
