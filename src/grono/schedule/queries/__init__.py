"""Reads of the programme."""

from grono.schedule.queries.changelog import (
    ChangeRow,
    News,
    Release,
    changes_between,
    changes_in,
    news_for,
    releases_of,
    snapshot_of,
)
from grono.schedule.queries.programme import (
    Programme,
    Spot,
    Talker,
    day_of,
    programme_of,
    programme_then,
    released_programme,
)
from grono.schedule.queries.sessions import favourite_of, marks_of, public_answers, session_by_code, spot_of
from grono.schedule.queries.sheets import SHEET_COLUMNS, session_rows
from grono.schedule.queries.speakers import Appearance, appearances_of, speaker_by_code, speakers_of
from grono.schedule.queries.touched import Touched, touched_by
from grono.schedule.queries.versions import (
    names_of,
    newest_draft,
    released_version,
    sessions_for_organiser,
    unplaced_in,
    version_by_number,
    versions_of,
)

__all__ = [
    "SHEET_COLUMNS",
    "Appearance",
    "ChangeRow",
    "News",
    "Programme",
    "Release",
    "Spot",
    "Talker",
    "Touched",
    "appearances_of",
    "changes_between",
    "changes_in",
    "day_of",
    "favourite_of",
    "marks_of",
    "names_of",
    "newest_draft",
    "news_for",
    "programme_of",
    "programme_then",
    "public_answers",
    "released_programme",
    "released_version",
    "releases_of",
    "session_by_code",
    "session_rows",
    "sessions_for_organiser",
    "snapshot_of",
    "speaker_by_code",
    "speakers_of",
    "spot_of",
    "touched_by",
    "unplaced_in",
    "version_by_number",
    "versions_of",
]
