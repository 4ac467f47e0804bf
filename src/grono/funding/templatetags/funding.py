"""What templates of funding say about dates and money."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django import template

from grono.funding import amounts
from grono.funding.models import Topic

register = template.Library()
LONGEST_HEADING = 60
#: So many letters of a long text are shown at once.
OPENING = 1200
NOTE = re.compile(r"\[\d{1,3}\]")


@register.filter
def days_from(day: date, today: date) -> int:
    """Return how many days ``day`` lies after ``today``; negative when it is past."""
    return (day - today).days


@register.filter
def grant_size(topic: Topic) -> str:
    """Return how large a grant is expected to be; empty when the source does not say."""
    return amounts.grant_size(topic)


@register.filter
def amount(value: Decimal, currency: str) -> str:
    """Return an amount with its currency in words."""
    return amounts.amount_text(value, currency)


@dataclass(frozen=True)
class Block:
    """A part of a plain text: ``kind`` is paragraph, heading, item or note."""

    kind: str
    text: str


@register.filter
def blocks(text: str) -> list[Block]:
    """Split a plain text at its empty lines and tell what each part is."""
    parts = (part.strip() for part in text.split("\n\n"))
    return [_block(part) for part in parts if part]


@register.filter
def opening(found: list[Block]) -> list[Block]:
    """Return the first blocks of a text, as much as one reads before deciding to go on."""
    return found[: _end_of_opening(found)]


@register.filter
def rest(found: list[Block]) -> list[Block]:
    """Return what comes after the opening of a text."""
    return found[_end_of_opening(found) :]


def _end_of_opening(found: list[Block]) -> int:
    """Return where a text may be cut: never for the sake of a few lines, and never behind a heading."""
    lengths = list(accumulate(len(block.text) for block in found))
    if not lengths or lengths[-1] <= 2 * OPENING:
        return len(found)
    end = next(index for index, length in enumerate(lengths, start=1) if length >= OPENING)
    return end - 1 if found[end - 1].kind == "heading" else end


def _block(part: str) -> Block:
    if part.startswith(("• ", "- ")):
        return Block("item", part[2:])
    if part.endswith(":") and len(part) <= LONGEST_HEADING:
        return Block("heading", part[:-1])
    return Block("note" if NOTE.match(part) else "paragraph", part)
