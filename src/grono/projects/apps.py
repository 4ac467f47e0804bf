"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Public projects and who takes part in them."""

    name = "grono.projects"
    label = "projects"

    def ready(self) -> None:
        """Add the projects to organisations' pages and make them searchable."""
        from grono.kit.registry import register_panel, register_search
        from grono.projects import documents, panels

        register_panel(panels.PROJECTS)
        register_search(documents.PROJECTS)
