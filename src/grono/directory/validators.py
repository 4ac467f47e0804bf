"""Checks of identifiers; the same functions serve models, forms and imports."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.pl import nip


def validate_nip(value: str) -> None:
    """Refuse a Polish tax number whose checksum is wrong."""
    try:
        nip.validate(value)
    except NumberError:
        raise ValidationError(
            _("%(value)s is not a NIP: ten digits with the right check digit."), params={"value": value}
        ) from None


def validate_krs(value: str) -> None:
    """Refuse a court-register number that is not ten digits (the register has no check digit)."""
    if not (len(value) == 10 and value.isascii() and value.isdigit()):
        raise ValidationError(_("%(value)s is not a KRS number: ten digits."), params={"value": value})


def validate_pic(value: str) -> None:
    """Refuse a participant identification code that is not nine digits."""
    if not (len(value) == 9 and value.isascii() and value.isdigit()):
        raise ValidationError(_("%(value)s is not a PIC: nine digits."), params={"value": value})


def validate_vat(value: str) -> None:
    """Refuse an EU VAT number that lacks its country prefix or breaks the rule of that country."""
    try:
        right = vat.validate(value) == value
    except NumberError:
        right = False
    if not right:
        raise ValidationError(
            _("%(value)s is not an EU VAT number: country prefix and digits with the right check digit."),
            params={"value": value},
        )
