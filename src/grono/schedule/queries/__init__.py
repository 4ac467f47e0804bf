"""Reads of the programme."""

from grono.schedule.queries.programme import (
    Programme,
    Spot,
    Talker,
    day_of,
    released_programme,
)
from grono.schedule.queries.sessions import favourite_of, marks_of, session_by_code, spot_of
from grono.schedule.queries.versions import (
    changes_between,
    names_of,
    newest_draft,
    released_version,
    sessions_for_organiser,
    unplaced_in,
    version_by_number,
    versions_of,
)

__all__ = [
    "Programme",
    "Spot",
    "Talker",
    "changes_between",
    "day_of",
    "favourite_of",
    "marks_of",
    "names_of",
    "newest_draft",
    "released_programme",
    "released_version",
    "session_by_code",
    "sessions_for_organiser",
    "spot_of",
    "unplaced_in",
    "version_by_number",
    "versions_of",
]
