"""The programme for programs: released sessions with time, room, language and people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from grono.congress.models import Edition
from grono.congress.queries import public_editions
from grono.schedule.models import Session
from grono.schedule.queries import Spot, released_programme, session_by_code

router = Router(tags=["programme"])


class PersonOut(Schema):
    """Somebody with a role in a session."""

    name: str
    role: str = Field(description="speaker, moderator or panellist")
    organisation: str = Field(description="slug of the organisation, empty when there is none")


class SessionOut(Schema):
    """A session at its place in the released programme."""

    code: str
    guid: UUID = Field(description="the same over versions, exports and imports")
    kind: str
    title: dict[str, str] = Field(description="by language")
    language: str
    interpretation: list[str]
    track: str | None
    room: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = Field(description="stays in the programme, but does not take place")
    people: list[PersonOut]


class SessionDetailOut(SessionOut):
    """A session with its abstract and the project discussed."""

    abstract: dict[str, str] = Field(description="by language, Markdown")
    project: str | None = Field(description="CORDIS id of the project discussed")


class ProgrammeOut(Schema):
    """The released programme of an edition; ``version`` grows with every release."""

    edition: str
    version: int
    sessions: list[SessionOut]


@router.get("/editions/{slug}/programme", response=ProgrammeOut, summary="The released programme of an edition")
def programme(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return all sessions in order of time; 404 while no version is released."""
    found = released_programme(_edition(slug))
    if found is None:
        raise Http404("No version of this programme is released yet.")
    return {"edition": slug, "version": found.number, "sessions": [_session(spot) for spot in found.spots]}


@router.get("/editions/{slug}/sessions/{code}", response=SessionDetailOut, summary="One session")
def session(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    """Return a session of the released programme; 404 when it has no place there."""
    edition = _edition(slug)
    found = released_programme(edition)
    spot = next((spot for spot in found.spots if spot.code == code), None) if found else None
    if spot is None:
        raise Http404(f"No session {code} in the released programme.")
    record: Session = session_by_code(edition, code)
    project = record.project.cordis_id if record.project else None
    return {**_session(spot), "abstract": _by_language(record.abstract), "project": project}


def _edition(slug: str) -> Edition:
    edition = public_editions().filter(slug=slug).first()
    if edition is None:
        raise Http404(f"No edition {slug}.")
    return edition


def _session(spot: Spot) -> dict[str, Any]:
    return {
        "code": spot.code,
        "guid": spot.guid,
        "kind": spot.kind,
        "title": _by_language(spot.title),
        "language": spot.language,
        "interpretation": spot.interpretation,
        "track": spot.track.code if spot.track else None,
        "room": spot.room.code,
        "starts_at": spot.starts_at,
        "ends_at": spot.ends_at,
        "is_cancelled": spot.is_cancelled,
        "people": [
            {"name": person.name, "role": person.role, "organisation": person.organisation_slug}
            for person in spot.people
        ],
    }


def _by_language(text: Any) -> dict[str, str]:
    data = getattr(text, "data", text)
    return {code: str(words) for code, words in data.items()} if isinstance(data, dict) else {"": str(data or "")}
