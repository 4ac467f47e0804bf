"""Forms of those who represent an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.directory.choices import AffiliationRole, Direction
from grono.directory.forms.fields import SITE_LANGUAGES, area
from grono.directory.models import Affiliation, Competence, Organisation
from grono.directory.texts import texts_by_language
from grono.kit.countries import is_country
from grono.kit.sorting import sort_key


class OrganisationForm(forms.ModelForm):
    """What a representative says about the organisation."""

    summary_pl = forms.CharField(label=_("In short, in Polish"), widget=area(4), required=False, max_length=600)
    summary_en = forms.CharField(label=_("In short, in English"), widget=area(4), required=False, max_length=600)
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")
    offers = forms.ModelMultipleChoiceField(
        Competence.objects.all(), label=_("What you offer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seeks = forms.ModelMultipleChoiceField(
        Competence.objects.all(), label=_("What you seek"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "name_en", "helix_sector", "country", "town", "website", "nip", "krs", "vat"]
        help_texts = {
            "name_en": _("Only if you use an official English name."),
            "nip": _("Ten digits."),
            "krs": _("Ten digits."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].help_text = _("Two capital letters, for example PL.")
        self._add_descriptions()
        summary = texts_by_language(self.instance.summary)
        for code in SITE_LANGUAGES:
            self.initial[f"summary_{code}"] = summary.get(code, "")
        words = sorted(((word.pk, str(word.name)) for word in Competence.objects.all()), key=lambda w: sort_key(w[1]))
        for name, direction in (("offers", Direction.OFFER), ("seeks", Direction.SEEK)):
            claims = self.instance.claims.filter(direction=direction)
            self.initial[name] = list(claims.values_list("competence", flat=True))
            self.fields[name].choices = words  # type: ignore[attr-defined]  # in the order of the reader's alphabet
        self.order_fields(
            ["name", "short_name", "name_en", "summary_pl", "summary_en", *self.description_names, "offers", "seeks"]
        )

    def _add_descriptions(self) -> None:
        """Add a field for the description in Polish, English, and each language in which it exists."""
        labels = {
            "pl": _("Description in Polish"),
            "en": _("Description in English"),
        }
        known = texts_by_language(self.instance.description)
        self.description_languages = list(dict.fromkeys((*SITE_LANGUAGES, *known)))
        self.description_names = [f"description_{code}" for code in self.description_languages]
        for code, name in zip(self.description_languages, self.description_names, strict=True):
            label = labels.get(code) or _now("Description in another language (%(code)s)") % {"code": code}
            self.fields[name] = forms.CharField(
                label=label, widget=area(6), required=False, help_text=_("Markdown works: lists, links, bold.")
            )
            self.initial[name] = known.get(code, "")

    def clean_country(self) -> str:
        """Accept a country of ISO 3166 only."""
        code = str(self.cleaned_data["country"]).upper()
        if not is_country(code):
            raise forms.ValidationError(_now("“%(code)s” is not a country of ISO 3166."), params={"code": code})
        return code

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``update_organisation``."""
        data = self.cleaned_data
        return {
            "fields": {name: data[name] for name in self.Meta.fields},
            "summary": {code: data[f"summary_{code}"] for code in SITE_LANGUAGES},
            "description": {code: data[f"description_{code}"] for code in self.description_languages},
            "offers": data["offers"],
            "seeks": data["seeks"],
        }


class AffiliationForm(forms.ModelForm):
    """Somebody who works for the organisation."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("A code sent to it lets the person sign in."))
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    role = forms.ChoiceField(label=_("Role"), choices=AffiliationRole)

    class Meta:
        model = Affiliation
        fields = ["job_title", "role"]
        field_order = ["given_name", "family_name", "email"]

    field_order = ("given_name", "family_name", "email", "job_title", "role")
