"""What can be done with the programme: sessions, favourites, planning, release."""

from grono.schedule.actions.favourites import add_favourites, mark_favourite, unmark_favourite
from grono.schedule.actions.programme import (
    MoveRefused,
    discard_version,
    move_session,
    plan_programme,
    release_version,
    request_programme_plan,
)
from grono.schedule.actions.sessions import add_sessions, save_session

__all__ = [
    "MoveRefused",
    "add_favourites",
    "add_sessions",
    "discard_version",
    "mark_favourite",
    "move_session",
    "plan_programme",
    "release_version",
    "request_programme_plan",
    "save_session",
    "unmark_favourite",
]
