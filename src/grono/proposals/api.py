"""Calls for presentations for programs: those that take proposals now."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from grono.congress.queries import public_editions
from grono.directory.texts import texts_by_language
from grono.proposals.models import CallForPresentations, Question
from grono.proposals.queries.calls import open_calls

router = Router(tags=["proposals"])


class ProposalTypeOut(Schema):
    """A form that a presentation may have."""

    code: str
    name: dict[str, str] = Field(description="by language")
    kind: str = Field(description="plenary, panel, talk or workshop")
    minutes: list[int] = Field(description="lengths to choose from")


class QuestionOut(Schema):
    """A question that the form asks beside title and abstract."""

    code: str
    kind: str
    label: dict[str, str] = Field(description="by language")
    is_required: bool
    is_public: bool
    types: list[str] = Field(description="codes of the types for which it is asked; empty for all")


class CallOut(Schema):
    """A call for presentations that takes proposals now."""

    code: str
    title: dict[str, str] = Field(description="by language")
    text: dict[str, str] = Field(description="by language, Markdown")
    opens_at: datetime
    deadline_at: datetime
    content_languages: list[str] = Field(description="in which title and abstract may be written")
    session_languages: list[str] = Field(description="in which presentations may be held")
    tracks: list[str]
    types: list[ProposalTypeOut]
    questions: list[QuestionOut]
    url: str


@router.get("/editions/{slug}/calls", response=list[CallOut], summary="Open calls for presentations of an edition")
def calls(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Return the calls that take proposals now, what ends next first; 404 for an edition that is not public."""
    edition = public_editions().filter(slug=slug).first()
    if edition is None:
        raise Http404(f"No edition {slug}.")
    found = open_calls(edition)
    prefetch_related_objects(found, "questions__types")
    return [_call(call) for call in found]


def _call(call: CallForPresentations) -> dict[str, Any]:
    return {
        "code": call.code,
        "title": texts_by_language(call.title),
        "text": texts_by_language(call.text),
        "opens_at": call.opens_at,
        "deadline_at": call.deadline_at,
        "content_languages": call.text_languages,
        "session_languages": call.spoken_languages,
        "tracks": [track.code for track in call.tracks.all()],
        "types": [
            {"code": kind.code, "name": texts_by_language(kind.name), "kind": kind.kind, "minutes": kind.minutes}
            for kind in call.types.all()
        ],
        "questions": [_question(question) for question in call.questions.all()],
        "url": settings.BASE_URL + call.get_absolute_url(),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind,
        "label": texts_by_language(question.label),
        "is_required": question.is_required,
        "is_public": question.is_public,
        "types": [kind.code for kind in question.types.all()],
    }
