"""Django helpers that three or more modules use."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Templates tags and helpers; no models."""

    name = "grono.kit"
    label = "kit"
