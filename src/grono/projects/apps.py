"""Registration of the module with Django and with the registry."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Public projects and who takes part in them."""

    name = "grono.projects"
    label = "projects"

    def ready(self) -> None:
        """Add the projects to the pages of organisations, clusters and regions, make them searchable and count them."""
        from grono.kit.registry import register_count, register_panel, register_personal_data, register_search
        from grono.projects import (
            documents,
            documents_innovations,
            panels,
            panels_innovations,
            panels_topics,
            personal_data,
        )
        from grono.projects.actions.counts import count_projects

        for panel in (panels.PROJECTS, panels.REGION_PROJECTS, panels.CLUSTER_PROJECTS):
            register_panel(panel)
        for panel in (
            panels_innovations.INNOVATIONS,
            panels_innovations.CLUSTER_INNOVATIONS,
            panels_innovations.REGION_INNOVATIONS,
        ):
            register_panel(panel)
        register_panel(panels_topics.TOPIC_PROJECTS)
        register_search(documents.PROJECTS)
        register_search(documents_innovations.INNOVATIONS)
        register_count("projects", count_projects)
        register_personal_data(personal_data.INVITATIONS)
