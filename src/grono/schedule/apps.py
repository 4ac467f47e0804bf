"""Registration of the module with Django."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """The programme: sessions, versions, releases, exports."""

    name = "grono.schedule"
    label = "schedule"
