"""Registration of the module with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration edition: its data, loader, outbox and the bar that changes roles."""

    name = "grono.demo"
    label = "demo"
