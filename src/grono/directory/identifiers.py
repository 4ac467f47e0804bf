"""What a number is: NIP, KRS, REGON, EU VAT or PIC, and which rule it breaks.

Checksums: NIP and REGON as the Polish registers define them (weights below), VAT by the rule of its country
(python-stdnum). KRS and PIC have no check digit. Whether a number is in force only a register knows; none is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_WEIGHTS = {8: (8, 9, 2, 3, 4, 5, 6, 7), 13: (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)}
_LABEL = re.compile(r"^(?:NR|NUMER|NO|NUMBER)?(NIP|KRS|REGON|PIC|VAT)(?:UE|EU|ID|NO)?(?:NR|NUMER|NO|NUMBER)?")
LONGEST = 60


@dataclass(frozen=True)
class Identified:
    """What a number may be.

    ``kind`` is ``nip``, ``krs``, ``regon``, ``vat`` or ``pic``, empty when it is none of them; ``value`` is the number
    without prefix of a label, spaces and dashes; ``fault`` is the rule that it breaks, empty when it is sound.
    """

    kind: str
    value: str
    fault: str = ""


def identified(text: str) -> list[Identified]:
    """Return what a pasted number may be, the likeliest first; one entry without a kind when it is nothing known."""
    plain = re.sub(r"[\W_]+", "", text[:LONGEST].upper())
    label = _LABEL.match(plain)
    kind = label[1].lower() if label else ""
    value = plain[label.end() :] if label else plain
    if kind:
        return [_CHECKS[kind](value)]
    if not value.isascii() or not value:
        return [Identified("", value, _("This is not a number of an organisation."))]
    if value[:2].isalpha():
        return [_vat(value)]
    return _by_length(value)


def _by_length(value: str) -> list[Identified]:
    """Tell numbers without a prefix apart: a KRS begins with zero and a NIP never does."""
    if not value.isdigit():
        return [Identified("", value, _("Only digits, or two letters of a country before them, make such a number."))]
    if len(value) == 10:
        return [_krs(value) if value.startswith("0") else _nip(value)]
    if len(value) == 9:
        regon, pic = _regon(value), _pic(value)
        if regon.fault:
            return [pic]
        return [pic, regon] if value[0] in "89" else [regon, pic]  # so PICs begin
    if len(value) == 14:
        return [_regon(value)]
    rule = _("%(count)d digits: a NIP and a KRS have ten, a PIC nine, a REGON nine or fourteen.")
    return [Identified("", value, rule % {"count": len(value)})]


def _nip(value: str) -> Identified:
    value = value.removeprefix("PL")
    if not _digits(value, 10):
        return Identified("nip", value, _("A NIP has ten digits."))
    expected = _weighted(value, _NIP_WEIGHTS) % 11
    if expected == 10:
        return Identified("nip", value, _("No NIP begins with these nine digits: they have no check digit."))
    return Identified("nip", value, _last_digit(value, expected))


def _regon(value: str) -> Identified:
    if not (_digits(value, 9) or _digits(value, 14)):
        return Identified("regon", value, _("A REGON has nine or fourteen digits."))
    fault = _last_digit(value[:9], _weighted(value, _REGON_WEIGHTS[8]) % 11 % 10)
    if len(value) == 14 and not fault:
        fault = _last_digit(value, _weighted(value, _REGON_WEIGHTS[13]) % 11 % 10)
    return Identified("regon", value, fault)


def _krs(value: str) -> Identified:
    return Identified("krs", value, "" if _digits(value, 10) else _("A KRS number has ten digits."))


def _pic(value: str) -> Identified:
    return Identified("pic", value, "" if _digits(value, 9) else _("A PIC has nine digits."))


def _vat(value: str) -> Identified:
    if value.startswith("PL"):
        nip = _nip(value)
        return Identified("vat", f"PL{nip.value}", nip.fault)
    try:
        return Identified("vat", vat.validate(value))
    except InvalidComponent:
        fault = _("No country of the European Union has the prefix %(prefix)s.") % {"prefix": value[:2]}
    except InvalidLength:
        fault = _("A VAT number of %(prefix)s has another length.") % {"prefix": value[:2]}
    except InvalidChecksum:
        fault = _("The check digit is not the one that the rule of %(prefix)s gives.") % {"prefix": value[:2]}
    except ValidationError:
        fault = _("A VAT number of %(prefix)s is built differently.") % {"prefix": value[:2]}
    return Identified("vat", value, fault)


_CHECKS = {"nip": _nip, "krs": _krs, "regon": _regon, "pic": _pic, "vat": _vat}


def _digits(value: str, length: int) -> bool:
    return len(value) == length and value.isascii() and value.isdigit()


def _weighted(value: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def _last_digit(value: str, expected: int) -> str:
    """Return the rule that the last digit breaks, empty when it is the expected one."""
    if int(value[-1]) == expected:
        return ""
    return _("The check digit, the %(place)d. digit, is %(found)s; the digits before it ask for %(expected)d.") % {
        "place": len(value),
        "found": value[-1],
        "expected": expected,
    }
