"""Conditions on entities out of JSON; every error names the place."""

from __future__ import annotations

from collections.abc import Callable

from grono.engines.eligibility import entities
from grono.engines.eligibility.conditions import (
    COUNTED_ROLES,
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
from grono.engines.eligibility.sets import Sets, is_group
from grono.engines.kit.case import Node


def read_who(node: Node, sets: Sets) -> Condition:
    """Whom a test counts: a condition, with partners who are beneficiaries unless it names roles itself."""
    condition = read_condition(node, sets)
    if "role" in node.typed(dict):
        return condition
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return AllOf((COUNTED_ROLES, *parts)) if parts else COUNTED_ROLES


def read_condition(node: Node, sets: Sets) -> Condition:
    """A condition: an object whose fields must all hold."""
    node.only(*READERS)
    parts = tuple(READERS[name](value, sets) for name, value in node.members())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts that is not empty."""
    values = tuple(item.typed(str) for item in node.items())
    if not values:
        raise node.fail("must not be empty")
    return values


def read_countries(node: Node, sets: Sets) -> tuple[str, ...]:
    """Countries (two capital letters) and codes of known groups."""
    for item in node.items():
        code = item.typed(str)
        if is_group(code) and code not in sets.groups:
            raise item.fail(f"unknown country group '{code}' (known: {', '.join(sorted(sets.groups))})")
        if not is_group(code) and not (code.isalpha() and code.isupper()):
            raise item.fail(f"'{code}' is not a country as PL")
    return texts(node)


def _country(node: Node, sets: Sets) -> Condition:
    return CountryIn(read_countries(node, sets))


def _region(node: Node, sets: Sets) -> Condition:
    for item in node.items():
        if item.typed(str) not in sets.areas:
            raise item.fail(f"unknown area '{item.value}' (known: {', '.join(sorted(sets.areas))})")
    return RegionIn(texts(node))


def _one_of(field: str, known: tuple[str, ...]) -> Callable[[Node, Sets], Condition]:
    def read(node: Node, sets: Sets) -> Condition:
        return FieldIn(field, chosen(node, known))

    return read


def chosen(node: Node, known: tuple[str, ...]) -> frozenset[str]:
    """A list of words out of those that are known."""
    for item in node.items():
        if item.typed(str) not in known:
            raise item.fail(f"'{item.value}' is not one of {', '.join(known)}")
    return frozenset(texts(node))


def _size(node: Node, sets: Sets) -> Condition:
    return SizeIn(chosen(node, SizeIn.KNOWN))


def _label(node: Node, sets: Sets) -> Condition:
    return HasLabel(frozenset(texts(node)))


def _innovative(node: Node, sets: Sets) -> Condition:
    return Innovative(node.typed(bool))


def _parts(node: Node, sets: Sets) -> tuple[Condition, ...]:
    return tuple(read_condition(item, sets) for item in node.items())


READERS: dict[str, Callable[[Node, Sets], Condition]] = {
    "country": _country,
    "region": _region,
    "type": _one_of("activity_type", entities.ACTIVITY_TYPES),
    "status": _one_of("legal_status", entities.LEGAL_STATUSES),
    "role": _one_of("role", entities.ROLES),
    "helix": _one_of("helix", entities.HELIX_SECTORS),
    "size": _size,
    "label": _label,
    "innovative": _innovative,
    "all": lambda node, sets: AllOf(_parts(node, sets)),
    "any": lambda node, sets: AnyOf(_parts(node, sets)),
    "not": lambda node, sets: NotOf(read_condition(node, sets)),
}
