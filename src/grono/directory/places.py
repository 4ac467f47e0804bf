"""Where towns lie: a table of GeoNames kept beside the code (``data/README.md`` says what is in it)."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from grono.search.lemmas import fold

TOWNS = Path(__file__).resolve().parent / "data" / "towns.csv"
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Point(NamedTuple):
    """A place on the globe: degrees of WGS 84."""

    latitude: float
    longitude: float


def town_key(name: str) -> str:
    """Return the name as it is looked up: small letters without accents, words parted by single spaces."""
    return _BETWEEN_WORDS.sub(" ", fold(name)).strip()


def locate(town: str, country: str) -> Point | None:
    """Return where a town lies, or ``None`` when it is not in the table.

    ``town`` may be written in its own language, in Polish or in English, with or without accents; ``country`` is a code
    of ISO 3166. Of several towns that share a spelling the one that bears it as its first name is meant, then the
    largest.
    """
    return _points().get((country, town_key(town)))


@cache
def _points() -> dict[tuple[str, str], Point]:
    """Return the points by country and key; the file lists the towns of a country from the largest down."""
    first: dict[tuple[str, str], Point] = {}
    other: dict[tuple[str, str], Point] = {}
    with TOWNS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = Point(float(row["latitude"]), float(row["longitude"]))
            first.setdefault((row["country"], town_key(row["name"])), point)
            for spelling in filter(None, row["spellings"].split(";")):
                other.setdefault((row["country"], spelling), point)
    return other | first
