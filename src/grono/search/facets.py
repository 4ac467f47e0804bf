"""What results can be narrowed down to: tags such as ``country=PL``, and the filters made of them.

Regions and activities form trees, so a record carries the tags of all levels above its own: ``region=PL``,
``region=PL2``, ``region=PL22`` …, ``activity=C``, ``activity=22``, ``activity=22.2`` …
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from grono.search.documents import SearchText

#: NACE Rev. 2: the last division of each section, in order.
_SECTIONS = {
    3: "A", 9: "B", 33: "C", 35: "D", 39: "E", 43: "F", 47: "G", 53: "H", 56: "I", 63: "J", 66: "K", 68: "L", 75: "M",
    82: "N", 84: "O", 85: "P", 88: "Q", 93: "R", 96: "S", 98: "T", 99: "U",
}  # fmt: skip
MOST_VALUES = 20
LONGEST_VALUE = 120


@dataclass(frozen=True)
class Filters:
    """What results are narrowed down to. Several values of one facet widen it; the facets narrow each other.

    ``region`` takes NUTS codes and ``activity`` NACE codes of any level.
    """

    kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    type: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()

    def wanted(self) -> dict[str, list[str]]:
        """Return the tags of each facet that narrows."""
        return {
            name: [f"{name}={value}" for value in values] for name in FACETS if (values := tuple(getattr(self, name)))
        }

    def fit(self, marks: Sequence[str]) -> bool:
        """Return whether a record with these tags is among the results."""
        return all(any(tag in marks for tag in wanted) for wanted in self.wanted().values())


FACETS = tuple(field.name for field in fields(Filters))


def filters_from(values: dict[str, Sequence[str]]) -> Filters:
    """Return filters of what stands in an address; what no tag could be is left out."""
    return Filters(
        **{
            name: tuple(dict.fromkeys(_clean(value) for value in values.get(name, ()) if _clean(value)))[:MOST_VALUES]
            for name in FACETS
        }
    )


def _clean(value: str) -> str:
    return value.strip() if len(value) <= LONGEST_VALUE and value.isprintable() else ""


def tags(kind: str, texts: Sequence[SearchText]) -> list[str]:
    """Return the tags of a record, from its texts in all languages."""
    return sorted({f"kind={kind}", *(tag for text in texts for tag in _tags(text))})


def _tags(text: SearchText) -> Iterator[str]:
    for name, value in (("country", text.country), ("sector", text.helix_sector), ("type", text.type)):
        if value:
            yield f"{name}={value}"
    for end in range(2, len(text.region) + 1):
        yield f"region={text.region[:end]}"
    for code in text.activities:
        for level in levels(code):
            yield f"activity={level}"
    for slug in text.clusters:
        yield f"cluster={slug}"


def levels(code: str) -> list[str]:
    """Return a NACE code with all that stand above it: ``22.21`` gives C, 22, 22.2, 22.21."""
    division, _, rest = code.partition(".")
    if not division.isdigit():
        return [code]
    section = next((letter for last, letter in _SECTIONS.items() if int(division) <= last), "")
    above = [section] if section else []
    return [*above, division, *(f"{division}.{rest[:end]}" for end in range(1, len(rest) + 1))]
