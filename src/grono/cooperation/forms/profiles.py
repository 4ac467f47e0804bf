"""Forms for writing, reviewing and renewing a profile."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from grono.cooperation.choices import AgreementKind, PartnerSize
from grono.cooperation.models import PartneringProfile
from grono.cooperation.models.profiles import NOTE_LENGTH
from grono.cooperation.queries.profiles import clusters_of, colleagues
from grono.cooperation.rules import RENEWAL_MONTHS
from grono.directory.choices import HelixSector
from grono.directory.models import Competence, Organisation
from grono.kit.countries import country_name
from grono.kit.sorting import sort_key
from grono.kit.uploads import CONTENT_TYPES

#: Where the Enterprise Europe Network has partners; other countries come in through a file.
COUNTRIES = (
    "AL", "AM", "AT", "BA", "BE", "BG", "BR", "CA", "CH", "CL", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
    "GB", "GE", "GR", "HR", "HU", "IE", "IL", "IN", "IS", "IT", "JP", "KR", "LT", "LU", "LV", "MA", "MD", "ME",
    "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SG", "SI", "SK", "TN", "TR", "TW", "UA", "US", "XK",
)  # fmt: skip
SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "about",
        _("What you offer or seek"),
        _("Choose the type first. Write so that somebody from another branch understands it."),
        ("type", "language", "title", "summary", "description", "advantages"),
    ),
    (
        "stage",
        _("Stage and protection"),
        _("How far the product or technology is, and what protects it."),
        ("stage", "trl", "ipr", "ipr_note"),
    ),
    (
        "partner",
        _("The partner you seek"),
        _("Who is to answer, and in what form you want to work together."),
        ("partner_role", "cooperation_types", "partner_sizes", "partner_sectors", "partner_countries"),
    ),
    (
        "found",
        _("How you are found"),
        _("Keywords lead to the profile from search and from the profiles of others."),
        ("keywords",),
    ),
    (
        "publication",
        _("Publication"),
        _("Until when the profile holds, who answers for it, and who sees your name."),
        ("valid_until", "contact", "cluster", "is_anonymous", "in_matching"),
    ),
)

#: A draft does without them, a published profile does not.
NEEDED = ("summary", "description", "partner_role", "cooperation_types", "valid_until")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProfileForm(forms.ModelForm):
    """All that a writer says in a profile. A draft may be incomplete; what is missing shows when it is submitted."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    partner_sizes = forms.MultipleChoiceField(
        label=_("Type and size of the partner"),
        choices=PartnerSize,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partner_sectors = forms.MultipleChoiceField(
        label=_("Helix sectors of the partner"),
        choices=[choice for choice in HelixSector.choices if choice[0] != HelixSector.UNCLASSIFIED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partner_countries = forms.MultipleChoiceField(
        label=_("Countries of the partner"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("No country chosen means any country."),
    )
    cooperation_types = forms.MultipleChoiceField(
        label=_("Forms of cooperation"), choices=AgreementKind, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PartneringProfile
        fields = [
            "type", "language", "title", "summary", "description", "advantages", "stage", "trl", "ipr", "ipr_note",
            "partner_role", "cooperation_types", "partner_sizes", "partner_sectors", "partner_countries", "keywords",
            "valid_until", "contact", "cluster", "is_anonymous", "in_matching",
        ]  # fmt: skip
        widgets = {
            "type": forms.RadioSelect,
            "summary": _area(4),
            "description": _area(12),
            "advantages": _area(5),
            "ipr_note": _area(2),
            "partner_role": _area(5),
            "keywords": forms.CheckboxSelectMultiple,
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "title": _("10 to 150 characters: what, for whom, with what result."),
            "summary": _("100 to 500 characters: this is what the list, the feed and the search show."),
            "description": _("300 to 8,000 characters. Markdown works: lists, links, bold."),
            "advantages": _("What is new or better than what the market has. Needed for an offer."),
            "stage": _("Needed for a technology offer."),
            "partner_role": _("What kind of partner, from what branch, and what the partner is to do."),
            "contact": _("Shown to those who are signed in. You may leave it empty."),
            "cluster": _("Its manager reads the profile before it is published."),
            "valid_until": _("One year from today at most; it can be renewed."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = PartneringProfile._meta.get_field("type").choices  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version
        self.fields["contact"].queryset = colleagues(organisation)  # type: ignore[attr-defined]
        clusters = clusters_of(organisation)
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
        if len(set(clusters.values_list("pk", flat=True))) < 2:  # nothing to choose
            del self.fields["cluster"]
        for name in NEEDED:
            self.fields[name].mark = _("needed for review")  # type: ignore[attr-defined]  # drawn beside the label
        self._order_choices()

    def _order_choices(self) -> None:
        """Offer countries and keywords in the order of the reader's alphabet."""
        language = get_language() or "en"
        codes = dict.fromkeys((*COUNTRIES, *(self.instance.partner_countries or ())))
        self.fields["partner_countries"].choices = sorted(  # type: ignore[attr-defined]
            ((code, country_name(code, language)) for code in codes), key=lambda pair: sort_key(pair[1])
        )
        self.fields["keywords"].choices = sorted(  # type: ignore[attr-defined]
            ((word.pk, str(word.name)) for word in Competence.objects.all()), key=lambda pair: sort_key(pair[1])
        )

    @property
    def sections(self) -> Iterator[tuple[str, Any, Any, list[forms.BoundField]]]:
        """Yield the parts of the form: key, heading, a line on what belongs there, and the fields."""
        for key, heading, text, names in SECTIONS:
            yield key, heading, text, [self[name] for name in names if name in self.fields]

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``create_profile`` and ``update_profile``."""
        names = [name for name in self.fields if name not in {"version", "keywords"}]
        return {
            "fields": {name: self.cleaned_data[name] for name in names},
            "keywords": self.cleaned_data["keywords"],
        }

    def _post_clean(self) -> None:
        """Let the action alone write into the record: it checks the whole of it, under a lock."""


class ReviewForm(forms.Form):
    """What the reviewer writes to the writers."""

    note = forms.CharField(label=_("What should be changed"), widget=_area(5), max_length=NOTE_LENGTH, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].mark = _("needed to return it")  # type: ignore[attr-defined]  # drawn beside the label


class RenewalForm(forms.Form):
    """For how long a profile is prolonged."""

    months = forms.TypedChoiceField(label=_("Prolong by"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = [  # type: ignore[attr-defined]
            (months, ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
            for months in RENEWAL_MONTHS
        ]


class AttachmentForm(forms.Form):
    """A file to be attached."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG, JPEG, WebP, or a document of an office program; at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(CONTENT_TYPES)}),
    )
