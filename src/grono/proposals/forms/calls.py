"""Forms with which an organiser builds a call: its settings, its types of presentations and its questions."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from grono.congress.choices import SessionKind
from grono.congress.models import Edition
from grono.kit.templatetags.grono import language_name
from grono.proposals.choices import QuestionKind
from grono.proposals.forms.texts import add_texts, texts_from
from grono.proposals.models import CallForPresentations, ProposalType, Question

#: Fields of the settings that go into the record as they are.
PLAIN = (
    "opens_at", "deadline_at", "grace_minutes", "content_languages", "session_languages", "most_per_person",
    "most_speakers", "title_limit", "abstract_limit", "abstract_least", "asks_organisation", "is_blind",
    "reviews_wanted", "review_deadline_at",
)  # fmt: skip


def languages_of(edition: Edition) -> list[str]:
    """Return the languages in which an organiser writes: those of the edition, else those of the site."""
    return edition.languages or [code for code, _name in settings.LANGUAGES]


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **more)


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, **more)


def _boxes(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **more)


class NewCallForm(forms.Form):
    """What a call needs to begin with; everything else has usual values."""

    opens_at = _moment(gettext_lazy("Opens"))
    deadline_at = _moment(gettext_lazy("Deadline"))

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages_of(edition)
        add_texts(self, "title", self.languages, label=_("Title"), max_length=200)
        self.order_fields([f"title_{code}" for code in self.languages])

    def clean(self) -> dict[str, Any]:
        """Require a title in some language."""
        data = super().clean() or {}
        if not texts_from(data, "title", self.languages):
            self.add_error(f"title_{self.languages[0]}", _("Give the call a title."))
        return data

    @property
    def fields_of_call(self) -> dict[str, Any]:
        """Return the arguments for ``create_call``."""
        data = self.cleaned_data
        return {
            "title": texts_from(data, "title", self.languages),
            "opens_at": data["opens_at"],
            "deadline_at": data["deadline_at"],
        }


class CallForm(NewCallForm):
    """All settings of a call. Times are typed in the zone of the edition."""

    grace_minutes = _number(
        gettext_lazy("Grace after the deadline, in minutes"),
        max_value=14 * 24 * 60,
        help_text=gettext_lazy("Not announced: for those whose network fails in the last minute."),
    )
    content_languages = _boxes(
        gettext_lazy("Languages of titles and abstracts"),
        help_text=gettext_lazy("None chosen means the languages of the edition."),
    )
    session_languages = _boxes(
        gettext_lazy("Languages of the presentations"),
        help_text=gettext_lazy("None chosen means the languages of the edition."),
    )
    tracks = _boxes(
        gettext_lazy("Tracks to choose from"),
        help_text=gettext_lazy("With none chosen the form does not ask for a track."),
    )
    asks_organisation = forms.BooleanField(
        label=gettext_lazy("A proposal names the organisation behind it"), required=False
    )
    most_per_person = _number(
        gettext_lazy("Proposals per person"), help_text=gettext_lazy("0 means as many as they like.")
    )
    most_speakers = _number(
        gettext_lazy("Speakers per proposal"), help_text=gettext_lazy("0 means as many as they like.")
    )
    title_limit = forms.IntegerField(label=gettext_lazy("Characters of a title"), min_value=20, max_value=300)
    abstract_least = _number(gettext_lazy("Characters of an abstract, at least"), max_value=20_000)
    abstract_limit = forms.IntegerField(
        label=gettext_lazy("Characters of an abstract, at most"), min_value=200, max_value=20_000
    )
    is_blind = forms.BooleanField(
        label=gettext_lazy("Reviewers do not see who proposes"),
        required=False,
        help_text=gettext_lazy("Questions that name the proposer can be hidden from them one by one."),
    )
    reviews_wanted = forms.IntegerField(label=gettext_lazy("Reviews per proposal"), min_value=1, max_value=9)
    review_deadline_at = _moment(gettext_lazy("Reviews due"), required=False)

    def __init__(self, *args: Any, call: CallForPresentations, **kwargs: Any) -> None:
        super().__init__(*args, edition=call.edition, **kwargs)
        self.call = call
        for code in self.languages:
            del self.fields[f"title_{code}"]
        add_texts(self, "title", self.languages, label=_("Title"), value=call.title, max_length=200)
        add_texts(
            self,
            "text",
            self.languages,
            label=_("What you look for"),
            value=call.text,
            rows=8,
            max_length=10_000,
            help_text=_("For whom, on what, how it will be chosen. Markdown works: lists, links, bold."),
        )
        offered = [*self.languages, *(code for code, _name in settings.LANGUAGES)]
        for name in ("content_languages", "session_languages"):
            codes = dict.fromkeys([*offered, *getattr(call, name)])
            self.fields[name].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]
        tracks = {str(track.pk): track for track in call.edition.tracks.all()}
        self._tracks = tracks
        if tracks:
            self.fields["tracks"].choices = [(key, str(track)) for key, track in tracks.items()]  # type: ignore[attr-defined]
            self.fields["tracks"].initial = [str(track.pk) for track in call.tracks.all()]
        else:
            del self.fields["tracks"]
        for name in PLAIN:
            self.fields[name].initial = getattr(call, name)

    def clean(self) -> dict[str, Any]:
        """Require limits that do not exclude each other."""
        data = super().clean()
        least, most = data.get("abstract_least"), data.get("abstract_limit")
        if least is not None and most is not None and least > most:
            self.add_error("abstract_least", _("At least cannot be more than at most."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``change_call``."""
        data = self.cleaned_data
        texts = {name: LazyI18nString(texts_from(data, name, self.languages)) for name in ("title", "text")}
        return {
            "fields": texts | {name: data[name] for name in PLAIN},
            "tracks": [self._tracks[key] for key in data.get("tracks", [])],
        }

    @property
    def sections(self) -> Iterator[tuple[str, str, str, list[forms.BoundField]]]:
        """Yield the parts of the form: key, heading, a line on what belongs there, and the fields."""
        zone = _("All times are those of %(zone)s.") % {"zone": self.call.edition.timezone}
        parts = (
            (
                "text",
                _("Announcement"),
                _("What everyone reads on the page of the call."),
                self._names("title", "text"),
            ),
            ("dates", _("Dates"), zone, ["opens_at", "deadline_at", "grace_minutes"]),
            (
                "asked",
                _("What the form asks"),
                _("Types of presentations and your own questions are on the next tab."),
                ["tracks", "content_languages", "session_languages", "asks_organisation"],
            ),
            (
                "limits",
                _("Limits"),
                _("They are checked when a proposal is submitted; drafts may break them."),
                ["most_per_person", "most_speakers", "title_limit", "abstract_least", "abstract_limit"],
            ),
            ("reviews", _("Reviews"), "", ["is_blind", "reviews_wanted", "review_deadline_at"]),
        )
        for key, heading, text, names in parts:
            yield key, heading, text, [self[name] for name in names if name in self.fields]

    def _names(self, *names: str) -> list[str]:
        return [f"{name}_{code}" for name in names for code in self.languages]


