"""One session, and what a participant marked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.congress.choices import PlanStatus
from grono.congress.models import Edition, Participant
from grono.directory.texts import best_text
from grono.proposals.choices import QuestionKind
from grono.proposals.models import Answer
from grono.schedule.models import Favourite, Placement, Session


def session_by_code(edition: Edition, code: str) -> Session:
    """Return a session with all that its page shows; raises ``Http404``."""
    session = (
        Session.objects.filter(edition=edition, code=code)
        .select_related("edition", "track", "project", "innovation", "proposal")
        .prefetch_related("roles__participant__person", "roles__participant__organisation")
        .first()
    )
    if session is None:
        raise Http404(f"No session {code}.")
    return session


@dataclass(frozen=True)
class PublicAnswer:
    """What the proposer answered to a question, for the page of the session."""

    label: Any
    text: str
    is_link: bool = False


def public_answers(session: Session) -> list[PublicAnswer]:
    """Return the answers of the session's proposal that its page shows, without files (no query without a proposal)."""
    if session.proposal_id is None:
        return []
    answers = Answer.objects.filter(proposal=session.proposal_id, question__is_public=True, file="")
    found = [
        PublicAnswer(answer.question.label, _in_words(answer), answer.question.kind == QuestionKind.LINK)
        for answer in answers.select_related("question")
    ]
    return [answer for answer in found if answer.text]


def _in_words(answer: Answer) -> str:
    question, value = answer.question, answer.value
    if value in (None, "", []):
        return ""
    if question.kind == QuestionKind.YES_NO:
        return _("yes") if value else _("no")
    if question.kind in (QuestionKind.ONE, QuestionKind.SEVERAL):
        chosen = value if isinstance(value, list) else [value]
        options = [option for option in question.options if option["code"] in chosen]
        return ", ".join(best_text(option["label"], get_language() or "")[0] for option in options)
    if question.kind == QuestionKind.DATE:
        return formats.date_format(date.fromisoformat(value), "j E Y")
    return str(value)


def spot_of(session: Session) -> Placement | None:
    """Return where the released programme has the session, if it has."""
    return (
        Placement.objects.filter(session=session, version__plan__status=PlanStatus.PUBLISHED)
        .select_related("room", "version__plan")
        .first()
    )


def favourite_of(participant: Participant | None, session: Session) -> Favourite | None:
    """Return the participant's mark on a session, if there is one."""
    return Favourite.objects.filter(participant=participant, session=session).first() if participant else None


def marks_of(participant: Participant | None) -> set[int]:
    """Return the keys of the sessions that a participant marked or has a role in."""
    if participant is None:
        return set()
    marked = Favourite.objects.filter(participant=participant).values_list("session", flat=True)
    held = participant.session_roles.values_list("session", flat=True)
    return set(marked.union(held))
