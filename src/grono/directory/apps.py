"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Organisations, affiliations, clusters and memberships, regions and activities."""

    name = "grono.directory"
    label = "directory"

    def ready(self) -> None:
        """Make organisations, clusters and regions searchable and declare the personal data kept here."""
        from grono.directory.documents import CLUSTERS, ORGANISATIONS, REGIONS
        from grono.directory.personal_data import AFFILIATIONS
        from grono.kit.registry import register_personal_data, register_search

        for source in (ORGANISATIONS, CLUSTERS, REGIONS):
            register_search(source)
        register_personal_data(AFFILIATIONS)
