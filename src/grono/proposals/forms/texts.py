"""Texts in several languages as plain fields: one for each language, named ``<name>_<code>``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms

from grono.directory.texts import texts_by_language
from grono.kit.templatetags.grono import language_name


def add_texts(
    form: forms.Form,
    name: str,
    languages: Iterable[str],
    *,
    label: Any,
    value: Any = None,
    rows: int = 0,
    max_length: int | None = None,
    help_text: Any = "",
) -> None:
    """Add a field for each language; ``rows`` makes it an area. A single language is not named in the label."""
    known = texts_by_language(value)
    codes = list(languages)
    for code in codes:
        attributes: dict[str, Any] = {"lang": code} | ({"rows": rows} if rows else {})
        widget = forms.Textarea(attrs=attributes) if rows else forms.TextInput(attrs=attributes)
        form.fields[f"{name}_{code}"] = forms.CharField(
            label=f"{label} – {language_name(code)}" if len(codes) > 1 else label,
            widget=widget,
            max_length=max_length,
            required=False,
            help_text=help_text if code == codes[0] else "",
            initial=known.get(code, ""),
        )


def texts_from(data: Mapping[str, Any], name: str, languages: Iterable[str]) -> dict[str, str]:
    """Return the texts of a form's cleaned data by language, without the empty ones."""
    texts = {code: str(data.get(f"{name}_{code}") or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text}


def text_fields(form: forms.Form, name: str, languages: Iterable[str]) -> Iterator[forms.BoundField]:
    """Yield the bound fields of a text, one for each language."""
    for code in languages:
        yield form[f"{name}_{code}"]
