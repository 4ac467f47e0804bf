"""The form by which a person watches a topic."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.funding.actions.watching import DAYS_BEFORE, LONGEST


class WatchForm(forms.Form):
    """How many days before each deadline the person wants to be reminded."""

    days_before = forms.IntegerField(
        label=_("Remind me so many days before"), min_value=0, max_value=LONGEST, initial=DAYS_BEFORE
    )
