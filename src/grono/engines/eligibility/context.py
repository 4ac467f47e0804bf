"""What one assessment has at hand: the day, the sets, who is who, and what the caller allows to presume."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property, lru_cache

from grono.engines.eligibility.entities import Aid, Consortium, Entity, Missing, Owner, YearFigures
from grono.engines.eligibility.money import currency_of
from grono.engines.eligibility.ownership import Groups, Ownership
from grono.engines.eligibility.sets import Sets
from grono.engines.eligibility.sme import SizeVerdict, classify

#: What a caller may let the engine presume: undeclared owners hold nothing of 25 % or more, undeclared aid is none,
#: and the years before those known would not change the size of an enterprise.
PRESUMABLE = ("owners", "aid", "history")


class Context:
    """The surroundings of one assessment. ``presumed`` grows as missing data are presumed."""

    def __init__(self, consortium: Consortium, on: date, sets: Sets, presume: Collection[str] = ()) -> None:
        unknown = sorted(set(presume) - set(PRESUMABLE))
        if unknown:
            raise ValueError(f"'{unknown[0]}' cannot be presumed (known: {', '.join(PRESUMABLE)})")
        self.consortium = consortium
        self.on = on
        self.sets = sets
        self.presume = frozenset(presume)
        self.presumed: dict[Missing, None] = {}
        self._groups: dict[frozenset[str], Groups] = {}
        self._sizes: dict[str, SizeVerdict] = {}

    @cached_property
    def ownership(self) -> Ownership:
        """Who holds whom, among the partners and the holdings."""
        undertakings = (*self.consortium.entities, *self.consortium.holdings)
        return Ownership(undertakings, self.owners, lambda id: self.presumes("owners", id))

    @cached_property
    def currency(self) -> str | None:
        """The one currency of all amounts; see `currency_of`."""
        return currency_of(self.consortium)

    def refuse_mixed_currencies(self) -> None:
        """Raise `CaseError` at the first amount in a second currency."""
        _ = self.currency

    def groups(self, apart: frozenset[str] = frozenset()) -> Groups:
        """Who is under one control; owners of the kinds ``apart`` do not link."""
        found = self._groups.get(apart)
        if found is None:
            found = self._groups[apart] = self.ownership.groups(apart)
        return found

    def size(self, entity: Entity) -> SizeVerdict:
        """The size of an enterprise by the SME test."""
        found = self._sizes.get(entity.id)
        if found is None:
            found = self._sizes[entity.id] = self._size(entity)
        return found

    def _size(self, entity: Entity) -> SizeVerdict:
        owners = self.ownership.owners[entity.id]
        if owners or entity.id in self.ownership.kinds:
            return classify(entity, self)
        bare = (entity.id, entity.legal_status, entity.figures, entity.founded)
        found, presumed = _size_alone(*bare, owners is not None, self.on, "history" in self.presume)
        self.presumed |= dict.fromkeys(presumed)
        return found

    def owners(self, entity: Entity) -> tuple[Owner, ...] | None:
        """The owners of an entity, presumed to be none where that is allowed."""
        if entity.owners is None and self.presumes("owners", entity.id):
            return ()
        return entity.owners

    def aid(self, entity: Entity) -> tuple[Aid, ...] | None:
        """The aid an entity was granted, presumed to be none where that is allowed."""
        if entity.aid is None and self.presumes("aid", entity.id):
            return ()
        return entity.aid

    def presumes(self, what: str, entity: str) -> bool:
        """Whether the caller lets a missing datum be presumed; if so it is noted."""
        if what in self.presume:
            self.presumed[Missing(entity, what)] = None
            return True
        return False


@lru_cache(maxsize=65536)
def _size_alone(
    id: str,
    legal_status: str | None,
    figures: tuple[YearFigures, ...] | None,
    founded: int | None,
    is_declared: bool,
    on: date,
    presumes_history: bool,
) -> tuple[SizeVerdict, tuple[Missing, ...]]:
    """The size of an enterprise that neither holds nor is held, with what was presumed; remembered, for most are so."""
    owners = () if is_declared else None
    entity = Entity(id, legal_status=legal_status, figures=figures, founded=founded, owners=owners)
    context = Context(Consortium((entity,)), on, Sets({}, {}), ("history",) if presumes_history else ())
    return classify(entity, context), tuple(context.presumed)
