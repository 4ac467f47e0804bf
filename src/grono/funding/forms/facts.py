"""Forms for the facts about an organisation that rules of funding ask for."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation
from grono.funding.choices import AidRegulation, LegalStatus, OwnerKind
from grono.kit import clock
from grono.kit.countries import country_code

_SPACES = str.maketrans("", "", " \u00a0\u202f")


class AmountField(forms.DecimalField):
    """A number as people write it: ``1 234 567,50`` in Polish, ``1,234,567.50`` in English."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "min_value": Decimal(0)}
        super().__init__(**(usual | kwargs))
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Read the number; spaces divide thousands, the comma means what it means in the language of the page."""
        if isinstance(value, str):
            value = value.translate(_SPACES)
            value = value.replace(",", "." if get_language() == "pl" else "")
        return super().to_python(value)


class OwnerField(forms.CharField):
    """An owner: an organisation of the directory, or the name of one that is not there."""

    def clean(self, value: Any) -> Organisation | str:
        """Find the organisation, else return the name. Raises ``ValidationError`` when several bear the name."""
        text: str = super().clean(value)
        if "/organisations/" in text:
            slug = text.partition("/organisations/")[2].partition("/")[0]
            found = Organisation.objects.filter(slug=slug).first()
            if found is None:
                raise forms.ValidationError(_now("There is no organisation at this address."))
            return found
        named = list(Organisation.objects.filter(name__iexact=text)[:2])
        if len(named) > 1:
            raise forms.ValidationError(
                _now("Several organisations have this name. Paste the address of the page of the right one.")
            )
        return named[0] if named else text


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class LegalFactsForm(forms.Form):
    """What the organisation is by law."""

    legal_status = forms.ChoiceField(
        label=_("Legal status"),
        required=False,
        choices=[("", pgettext_lazy("legal status", "not declared")), *LegalStatus.choices],
        widget=forms.RadioSelect,
    )
    is_innovative = forms.TypedChoiceField(
        label=_("Does it do research and development itself?"),
        required=False,
        choices=[("", pgettext_lazy("research", "not declared")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("Eurostars asks this of the firm that leads the project."),
    )


class FiguresForm(forms.Form):
    """The figures of one closed year."""

    year = forms.IntegerField(label=_("Year"), min_value=1990)
    staff = AmountField(
        label=_("Staff"),
        required=False,
        max_digits=9,
        decimal_places=1,
        help_text=_("Annual work units: a half-time post over the whole year is 0.5."),
    )
    turnover = AmountField(label=_("Turnover, EUR"), required=False)
    balance = AmountField(label=_("Balance sheet total, EUR"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = clock.now().year - 1
        self.fields["year"].widget.attrs["max"] = last
        self.initial.setdefault("year", last)


class OwnerForm(forms.Form):
    """Who holds a share."""

    owner = OwnerField(
        label=_("Owner"),
        max_length=300,
        help_text=_(
            "The name exactly as in the directory, or the address of its page. An owner who is not in the directory is "
            "kept by name; of private persons write only what they are, for example “founder”."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of owner"),
        choices=OwnerKind,
        help_text=_("Venture capital, universities and regional funds do not count in the size up to 50 %."),
    )
    percent = AmountField(label=_("Share, %"), max_digits=5, max_value=Decimal(100))


class AidForm(forms.Form):
    """De minimis aid that was granted."""

    granted_date = _day(label=_("Granted on"))
    amount = AmountField(
        label=_("Amount, EUR"), max_digits=12, help_text=_("As on the certificate, in euros on the day of the grant.")
    )
    member_state = forms.CharField(
        label=_("Member state that granted it"), max_length=60, help_text=_("Its name or its two letters.")
    )
    regulation = forms.ChoiceField(label=_("Regulation"), choices=AidRegulation)
    authority = forms.CharField(label=_("Authority that granted it"), max_length=300, required=False)

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("member_state", country)
        self.fields["granted_date"].widget.attrs["max"] = clock.now().date().isoformat()

    def clean_member_state(self) -> str:
        """Return the code of the country."""
        text = self.cleaned_data["member_state"]
        if (code := country_code(text)) is None:
            raise forms.ValidationError(_now("“%(text)s” is not a country.") % {"text": text})
        return code


class LabelForm(forms.Form):
    """A label or registration that the organisation holds."""

    code = forms.ChoiceField(label=_("Label or registration"))
    valid_from = _day(label=_("Valid from"), required=False)
    valid_until = _day(label=_("Valid until"), required=False)
    source = forms.CharField(
        label=_("Where it can be checked"), max_length=300, required=False, help_text=_("For example a web address.")
    )

    def __init__(self, *args: Any, labels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = labels  # type: ignore[attr-defined]


class CompleteForm(forms.Form):
    """Whether a list is complete."""

    complete = forms.BooleanField(label=_("The list is complete"), required=False)
