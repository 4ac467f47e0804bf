"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """B2B meetings: requests, rounds, tables, plans and agendas."""

    name = "grono.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Register the panel on organisations' pages and the personal data kept here."""
        from grono.kit.registry import register_panel, register_personal_data
        from grono.meetings.panels import PEOPLE_TO_MEET
        from grono.meetings.personal_data import REQUESTS

        register_panel(PEOPLE_TO_MEET)
        register_personal_data(REQUESTS)
