"""What a proposal must be like to be saved and to be submitted: pure rules over a call, its questions and a content.

Faults are pairs (field, sentence); a field is named as in the form, a question's is ``question_field(code)``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.proposals.choices import QuestionKind
from grono.proposals.content import Content
from grono.proposals.models import CallForPresentations, Question

Fault = tuple[str, str]
#: Characters that no draft may exceed, whatever the limits of its call; those are asked for when it is submitted.
LONGEST_TITLE, LONGEST_ABSTRACT, LONGEST_NOTE = 300, 20_000, 4000
LONGEST_ANSWER = {QuestionKind.LINE: 300, QuestionKind.LINK: 500, QuestionKind.TEXT: 10_000}
LARGEST_NUMBER = 10**12
#: What a field gives that nobody has filled in.
EMPTY: tuple[object, ...] = (None, "", [])


class ProposalRefused(Exception):
    """Something cannot be done with a proposal or a call as it is now; the text says why."""


class EditedMeanwhile(ProposalRefused):
    """Somebody else has changed the proposal since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has changed this proposal since you opened it. "
                "Your text is still below: open the proposal in another tab, compare, then save again."
            )
        )


def question_field(code: str) -> str:
    """Return the name of the field in which a question is answered."""
    return f"question-{code}"


def refuse(faults: Sequence[Fault]) -> None:
    """Raise ``ValidationError`` by field when there are faults."""
    if faults:
        by_field: dict[str, list[str]] = {}
        for name, sentence in faults:
            by_field.setdefault(name, []).append(sentence)
        raise ValidationError(by_field)


def asked_of(questions: Iterable[Question], type_id: int) -> list[Question]:
    """Return the questions asked about a type of presentation; ``types`` of the questions must be prefetched."""
    return [one for one in questions if not one.types.all() or type_id in {kind.pk for kind in one.types.all()}]


# --- What may never be saved ---------------------------------------------------------------------------


def content_faults(
    call: CallForPresentations, content: Content, questions: Iterable[Question], equipment: Collection[str]
) -> list[Fault]:
    """Return what keeps a content from being saved even as a draft; ``equipment`` is what the rooms have."""
    return [
        *_frame_faults(call, content, equipment),
        *_text_faults(call, content),
        *_answer_faults(content, questions),
    ]


def _frame_faults(call: CallForPresentations, content: Content, equipment: Collection[str]) -> Iterator[Fault]:
    if content.type.call_id != call.pk:
        yield "type", _("This call has no such type of presentation.")
    elif content.minutes not in content.type.minutes:
        offered = ", ".join(map(str, content.type.minutes))
        yield "minutes", _("“%(type)s” can take: %(minutes)s minutes.") % {"type": content.type, "minutes": offered}
    if content.language not in call.spoken_languages:
        yield "language", _("Presentations of this call are not held in this language.")
    if content.track is not None and content.track.pk not in {track.pk for track in call.tracks.all()}:
        yield "track", _("This call has no such track.")
    unknown = sorted(set(content.equipment) - set(equipment))
    if unknown:
        yield "equipment", _("No room has: %(names)s.") % {"names": ", ".join(unknown)}
    if len(content.note) > LONGEST_NOTE:
        yield "note", _at_most(_("The note for the programme committee"), LONGEST_NOTE, len(content.note))
    if content.expected < 0:
        yield "expected", _("The expected audience is a number from 0.")


def _text_faults(call: CallForPresentations, content: Content) -> Iterator[Fault]:
    if not any(content.title.values()):
        yield "title", _("Give the proposal a title, so that you can find it again; everything else can wait.")
    written = {code for texts in (content.title, content.abstract) for code, text in texts.items() if text}
    if foreign := written - set(call.text_languages):
        yield "title", _("This call takes no texts in: %(codes)s.") % {"codes": ", ".join(sorted(foreign))}
    for text in content.title.values():
        if len(text) > LONGEST_TITLE:
            yield "title", _at_most(_("The title"), LONGEST_TITLE, len(text))
    for text in content.abstract.values():
        if len(text) > LONGEST_ABSTRACT:
            yield "abstract", _at_most(_("The abstract"), LONGEST_ABSTRACT, len(text))


def _answer_faults(content: Content, questions: Iterable[Question]) -> Iterator[Fault]:
    by_code = {question.code: question for question in questions}
    for code, value in content.answers.items():
        question = by_code.get(code)
        if question is None:
            yield question_field(code), _("This call asks no such question.")
        elif value not in EMPTY and (fault := answer_fault(question, value)):
            yield question_field(code), fault


