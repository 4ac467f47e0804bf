"""Registration of the module with Django."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Public projects and who takes part in them."""

    name = "grono.projects"
    label = "projects"
