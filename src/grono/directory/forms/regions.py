"""The form of those who present a region."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.directory.forms.fields import SITE_LANGUAGES, area
from grono.directory.models import Region
from grono.directory.texts import texts_by_language


class RegionForm(forms.Form):
    """With what a region presents itself at home and abroad."""

    promotion_pl = forms.CharField(label=_("About the region, in Polish"), widget=area(8), required=False)
    promotion_en = forms.CharField(label=_("About the region, in English"), widget=area(8), required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = texts_by_language(region.promotion)
        for code in SITE_LANGUAGES:
            self.initial[f"promotion_{code}"] = texts.get(code, "")
            self.fields[f"promotion_{code}"].help_text = _("Markdown works: lists, links, bold.")

    @property
    def promotion(self) -> dict[str, str]:
        """Return the text by language."""
        return {code: self.cleaned_data[f"promotion_{code}"] for code in SITE_LANGUAGES}
