"""Amounts of money of partners: one currency for all, and what one of them spends or is granted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.kit.case import CaseError


def currency_of(consortium: Consortium) -> str | None:
    """The one currency of all amounts, None when there are none; `CaseError` names the first that differs."""
    found: str | None = None
    for number, entity in enumerate(consortium.entities):
        amounts = [(f"costs.{category}", money) for category, money in (entity.costs or {}).items()]
        if entity.grant is not None:
            amounts.append(("grant", entity.grant))
        for place, money in amounts:
            if found is None:
                found = money.currency
            elif money.currency != found:
                raise CaseError(
                    f"entities[{number}].{place}",
                    f"mixed currencies: {money.currency} here, {found} before; convert the budget to one currency",
                )
    return found


def amount_of(entity: Entity, of: str, without: Iterable[str] = ()) -> float | None:
    """The costs (less some categories) or the grant of an entity; None when not declared."""
    if of == "grant":
        return None if entity.grant is None else float(entity.grant.amount)
    if entity.costs is None:
        return None
    zero = Decimal(0)
    return float(sum((money.amount for category, money in entity.costs.items() if category not in without), zero))
