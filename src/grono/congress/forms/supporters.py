"""Forms for those who stand behind a congress, for stands, public funds and the press."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.congress.forms.texts import Text, TextsForm
from grono.congress.models import Exhibitor, FundingCredit, PressAccreditation, Supporter, SupporterLevel
from grono.directory.models import Organisation

_LOGO_HELP = _(
    "PNG, JPEG or WEBP, at most 1 MB; 600 pixels are wide enough. It is shown on white. "
    "SVG is not taken, because such a file may carry scripts."
)


class OrganisationField(forms.CharField):
    """An organisation of the directory, written as its name or the address of its page."""

    def prepare_value(self, value: Any) -> Any:
        """Show the organisation's name."""
        if isinstance(value, int):
            return Organisation.objects.filter(pk=value).values_list("name", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Organisation | None:
        """Find the organisation. Raises ``ValidationError`` when there is none, or several bear the name."""
        text: str = super().clean(value)
        if not text:
            return None
        if "/organisations/" in text:
            slug = text.partition("/organisations/")[2].partition("/")[0]
            found = list(Organisation.objects.filter(slug=slug))
        else:
            found = list(Organisation.objects.filter(name__iexact=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _now("Several organisations have this name. Paste the address of the page of the right one.")
            )
        raise forms.ValidationError(_now("“%(text)s” is not in the directory of organisations.") % {"text": text})


class LevelForm(TextsForm):
    """A level of patrons, partners or sponsors."""

    texts = (Text("name", _("Name"), required=True, longest=120, help=_("For example “Strategic partners”.")),)

    class Meta:
        model = SupporterLevel
        fields = ["kind"]
        labels = {"kind": _("Kind")}


class LogoForm(TextsForm):
    """A record with a logo."""

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_LOGO_HELP,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    drop_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["drop_logo"]


class SupporterForm(LogoForm):
    """A patron, partner or sponsor."""

    organisation = OrganisationField(
        label=_("In the directory"),
        required=False,
        max_length=400,
        help_text=_("The organisation's name exactly as in the directory, or the address of its page."),
    )
    texts = (Text("text", _("A few words"), rows=3),)

    class Meta:
        model = Supporter
        fields = ["level", "name", "organisation", "website"]
        labels = {"level": _("Level"), "name": _("Name")}
        help_texts = {"name": _("It is also what people hear who cannot see the logo.")}

    field_order = ("level", "name", "organisation", "website", "logo_file", "drop_logo", "text_pl", "text_en")

    def __init__(self, *args: Any, edition: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = edition.supporter_levels.all()  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class CreditForm(LogoForm):
    """What public funds demand to be shown."""

    texts = (Text("text", _("Sentence that must be shown"), rows=3),)

    class Meta:
        model = FundingCredit
        fields = ["name", "website"]
        labels = {"name": _("Fund or institution")}
        help_texts = {"name": _("It is also what people hear who cannot see the logo.")}

    field_order = ("name", "website", "logo_file", "drop_logo", "text_pl", "text_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class ExhibitorForm(TextsForm):
    """An organisation with a stand."""

    organisation = OrganisationField(
        label=_("Organisation"),
        max_length=400,
        help_text=_("Its name exactly as in the directory, or the address of its page."),
    )
    texts = (
        Text("zone", _("Zone"), longest=120, help=_("For example “Hall A”.")),
        Text("text", _("What is shown"), rows=3),
    )

    class Meta:
        model = Exhibitor
        fields = ["organisation", "stand"]
        labels = {"stand": _("Number of the stand")}

    field_order = ("organisation", "stand", "zone_pl", "zone_en", "text_pl", "text_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class AccreditationForm(forms.ModelForm):
    """What a journalist says about themselves."""

    website = forms.URLField(label=_("Web site of the medium"), required=False, assume_scheme="https")

    class Meta:
        model = PressAccreditation
        fields = ["medium", "website", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        labels = {"medium": _("For which medium you report"), "note": _("What you need")}
        help_texts = {"note": _("For example interviews, photographs, a place for a camera, electricity.")}


class AnswerForm(forms.Form):
    """The organiser's answer to a journalist."""

    answer = forms.CharField(
        label=_("Words to the journalist"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They go out with the mail. A refusal needs a reason."),
    )
