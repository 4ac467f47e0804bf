"""Tags as numbers: so many of them are counted for each search that they are packed."""

from collections.abc import Collection, Mapping

import numpy as np
from django.db import connection

from grono.search.models import Tag

_NUMBER = np.dtype(">i4")
_ADD = "INSERT INTO search_tag (name) SELECT unnest(%s::varchar[]) ON CONFLICT DO NOTHING"
_names: dict[int, str] = {}  # those read before: a number never stands for another tag


def packed(tags: Collection[str], numbers: Mapping[str, int]) -> bytes:
    """Return the numbers of tags, four bytes each."""
    return np.array(sorted(numbers[tag] for tag in tags), dtype=_NUMBER).tobytes()


def unpacked(numbers: bytes) -> list[str]:
    """Return the names of packed tags."""
    return list(names(np.frombuffer(numbers, _NUMBER).tolist()).values())


def counted(numbers: bytes) -> dict[str, int]:
    """Return how often each tag occurs in the packed tags of many records joined together."""
    found, counts = np.unique(np.frombuffer(numbers, _NUMBER), return_counts=True)
    known = names(found.tolist())
    return {
        known[number]: count for number, count in zip(found.tolist(), counts.tolist(), strict=True) if number in known
    }


def names(numbers: Collection[int]) -> dict[int, str]:
    """Return the names of tags by number (one query if there are new ones among them)."""
    unknown = {number for number in numbers if number not in _names}
    if unknown:
        _names.update(Tag.objects.filter(pk__in=unknown).values_list("pk", "name"))
    return {number: _names[number] for number in numbers if number in _names}


def numbers_of(tags: Collection[str]) -> dict[str, int]:
    """Return the numbers of tags; new ones are given one, in an order that lets no two writers block each other."""
    known = dict(Tag.objects.filter(name__in=tags).values_list("name", "pk"))
    new = sorted(set(tags) - known.keys())
    if new:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [new])
        known.update(Tag.objects.filter(name__in=new).values_list("name", "pk"))
    return known
