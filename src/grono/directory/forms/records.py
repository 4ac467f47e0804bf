"""One organisation entered by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.directory.choices import HelixSector
from grono.directory.forms.fields import CountryField
from grono.directory.models import Organisation


class NewOrganisationForm(forms.ModelForm):
    """One organisation entered by hand; whoever represents it says the rest."""

    country = CountryField(label=_("Country"), max_length=60, initial="PL", help_text=_("For example PL or Poland."))
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ["name", "country", "town", "helix_sector", "nip", "krs", "vat", "pic", "website", "source"]
        help_texts = {
            "nip": _("Ten digits."),
            "krs": _("Ten digits."),
            "vat": _("With the country prefix, for example DE136695976."),
            "pic": _("Nine digits."),
            "source": _("For example the address of the page where you read it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("helix_sector", HelixSector.UNCLASSIFIED)
