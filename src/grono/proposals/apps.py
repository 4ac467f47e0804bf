"""Registration of the module with Django and of what it hands to lower modules."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Calls for presentations, proposals, reviews, decisions."""

    name = "grono.proposals"
    label = "proposals"

    def ready(self) -> None:
        """Declare the personal data kept here."""
        from grono.kit.registry import register_personal_data
        from grono.proposals import personal_data

        register_personal_data(personal_data.PROPOSALS)
        register_personal_data(personal_data.COMMITTEE)
