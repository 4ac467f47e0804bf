"""The form in which something is proposed: what every proposal says, then the questions of the call."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.equipment import equipment_name
from grono.kit.sorting import sort_key
from grono.kit.templatetags.grono import language_name
from grono.proposals.choices import QuestionKind
from grono.proposals.content import Content
from grono.proposals.forms.answers import EMPTY_CHOICE, Attached, answer_field, as_value
from grono.proposals.forms.texts import add_texts, texts_from
from grono.proposals.models import CallForPresentations
from grono.proposals.queries.calls import equipment_of, questions_of
from grono.proposals.queries.proposals import (
    innovations_to_present,
    organisations_to_present,
    projects_to_present,
)
from grono.proposals.rules import question_field


class ProposalForm(forms.Form):
    """All that a proposer says. A draft may be incomplete; what is missing is named when it is submitted.

    ``content`` is what is there already, ``filed`` the files by code of the question.
    """

    changed = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    shape = forms.ChoiceField(label=gettext_lazy("Type and length"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language of the presentation"))
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    project = forms.ChoiceField(label=gettext_lazy("Project presented"), required=False)
    innovation = forms.ChoiceField(label=gettext_lazy("Innovation presented"), required=False)
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("What you need in the room"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expected = forms.IntegerField(
        label=gettext_lazy("How many listeners you expect"), required=False, min_value=0, max_value=100_000
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the programme committee"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Not published: when you cannot come, whom you would like beside you, and the like."),
    )

    def __init__(
        self,
        *args: Any,
        call: CallForPresentations,
        proposer: Person,
        content: Content | None = None,
        filed: Mapping[str, Attached] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.proposer = proposer
        self.filed = dict(filed or {})
        self.questions = list(questions_of(call))
        self.records: dict[str, dict[str, Any]] = {}
        self._add_texts(content)
        self._offer(content)
        self._mark()
        for question in self.questions:
            self.fields[question_field(question.code)] = answer_field(
                question, content.answers.get(question.code) if content else None, self.filed.get(question.code)
            )

    def _add_texts(self, content: Content | None) -> None:
        call = self.call
        add_texts(
            self,
            "title",
            call.text_languages,
            label=_("Title"),
            value=content and content.title,
            help_text=_("At most %(limit)d characters.") % {"limit": call.title_limit},
        )
        limits = {"least": call.abstract_least, "limit": call.abstract_limit}
        said = (
            _("From %(least)d to %(limit)d characters.") if call.abstract_least else _("At most %(limit)d characters.")
        )
        add_texts(
            self,
            "abstract",
            call.text_languages,
            label=_("Abstract"),
            value=content and content.abstract,
            rows=9,
            help_text=f"{said % limits} {_('Markdown works: lists, links, bold.')}",
        )

    def _offer(self, content: Content | None) -> None:
        """Fill the choices, and the initial values from the content."""
        kinds = list(self.call.types.all())
        shapes = [(f"{kind.pk}-{length}", _shape(kind, length)) for kind in kinds for length in kind.minutes]
        self._choose("shape", shapes, content and f"{content.type.pk}-{content.minutes}")
        languages = [(code, language_name(code)) for code in self.call.spoken_languages]
        here = get_language() or ""
        first = here if here in dict(languages) else languages[0][0]
        self._choose("language", languages, content.language if content else first)
        self._choose_record("track", list(self.call.tracks.all()), content and content.track)
        organisations = list(organisations_to_present(self.proposer))
        only = organisations[0] if len(organisations) == 1 else None
        self._choose_record("organisation", organisations, content.organisation if content else only)
        self._choose_record("project", list(projects_to_present(self.proposer)), content and content.project)
        self._choose_record("innovation", list(innovations_to_present(self.proposer)), content and content.innovation)
        equipment = [(code, equipment_name(code)) for code in equipment_of(self.call.edition)]
        self._choose("equipment", sorted(equipment, key=lambda pair: sort_key(pair[1])), content and content.equipment)
        self.fields["expected"].initial = (content and content.expected) or None
        self.fields["note"].initial = content and content.note

    def _mark(self) -> None:
        """Say beside the label what a draft may lack but a submitted proposal may not."""
        several = len(self.call.text_languages) > 1
        texts = _("needed in one language") if several else _("needed to submit")
        marks: dict[str, str] = {"track": _("needed to submit")}
        if self.call.asks_organisation:
            marks["organisation"] = _("needed to submit")
        marks |= {f"{name}_{code}": texts for name in ("title", "abstract") for code in self.call.text_languages}
        for name in marks.keys() & self.fields.keys():
            self.fields[name].mark = marks[name]  # type: ignore[attr-defined]  # drawn beside the label

    def _choose(self, name: str, choices: list[tuple[str, str]], initial: Any) -> None:
        if not choices:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = choices
        field.initial = initial or (choices[0][0] if name in {"shape", "language"} else None)

    def _choose_record(self, name: str, records: list[Any], initial: Any) -> None:
        """Offer records by key; what is chosen already stays in the list though it may not be offered any more."""
        if initial is not None and initial.pk not in {record.pk for record in records}:
            records = [*records, initial]
        self.records[name] = {str(record.pk): record for record in records}
        choices = [(key, str(record)) for key, record in self.records[name].items()]
        self._choose(name, [EMPTY_CHOICE, *choices] if choices else [], initial and str(initial.pk))

    @property
    def content(self) -> Content:
        """Return what the checked form says."""
        data = self.cleaned_data
        key, _dash, minutes = data["shape"].partition("-")
        kind = next(kind for kind in self.call.types.all() if str(kind.pk) == key)
        answers = {question.code: data.get(question_field(question.code)) for question in self.questions}
        files = {
            question.code: answers.pop(question.code)
            for question in self.questions
            if question.kind == QuestionKind.FILE
        }
        return Content(
            type=kind,
            minutes=int(minutes),
            language=data["language"],
            title=texts_from(data, "title", self.call.text_languages),
            abstract=texts_from(data, "abstract", self.call.text_languages),
            note=data["note"],
            equipment=tuple(data.get("equipment") or ()),
            expected=data["expected"] or 0,
            answers={code: as_value(value) for code, value in answers.items()},
            files={code: file for code, file in files.items() if file is not None},
            **{name: self.records[name].get(data.get(name) or "") for name in self.records},
        )

    def add_faults(self, refusal: ValidationError) -> None:
        """Put what an action refused beside its field; texts stand beside their first language."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, sentences in refusal.message_dict.items():
            for sentence in sentences:
                self.add_error(self.field_of(name), sentence)

    def field_of(self, name: str) -> str | None:
        """Return the form's field for a field of the rules, or ``None`` when there is none."""
        named = {"type": "shape", "minutes": "shape"}.get(name, name)
        if named in {"title", "abstract"}:
            named = f"{named}_{self.call.text_languages[0]}"
        return named if named in self.fields else None

    @property
    def sections(self) -> Iterator[tuple[str, str, str, list[forms.BoundField]]]:
        """Yield the parts of the form: key, heading, a line on what belongs there, and the fields."""
        texts = [f"{name}_{code}" for name in ("title", "abstract") for code in self.call.text_languages]
        several = _("You may write in one language or in several; one complete language is enough.")
        parts = (
            ("what", _("What you propose"), several if len(self.call.text_languages) > 1 else "", texts),
            ("shape", _("Form"), _("How it is to be held, and where it belongs."), ["shape", "language", "track"]),
            (
                "behind",
                _("What stands behind it"),
                _("Your organisation, and a project or an innovation of yours that you present."),
                ["organisation", "project", "innovation"],
            ),
            (
                "questions",
                _("Questions of the organisers"),
                "",
                [question_field(question.code) for question in self.questions],
            ),
            ("committee", _("For the organisers"), _("This is not published."), ["equipment", "expected", "note"]),
        )
        for key, heading, text, names in parts:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield key, heading, text, fields


def _shape(kind: Any, minutes: int) -> str:
    return _("%(type)s, %(minutes)d min") % {"type": kind, "minutes": minutes}
