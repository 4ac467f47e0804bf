"""Forms of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.directory.choices import AffiliationRole, Direction
from grono.directory.models import Affiliation, Cluster, Competence, Membership, Organisation
from grono.directory.texts import texts_by_language
from grono.kit.countries import is_country
from grono.kit.sorting import sort_key

SITE_LANGUAGES = ("pl", "en")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OrganisationForm(forms.ModelForm):
    """What a representative says about the organisation."""

    summary_pl = forms.CharField(label=_("In short, in Polish"), widget=_area(4), required=False, max_length=600)
    summary_en = forms.CharField(label=_("In short, in English"), widget=_area(4), required=False, max_length=600)
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")
    offers = forms.ModelMultipleChoiceField(
        Competence.objects.all(), label=_("What you offer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seeks = forms.ModelMultipleChoiceField(
        Competence.objects.all(), label=_("What you seek"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "name_en", "helix_sector", "country", "town", "website", "nip", "krs"]
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
                label=label, widget=_area(6), required=False, help_text=_("Markdown works: lists, links, bold.")
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


class ClusterForm(forms.ModelForm):
    """What a manager says about the cluster."""

    goal_pl = forms.CharField(label=_("Goal, in Polish"), widget=_area(6), required=False)
    goal_en = forms.CharField(label=_("Goal, in English"), widget=_area(6), required=False)
    services_pl = forms.CharField(label=_("Services, in Polish"), widget=_area(6), required=False)
    services_en = forms.CharField(label=_("Services, in English"), widget=_area(6), required=False)

    source_url = forms.URLField(label=_("Source of the facts"), required=False, assume_scheme="https", max_length=400)

    class Meta:
        model = Cluster
        fields = ["town", "founded_date", "source_url"]
        widgets = {"founded_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ("goal_pl", "goal_en", "services_pl", "services_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("goal", "services"):
            texts = texts_by_language(getattr(self.instance, name))
            for code in SITE_LANGUAGES:
                self.initial[f"{name}_{code}"] = texts.get(code, "")

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``update_cluster``."""
        data = self.cleaned_data
        return {
            "fields": {name: data[name] for name in self.Meta.fields},
            "texts": {name: {code: data[f"{name}_{code}"] for code in SITE_LANGUAGES} for name in ("goal", "services")},
        }


class MembershipForm(forms.Form):
    """An organisation that joins a cluster."""

    organisation = forms.CharField(
        label=_("Organisation"), help_text=_("Begin to write its name and choose it, or paste the address of its page.")
    )
    joined_date = forms.DateField(
        label=_("Member since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cluster = cluster
        self.fields["organisation"].widget.attrs |= {"list": "candidates", "autocomplete": "off"}

    def clean_organisation(self) -> Organisation:
        """Find the organisation by its name, or by the last part of its page's address."""
        text = self.cleaned_data["organisation"].strip()
        slug = text.rstrip("/").rsplit("/", 1)[-1]
        found = list(Organisation.objects.filter(name=text)[:2]) or list(Organisation.objects.filter(slug=slug))
        if len(found) != 1:
            raise forms.ValidationError(_now("There is no organisation of exactly this name in the directory."))
        if found[0].is_demonstration != self.cluster.is_demonstration:
            raise forms.ValidationError(
                _now("Real organisations carry only sourced facts: an invented cluster cannot take them in.")
                if self.cluster.is_demonstration
                else _now("An invented organisation cannot join a real cluster.")
            )
        if Membership.objects.filter(cluster=self.cluster, organisation=found[0], left_date=None).exists():
            raise forms.ValidationError(_now("This organisation is already a member of the cluster."))
        return found[0]


class ImportForm(forms.Form):
    """A file of organisations."""

    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8, at most 2 MB, with the columns listed beside."))
    skip_bad = forms.BooleanField(label=_("Leave out rows with faults and take the others"), required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large to be read at once."""
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise forms.ValidationError(_now("The file is larger than 2 MB. Split it."))
        return file
