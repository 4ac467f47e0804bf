"""What can be done with an edition."""

from grono.congress.actions.people import (
    add_participant,
    add_participants,
    cancel_participation,
    restore_participation,
    set_unavailable,
)
from grono.congress.actions.rooms import add_room, add_tables

__all__ = [
    "add_participant",
    "add_participants",
    "add_room",
    "add_tables",
    "cancel_participation",
    "restore_participation",
    "set_unavailable",
]
