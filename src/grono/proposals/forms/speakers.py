"""The form with which a co-speaker is asked."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from grono.kit.templatetags.grono import language_name


class SpeakerForm(forms.Form):
    """Whom to ask to speak."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the invitation"))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.choices = [(code, language_name(code)) for code in languages]
        field.initial = get_language()
