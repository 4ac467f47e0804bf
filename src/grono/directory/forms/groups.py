"""Forms of working groups and membership fees."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Person
from grono.directory.forms.fields import SITE_LANGUAGES, area
from grono.directory.models import Cluster, ClusterFee, Organisation, WorkingGroup
from grono.directory.texts import texts_by_language


class WorkingGroupForm(forms.Form):
    """A working group: its name, what it is for, who leads it and who works in it."""

    name_pl = forms.CharField(label=_("Name, in Polish"), max_length=100)
    name_en = forms.CharField(label=_("Name, in English"), max_length=100)
    purpose_pl = forms.CharField(label=_("Purpose, in Polish"), widget=area(3), required=False, max_length=1000)
    purpose_en = forms.CharField(label=_("Purpose, in English"), widget=area(3), required=False, max_length=1000)
    chair = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who leads it"),
        required=False,
        help_text=_("The name is public. Choose somebody of a member organisation who has agreed to it."),
    )
    members = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Members of the group"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cluster: Cluster, group: WorkingGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = cluster.memberships.filter(left_date=None)
        people = Person.objects.filter(
            affiliations__ended_date=None, affiliations__organisation__in=current.values("organisation")
        )
        self.fields["chair"].queryset = people.distinct().order_by("name_sort", "pk")  # type: ignore[attr-defined]
        self.fields["members"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=current.values("organisation")
        )
        if group is not None:
            self._fill(group)

    def _fill(self, group: WorkingGroup) -> None:
        for name in ("name", "purpose"):
            known = texts_by_language(getattr(group, name))
            for code in SITE_LANGUAGES:
                self.initial[f"{name}_{code}"] = known.get(code, "")
        self.initial["chair"] = group.chair_id
        self.initial["members"] = list(group.members.values_list("pk", flat=True))

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``save_working_group``."""
        data = self.cleaned_data
        texts = {name: {code: data[f"{name}_{code}"] for code in SITE_LANGUAGES} for name in ("name", "purpose")}
        return {**texts, "chair": data["chair"], "members": data["members"]}


class FeeForm(forms.ModelForm):
    """What membership costs a kind of member."""

    payer_pl = forms.CharField(
        label=_("Who pays, in Polish"), max_length=100, help_text=_("For example: micro-enterprises, universities.")
    )
    payer_en = forms.CharField(label=_("Who pays, in English"), max_length=100)
    source_url = forms.URLField(label=_("Page that says so"), required=False, assume_scheme="https", max_length=400)

    class Meta:
        model = ClusterFee
        fields = ["amount", "currency", "period", "source_url"]

    field_order = ("payer_pl", "payer_en", "amount", "currency", "period", "source_url")

    def clean_currency(self) -> str:
        """Accept small letters too."""
        return str(self.cleaned_data["currency"]).upper()

    def clean_source_url(self) -> str:
        """Ask for the source where the cluster is a real one."""
        source = str(self.cleaned_data["source_url"])
        if not source and not self.instance.cluster.is_demonstration:
            raise forms.ValidationError(_now("Name the public page: of a real cluster only sourced facts stand here."))
        return source

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``add_fee``."""
        data = self.cleaned_data
        payer = {code: data[f"payer_{code}"] for code in SITE_LANGUAGES}
        return {"payer": payer, **{name: data[name] for name in self.Meta.fields}}
