"""The form by which a call is entered by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Person
from grono.directory.models import Cluster, Competence
from grono.funding.choices import DeadlineModel, ProgrammeLevel
from grono.funding.models import FundingProgramme, Topic
from grono.kit.countries import is_country
from grono.kit.sorting import sort_key

LANGUAGES = (("pl", _("Polish")), ("en", _("English")), ("cs", _("Czech")), ("de", _("German")))
#: So many empty fields for dates stand behind those that are filled.
SPARE_DATES = 3
MOST_DATES = 24
NEW = "new"
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "programme",
        _("Programme"),
        _("Whose money it is. If it is not in the list, choose “another programme” and name it below."),
        ("programme",),
    ),
    (
        "about",
        _("The call"),
        _("As its announcement names it. Text may have lists and links (Markdown)."),
        ("topic_id", "title", "language", "action_type", "description", "conditions"),
    ),
    (
        "dates",
        _("Dates"),
        _(
            "A call with several cut-off dates has several deadlines. "
            "With two stages the last date is that of the second stage."
        ),
        ("deadline_model", "opening_date", "deadlines"),
    ),
    (
        "money",
        _("Money"),
        _("Amounts in the currency of the call, as its announcement gives them. Leave empty what it does not say."),
        ("currency", "budget_min", "budget_max", "budget_total", "expected_grants", "funding_rate"),
    ),
    (
        "who",
        _("Project and rules"),
        _("Encoded rules let everybody see at once which conditions a consortium meets."),
        ("scheme", "trl_min", "trl_max", "duration_max", "keywords"),
    ),
    (
        "links",
        _("Source"),
        _("Where one can check all this."),
        ("url", "documents_url", "source", "cluster"),
    ),
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DatesWidget(forms.MultiWidget):
    """Several dates, each in an input of its own, with a few empty ones behind."""

    template_name = "funding/dates_input.html"

    def __init__(self, count: int) -> None:
        super().__init__([_day() for _index in range(count)])

    def decompress(self, value: Any) -> list[date | None]:
        """Return one value for each input."""
        return [*(value or [])]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each input a name of its own; the legend names only all of them together."""
        context = super().get_context(name, value, attrs)
        for number, day in enumerate(context["widget"]["subwidgets"], start=1):
            day["attrs"]["aria-label"] = _("Deadline %(number)d") % {"number": number}
        return context


class DatesField(forms.MultiValueField):
    """Any number of dates, given back in order and each once."""

    def __init__(self, *, filled: int = 0, **kwargs: Any) -> None:
        count = min(filled + SPARE_DATES, MOST_DATES)
        fields = [forms.DateField(required=False) for _index in range(count)]
        super().__init__(fields, widget=DatesWidget(count), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[date | None]) -> list[date]:
        """Return the dates that were given."""
        return sorted({day for day in data_list if day})


