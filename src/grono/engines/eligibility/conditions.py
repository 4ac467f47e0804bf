"""Conditions on one entity, by which rules say whom they mean: three-valued, compiled from JSON once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.outcome import Outcome, conjunction, disjunction, negation, of_bool
from grono.engines.eligibility.sets import nuts_prefix

if TYPE_CHECKING:
    from grono.engines.eligibility.context import Context

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


class Condition:
    """What may be true of an entity."""

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Whether it holds."""
        raise NotImplementedError

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The data without which it is unknown; empty when it is known."""
        raise NotImplementedError

    def countries(self, context: Context) -> frozenset[str] | None:
        """The countries outside which it never holds; None where it leaves the country free."""
        return None


@dataclass(frozen=True)
class CountryIn(Condition):
    """Established in one of these countries or country groups."""

    codes: tuple[str, ...]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Unknown without a country, and for a membership that the set does not settle."""
        country = entity.established
        if country is None:
            return UNKNOWN
        certain, possible = context.sets.countries(self.codes, context.on)
        if country in certain:
            return MET
        return UNKNOWN if country in possible else NOT_MET

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The country, or what the set says of it."""
        if self.holds(entity, context) is not UNKNOWN:
            return ()
        if entity.established is None:
            return (Missing(entity.id, "country"),)
        return (Missing(entity.id, f"sets.{'+'.join(self.codes)}"),)

    def countries(self, context: Context) -> frozenset[str] | None:
        """The possible members of the groups."""
        return context.sets.countries(self.codes, context.on)[1]


@dataclass(frozen=True)
class RegionIn(Condition):
    """Situated in one of these areas (region classes, programme areas)."""

    areas: tuple[str, ...]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Decided by the NUTS code, or by the country where it lies wholly inside or outside."""
        nuts = entity.nuts or (nuts_prefix(entity.country) if entity.country else None)
        if nuts is None:
            return UNKNOWN
        return disjunction(context.sets.region(area, nuts, context.on) for area in self.areas)

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The NUTS code, or what the area says of it."""
        if self.holds(entity, context) is not UNKNOWN:
            return ()
        if entity.nuts and len(entity.nuts) >= 4:
            return (Missing(entity.id, f"sets.{'+'.join(self.areas)}"),)
        return (Missing(entity.id, "nuts"),)

    def countries(self, context: Context) -> frozenset[str] | None:
        """Left free: which countries an area touches says nothing certain."""
        return None


@dataclass(frozen=True)
class FieldIn(Condition):
    """A field of the entity has one of these values."""

    field: str
    values: frozenset[str]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Unknown while the field is not filled."""
        value = getattr(entity, self.field)
        return UNKNOWN if value is None else of_bool(value in self.values)

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The field."""
        return (Missing(entity.id, self.field),) if getattr(entity, self.field) is None else ()


@dataclass(frozen=True)
class HasLabel(Condition):
    """Holds one of these labels or registrations."""

    labels: frozenset[str]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Unknown while labels are not declared."""
        return UNKNOWN if entity.labels is None else of_bool(not self.labels.isdisjoint(entity.labels))

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The labels."""
        return (Missing(entity.id, "labels"),) if entity.labels is None else ()


@dataclass(frozen=True)
class Innovative(Condition):
    """Does, or does not do, research and development itself."""

    value: bool

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Unknown while not declared."""
        return UNKNOWN if entity.is_innovative is None else of_bool(entity.is_innovative is self.value)

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The declaration."""
        return (Missing(entity.id, "is_innovative"),) if entity.is_innovative is None else ()


@dataclass(frozen=True)
class SizeIn(Condition):
    """Is an enterprise of one of these sizes by Recommendation 2003/361/EC."""

    sizes: frozenset[str]
    KNOWN: ClassVar[tuple[str, ...]] = ("micro", "small", "medium", "large")

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """Decided by the sizes that the data allow."""
        possible = context.size(entity).possible
        if possible <= self.sizes:
            return MET
        return NOT_MET if possible.isdisjoint(self.sizes) else UNKNOWN

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The figures and owners that the SME test lacks."""
        return context.size(entity).missing if self.holds(entity, context) is UNKNOWN else ()


@dataclass(frozen=True)
class AllOf(Condition):
    """Every part holds; without parts it always does."""

    parts: tuple[Condition, ...]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """The conjunction."""
        return conjunction(part.holds(entity, context) for part in self.parts)

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The data of the unknown parts, unless a part is not met anyway."""
        if self.holds(entity, context) is not UNKNOWN:
            return ()
        return tuple(one for part in self.parts for one in part.missing(entity, context))

    def countries(self, context: Context) -> frozenset[str] | None:
        """The countries common to the parts."""
        narrowed = [own for part in self.parts if (own := part.countries(context)) is not None]
        return frozenset.intersection(*narrowed) if narrowed else None


@dataclass(frozen=True)
class AnyOf(Condition):
    """Some part holds."""

    parts: tuple[Condition, ...]

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """The disjunction."""
        return disjunction(part.holds(entity, context) for part in self.parts)

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The data of the unknown parts, unless a part is met anyway."""
        if self.holds(entity, context) is not UNKNOWN:
            return ()
        return tuple(one for part in self.parts for one in part.missing(entity, context))


@dataclass(frozen=True)
class NotOf(Condition):
    """The part does not hold."""

    part: Condition

    def holds(self, entity: Entity, context: Context) -> Outcome:
        """The negation."""
        return negation(self.part.holds(entity, context))

    def missing(self, entity: Entity, context: Context) -> tuple[Missing, ...]:
        """The data of the part."""
        return self.part.missing(entity, context)


#: Partners who count unless a rule says otherwise: affiliated entities and associated partners do not.
COUNTED_ROLES = FieldIn("role", frozenset({"coordinator", "beneficiary"}))
