"""Registration of the module with Django and of what it hands to lower modules."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """The programme: sessions, versions, releases, exports."""

    name = "grono.schedule"
    label = "schedule"

    def ready(self) -> None:
        """Make sessions searchable and declare the personal data kept here."""
        from grono.kit.registry import register_personal_data, register_search
        from grono.schedule import documents, personal_data

        register_search(documents.SOURCE)
        register_personal_data(personal_data.DATA)
