"""Forms of the module."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.meetings.choices import Priority


class RequestForm(forms.Form):
    """Ask somebody for a meeting."""

    message = forms.CharField(
        label=_("What do you want to talk about?"),
        help_text=_("Two or three sentences. The other side reads them before answering."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    priority = forms.TypedChoiceField(
        label=_("How much does it matter to you?"),
        help_text=_(
            "When there is not room for everything, “must” is placed before “should”, and that before “could”."
        ),
        choices=Priority.choices,
        coerce=int,
        initial=Priority.SHOULD,
    )
