"""Partners that nobody knows yet: one for each combination of properties that the rules can ask for.

They stand in where a pool has nobody of the kind that is missing, so that the place can be named all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any as Value

from grono.engines.eligibility.conditions import (
    AllOf,
    AnyOf,
    Condition,
    CountryIn,
    FieldIn,
    HasLabel,
    Innovative,
    NotOf,
    RegionIn,
    SizeIn,
)
from grono.engines.eligibility.entities import (
    ACTIVITY_TYPES,
    HELIX_SECTORS,
    LEGAL_STATUSES,
    NUTS_COUNTRIES,
    Entity,
    YearFigures,
)
from grono.engines.eligibility.operators import All, Any, Count, Distinct, Every, Independent, Lead, Not, Test
from grono.engines.eligibility.operators.counting import REGION_LENGTH
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Area, Sets, is_group, nuts_prefix

PREFIX = "imaginary:"
FIELDS = {"activity_type": ACTIVITY_TYPES, "legal_status": LEGAL_STATUSES, "helix": HELIX_SECTORS}
#: Staff, and euros of turnover and of balance, of an enterprise of each size.
STAFF = {"micro": 5.0, "small": 20.0, "medium": 100.0, "large": 1000.0}
MONEY = {"micro": 1e6, "small": 5e6, "medium": 3e7, "large": 1e9}
#: So many regions of an area are enough to choose from.
REGIONS = 12
#: Countries for rules that leave the country free.
ANYWHERE = ("PL", "CZ", "DE", "FR", "IT", "ES", "SK", "AT", "HU", "RO", "SE", "PT")


def imaginary_partners(rules: Rules, sets: Sets, on: date, *, leads: bool) -> tuple[Entity, ...]:
    """Return partners of every kind that the rules tell apart, ``leads`` also as coordinators; ids begin `PREFIX`."""
    asked = (who for rule in rules.rules for who in conditions_in(rule.test))
    atoms = list(dict.fromkeys(atom for who in asked for atom in _atoms(who)))
    names, values = zip(*_properties(atoms, on, leads=leads), strict=True)
    places = tuple(dict.fromkeys(_places(atoms, sets, on)))
    return tuple(
        Entity(id=f"{PREFIX}{number}", country=country, nuts=nuts, owners=(), **dict(zip(names, chosen, strict=True)))
        for number, ((country, nuts), chosen) in enumerate(product(places, tuple(product(*values))))
    )


def _properties(atoms: Sequence[Condition], on: date, *, leads: bool) -> Iterator[tuple[str, Sequence[Value]]]:
    """Fields of an entity that the rules look at, with all values worth telling apart."""
    yield "role", ("beneficiary", "coordinator") if leads else ("beneficiary",)
    asked = {atom.field for atom in atoms if isinstance(atom, FieldIn)}
    yield from ((field, values) for field, values in FIELDS.items() if field in asked)
    if labels := frozenset(label for atom in atoms if isinstance(atom, HasLabel) for label in atom.labels):
        yield "labels", (labels, frozenset())
    if any(isinstance(atom, Innovative) for atom in atoms):
        yield "is_innovative", (True, False)
    if any(isinstance(atom, SizeIn) for atom in atoms):
        yield "figures", tuple(_figures(size, on) for size in STAFF)


def is_imaginary(id: str) -> bool:
    """Whether an id is that of an imaginary partner."""
    return id.startswith(PREFIX)


def conditions_in(test: Test) -> Iterator[Condition]:
    """All conditions on partners that a test asks."""
    match test:
        case All(parts) | Any(parts):
            for part in parts:
                yield from conditions_in(part)
        case Not(part):
            yield from conditions_in(part)
        case Count(who, _) | Distinct(_, who, _):
            yield who
        case Every(who, must):
            yield who
            yield must
        case Lead(must):
            yield must
        case Independent():
            yield test.who
            if test.subset is not None:
                yield CountryIn(test.subset.codes)


def _atoms(condition: Condition) -> Iterator[Condition]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _atoms(part)
        case NotOf(part):
            yield from _atoms(part)
        case _:
            yield condition


def _places(atoms: Sequence[Condition], sets: Sets, on: date) -> Iterator[tuple[str, str]]:
    """Countries, each with a NUTS 2 region, that the rules name; everywhere where they name none."""
    countries: dict[str, None] = {}
    for atom in atoms:
        if isinstance(atom, CountryIn):
            countries |= dict.fromkeys(sorted(sets.countries(atom.codes, on)[0]))
            countries |= dict.fromkeys(code for code in atom.codes if not is_group(code))
        elif isinstance(atom, RegionIn):
            for area in atom.areas:
                yield from _regions(sets.areas[area], on)
    for country in countries or dict.fromkeys(ANYWHERE):
        yield country, _whole(nuts_prefix(country))


def _regions(area: Area, on: date) -> Iterator[tuple[str, str]]:
    """Some regions of an area, from as many countries as it has."""
    by_country: dict[str, list[str]] = {}
    for member in area.members:
        if member.covers(on):
            by_country.setdefault(member.code[:2], []).append(member.code)
    turns = max((len(codes) for codes in by_country.values()), default=0)
    chosen = [codes[turn] for turn in range(turns) for codes in by_country.values() if turn < len(codes)]
    for code in chosen[: max(REGIONS, len(by_country))]:
        yield NUTS_COUNTRIES.get(code[:2], code[:2]), _whole(code)


def _whole(code: str) -> str:
    """A code of a NUTS 2 region that begins like this one; Z stands for one that exists nowhere else."""
    return code.ljust(REGION_LENGTH, "Z")


def _figures(size: str, on: date) -> tuple[YearFigures, ...]:
    return tuple(YearFigures(on.year - ago, STAFF[size], MONEY[size], MONEY[size]) for ago in (3, 2, 1))


def named(atoms: Iterable[Condition]) -> tuple[str, ...]:
    """The data of an entity that conditions look at, as `grono.engines.eligibility.Missing` names them."""
    found: dict[str, None] = {}
    for atom in atoms:
        for one in _atoms(atom):
            match one:
                case CountryIn():
                    found["country"] = None
                case RegionIn():
                    found["nuts"] = None
                case FieldIn(field, _):
                    found[field] = None
                case HasLabel():
                    found["labels"] = None
                case Innovative():
                    found["is_innovative"] = None
                case SizeIn():
                    found["figures"] = None
    return tuple(found)
