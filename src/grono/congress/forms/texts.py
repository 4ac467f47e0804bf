"""Forms of records whose names and texts are written in each language of the site."""

from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from grono.directory.texts import texts_by_language

SITE_LANGUAGES = ("pl", "en")
_IN_LANGUAGE = {"pl": _("%(label)s, in Polish"), "en": _("%(label)s, in English")}


class Text(NamedTuple):
    """A text in each language: the model's field, its label, rows of the input (0 is one line), the longest text."""

    name: str
    label: str | Promise
    rows: int = 0
    required: bool = False
    longest: int | None = None
    help: str | Promise = ""


def _labelled(code: str, label: str | Promise) -> str:
    return str(_IN_LANGUAGE[code]) % {"label": label}


_label = lazy(_labelled, str)


class TextsForm(forms.ModelForm):
    """A form with a field ``name_pl``, ``name_en`` for each text; a required text needs one of its languages."""

    texts: tuple[Text, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = []
        for text in self.texts:
            known = texts_by_language(getattr(self.instance, text.name))
            for code in SITE_LANGUAGES:
                names.append(f"{text.name}_{code}")
                self.fields[names[-1]] = _field(text, code)
                self.initial.setdefault(names[-1], known.get(code, ""))
        self.order_fields([*names, *self.fields])

    def clean(self) -> dict[str, Any] | None:
        """Put the languages of each text together."""
        cleaned = super().clean()
        for text in self.texts:
            written = {code: self.cleaned_data.get(f"{text.name}_{code}", "") for code in SITE_LANGUAGES}
            written = {code: words for code, words in written.items() if words}
            setattr(self.instance, text.name, LazyI18nString(written) if written else "")
            fields = [f"{text.name}_{code}" for code in SITE_LANGUAGES]
            if text.required and not written and not any(field in self.errors for field in fields):
                self.add_error(fields[0], _now("Write this in at least one language."))
        return cleaned


def _field(text: Text, code: str) -> forms.CharField:
    attributes = {"lang": code}
    widget = forms.Textarea(attrs={**attributes, "rows": text.rows}) if text.rows else forms.TextInput(attrs=attributes)
    field = forms.CharField(
        label=_label(code, text.label),
        required=False,
        max_length=text.longest,
        widget=widget,
        help_text=text.help,  # type: ignore[arg-type]
    )
    if text.required:
        field.mark = _("one language is enough")  # type: ignore[attr-defined]
    return field
