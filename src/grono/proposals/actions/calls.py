"""Building, publishing and closing a call for presentations: its settings, types of presentations and questions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.choices import SessionKind
from grono.congress.models import Edition, Track
from grono.congress.plans import touch
from grono.kit.slugs import numbered
from grono.proposals.choices import CallState, QuestionKind
from grono.proposals.models import CallForPresentations, ProposalType, Question
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)
CODE_LENGTH = 36
LONGEST_SESSION = 480
MOST_QUESTIONS, MOST_TYPES, MOST_OPTIONS = 60, 20, 40
#: What a new call offers until its organiser changes it: code, name, kind of session, lengths in minutes.
USUAL_TYPES = (
    ("talk", gettext_noop("Presentation"), SessionKind.TALK, [20, 30]),
    ("panel", gettext_noop("Panel discussion"), SessionKind.PANEL, [60, 75]),
    ("workshop", gettext_noop("Workshop"), SessionKind.WORKSHOP, [90]),
)


@transaction.atomic
def create_call(
    edition: Edition, *, by: Person | None, title: Mapping[str, str], opens_at: datetime, deadline_at: datetime,
    **fields: Any,
) -> CallForPresentations:  # fmt: skip
    """Begin a call as a draft with the usual types of presentations and all tracks of the edition.

    ``code`` may be given among ``fields``; else it comes from the title. Raises ``ValidationError`` by field.
    """
    code = fields.pop("code", "") or _free_code(
        next(iter(title.values()), ""), edition.calls_for_presentations.values_list("code", flat=True), "call"
    )
    call = CallForPresentations(
        edition=edition,
        code=code,
        title=LazyI18nString(dict(title)),
        opens_at=opens_at,
        deadline_at=deadline_at,
        **fields,
    )
    call.full_clean()
    call.save()
    call.tracks.set(edition.tracks.all())
    ProposalType.objects.bulk_create(
        ProposalType(call=call, code=code, name=_in_all(name), kind=kind, minutes=minutes, position=position)
        for position, (code, name, kind, minutes) in enumerate(USUAL_TYPES)
    )
    touch(edition)
    log.info("call_created", call=call.pk, by=by and by.pk)
    return call


@transaction.atomic
def change_call(
    call: CallForPresentations, *, by: Person, fields: Mapping[str, Any], tracks: Iterable[Track] | None = None
) -> CallForPresentations:
    """Change the settings of a call. Raises ``ValidationError`` by field; then nothing is changed."""
    call = locked(call)
    for name, value in fields.items():
        setattr(call, name, value)
    call.full_clean(exclude=["edition"])
    call.save()
    if tracks is not None:
        call.tracks.set(tracks)
    touch(call.edition)
    log.info("call_changed", call=call.pk, by=by.pk)
    return call


@transaction.atomic
def publish_call(call: CallForPresentations, *, by: Person | None) -> None:
    """Show a call to everyone; it takes proposals from its opening on.

    Raises ``ProposalRefused`` naming what is missing; publishing again changes nothing.
    """
    call = locked(call)
    if not call.types.exists():
        raise ProposalRefused(_("Add at least one type of presentation before you publish the call."))
    if not call.title:
        raise ProposalRefused(_("Give the call a title before you publish it."))
    _set_state(call, CallState.PUBLISHED, by=by)


@transaction.atomic
def close_call(call: CallForPresentations, *, by: Person | None) -> None:
    """Take no more proposals, whatever the deadline; the call stays readable. Publishing it opens it again."""
    call = locked(call)
    if call.state == CallState.DRAFT:
        raise ProposalRefused(_("The call is a draft: nobody can propose anything yet."))
    _set_state(call, CallState.CLOSED, by=by)


def _set_state(call: CallForPresentations, state: CallState, *, by: Person | None) -> None:
    if call.state == state:
        return
    call.state = state
    call.save(update_fields=["state"])
    touch(call.edition)
    log.info("call_state_changed", call=call.pk, state=state, by=by and by.pk)


@transaction.atomic
def delete_call(call: CallForPresentations, *, by: Person) -> None:
    """Delete a call that nobody has answered. Raises ``ProposalRefused`` naming how many have."""
    call = locked(call)
    count = call.proposals.count()
    if count:
        raise ProposalRefused(
            _("The call has %(count)d proposals, drafts included. Close it instead.") % {"count": count}
        )
    touch(call.edition)
    log.info("call_deleted", call=call.pk, by=by.pk)
    call.delete()


def locked(call: CallForPresentations) -> CallForPresentations:
    """Return the call as it is now, kept from other builders until the transaction ends."""
    return CallForPresentations.objects.select_for_update(of=("self",)).select_related("edition").get(pk=call.pk)


# --- types of presentations ----------------------------------------------------------------------------


@transaction.atomic
def save_type(call: CallForPresentations, kind: ProposalType, *, by: Person) -> ProposalType:
    """Add a type of presentation, or change one. Raises ``ValidationError`` by field.

    A length that proposals ask for cannot be taken away.
    """
    call = locked(call)
    kind.call = call
    kind.minutes = sorted(set(kind.minutes or []))
    if kind.pk is None:
        if call.types.count() >= MOST_TYPES:
            raise ValidationError(_("A call has at most %(most)d types of presentations.") % {"most": MOST_TYPES})
        kind.code = _free_code(_first(kind.name), call.types.values_list("code", flat=True), "type")
        kind.position = _next_position(call.types.values_list("position", flat=True))
    _check_lengths(kind)
    kind.full_clean(exclude=["call"])
    kind.save()
    touch(call.edition)
    log.info("type_saved", call=call.pk, type=kind.code, by=by.pk)
    return kind


def _check_lengths(kind: ProposalType) -> None:
    if not kind.minutes or not all(5 <= minutes <= LONGEST_SESSION for minutes in kind.minutes):
        raise ValidationError(
            {"minutes": _("Give one or more lengths from 5 to %(most)d minutes.") % {"most": LONGEST_SESSION}}
        )
    if kind.pk is not None:
        asked = set(kind.proposals.values_list("minutes", flat=True)) - set(kind.minutes)
        if asked:
            raise ValidationError(
                {"minutes": _("Proposals ask for %(minutes)s minutes already.") % {"minutes": _joined(asked)}}
            )


@transaction.atomic
def remove_type(kind: ProposalType, *, by: Person) -> None:
    """Remove a type of presentation. Raises ``ProposalRefused`` when proposals use it."""
    call = locked(kind.call)
    count = kind.proposals.count()
    if count:
        raise ProposalRefused(
            _("“%(type)s” cannot be removed: %(count)d proposals are of this type.") % {"type": kind, "count": count}
        )
    kind.delete()
    touch(call.edition)
    log.info("type_removed", call=call.pk, by=by.pk)


# --- questions -------------------------------------------------------------------------------------------


@transaction.atomic
def save_question(
    call: CallForPresentations, question: Question, *, by: Person, types: Iterable[ProposalType] | None = None
) -> Question:
    """Add a question to the form, or change one; ``types`` limits it to some types of presentations.

    Raises ``ValidationError`` by field: answered questions keep their kind and the options that were chosen.
    """
    call = locked(call)
    question.call = call
    if question.pk is None:
        if call.questions.count() >= MOST_QUESTIONS:
            raise ValidationError(_("A call asks at most %(most)d questions.") % {"most": MOST_QUESTIONS})
        question.code = _free_code(_first(question.label), call.questions.values_list("code", flat=True), "question")
        question.position = _next_position(call.questions.values_list("position", flat=True))
    _check_options(question)
    _check_against_answers(question)
    question.full_clean(exclude=["call"])
    question.save()
    if types is not None:
        question.types.set(types)
    touch(call.edition)
    log.info("question_saved", call=call.pk, question=question.code, by=by.pk)
    return question


def _check_options(question: Question) -> None:
    """Give options without a code one; a question with a choice has two at least, any other none."""
    if question.kind not in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        question.options = []
        return
    options: list[dict[str, Any]] = []
    for option in question.options:
        taken = [one["code"] for one in (*options, *question.options) if one.get("code") and one is not option]
        code = option.get("code") or _free_code(next(iter(option["label"].values()), ""), taken, "option")
        options.append({"code": code, "label": option["label"]})
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise ValidationError(
            {"options": _("Give from 2 to %(most)d options, one in a line.") % {"most": MOST_OPTIONS}}
        )
    question.options = options


def _check_against_answers(question: Question) -> None:
    if question.pk is None:
        return
    answers = list(question.answers.exclude(value=None).values_list("value", flat=True))
    before = Question.objects.get(pk=question.pk)
    if question.kind != before.kind and question.answers.exists():
        raise ValidationError({"kind": _("The question is answered already: its kind can no longer be changed.")})
    chosen = {code for value in answers for code in (value if isinstance(value, list) else [value])}
    kept = {option["code"] for option in question.options}
    lost = [_first(option["label"]) for option in before.options if option["code"] in chosen - kept]
    if lost:
        raise ValidationError({"options": _("Chosen in proposals already: %(names)s.") % {"names": ", ".join(lost)}})


@transaction.atomic
def remove_question(question: Question, *, by: Person) -> None:
    """Remove a question. Raises ``ProposalRefused`` when it is answered."""
    call = locked(question.call)
    count = question.answers.count()
    if count:
        raise ProposalRefused(
            _("“%(question)s” cannot be removed: it is answered in %(count)d proposals.")
            % {"question": question, "count": count}
        )
    question.delete()
    touch(call.edition)
    log.info("question_removed", call=call.pk, by=by.pk)


@transaction.atomic
def move(record: ProposalType | Question, *, up: bool, by: Person) -> None:
    """Move a type or a question one place up or down; at the end of the row nothing happens."""
    call = locked(record.call)
    rows: Sequence[Any] = list(type(record).objects.filter(call=call))
    place = [row.pk for row in rows].index(record.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    order = [*rows]
    order[place], order[other] = order[other], order[place]
    for position, row in enumerate(order):
        row.position = position
    type(record).objects.bulk_update(order, ["position"])
    touch(call.edition)
    log.info("form_reordered", call=call.pk, by=by.pk)


def _free_code(text: str, taken: Iterable[str], otherwise: str) -> str:
    return numbered(slugify(text.replace("ł", "l").replace("Ł", "L"))[:CODE_LENGTH].strip("-") or otherwise, set(taken))


def _first(text: Any) -> str:
    data = getattr(text, "data", text)
    return next((one for one in data.values() if one), "") if isinstance(data, Mapping) else str(data or "")


def _joined(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _next_position(positions: Iterable[int]) -> int:
    return max(positions, default=-1) + 1


def _in_all(text: str) -> dict[str, str]:
    """Return a text of the interface in every language of the interface."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[code] = _(text)
    return texts
