"""Addresses made of names."""

from collections.abc import Collection
from itertools import chain, count


def numbered(stem: str, taken: Collection[str]) -> str:
    """Return the first of ``stem``, ``stem-2``, ``stem-3`` … that is not taken."""
    further = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], further) if slug not in taken)