class TopicForm(forms.ModelForm):
    """All that is known of a call. A draft may be incomplete; publishing asks for the rest."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    programme = forms.ChoiceField(label=_("Programme"))
    programme_name = forms.CharField(label=_("Name of the other programme"), max_length=300, required=False)
    programme_level = forms.ChoiceField(label=_("Its level"), choices=ProgrammeLevel, required=False)
    programme_country = forms.CharField(
        label=_("Its country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, for a national or regional programme: PL, CZ."),
    )
    programme_website = forms.URLField(label=_("Its web site"), required=False, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    url = forms.URLField(label=_("Page of the call"), max_length=500, required=False, assume_scheme="https")
    documents_url = forms.URLField(
        label=_("Documents of the call"), max_length=500, required=False, assume_scheme="https"
    )

    class Meta:
        model = Topic
        fields = [
            "topic_id", "title", "language", "action_type", "description", "conditions", "deadline_model",
            "opening_date", "currency", "budget_min", "budget_max", "budget_total", "expected_grants", "funding_rate",
            "scheme", "trl_min", "trl_max", "duration_max", "keywords", "url", "documents_url", "source", "cluster",
        ]  # fmt: skip
        widgets = {
            "description": _area(12),
            "conditions": _area(8),
            "opening_date": _day(),
            "keywords": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "topic_id": _("The number or code in its announcement, for example FENG.01.01-IP.01-003/27."),
            "conditions": _("Who may apply, in the words of the announcement. Shown as not machine-checked."),
            "scheme": _("Leave empty when none fits: the page then says that nothing is machine-checked."),
            "currency": _("Three capital letters: PLN, EUR, CZK."),
            "source": _("For example: announcement of the authority of 12 May 2027."),
        }

    def __init__(self, *args: Any, by: Person, clusters: list[Cluster], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dates = [cut_off.deadline_date for cut_off in self.instance.cut_offs.all()] if self.instance.pk else []
        self.fields["deadlines"] = DatesField(label=_("Deadlines"), filled=len(dates), required=False, initial=dates)
        self.fields["opened"].initial = self.instance.updated_at.isoformat() if self.instance.pk else ""
        self.fields["deadline_model"].choices = [*DeadlineModel.choices]  # type: ignore[attr-defined]
        self._offer_programmes()
        self.fields["scheme"].label_from_instance = lambda scheme: str(scheme.title)  # type: ignore[attr-defined]
        self.fields["keywords"].choices = sorted(  # type: ignore[attr-defined]
            ((word.pk, str(word.name)) for word in Competence.objects.all()), key=lambda pair: sort_key(pair[1])
        )
        self._offer_clusters(by, clusters)
        self.fields["topic_id"].label = _("Identifier")

    def _offer_programmes(self) -> None:
        found = sorted(
            ((str(one.pk), str(one.name)) for one in FundingProgramme.objects.all()), key=lambda pair: sort_key(pair[1])
        )
        field = self.fields["programme"]
        field.choices = [("", "—"), *found, (NEW, _("another programme"))]  # type: ignore[attr-defined]
        if self.instance.pk:
            field.initial = str(self.instance.call.programme_id)

    def _offer_clusters(self, by: Person, clusters: list[Cluster]) -> None:
        field = self.fields["cluster"]
        field.queryset = Cluster.objects.filter(pk__in=[cluster.pk for cluster in clusters])  # type: ignore[attr-defined]
        if by.is_staff and not clusters:
            del self.fields["cluster"]
        elif not by.is_staff:
            field.required = True
            field.initial = field.initial or (clusters[0].pk if len(clusters) == 1 else None)

    @property
    def sections(self) -> Iterator[tuple[str, Any, Any, list[forms.BoundField]]]:
        """Yield the parts of the form: key, heading, a line on what belongs there, and the fields."""
        for key, heading, text, names in SECTIONS:
            yield key, heading, text, [self[name] for name in names if name in self.fields]

    @property
    def new_programme(self) -> list[forms.BoundField]:
        """Return the fields of a programme that is not in the list."""
        return [self[name] for name in ("programme_name", "programme_level", "programme_country", "programme_website")]

    @property
    def has_new_programme(self) -> bool:
        """Tell whether a programme that is not in the list was chosen, or something is wrong with it."""
        return self["programme"].value() == NEW or any(field.errors for field in self.new_programme)

    def clean_programme_country(self) -> str:
        """Check that there is such a country."""
        code = self.cleaned_data["programme_country"].strip().upper()
        if code and not is_country(code):
            raise forms.ValidationError(_("There is no country “%(code)s”."), params={"code": code})
        return code

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields at once."""
        given = super().clean() or self.cleaned_data
        if given.get("programme") == NEW:
            if not given.get("programme_name", "").strip():
                self.add_error("programme_name", _("Name the programme, or choose one from the list."))
            national = given.get("programme_level") in {ProgrammeLevel.NATIONAL, ProgrammeLevel.REGIONAL}
            if national and not given.get("programme_country") and "programme_country" not in self.errors:
                self.add_error("programme_country", _("A national or regional programme needs its country."))
        return given

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``save_topic``."""
        apart = {"opened", "programme", "deadlines", "keywords"}
        fields = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in apart and not name.startswith("programme_")
        }
        return {
            "programme": self._programme(),
            "fields": fields,
            "dates": self.cleaned_data["deadlines"],
            "keywords": self.cleaned_data["keywords"],
        }

    def _programme(self) -> FundingProgramme:
        """Return the programme that was chosen, or a new one that is not saved yet."""
        given = self.cleaned_data
        if given["programme"] != NEW:
            return FundingProgramme.objects.get(pk=given["programme"])
        return FundingProgramme(
            name=given["programme_name"].strip(),
            level=given["programme_level"],
            country=given["programme_country"],
            website=given["programme_website"],
        )

    def _post_clean(self) -> None:
        """Let the action alone write into the record: it checks the whole of it, under a lock."""
