"""Consortia and rules in few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from grono.engines.eligibility import (
    Consortium,
    Entity,
    Finding,
    Money,
    Outcome,
    Owner,
    Rules,
    YearFigures,
    assess,
    library,
    read_rules,
)

DAY = date(2026, 6, 1)
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def rules_of(test: dict[str, Any], **fields: Any) -> Rules:
    """A document with one rule, this test."""
    return read_rules(
        {
            "code": "x",
            "version": "1",
            "title": {"en": "X"},
            "encoded": "2026-01-01",
            "source": "none",
            "read_at_source": False,
            "rules": [{"id": "only", "title": {"en": "Only"}, "test": test}],
            **fields,
        }
    )


def finding(test: dict[str, Any], *entities: Entity, on: date = DAY, **fields: Any) -> Finding:
    """The finding of one test on these entities; ``facts`` declares numbers and truths."""
    facts = fields.get("facts", {})
    kinds = {name: "number" if isinstance(value, float) else "bool" for name, value in facts.items()}
    questions = {name: {"kind": kind, "title": {"en": name}} for name, kind in kinds.items()}
    presume = fields.pop("presume", ())
    return assess(rules_of(test, facts=questions), Consortium(entities, on, **fields), presume=presume).findings[0]


def outcome(test: dict[str, Any], *entities: Entity, **fields: Any) -> Outcome:
    """The outcome of one test on these entities."""
    return finding(test, *entities, **fields).outcome


def partner(id: str, country: str | None = None, **fields: Any) -> Entity:
    """A partner without owners, if nothing else is said."""
    return Entity(id, country=country, **{"owners": (), **fields})


def euros(amount: float, currency: str = "EUR") -> Money:
    """An amount."""
    return Money(Decimal(str(amount)), currency)


def costs(amount: float, **categories: float) -> dict[str, Money]:
    """Costs of personnel, and of other categories."""
    return {"personnel": euros(amount), **{name: euros(value) for name, value in categories.items()}}


def figures(staff: float, turnover: float = 1e6, balance: float = 1e6) -> tuple[YearFigures, ...]:
    """The same figures in the two years before `DAY`."""
    return tuple(YearFigures(year, staff, turnover, balance) for year in (2024, 2025))


def held_by(id: str, share: float = 0.6, kind: str = "enterprise") -> tuple[Owner, ...]:
    """One owner."""
    return (Owner(id, share, kind),)


def shipped(code: str, on: date = DAY) -> Rules:
    """The shipped rules of a scheme."""
    return library.rules(code, on)
