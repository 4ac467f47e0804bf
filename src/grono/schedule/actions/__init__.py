"""What can be done with the programme: sessions, favourites, planning, release."""

from grono.schedule.actions.drafts import draft_from, empty_draft, move_from
from grono.schedule.actions.editing import (
    CellTaken,
    EditRefused,
    VersionMoved,
    place_session,
    remove_session,
    swap_sessions,
    undo,
)
from grono.schedule.actions.favourites import add_favourites, mark_favourite, mark_sessions, unmark_favourite
from grono.schedule.actions.intake import take_proposals
from grono.schedule.actions.programme import (
    ReleaseRefused,
    discard_version,
    plan_programme,
    release_version,
    request_programme_plan,
)
from grono.schedule.actions.sessions import add_sessions, cancel_session, restore_session, save_session
from grono.schedule.actions.visits import note_visit

__all__ = [
    "CellTaken",
    "EditRefused",
    "ReleaseRefused",
    "VersionMoved",
    "add_favourites",
    "add_sessions",
    "cancel_session",
    "discard_version",
    "draft_from",
    "empty_draft",
    "mark_favourite",
    "mark_sessions",
    "move_from",
    "note_visit",
    "place_session",
    "plan_programme",
    "release_version",
    "remove_session",
    "request_programme_plan",
    "restore_session",
    "save_session",
    "swap_sessions",
    "take_proposals",
    "undo",
    "unmark_favourite",
]
