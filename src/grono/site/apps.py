"""Registration of the module with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    """The web site that joins all modules: settings, addresses, home, search box, dashboards."""

    name = "grono.site"
    label = "site"

    def ready(self) -> None:
        """Load who may do what: every module keeps it in ``permissions.py``, or in several files named after it."""
        autodiscover_modules("permissions", "permissions_facts", "permissions_innovations", "permissions_workspace")
