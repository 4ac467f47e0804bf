"""What conditions say of each organisation of a pool, worked out once for all that no rule can tell apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grono.engines.consortia.problem import UNKNOWN, Attribute, Codes
from grono.engines.eligibility.conditions import AllOf, AnyOf, Condition, NotOf, SizeIn
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.eligibility.operators.counting import REGION_LENGTH
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.sets import Sets, nuts_prefix

#: Outcomes as numbers. The last one: it depends on who else takes part, as with the size of a linked enterprise.
NOT_MET, MET, OPEN, DEPENDS = 0, 1, 2, 3
NUMBERS = {Outcome.MET: MET, Outcome.NOT_MET: NOT_MET, Outcome.UNKNOWN: OPEN}


@dataclass(frozen=True)
class Property:
    """A condition that certainly holds, or (``certain`` False) that may hold. Each becomes one bit."""

    condition: Condition
    certain: bool = True

    def __str__(self) -> str:
        return f"{'is' if self.certain else 'may be'} {self.condition}"


class Kinds:
    """The organisations of a pool, sorted into kinds that no condition can tell apart.

    ``of`` is the kind of each organisation, ``samples`` one organisation of each kind. ``entangled`` are the numbers of
    organisations that share an owner with another one of the pool, or hold or are held by it.
    """

    def __init__(
        self, entities: Sequence[Entity], project: Consortium, on: date, sets: Sets, presume: Collection[str]
    ) -> None:
        self.entities = entities
        self.project, self.on, self.sets, self.presume = project, on, sets, presume
        self.entangled = entangled(entities, project.holdings)
        number: dict[tuple[Any, ...], int] = {}
        self.samples: list[Entity] = []
        self.of: NDArray[np.int64] = np.empty(len(entities), dtype=np.int64)
        self.in_company: list[bool] = []
        for place, entity in enumerate(entities):
            alone = place not in self.entangled
            kind = number.setdefault(_key(entity, alone), len(number))
            if kind == len(self.samples):
                self.samples.append(entity)
                self.in_company.append(not alone)
            self.of[place] = kind
        self._bare = self._context(())
        self._outcomes: dict[Condition, NDArray[np.int8]] = {}

    def outcomes(self, condition: Condition) -> NDArray[np.int8]:
        """Return the outcome of a condition for each kind, as one of the numbers of this module."""
        found = self._outcomes.get(condition)
        if found is None:
            decide = self._of_company if looks_at_owners(condition) else self._of_one
            found = np.array(
                [decide(condition, kind) for kind in range(len(self.samples))],
                dtype=np.int8,
            )
            self._outcomes[condition] = found
        return found

    def having(self, wanted: Property) -> NDArray[np.bool_]:
        """Return a mask over the organisations: the property holds, in favour of the consortium where it depends.

        A property that certainly holds is one that rules ask for; one that may hold is one that rules limit.
        """
        outcomes = self.outcomes(wanted.condition)
        mask = (outcomes == MET) | (outcomes == DEPENDS) if wanted.certain else (outcomes == MET) | (outcomes == OPEN)
        spread: NDArray[np.bool_] = mask[self.of]
        return spread

    def places(self, of: Attribute) -> tuple[Codes, tuple[str, ...]]:
        """Return a code for the country or region of each organisation (−1: unknown), and what the codes mean.

        A region of which only the beginning is known is taken for the first of the pool that begins so. The rules
        count the fewest regions that may be meant; of codes that they count apart none begins another, so that these
        remain apart here too.
        """
        texts = [place_of(sample, of) for sample in self.samples]
        if of == "region":
            whole = [text for text in texts if len(text) == REGION_LENGTH]
            texts = [next((one for one in whole if text and one.startswith(text)), text) for text in texts]
        names = tuple(sorted({text for text in texts if text}))
        code = {name: number for number, name in enumerate(names)}
        codes = np.array([code.get(text, UNKNOWN) for text in texts], dtype=np.int32)
        return codes[self.of], names

    def _of_one(self, condition: Condition, kind: int) -> int:
        return NUMBERS[condition.holds(self.samples[kind], self._bare)]

    def _of_company(self, condition: Condition, kind: int) -> int:
        if self.in_company[kind]:
            return DEPENDS
        sample = self.samples[kind]
        return NUMBERS[condition.holds(sample, self._context((sample,)))]

    def _context(self, entities: tuple[Entity, ...]) -> Context:
        return Context(replace(self.project, entities=entities), self.on, self.sets, self.presume)


def place_of(entity: Entity, of: Attribute) -> str:
    """Return the country, or as much of the code of the NUTS 2 region as is known; blank where nothing is."""
    if of == "country":
        return entity.established or ""
    return entity.nuts[:REGION_LENGTH] if entity.nuts else nuts_prefix(entity.country or "")


def looks_at_owners(condition: Condition) -> bool:
    """Whether a condition depends on undertakings other than the one it is asked of."""
    if isinstance(condition, AllOf | AnyOf):
        return any(looks_at_owners(part) for part in condition.parts)
    if isinstance(condition, NotOf):
        return looks_at_owners(condition.part)
    return isinstance(condition, SizeIn)


def entangled(entities: Sequence[Entity], holdings: Iterable[Entity]) -> frozenset[int]:
    """Return the numbers of entities that ownership joins, through whatever chain, to another one of them."""
    joined: dict[str, str] = {}

    def root(name: str) -> str:
        while joined.setdefault(name, name) != name:
            joined[name] = joined[joined[name]]
            name = joined[name]
        return name

    for one in (*entities, *holdings):
        for owner in one.owners or ():
            joined[root(one.id)] = root(owner.id)
    together: dict[str, list[int]] = {}
    for number, entity in enumerate(entities):
        if entity.id in joined:
            together.setdefault(root(entity.id), []).append(number)
    return frozenset(number for numbers in together.values() if len(numbers) > 1 for number in numbers)


def _key(entity: Entity, alone: bool) -> tuple[Any, ...]:
    """Everything that a condition can look at."""
    return (
        entity.country,
        entity.nuts,
        entity.activity_type,
        entity.legal_status,
        entity.role,
        entity.labels,
        entity.is_innovative,
        entity.helix,
        entity.figures,
        entity.owners if alone else entity.id,
        entity.founded,
    )
