"""Registration of the module with Django and of what it hands to lower modules."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """The programme: sessions, versions, releases, exports."""

    name = "grono.schedule"
    label = "schedule"

    def ready(self) -> None:
        """Make sessions searchable, declare the personal data kept here, add to the list of an edition's set-up."""
        from grono.congress.checklist import register as register_steps
        from grono.kit.registry import register_personal_data, register_search
        from grono.schedule import checklist, documents, personal_data

        register_search(documents.SOURCE)
        register_personal_data(personal_data.DATA)
        register_steps(20, checklist.steps)
