"""Who applies together: partners with what is known about them. None always means that a datum is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

ROLES = ("coordinator", "beneficiary", "affiliated", "associated")
ACTIVITY_TYPES = ("PRC", "HES", "REC", "PUB", "OTH")
LEGAL_STATUSES = ("public", "public-law", "non-profit", "for-profit")
OWNER_KINDS = (
    "enterprise",
    "person",
    "public",
    "venture-capital",
    "university",
    "institutional",
    "small-municipality",
)
HELIX_SECTORS = ("business", "government", "research", "civil")
#: NUTS writes two countries otherwise than ISO 3166 does.
NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Owner:
    """Who holds a share (0..1) of an entity. ``id`` is that of another entity or holding where it is one."""

    id: str
    share: float
    kind: str
    name: str = ""


@dataclass(frozen=True)
class YearFigures:
    """One closed year: staff in annual work units, turnover and balance sheet total in euros."""

    year: int
    staff: float | None = None
    turnover: float | None = None
    balance: float | None = None


@dataclass(frozen=True)
class Aid:
    """De minimis aid that was granted, in euros, with the regulation as in ``2023/2831``."""

    granted: date
    amount: Decimal
    regulation: str
    member_state: str


@dataclass(frozen=True)
class Entity:
    """A partner, or an undertaking outside the consortium that holds or is held.

    ``owners``: None is not declared, () is no owner of 25 % or more. ``costs`` are by category; a category that
    is absent from declared costs is zero. ``labels`` are those valid on the day of the assessment. ``founded`` is
    the year in which the entity began: figures of years before it cannot be missing.
    """

    id: str
    name: str = ""
    country: str | None = None
    nuts: str | None = None
    activity_type: str | None = None
    legal_status: str | None = None
    role: str = "beneficiary"
    figures: tuple[YearFigures, ...] | None = None
    owners: tuple[Owner, ...] | None = None
    labels: frozenset[str] | None = None
    aid: tuple[Aid, ...] | None = None
    is_innovative: bool | None = None
    costs: Mapping[str, Money] | None = None
    grant: Money | None = None
    helix: str | None = None
    founded: int | None = None

    @property
    def established(self) -> str | None:
        """The country (ISO 3166), read off the NUTS code where only that is known."""
        if self.country is not None or not self.nuts:
            return self.country
        prefix = self.nuts[:2]
        return NUTS_COUNTRIES.get(prefix, prefix)


@dataclass(frozen=True)
class Consortium:
    """Those who apply together, and what they say about the project.

    ``on`` is the deadline: which versions of rules and sets apply; without it, the day on which the rules were
    encoded. ``holdings`` are undertakings outside the consortium that own, or are owned by, partners: those that
    are not listed do not exist for the SME test, except as owners whose own figures are missing.
    """

    entities: tuple[Entity, ...]
    on: date | None = None
    duration_months: int | None = None
    trl_start: int | None = None
    trl_end: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    holdings: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A datum that is not known: of an entity, or with None of the project as a whole.

    ``datum`` is the name of the field, as ``country``, ``owners``, ``figures.2025.staff``, ``facts.civil_purpose``.
    """

    entity: str | None
    datum: str

    def __str__(self) -> str:
        return self.datum if self.entity is None else f"{self.entity}.{self.datum}"
