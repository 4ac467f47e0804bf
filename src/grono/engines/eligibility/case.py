"""A consortium out of a JSON document (see docs/reference/eligibility-rules.md); every error names the place."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from grono.engines.eligibility import entities
from grono.engines.eligibility.entities import Aid, Consortium, Entity, Money, Owner, YearFigures
from grono.engines.eligibility.money import currency_of
from grono.engines.eligibility.ownership import Ownership
from grono.engines.eligibility.sets import day
from grono.engines.kit.case import CaseError, Node

CONSORTIUM = ("on", "duration_months", "trl_start", "trl_end", "facts", "entities", "holdings")
ENTITY = (
    "id", "name", "country", "nuts", "type", "status", "role", "figures", "owners", "labels", "aid", "innovative",
    "costs", "grant", "helix", "founded",
)  # fmt: skip


def read_consortium(document: Any) -> Consortium:
    """Return the consortium of a document; `CaseError` names the place of a fault, also of one between entities."""
    root = document if isinstance(document, Node) else Node(document)
    root.only(*CONSORTIUM)
    consortium = Consortium(
        entities=tuple(_entity(node) for node in root.field("entities").items()),
        on=day(root.field("on", "")),
        duration_months=_optional(root, "duration_months", int),
        trl_start=_optional(root, "trl_start", int),
        trl_end=_optional(root, "trl_end", int),
        facts=root.field("facts", {}).typed(dict),
        holdings=tuple(_entity(node) for node in root.field("holdings", []).items()),
    )
    currency_of(consortium)
    Ownership((*consortium.entities, *consortium.holdings), lambda entity: entity.owners, lambda _: False)
    leads = [entity.id for entity in consortium.entities if entity.role == "coordinator"]
    if len(leads) > 1:
        raise CaseError("entities", f"two coordinators: {leads[0]} and {leads[1]}")
    return consortium


def _entity(node: Node) -> Entity:
    node.only(*ENTITY)
    return Entity(
        id=node.field("id").typed(str),
        name=node.field("name", "").typed(str),
        country=_pattern(node, "country", r"[A-Z]{2}", "a country as PL"),
        nuts=_pattern(node, "nuts", r"[A-Z]{2}[A-Z0-9]{0,3}", "a NUTS code as PL22"),
        activity_type=_word(node, "type", entities.ACTIVITY_TYPES),
        legal_status=_word(node, "status", entities.LEGAL_STATUSES),
        role=_word(node, "role", entities.ROLES) or "beneficiary",
        figures=_figures(node),
        owners=None if _absent(node, "owners") else tuple(_owner(item) for item in node.field("owners").items()),
        labels=None if _absent(node, "labels") else frozenset(one.typed(str) for one in node.field("labels").items()),
        aid=None if _absent(node, "aid") else tuple(_aid(item) for item in node.field("aid").items()),
        is_innovative=_optional(node, "innovative", bool),
        costs=_costs(node),
        grant=None if _absent(node, "grant") else _money(node.field("grant")),
        helix=_word(node, "helix", entities.HELIX_SECTORS),
        founded=_optional(node, "founded", int),
    )


def _absent(node: Node, name: str) -> bool:
    return node.typed(dict).get(name) is None


def _optional(node: Node, name: str, kind: type) -> Any:
    return None if _absent(node, name) else node.field(name).typed(kind)


def _word(node: Node, name: str, known: tuple[str, ...]) -> str | None:
    if _absent(node, name):
        return None
    field = node.field(name)
    if field.typed(str) not in known:
        raise field.fail(f"'{field.value}' is not one of {', '.join(known)}")
    return str(field.value)


def _pattern(node: Node, name: str, pattern: str, what: str) -> str | None:
    if _absent(node, name):
        return None
    field = node.field(name)
    if not re.fullmatch(pattern, field.typed(str)):
        raise field.fail(f"'{field.value}' is not {what}")
    return str(field.value)


def _number(node: Node) -> float:
    value = node.typed(float)
    if not 0 <= value < float("inf"):
        raise node.fail("must not be negative")
    return value


def _amount(node: Node) -> Decimal:
    """An amount as a number or, without loss, as a text."""
    try:
        amount = Decimal(str(node.value)) if not isinstance(node.value, bool) else Decimal(-1)
    except InvalidOperation as error:
        raise node.fail("is not an amount") from error
    if not amount.is_finite() or amount < 0:
        raise node.fail("must be an amount that is not negative")
    return amount


def _money(node: Node) -> Money:
    node.only("amount", "currency")
    currency = _pattern(node, "currency", r"[A-Z]{3}", "a currency as EUR") or "EUR"
    return Money(_amount(node.field("amount")), currency)


def _costs(node: Node) -> dict[str, Money] | None:
    if _absent(node, "costs"):
        return None
    return {category: _money(item) for category, item in node.field("costs").members()}


def _figures(node: Node) -> tuple[YearFigures, ...] | None:
    if _absent(node, "figures"):
        return None
    found: dict[int, YearFigures] = {}
    for item in node.field("figures").items():
        item.only("year", "staff", "turnover", "balance")
        year = item.field("year").typed(int)
        if year in found:
            raise item.field("year").fail(f"the year {year} stands twice")
        values = {name: _number(item.field(name)) for name in ("staff", "turnover", "balance") if name in item.value}
        found[year] = YearFigures(year, **values)
    return tuple(found.values())


def _owner(node: Node) -> Owner:
    node.only("id", "share", "kind", "name")
    share = node.field("share")
    if not 0 <= share.typed(float) <= 1:
        raise share.fail("must lie between 0 and 1")
    kind = _word(node, "kind", entities.OWNER_KINDS)
    if kind is None:
        raise node.fail("needs the field 'kind'")
    return Owner(node.field("id").typed(str), share.typed(float), kind, node.field("name", "").typed(str))


def _aid(node: Node) -> Aid:
    node.only("granted", "amount", "regulation", "member_state")
    granted = day(node.field("granted"))
    if granted is None:
        raise node.field("granted").fail("must not be empty")
    state = _pattern(node, "member_state", r"[A-Z]{2}", "a country as PL")
    if state is None:
        raise node.fail("needs the field 'member_state'")
    return Aid(granted, _amount(node.field("amount")), node.field("regulation").typed(str), state)
