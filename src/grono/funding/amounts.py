"""Amounts of money and sizes of grants, in words of the active language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grono.funding.models import Topic

MILLION = Decimal(1_000_000)


def amount_text(amount: Decimal, currency: str) -> str:
    """Return an amount as people write it: ``EUR 4.25 million``, ``EUR 250,000``."""
    if amount >= MILLION and (amount / MILLION * 100) % 1 == 0:
        return _("%(currency)s %(number)s million") % {"currency": currency, "number": _number(amount / MILLION)}
    return pgettext("amount", "%(currency)s %(number)s") % {"currency": currency, "number": _number(amount)}


def grant_size(topic: Topic) -> str:
    """Return how large a grant of a topic is expected to be; empty when the source does not say."""
    smallest, largest, currency = topic.budget_min, topic.budget_max, topic.currency
    if smallest is None and largest is None:
        return ""
    if smallest is None:
        return _("up to %(amount)s") % {"amount": amount_text(largest, currency)}
    if largest is None:
        return _("from %(amount)s") % {"amount": amount_text(smallest, currency)}
    if smallest == largest:
        return amount_text(largest, currency)
    ends = [amount / MILLION for amount in (smallest, largest)]
    if ends[1] >= 1 and all((end * 100) % 1 == 0 for end in ends):
        values = {"currency": currency, "from": _number(ends[0]), "to": _number(ends[1])}
        return _("%(currency)s %(from)s–%(to)s million") % values
    values = {"currency": currency, "from": _number(smallest), "to": _number(largest)}
    return _("%(currency)s %(from)s–%(to)s") % values


def _number(number: Decimal) -> str:
    return (
        number_format(number.normalize(), force_grouping=True)
        if number % 1
        else number_format(int(number), force_grouping=True)
    )