def answer_fault(question: Question, value: Any) -> str:
    """Return why a value cannot be an answer to a question, or an empty text."""
    match question.kind:
        case QuestionKind.NUMBER:
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            fine = is_number and abs(value) <= LARGEST_NUMBER
        case QuestionKind.YES_NO:
            fine = isinstance(value, bool)
        case QuestionKind.ONE:
            fine = value in {option["code"] for option in question.options}
        case QuestionKind.SEVERAL:
            fine = isinstance(value, list) and set(value) <= {option["code"] for option in question.options}
        case QuestionKind.DATE:
            fine = isinstance(value, str) and _is_day(value)
        case QuestionKind.LINK:
            fine = isinstance(value, str) and _is_link(value)
        case QuestionKind.FILE:
            fine = False  # files are kept apart from values
        case kind:
            fine = isinstance(value, str) and len(value) <= LONGEST_ANSWER[QuestionKind(kind)]
    if fine:
        return ""
    return _("“%(question)s” wants: %(kind)s.") % {"question": question, "kind": question.get_kind_display()}


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_link(value: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        return False
    return len(value) <= LONGEST_ANSWER[QuestionKind.LINK]


# --- What must be there when it is submitted -------------------------------------------------------------


def submission_faults(
    call: CallForPresentations, content: Content, questions: Iterable[Question], filed: Collection[str]
) -> list[Fault]:
    """Return what keeps a content from being submitted; ``filed`` are the codes of questions that have a file."""
    return [
        *_completeness_faults(call, content),
        *_limit_faults(call, content),
        *_unanswered(content, asked_of(questions, content.type.pk), filed),
    ]


def _completeness_faults(call: CallForPresentations, content: Content) -> Iterator[Fault]:
    texts = {code: (content.title.get(code, ""), content.abstract.get(code, "")) for code in call.text_languages}
    if not any(title and abstract for title, abstract in texts.values()):
        yield "abstract", _("Title and abstract must both be there in at least one language.")
    if call.tracks.all() and content.track is None:
        yield "track", _("Choose a track.")
    if call.asks_organisation and content.organisation is None:
        yield "organisation", _("Name the organisation behind the proposal.")


def _limit_faults(call: CallForPresentations, content: Content) -> Iterator[Fault]:
    for code, title in content.title.items():
        if len(title) > call.title_limit:
            yield "title", _at_most(_("The title (%(code)s)") % {"code": code}, call.title_limit, len(title))
    for code, abstract in content.abstract.items():
        name = _("The abstract (%(code)s)") % {"code": code}
        if len(abstract) > call.abstract_limit:
            yield "abstract", _at_most(name, call.abstract_limit, len(abstract))
        if abstract and len(abstract) < call.abstract_least:
            values = {"name": name, "least": call.abstract_least, "length": len(abstract)}
            yield "abstract", _("%(name)s has at least %(least)d characters; there are %(length)d.") % values


def _unanswered(content: Content, questions: Iterable[Question], filed: Collection[str]) -> Iterator[Fault]:
    for question in questions:
        value = content.answers.get(question.code)
        name = question_field(question.code)
        is_filed = question.kind == QuestionKind.FILE and question.code in filed
        if question.is_required and not is_filed and value in EMPTY:
            yield name, _("“%(question)s” must be answered.") % {"question": question}
        if question.longest and isinstance(value, str) and len(value) > question.longest:
            yield name, _at_most(f"“{question}”", question.longest, len(value))


def _at_most(name: str, limit: int, length: int) -> str:
    return ngettext(
        "%(name)s has at most %(limit)d character; there are %(length)d.",
        "%(name)s has at most %(limit)d characters; there are %(length)d.",
        limit,
    ) % {"name": name, "limit": limit, "length": length}


def labels_of(question: Question, value: Any, language: str) -> list[str]:
    """Return the labels of chosen options in a language, else in any; an option taken away shows its code."""
    labels: Mapping[str, Mapping[str, str]] = {option["code"]: option["label"] for option in question.options}
    chosen = value if isinstance(value, list) else [value]
    return [_label(labels[code], language) if code in labels else str(code) for code in chosen]


def _label(label: Mapping[str, str], language: str) -> str:
    return label.get(language) or next((text for text in label.values() if text), "")
