"""Registration of the module with Django."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    """Editions of the congress: venue, rooms, slots, tracks, participants, bookings, solves."""

    name = "grono.congress"
    label = "congress"
