"""Registration of the module with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """What can be found: documents and their lemmas."""

    name = "grono.search"
    label = "search"
