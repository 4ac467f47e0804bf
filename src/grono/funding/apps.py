"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    """Programmes, calls, topics and the rules that say who may apply."""

    name = "grono.funding"
    label = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        """Add panels to organisations' pages and the rules that a merge of two organisations must keep."""
        from grono.funding import documents, panels_facts, personal_data
        from grono.funding.merging import ownership_fault
        from grono.kit.registry import register_merge_check, register_panel, register_personal_data, register_search

        register_panel(panels_facts.FACTS)
        register_merge_check("funding-ownership", ownership_fault)
        register_personal_data(personal_data.WATCHES)
        register_personal_data(personal_data.OWNERS)
        register_search(documents.TOPICS)
