"""Registration of the module with Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, affiliations, clusters and memberships, regions and activities."""

    name = "grono.directory"
    label = "directory"
