"""What kind of partner a place asks for, as data that any language can put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

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


@dataclass(frozen=True)
class Term:
    """One property: ``what`` is country, region, size, label, innovative, activity_type, legal_status, helix or role.

    ``values`` are countries and country groups, areas, sizes, labels, or values of the field; one of them is enough.
    ``is_not`` turns it round: none of them. An innovative enterprise has the value ``yes``, another one ``no``.
    """

    what: str
    values: tuple[str, ...]
    is_not: bool = False


#: At least one of these must hold.
Choice = tuple[Term, ...]


@dataclass(frozen=True)
class Wanted:
    """The kind of partner for a place: all ``choices`` hold, and its country or region is a further one.

    ``role`` is coordinator or beneficiary. The choices are those of the rule that asks for the place and of the rules
    on every partner. ``not_countries`` and ``not_regions`` are those that the rule counts already (of the partners, and
    of the first candidates of the other missing roles); None where it does not ask for a further one.
    """

    role: str
    choices: tuple[Choice, ...] = ()
    not_countries: tuple[str, ...] | None = None
    not_regions: tuple[str, ...] | None = None

    def values(self, what: str) -> tuple[str, ...] | None:
        """Return the values asked for of one property where it is as simple as that, else None."""
        simple = [choice[0] for choice in self.choices if len(choice) == 1]
        return next((term.values for term in simple if term.what == what and not term.is_not), None)


def choices_of(conditions: Iterable[Condition], role: str) -> tuple[Choice, ...]:
    """Return what conditions ask of somebody with this role, without what his role already decides."""
    found: list[Choice] = []
    for condition in conditions:
        for choice in _choices(condition, is_not=False):
            open_terms = tuple(dict.fromkeys(term for term in choice if term.what != "role"))
            if not any(term.what == "role" and (role in term.values) is not term.is_not for term in choice):
                found.append(open_terms)
    distinct = tuple(dict.fromkeys(choice for choice in found if choice))
    return tuple(one for one in distinct if not any(_implies(other, one) for other in distinct if other != one))


def _implies(narrow: Choice, wide: Choice) -> bool:
    """Whether whoever satisfies the one choice satisfies the other."""
    return all(any(_within(term, other) for other in wide) for term in narrow)


def _within(narrow: Term, wide: Term) -> bool:
    if (narrow.what, narrow.is_not) != (wide.what, wide.is_not):
        return False
    small, large = (wide, narrow) if narrow.is_not else (narrow, wide)
    return set(small.values) <= set(large.values)


def _choices(condition: Condition, *, is_not: bool) -> Iterator[Choice]:
    """The conjunctive normal form of a condition or of its negation."""
    match condition:
        case NotOf(part):
            yield from _choices(part, is_not=not is_not)
        case AllOf(parts) | AnyOf(parts):
            if isinstance(condition, AllOf) is not is_not:
                for part in parts:
                    yield from _choices(part, is_not=is_not)
            else:
                for way in product(*(tuple(_choices(part, is_not=is_not)) for part in parts)):
                    yield tuple(term for choice in way for term in choice)
        case _:
            yield (_term(condition, is_not=is_not),)


def _term(condition: Condition, *, is_not: bool) -> Term:
    match condition:
        case CountryIn(codes):
            return Term("country", codes, is_not)
        case RegionIn(areas):
            return Term("region", areas, is_not)
        case FieldIn(field, values):
            return Term(field, tuple(sorted(values)), is_not)
        case HasLabel(labels):
            return Term("label", tuple(sorted(labels)), is_not)
        case SizeIn(sizes):
            return Term("size", tuple(size for size in SizeIn.KNOWN if size in sizes), is_not)
        case Innovative(value):
            return Term("innovative", ("yes",) if value else ("no",), is_not)
    raise TypeError(f"{type(condition).__name__} is no condition that can be put into words")
