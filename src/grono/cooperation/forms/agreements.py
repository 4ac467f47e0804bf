"""Forms for proposing an agreement and for entering its outcome."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.cooperation.choices import AgreementOutcome
from grono.cooperation.forms.interests import MessageField, OrganisationField
from grono.cooperation.models import Agreement
from grono.directory.models import Organisation
from grono.kit import clock

PARTNERS = ("partner_1", "partner_2", "partner_3", "partner_4")


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PartnerField(forms.CharField):
    """An organisation of the directory, named exactly or by the address of its page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Organisation | None:
        """Find the organisation. Raises ``ValidationError`` when there is none or more than one of this name."""
        text = super().clean(value)
        if not text:
            return None
        slug = text.rstrip("/").rsplit("/", 1)[-1]
        found = list(Organisation.objects.filter(name=text)[:2]) or list(Organisation.objects.filter(slug=slug))
        if len(found) != 1:
            raise forms.ValidationError(_now("There is no organisation of exactly this name in the directory."))
        return found[0]


class AgreementForm(forms.ModelForm):
    """What two or more organisations agreed on."""

    organisation = OrganisationField(Organisation.objects.none(), label=_("Your organisation"))
    partner_1 = PartnerField(
        label=_("Other party"), help_text=_("Begin to write its name and choose it, or paste the address of its page.")
    )
    partner_2 = PartnerField(label=_("Third party"), required=False)
    partner_3 = PartnerField(label=_("Fourth party"), required=False)
    partner_4 = PartnerField(label=_("Fifth party"), required=False)
    description = MessageField(
        label=_("What was agreed"),
        required=False,
        help_text=_("In a few sentences; the contract itself stays with you."),
    )

    class Meta:
        model = Agreement
        fields = ["kind", "title", "description", "signed_date", "visibility"]
        widgets = {"signed_date": _date(), "visibility": forms.RadioSelect}
        help_texts = {
            "title": _("What it is about, in one line."),
            "signed_date": _("Leave it empty if it is to count from the day on which the last party confirms it."),
            "visibility": _("Others see the agreement only when all parties have confirmed it."),
        }

    field_order = ("organisation", *PARTNERS, "kind", "title", "description", "signed_date", "visibility")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)  # type: ignore[attr-defined]
        self.fields["signed_date"].widget.attrs["max"] = clock.now().date().isoformat()

    @property
    def partners(self) -> list[Organisation]:
        """Return the other parties in the order in which they were named."""
        return [self.cleaned_data[name] for name in PARTNERS if self.cleaned_data.get(name)]


class OutcomeForm(forms.ModelForm):
    """What came of an agreement."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=AgreementOutcome, widget=forms.RadioSelect)
    outcome_note = MessageField(
        label=_("In a few words"), required=False, rows=4, help_text=_("What exists now that did not exist before?")
    )
    outcome_date = forms.DateField(label=_("Date of the outcome"), widget=_date())

    class Meta:
        model = Agreement
        fields = ["outcome", "outcome_note", "outcome_date", "value_eur"]
        help_texts = {"value_eur": _("Together for all parties; leave it empty if it is unknown or confidential.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.now().date()
        self.initial["outcome_date"] = self.initial.get("outcome_date") or today
        self.fields["outcome_date"].widget.attrs["max"] = today.isoformat()
