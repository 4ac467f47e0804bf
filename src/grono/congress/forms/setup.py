"""Forms with which an edition is set up: the edition itself, rooms and tables, tracks, deadlines, the team."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.congress.equipment import EQUIPMENT
from grono.congress.forms.texts import Text, TextsForm
from grono.congress.forms.times import MomentField
from grono.congress.models import Deadline, Edition, Room, Track
from grono.kit.countries import country_code, country_name
from grono.kit.templatetags.grono import language_name

LANGUAGES = ("pl", "en", "de", "cs", "uk", "sk", "lt", "hu", "fr")


def _languages() -> Iterator[tuple[str, str]]:
    return ((code, language_name(code)) for code in LANGUAGES)


def _zones() -> list[tuple[str, str]]:
    """Return the time zones that bear the name of a place."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if _is_place(name)]


def _is_place(name: str) -> bool:
    area, _slash, place = name.partition("/")
    return bool(place) and area not in {"Etc", "SystemV", "US", "posix", "right"}


class EditionForm(TextsForm):
    """Everything about an edition but its address."""

    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("All times of the edition are typed and shown in it.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the congress"),
        choices=_languages,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which sessions are held, or into which they are interpreted."),
    )
    country = forms.CharField(label=_("Country"), max_length=60, help_text=_("Its name or its two letters."))

    texts: tuple[Text, ...] = (
        Text("title", _("Title"), required=True, longest=200),
        Text("motto", _("Motto"), longest=400),
        Text(
            "summary", _("What the congress is about"), rows=5, help=_("Markdown may be used: lists, links, emphasis.")
        ),
    )

    class Meta:
        model = Edition
        fields = [
            "start_date", "end_date", "timezone", "venue", "address", "town", "country", "languages",
            "turnaround_minutes", "travel_minutes", "is_public",
        ]  # fmt: skip
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("start_date", "end_date")
        }
        labels = {
            "turnaround_minutes": _("Minutes between two sessions in a room"),
            "travel_minutes": _("Minutes on the way between two buildings"),
            "is_public": _("Everyone can see the edition"),
            "start_date": _("First day"),
            "end_date": _("Last day"),
            "venue": _("Venue"),
            "address": _("Street address"),
            "town": _("Town"),
        }
        help_texts = {
            "turnaround_minutes": _("To air the room and let the next speakers set up. A longer break counts as well."),
            "travel_minutes": _("So much time lies between two sessions of one person in different buildings."),
            "is_public": _("Otherwise only the team sees it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.country:
            self.initial["country"] = country_name(self.instance.country, get_language() or "en")

    def clean_country(self) -> str:
        """Return the code of the country."""
        text = self.cleaned_data["country"]
        if (code := country_code(text)) is None:
            raise forms.ValidationError(_now("“%(text)s” is not a country.") % {"text": text})
        return code


class NewEditionForm(EditionForm):
    """What is asked for when an edition is begun; the rest has its page in the set-up."""

    class Meta(EditionForm.Meta):
        fields = ["start_date", "end_date", "timezone", "venue", "town", "country", "languages"]

    texts = (Text("title", _("Title"), required=True, longest=200),)


class RoomForm(TextsForm):
    """A room: how many people it takes, what it has, where it is."""

    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100_000)
    known = forms.MultipleChoiceField(
        label=_("Equipment"), choices=EQUIPMENT.items(), required=False, widget=forms.CheckboxSelectMultiple
    )
    further = forms.CharField(
        label=_("Other equipment"), required=False, help_text=_("Separated by commas; sessions can ask for it.")
    )

    texts = (Text("name", _("Name"), required=True, longest=120),)

    class Meta:
        model = Room
        fields = ["capacity", "building", "floor"]
        labels = {"building": _("Building"), "floor": _("Floor")}
        help_texts = {"building": _("Fill it in when the congress is held in several buildings.")}

    field_order = ("name_pl", "name_en", "capacity", "floor", "building", "known", "further")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.initial["known"] = [code for code in self.instance.equipment if code in EQUIPMENT]
        self.initial["further"] = ", ".join(code for code in self.instance.equipment if code not in EQUIPMENT)

    def clean_further(self) -> list[str]:
        """Return the words, each once, without blanks."""
        words = [word.strip() for word in self.cleaned_data["further"].split(",") if word.strip()]
        if any(len(word) > 40 for word in words):
            raise forms.ValidationError(_now("A word for equipment has at most 40 characters."))
        return list(dict.fromkeys(words))

    def clean(self) -> dict[str, Any] | None:
        """Put known and further equipment together."""
        cleaned = super().clean()
        self.instance.equipment = [*self.cleaned_data.get("known", []), *self.cleaned_data.get("further", [])]
        return cleaned


class ZoneForm(forms.Form):
    """A zone of numbered tables."""

    zone_pl = forms.CharField(label=_("Name of the zone, in Polish"), max_length=120)
    zone_en = forms.CharField(label=_("Name of the zone, in English"), max_length=120, required=False)
    prefix = forms.RegexField(  # type: ignore[assignment]
        label=_("Letter"),
        regex=r"^[A-Za-z0-9]{1,6}$",
        max_length=6,
        help_text=_("Tables are numbered with it: A-1, A-2 …"),
        error_messages={"invalid": _("One to six letters or digits.")},
    )
    count = forms.IntegerField(label=_("Number of tables"), min_value=1, max_value=500)


class TrackForm(TextsForm):
    """A thread of the programme and how its sessions lie to each other."""

    texts = (Text("name", _("Name"), required=True, longest=200),)

    class Meta:
        model = Track
        fields = ["rule"]
        widgets = {"rule": forms.RadioSelect}
        labels = {"rule": _("Its sessions lie")}


class DeadlineForm(TextsForm):
    """A date by which somebody must have done something."""

    at = MomentField(label=_("By"))
    texts = (Text("title", _("What is to be done"), required=True, longest=200),)

    class Meta:
        model = Deadline
        fields = ["at", "audience"]
        labels = {"audience": _("For whom")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].zone = self.instance.edition.zone  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """Whom to take into the team."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
