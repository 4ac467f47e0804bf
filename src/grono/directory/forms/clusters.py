"""Forms of those who run a cluster."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.directory.forms.fields import SITE_LANGUAGES, area
from grono.directory.models import Cluster, Membership, Organisation
from grono.directory.texts import texts_by_language


class ClusterForm(forms.ModelForm):
    """What a manager says about the cluster."""

    goal_pl = forms.CharField(label=_("Goal, in Polish"), widget=area(6), required=False)
    goal_en = forms.CharField(label=_("Goal, in English"), widget=area(6), required=False)
    services_pl = forms.CharField(label=_("Services, in Polish"), widget=area(6), required=False)
    services_en = forms.CharField(label=_("Services, in English"), widget=area(6), required=False)
    declaration_pl = forms.CharField(label=_("What a new member declares, in Polish"), widget=area(5), required=False)
    declaration_en = forms.CharField(label=_("What a new member declares, in English"), widget=area(5), required=False)
    declaration_url = forms.URLField(
        label=_("Address of the declaration to sign"), required=False, assume_scheme="https", max_length=400
    )
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")
    source_url = forms.URLField(label=_("Source of the facts"), required=False, assume_scheme="https", max_length=400)

    class Meta:
        model = Cluster
        fields = [
            "town",
            "founded_date",
            "website",
            "contact_email",
            "contact_phone",
            "declaration_url",
            "source_url",
        ]
        widgets = {"founded_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "contact_email": _("Everyone sees it: an address of the office, not of a person."),
            "contact_phone": _("Everyone sees it."),
        }

    texts = ("goal", "services", "declaration")
    field_order = (
        "goal_pl", "goal_en", "services_pl", "services_en", "declaration_pl", "declaration_en", "declaration_url",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.texts:
            known = texts_by_language(getattr(self.instance, name))
            for code in SITE_LANGUAGES:
                self.initial[f"{name}_{code}"] = known.get(code, "")

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``update_cluster``."""
        data = self.cleaned_data
        return {
            "fields": {name: data[name] for name in self.Meta.fields},
            "texts": {name: {code: data[f"{name}_{code}"] for code in SITE_LANGUAGES} for name in self.texts},
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
