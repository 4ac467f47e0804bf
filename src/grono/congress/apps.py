"""Registration of the module with Django."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    """Editions of the congress: venue, rooms, slots, tracks, participants, bookings, solves."""

    name = "grono.congress"
    label = "congress"

    def ready(self) -> None:
        """Declare the personal data of the module and its steps of the set-up."""
        from grono.congress import checklist, personal_data
        from grono.kit.registry import register_personal_data

        register_personal_data(personal_data.ACCREDITATIONS)
        register_personal_data(personal_data.TEAMS)
        checklist.register(10, checklist.frame_steps)
        checklist.register(90, checklist.public_steps)
