"""What a proposal says, ready to be shown: its texts by language and its answers in words."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.directory.texts import texts_by_language
from grono.proposals.choices import QuestionKind
from grono.proposals.models import Answer, Proposal
from grono.proposals.rules import labels_of


@dataclass(frozen=True)
class ShownAnswer:
    """An answer in words; ``url`` leads to a web address or a file."""

    question: str
    text: str
    url: str = ""
    is_public: bool = False


def texts_shown(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return language, title and abstract for each language, that of the page first."""
    titles, abstracts = texts_by_language(proposal.title), texts_by_language(proposal.abstract)
    codes = sorted({*titles, *abstracts}, key=lambda code: (code != get_language(), code))
    return [(code, titles.get(code, ""), abstracts.get(code, "")) for code in codes]


def answers_shown(proposal: Proposal, *, hides_names: bool = False) -> list[ShownAnswer]:
    """Return the answers in the order of the questions; ``answers__question`` should be prefetched.

    With ``hides_names`` files have neutral names: people like to put their own into the name of a file.
    """
    rows = sorted(proposal.answers.all(), key=lambda answer: (answer.question.position, answer.question_id))
    return [_shown(proposal, answer, hides_names) for answer in rows]


def _shown(proposal: Proposal, answer: Answer, hides_names: bool) -> ShownAnswer:
    question = answer.question
    text, url = answer_text(answer), ""
    if answer.file:
        text = file_name(answer, hides_names=hides_names)
        url = reverse("proposal-file", args=[proposal.call.edition.slug, proposal.code, answer.pk])
    elif question.kind == QuestionKind.LINK:
        url = text
    return ShownAnswer(str(question.label), text, url, question.is_public)


def file_name(answer: Answer, *, hides_names: bool) -> str:
    """Return the name of a file: its own, or the label of the question where its own may name the proposer."""
    if not hides_names:
        return answer.file_name
    label = " ".join(str(answer.question.label).replace("/", " ").split())
    return f"{label}{PurePath(answer.file_name).suffix.lower()}"


def answer_text(answer: Answer) -> str:
    """Return an answer in the words of the active language."""
    if answer.file:
        return answer.file_name
    value: Any = answer.value
    match answer.question.kind:
        case QuestionKind.YES_NO:
            return _("yes") if value else _("no")
        case QuestionKind.ONE | QuestionKind.SEVERAL:
            return ", ".join(labels_of(answer.question, value, get_language() or "en"))
        case QuestionKind.DATE:
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        case QuestionKind.NUMBER:
            return str(formats.localize(value))
    return str(value)
