"""Rules that the model, the form and the import of profiles share."""

import unicodedata
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grono.kit.countries import is_country

_LINE_ENDS = "\n\r\t\u2028\u2029"


def validate_countries(codes: Sequence[str]) -> None:
    """Accept two-letter codes of ISO 3166, each once. Raises ``ValidationError`` naming the first that is none."""
    for code in codes:
        if not is_country(code):
            raise ValidationError(
                _("“%(code)s” is not a country code; write two letters, for example PL."), params={"code": code}
            )
    validate_distinct(codes)


def validate_distinct(values: Sequence[str]) -> None:
    """Accept a list without repetitions. Raises ``ValidationError`` naming the value that stands twice."""
    repeated = next((value for value in values if list(values).count(value) > 1), None)
    if repeated is not None:
        raise ValidationError(_("“%(value)s” stands in the list twice."), params={"value": repeated})


def validate_plain_line(text: str) -> None:
    """Accept one line of text without control characters. Raises ``ValidationError``."""
    if any(letter in _LINE_ENDS or not _can_be_shown(letter) for letter in text):
        raise ValidationError(_("Write this in one line, without control characters."))


def validate_readable(text: str) -> None:
    """Accept text of several lines; refuse control characters, which no XML can carry. Raises ``ValidationError``."""
    for letter in text:
        if not _can_be_shown(letter):
            raise ValidationError(
                _("The text holds a character that cannot be shown (U+%(code)s). Remove it."),
                params={"code": f"{ord(letter):04X}"},
            )


def _can_be_shown(letter: str) -> bool:
    """Tell whether XML may carry the character: no control characters, halves of pairs, or non-characters."""
    return letter in "\n\r\t" or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in "\ufffe\uffff")