class TypeForm(forms.Form):
    """A type of presentation."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of session"),
        choices=SessionKind,
        help_text=gettext_lazy("A panel gets a moderator; nothing runs beside a plenary."),
    )
    minutes = forms.CharField(
        label=gettext_lazy("Lengths in minutes"),
        help_text=gettext_lazy("What one can ask for, with commas: 20, 30."),
        max_length=60,
    )

    def __init__(self, *args: Any, call: CallForPresentations, kind: ProposalType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = kind
        self.languages = languages_of(call.edition)
        add_texts(self, "name", self.languages, label=_("Name"), value=kind.name, max_length=120)
        add_texts(self, "note", self.languages, label=_("A few words"), value=kind.note, max_length=300)
        self.order_fields([f"{name}_{code}" for name in ("name", "note") for code in self.languages])
        self.fields["kind"].initial = kind.kind
        self.fields["minutes"].initial = ", ".join(map(str, kind.minutes or []))

    def clean_minutes(self) -> list[int]:
        """Return the lengths as numbers."""
        parts = self.cleaned_data["minutes"].replace(";", ",").replace(" ", ",").split(",")
        try:
            return [int(part) for part in parts if part]
        except ValueError:
            raise ValidationError(_("Write whole numbers with commas: 20, 30.")) from None

    def clean(self) -> dict[str, Any]:
        """Require a name in some language."""
        data = super().clean() or {}
        if not texts_from(data, "name", self.languages):
            self.add_error(f"name_{self.languages[0]}", _("Give the type a name."))
        return data

    @property
    def filled(self) -> ProposalType:
        """Return the record with what the form says, not yet saved."""
        data, record = self.cleaned_data, self.record
        record.name = LazyI18nString(texts_from(data, "name", self.languages))
        record.note = LazyI18nString(texts_from(data, "note", self.languages))
        record.kind, record.minutes = data["kind"], data["minutes"]
        return record


class QuestionForm(forms.Form):
    """A question of the call."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=QuestionKind)
    types = _boxes(gettext_lazy("Only for these types"), help_text=gettext_lazy("None chosen means for all of them."))
    is_required = forms.BooleanField(label=gettext_lazy("Must be answered before submitting"), required=False)
    is_public = forms.BooleanField(label=gettext_lazy("The answer is shown on the page of the session"), required=False)
    names_proposer = forms.BooleanField(
        label=gettext_lazy("The answer tells who proposes: hide it when reviews are blind"), required=False
    )
    longest = _number(
        gettext_lazy("Characters at most"), required=False, help_text=gettext_lazy("For texts. 0 means no limit.")
    )

    def __init__(self, *args: Any, call: CallForPresentations, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = question
        self.languages = languages_of(call.edition)
        add_texts(self, "label", self.languages, label=_("Question"), value=question.label, max_length=300)
        add_texts(self, "help", self.languages, label=_("Help"), value=question.help_text, max_length=400)
        lines = {
            code: "\n".join(option["label"].get(code, "") for option in question.options) for code in self.languages
        }
        add_texts(
            self,
            "options",
            self.languages,
            label=_("Options"),
            value={code: text for code, text in lines.items() if text.strip()},
            rows=5,
            help_text=_(
                "For “one of several” and “any of several”: one in a line, in each language in the same order."
            ),
        )
        texts = [f"{name}_{code}" for name in ("label", "help") for code in self.languages]
        self.order_fields([*texts, "kind", *(f"options_{code}" for code in self.languages)])
        self._types = {str(kind.pk): kind for kind in call.types.all()}
        self.fields["types"].choices = [(key, str(kind)) for key, kind in self._types.items()]  # type: ignore[attr-defined]
        for name in ("kind", "is_required", "is_public", "names_proposer", "longest"):
            self.fields[name].initial = getattr(question, name)
        if question.pk is not None:
            self.fields["types"].initial = [str(kind.pk) for kind in question.types.all()]

    def clean(self) -> dict[str, Any]:
        """Require the question in some language and as many options in each language."""
        data = super().clean() or {}
        if not texts_from(data, "label", self.languages):
            self.add_error(f"label_{self.languages[0]}", _("Write the question."))
        counts = {code: len(lines) for code, lines in self._lines(data).items() if lines}
        if len(set(counts.values())) > 1:
            self.add_error(f"options_{next(iter(counts))}", _("Give the same number of options in each language."))
        return data

    def _lines(self, data: dict[str, Any]) -> dict[str, list[str]]:
        return {
            code: [line.strip() for line in str(data.get(f"options_{code}") or "").splitlines() if line.strip()]
            for code in self.languages
        }

    def _options(self) -> list[dict[str, Any]]:
        """Return the options; one whose label stays in some language, or that stays in its place, keeps its code."""
        lines = {code: found for code, found in self._lines(self.cleaned_data).items() if found}
        count = len(next(iter(lines.values()), []))
        labels = [{code: found[place] for code, found in lines.items()} for place in range(count)]
        before = list(self.record.options)
        codes = [_kept_code(label, before) for label in labels]
        if len(before) == count:
            unused = [option["code"] for option in before if option["code"] not in codes]
            codes = [
                code or (before[place]["code"] if before[place]["code"] in unused else "")
                for place, code in enumerate(codes)
            ]
        return [{"code": code, "label": label} for code, label in zip(codes, labels, strict=True)]

    @property
    def filled(self) -> Question:
        """Return the record with what the form says, not yet saved."""
        data, record = self.cleaned_data, self.record
        record.label = LazyI18nString(texts_from(data, "label", self.languages))
        record.help_text = LazyI18nString(texts_from(data, "help", self.languages))
        record.options = self._options()
        for name in ("kind", "is_required", "is_public", "names_proposer"):
            setattr(record, name, data[name])
        record.longest = data["longest"] or 0
        return record

    @property
    def chosen_types(self) -> list[ProposalType]:
        """Return the types for which the question is asked."""
        return [self._types[key] for key in self.cleaned_data["types"]]


def _kept_code(label: dict[str, str], before: list[dict[str, Any]]) -> str:
    same = (option for option in before if set(option["label"].items()) & set(label.items()))
    return str(next((option["code"] for option in same), ""))
