"""Editions and everything that is reserved within them."""

from grono.congress.models.bookings import Booking, Plan, Resource, Solve
from grono.congress.models.editions import Deadline, Edition, Room, Slot, Table, TeamMember, Track
from grono.congress.models.participants import Participant, Unavailability
from grono.congress.models.supporters import Exhibitor, FundingCredit, PressAccreditation, Supporter, SupporterLevel

__all__ = [
    "Booking",
    "Deadline",
    "Edition",
    "Exhibitor",
    "FundingCredit",
    "Participant",
    "Plan",
    "PressAccreditation",
    "Resource",
    "Room",
    "Slot",
    "Solve",
    "Supporter",
    "SupporterLevel",
    "Table",
    "TeamMember",
    "Track",
    "Unavailability",
]
