"""Groups of countries and areas of regions as data: who belongs, from when until when, and where that was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from grono.engines.eligibility.entities import NUTS_COUNTRIES
from grono.engines.eligibility.outcome import Outcome
from grono.engines.kit.case import CaseError, Node, read_json

ISO_TO_NUTS = {iso: nuts for nuts, iso in NUTS_COUNTRIES.items()}


@dataclass(frozen=True)
class Member:
    """A country or a NUTS prefix that belongs to a set from one day until another (both included).

    ``uncertain`` says that the set's maker could not settle this membership: it counts as unknown.
    """

    code: str
    since: date | None = None
    until: date | None = None
    uncertain: bool = False

    def covers(self, day: date) -> bool:
        """Whether the membership lasts on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Group:
    """A set of countries (ISO 3166)."""

    code: str
    title: Mapping[str, str]
    source: str
    read_at_source: bool
    members: tuple[Member, ...]

    def split(self, day: date) -> tuple[frozenset[str], frozenset[str]]:
        """Return the certain members on a day, and those together with the uncertain ones."""
        present = [member for member in self.members if member.covers(day)]
        certain = frozenset(member.code for member in present if not member.uncertain)
        return certain, certain | frozenset(member.code for member in present)


@dataclass(frozen=True)
class Area:
    """A set of regions by prefix of the NUTS code.

    Areas ``disjoint_from`` this one have no region in common with it. A code in one of the countries (as NUTS writes
    them) ``incomplete_in`` that is not listed is unknown; elsewhere what is not listed does not belong.
    """

    code: str
    title: Mapping[str, str]
    source: str
    read_at_source: bool
    members: tuple[Member, ...]
    disjoint_from: tuple[str, ...] = ()
    incomplete_in: frozenset[str] = frozenset()

    def holds(self, nuts: str, day: date) -> Outcome:
        """Whether a region, or some region of a country or of a larger region, belongs on a day."""
        present = [member.code for member in self.members if member.covers(day)]
        if any(nuts.startswith(code) for code in present):
            return Outcome.MET
        if any(code.startswith(nuts) for code in present) or nuts[:2] in self.incomplete_in:
            return Outcome.UNKNOWN
        return Outcome.NOT_MET


@dataclass(frozen=True)
class Sets:
    """All groups and areas that rules may name; answers are remembered."""

    groups: Mapping[str, Group]
    areas: Mapping[str, Area]
    _countries: dict[tuple[tuple[str, ...], date], tuple[frozenset[str], frozenset[str]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _regions: dict[tuple[str, str, date], Outcome] = field(default_factory=dict, repr=False, compare=False)

    def countries(self, codes: tuple[str, ...], day: date) -> tuple[frozenset[str], frozenset[str]]:
        """Return certain and possible countries of groups and single countries taken together."""
        key = (codes, day)
        found = self._countries.get(key)
        if found is None:
            splits = [self.groups[code].split(day) if is_group(code) else (frozenset({code}),) * 2 for code in codes]
            found = (
                frozenset[str]().union(*(certain for certain, _ in splits)),
                frozenset[str]().union(*(possible for _, possible in splits)),
            )
            self._countries[key] = found
        return found

    def region(self, area: str, nuts: str, day: date) -> Outcome:
        """Whether a NUTS code belongs to an area on a day."""
        key = (area, nuts, day)
        found = self._regions.get(key)
        if found is None:
            found = self._regions[key] = self._region(self.areas[area], nuts, day)
        return found

    def _region(self, area: Area, nuts: str, day: date) -> Outcome:
        found = area.holds(nuts, day)
        others = (self.areas[code].holds(nuts, day) for code in area.disjoint_from)
        return Outcome.NOT_MET if found is Outcome.UNKNOWN and Outcome.MET in others else found


def is_group(code: str) -> bool:
    """Whether a code in a list of countries names a group rather than a country."""
    return len(code) != 2


def nuts_prefix(country: str) -> str:
    """The two letters with which NUTS codes of a country begin."""
    return ISO_TO_NUTS.get(country, country)


def read_sets(documents: Iterable[Node]) -> Sets:
    """The sets of several documents; raises `CaseError` naming the place."""
    groups: dict[str, Group] = {}
    areas: dict[str, Area] = {}
    for root in documents:
        root.only("sets")
        for node in root.field("sets").items():
            code = node.field("code").typed(str)
            if code in groups or code in areas:
                raise node.fail(f"the set '{code}' stands twice")
            if node.field("kind").typed(str) == "countries":
                groups[code] = _group(code, node)
            else:
                areas[code] = _area(code, node)
    for area in areas.values():
        for code in area.disjoint_from:
            if code not in areas:
                raise CaseError(f"sets.{area.code}", f"disjoint_from names the unknown area '{code}'")
    return Sets(groups, areas)


def _group(code: str, node: Node) -> Group:
    node.only("kind", "code", "title", "source", "read_at_source", "note", "members")
    if not is_group(code):
        raise node.fail("a code of two letters is a country, not a group")
    return Group(code, *_origin(node), _members(node, "country"))


def _area(code: str, node: Node) -> Area:
    node.only("kind", "code", "title", "source", "read_at_source", "note", "members", "disjoint_from", "incomplete_in")
    if node.field("kind").typed(str) != "regions":
        raise node.field("kind").fail("must be countries or regions")
    return Area(
        code,
        *_origin(node),
        _members(node, "nuts"),
        tuple(item.typed(str) for item in node.field("disjoint_from", []).items()),
        frozenset(item.typed(str) for item in node.field("incomplete_in", []).items()),
    )


def _origin(node: Node) -> tuple[Mapping[str, str], str, bool]:
    title = {language: text.typed(str) for language, text in node.field("title").members()}
    return title, node.field("source").typed(str), node.field("read_at_source").typed(bool)


def _members(node: Node, name: str) -> tuple[Member, ...]:
    return tuple(_member(item, name) for item in node.field("members").items())


def _member(node: Node, name: str) -> Member:
    if isinstance(node.value, str):
        return Member(node.value)
    node.only(name, "from", "until", "uncertain", "note")
    return Member(
        node.field(name).typed(str),
        day(node.field("from", "")),
        day(node.field("until", "")),
        node.field("uncertain", False).typed(bool),
    )


def day(node: Node) -> date | None:
    """A date written as YYYY-MM-DD; an empty text is none."""
    text = node.typed(str)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise node.fail("is not a date as 2027-05-19") from error


@lru_cache
def shipped() -> Sets:
    """The sets in ``data/sets``."""
    return read_sets(read_json(path) for path in sorted((Path(__file__).parent / "data" / "sets").glob("*.json")))
