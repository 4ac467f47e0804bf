"""Single fields of a topic record, each read by what it should hold; what is wrong with one is told to the record."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from grono.funding.choices import DeadlineModel
from grono.funding.formats.topic_text import one_line

LARGEST_AMOUNT = Decimal(10) ** 13
LONGEST_TEXT = 200_000
#: The portal's search service calls some fields otherwise, and wraps each value in a list.
_OTHER_NAMES = {
    "identifier": "topicId",
    "deadlineDate": "deadline",
    "startDate": "openingDate",
    "frameworkProgramme": "programmeId",
    "descriptionByte": "description",
    "destinationDetails": "objectives",
    "status": "callStatus",
    "url": "portalUrl",
}
_STATUSES = {"31094501": "forthcoming", "31094502": "open", "31094503": "closed"}
_YEAR_FIRST = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d.*)?")
_IN_WORDS = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4})(?: \d\d:\d\d.*)?")
#: Ways of handing in, by the letters alone.
_MODELS = {re.sub(r"\W", "", model.value): model.value for model in DeadlineModel if model.value} | {
    "multiplecutoffs": DeadlineModel.CUT_OFFS.value,
    "permanent": DeadlineModel.CONTINUOUS.value,
    "openended": DeadlineModel.CONTINUOUS.value,
}
_url = URLValidator(schemes=["http", "https"])
Tell = Callable[[str, object], None]


class Cells:
    """The fields of one record; ``note`` hears what is left out, ``fault`` what the record is refused for."""

    def __init__(self, record: Mapping[str, Any], *, note: Tell, fault: Tell) -> None:
        wrapped = record.get("metadata")
        given = {**record, **wrapped} if isinstance(wrapped, Mapping) else record
        self.values = {_OTHER_NAMES.get(name, name): value for name, value in given.items()} | {
            name: value for name, value in given.items() if name not in _OTHER_NAMES
        }
        self.note, self.fault = note, fault

    def digest(self, names: Sequence[str], version: int) -> str:
        """Return the SHA-256 of the named fields and the version of their reading."""
        held = [version, *(self.values.get(name) for name in names)]
        return hashlib.sha256(json.dumps(held, sort_keys=True, default=str).encode()).hexdigest()

    def text(self, name: str) -> str:
        """Return a long text as it stands in the record; of a list its first value."""
        value = self.values.get(name)
        if isinstance(value, list):
            value = value[0] if value else ""
        if value is None or isinstance(value, (dict, bool)):
            return ""
        text = str(value)
        if len(text) > LONGEST_TEXT:
            self.note(name, _("the text is cut to %(most)d characters") % {"most": LONGEST_TEXT})
        return text[:LONGEST_TEXT]

    def line(self, name: str, *, longest: int) -> str:
        """Return a short text without markup; what is too long is cut."""
        text = one_line(self.text(name))
        if len(text) > longest:
            self.note(name, _("the text is cut to %(most)d characters") % {"most": longest})
        return text[:longest]

    def words(self, name: str, *, longest: int) -> list[str]:
        """Return a list, or the parts of a text between commas, each once; commas in brackets part nothing."""
        value = self.values.get(name)
        parts = value if isinstance(value, list) else re.split(r"[,;](?![^(]*\))", self.text(name))
        found = dict.fromkeys(one_line(str(part))[:longest].strip() for part in parts)
        return [word for word in found if word]

    def keywords(self, *, without: Collection[str]) -> list[str]:
        """Return the keywords; identifiers of the topic and its call, which the portal puts among them, are none."""
        folded = {word.casefold() for word in without}
        return [word for word in self.words("keywords", longest=200) if word.casefold() not in folded]

    def status(self) -> str:
        """Return the status that the portal gives: forthcoming, open or closed."""
        given = self.line("callStatus", longest=20).lower()
        return _STATUSES.get(given, given)

    def model(self) -> str:
        """Return the way of handing in. Not from ``stage``, which says “two-stage” of every topic."""
        given = self.line("deadlineModel", longest=60)
        model = _MODELS.get(re.sub(r"[\W_]", "", given.lower()), "")
        if given and not model:
            self.note("deadlineModel", _("“%(model)s” is no known way of handing in") % {"model": given})
        return model

    def days(self, name: str) -> list[date]:
        """Return the days of a date, a list of dates, or dates between commas, in order and each once."""
        found: set[date] = set()
        for given in self.words(name, longest=40):
            day = _day(given)
            if day is None:
                self.fault(name, _("“%(value)s” is no date such as 2027-09-23") % {"value": given})
            else:
                found.add(day)
        return sorted(found)

    def amount(self, name: str) -> Decimal | None:
        """Return euros; nothing, with a note, for what is no amount."""
        value = self.values.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if value in (None, "", 0, "0"):  # the portal writes 0 for unknown
            return None
        text = re.sub(r"(?i)\bEUR\b|[€\s\u00a0\u202f]", "", str(value))
        text = re.sub(r",(?=\d{3}(?:\D|$))", "", text)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= LARGEST_AMOUNT:
            self.note(name, _("“%(value)s” is no amount in euros; it is left out") % {"value": value})
            return None
        return amount.quantize(Decimal("0.01"))

    def count(self, name: str) -> int | None:
        """Return a number of things; nothing, with a note, for what is none."""
        amount = self.amount(name)
        if amount is not None and (amount != int(amount) or amount > 100_000):
            self.note(name, _("“%(value)s” is no number of grants; it is left out") % {"value": amount})
            return None
        return None if amount is None else int(amount)

    def address(self, name: str) -> str:
        """Return a web address; nothing, with a note, for what is none."""
        given = self.line(name, longest=500)
        if given and not _is_address(given):
            self.note(name, _("“%(value)s” is no web address; it is left out") % {"value": given[:80]})
            return ""
        return given


def _day(given: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(given):
        try:
            return date.fromisoformat(found[1])
        except ValueError:
            return None
    if found := _IN_WORDS.fullmatch(given):
        try:
            return datetime.strptime(found[1], "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None
    return None


@lru_cache(maxsize=10_000)
def _is_address(given: str) -> bool:
    try:
        _url(given)
    except ValidationError:
        return False
    return True
