"""The size of an enterprise in words: what it is, by which numbers and which article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from grono.funding.wording.data import ended
from grono.funding.wording.findings import Names

_SIZES = {
    "micro": pgettext_lazy("enterprise", "micro-enterprise"),
    "small": pgettext_lazy("enterprise", "small enterprise"),
    "medium": pgettext_lazy("enterprise", "medium-sized enterprise"),
    "large": pgettext_lazy("enterprise", "large enterprise (not an SME)"),
}
_ORDER = tuple(_SIZES)
#: The recommendation's own words for the ceilings; a size ends where the next begins.
_CEILINGS = {
    "micro": gettext_lazy("fewer than 10 staff, and turnover or balance sheet total of at most €2 million"),
    "small": gettext_lazy("fewer than 50 staff, and turnover or balance sheet total of at most €10 million"),
    "medium": gettext_lazy(
        "fewer than 250 staff, and turnover of at most €50 million or balance sheet total of at most €43 million"
    ),
}
PUBLIC_LIMIT = 0.25


@dataclass(frozen=True)
class YearRow:
    """The figures of a year, those of the enterprises that count added; incomplete ones are the least they can be."""

    year: int
    staff: str
    turnover: str
    balance: str


@dataclass(frozen=True)
class SizeWords:
    """A size in words: ``is_known`` unless several are possible, ``is_complete`` unless some figure is missing."""

    name: str
    is_known: bool
    article: str
    reasons: list[str]
    years: list[YearRow]
    is_complete: bool


def size_words(possible: frozenset[str], numbers: Mapping[str, Any], names: Names) -> SizeWords:
    """Return the size, its article and its reasons; several possible sizes make it unknown."""
    known = [size for size in _ORDER if size in possible]
    is_public = numbers.get("public_share", 0) >= PUBLIC_LIMIT
    return SizeWords(
        name=str(_SIZES[known[0]]) if len(known) == 1 else _possible(known),
        is_known=len(known) == 1,
        article=_("Recommendation 2003/361/EC, Annex, Art. 3(4)") if is_public else _article(numbers),
        reasons=_reasons(known, numbers, names),
        years=[_year(int(year), figures) for year, figures in sorted(numbers.get("years", {}).items(), reverse=True)],
        is_complete=all(figures["complete"] for figures in numbers.get("years", {}).values()),
    )


def _possible(sizes: Sequence[str]) -> str:
    if len(sizes) == len(_ORDER):
        return _("not known: any size is possible")
    return _("not known: %(sizes)s") % {"sizes": _(" or ").join(str(_SIZES[size]) for size in sizes)}


def _article(numbers: Mapping[str, Any]) -> str:
    if numbers.get("linked") or numbers.get("partners"):
        return _("Recommendation 2003/361/EC, Annex, Art. 2, 3 and 6")
    return _("Recommendation 2003/361/EC, Annex, Art. 2")


def _reasons(known: Sequence[str], numbers: Mapping[str, Any], names: Names) -> list[str]:
    """Return what decided: the ceiling, public control, enterprises that count too, the rule of two years."""
    public = numbers.get("public_share", 0)
    if public >= PUBLIC_LIMIT:
        return [
            _("Public bodies hold %(percent)s %% of it; from 25 %% on, an enterprise is not an SME.")
            % {"percent": _number(public * 100)}
        ]
    if "years" not in numbers:
        return [_("A public authority or a body governed by public law is not an SME, whatever its figures.")]
    said = []
    if len(known) == 1 and known[0] in _CEILINGS:
        said.append(_("The limit: %(ceiling)s.") % {"ceiling": _CEILINGS[known[0]]})
    if linked := numbers.get("linked"):
        said.append(ended(_("Linked enterprises count wholly: %(names)s") % {"names": names.listed(linked)}))
    if partners := numbers.get("partners"):
        shares = ", ".join(f"{names.partner(key)} ({_number(share * 100)} %)" for key, share in partners.items())
        said.append(ended(_("Partner enterprises count in proportion: %(names)s") % {"names": shares}))
    count = len(numbers["years"])
    if count:
        said.append(
            ngettext(
                "It rests on the figures of %(count)d year; a size changes only when the limit is crossed in two years "
                "in a row (Art. 4(2)).",
                "It rests on the figures of %(count)d years; a size changes only when the limit is crossed in two "
                "years in a row (Art. 4(2)).",
                count,
            )
            % {"count": count}
        )
    return said


def _year(year: int, figures: Mapping[str, Any]) -> YearRow:
    least = "" if figures["complete"] else "≥ "
    staff, turnover, balance = (f"{least}{_number(figures[name])}" for name in ("staff", "turnover", "balance"))
    return YearRow(year, staff, turnover, balance)


def _number(value: float) -> str:
    rounded = Decimal(str(round(value, 1)))
    return number_format(rounded if rounded % 1 else int(rounded), force_grouping=True)
