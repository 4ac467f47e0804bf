"""The sessions as rows of a spreadsheet: all that an import reads, and where they lie."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from grono.congress.models import Edition
from grono.directory.texts import texts_by_language
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Placement, Session
from grono.schedule.queries.versions import newest_draft, released_version, sessions_for_organiser

SHEET_COLUMNS = (
    _("Code"),
    _("GUID"),
    _("Title in Polish"),
    _("Title in English"),
    _("Kind"),
    _("Track"),
    _("Language"),
    _("Interpreted into"),
    _("Length"),
    _("Room"),
    _("Start"),
    _("End"),
    _("Moderator"),
    _("Speakers"),
    _("Mail addresses of the speakers"),
    _("Panellists"),
    _("Expected audience"),
    _("Required equipment"),
    _("Cancelled"),
    _("Description in Polish"),
    _("Description in English"),
)


def session_rows(edition: Edition, text: str = "") -> Iterator[list[Any]]:
    """Yield a row for each session that ``text`` finds, placed as in the released version, else the newest draft."""
    version = released_version(edition) or newest_draft(edition)
    places = {row.session_id: row for row in version.placements.select_related("room")} if version else {}
    for session in sessions_for_organiser(edition, text):
        yield _row(session, places.get(session.pk), edition)


def _row(session: Session, place: Placement | None, edition: Edition) -> list[Any]:
    titles, abstracts = texts_by_language(session.title), texts_by_language(session.abstract)
    return [
        session.code,
        str(session.guid),
        titles.get("pl", ""),
        titles.get("en", ""),
        session.get_kind_display(),
        session.track,
        session.language,
        session.interpretation,
        session.minutes,
        place.room if place else "",
        place.starts_at.astimezone(edition.zone) if place else None,
        place.ends_at.astimezone(edition.zone) if place else None,
        _people(session, SessionRoleKind.MODERATOR),
        _people(session, SessionRoleKind.SPEAKER),
        [role.participant.person.email for role in session.roles.all() if role.kind == SessionRoleKind.SPEAKER],
        _people(session, SessionRoleKind.PANELLIST),
        session.expected,
        session.equipment,
        session.cancelled_at.astimezone(edition.zone) if session.cancelled_at else None,
        abstracts.get("pl", ""),
        abstracts.get("en", ""),
    ]


def _people(session: Session, kind: SessionRoleKind) -> list[str]:
    return [str(role.participant) for role in session.roles.all() if role.kind == kind]
