"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    """Partnering profiles, expressions of interest and agreements."""

    name = "grono.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        """Add panels to organisations' pages, make profiles searchable, declare the personal data kept here."""
        from grono.cooperation import documents, panels, personal_data
        from grono.kit.registry import register_panel, register_personal_data, register_search

        register_panel(panels.PROFILES)
        register_panel(panels.COOPERATION)
        register_search(documents.PROFILES)
        register_personal_data(personal_data.PROFILES)
        register_personal_data(personal_data.CORRESPONDENCE)
        register_personal_data(personal_data.DISMISSALS)
