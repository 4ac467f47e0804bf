"""How evenly a plan grants what people asked for."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

#: Lower ends of the classes in per cent; the first holds those who got everything, the last those who got nothing.
FLOORS = (100, 75, 50, 25, 1, 0)


@dataclass(frozen=True)
class Bucket:
    """How many people have between ``low`` and ``high`` per cent of their requests granted."""

    low: int
    high: int
    people: int


def histogram(requests: Iterable[tuple[str, tuple[str, str]]], granted: Collection[str]) -> list[Bucket]:
    """Count people by the share of their accepted requests that the plan grants.

    ``requests`` are pairs (code, the two participants); a request counts for both. People without any are left out.
    """
    asked: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for code, people in requests:
        asked.update(people)
        if code in granted:
            got.update(people)
    classes = Counter(_floor(got[person] / asked[person]) for person in asked)
    highs = (100, *(floor - 1 for floor in FLOORS[:-2]), 0)
    return [Bucket(low, high, classes[low]) for low, high in zip(FLOORS, highs, strict=True)]


def _floor(share: float) -> int:
    if share == 0:
        return 0
    return next(floor for floor in FLOORS if share * 100 >= floor or floor == 1)
