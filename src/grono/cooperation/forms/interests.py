"""Forms for writing to another organisation and for answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.cooperation.models.interests import LONGEST_MESSAGE
from grono.directory.models import Organisation


class MessageField(forms.CharField):
    """Some paragraphs of plain text; browsers send line ends as two characters, which count as one here."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_MESSAGE, "widget": forms.Textarea(attrs={"rows": rows}), **kwargs})

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(text, str) else text


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations for which somebody may act; a single one is chosen already and needs no question."""

    def offer(self, organisations: Any) -> None:
        """Offer these organisations."""
        found = list(organisations[:2])
        self.queryset = organisations
        if len(found) == 1:
            self.initial = found[0].pk
            self.widget = forms.HiddenInput()
            self.empty_label = None


class InterestForm(forms.Form):
    """Write to the owner of a profile, or to an organisation."""

    from_organisation = OrganisationField(Organisation.objects.none(), label=_("Which organisation writes?"))
    message = MessageField(
        label=_("Your message"),
        rows=9,
        help_text=_(
            "Who you are, what interests you, and what you suggest as the next step. Plain text, at most 4,000 "
            "characters."
        ),
    )

    def __init__(self, *args: Any, senders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.senders = senders
        self.fields["from_organisation"].offer(senders)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Accept or decline; the words are optional."""

    answer = forms.ChoiceField(choices=[("accepted", ""), ("declined", "")], widget=forms.HiddenInput())
    text = MessageField(
        label=_("A few words to your answer"),
        rows=4,
        required=False,
        help_text=_("With a refusal, the reason helps the other side more than silence."),
    )


class ThreadForm(forms.Form):
    """Write in the thread."""

    message = MessageField(label=_("Your message"), rows=4)
