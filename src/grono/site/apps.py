"""Registration of the module with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The web site that joins all modules: settings, addresses, home, search box, dashboards."""

    name = "grono.site"
    label = "site"
