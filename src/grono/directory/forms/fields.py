"""What the forms of the directory have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from grono.kit.countries import country_code

SITE_LANGUAGES = ("pl", "en")


def area(rows: int) -> forms.Textarea:
    """Return a field for a longer text."""
    return forms.Textarea(attrs={"rows": rows})


class CountryField(forms.CharField):
    """A country, written as its code or its name."""

    def clean(self, value: Any) -> str:
        """Return the code of ISO 3166, or an empty text."""
        text = super().clean(value)
        if not text:
            return ""
        if (code := country_code(text)) is None:
            raise forms.ValidationError(_("“%(text)s” is not a country."), params={"text": text})
        return code
