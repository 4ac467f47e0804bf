"""Registration of the module with Django."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """B2B meetings: requests, rounds, tables, plans and agendas."""

    name = "grono.meetings"
    label = "meetings"
