"""Editions and everything that is reserved within them."""

from grono.congress.models.bookings import Booking, Plan, Resource, Solve
from grono.congress.models.editions import Deadline, Edition, Room, Slot, Table, TeamMember, Track
from grono.congress.models.participants import Participant, Unavailability

__all__ = [
    "Booking",
    "Deadline",
    "Edition",
    "Participant",
    "Plan",
    "Resource",
    "Room",
    "Slot",
    "Solve",
    "Table",
    "TeamMember",
    "Track",
    "Unavailability",
]
