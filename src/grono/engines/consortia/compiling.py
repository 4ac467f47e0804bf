"""From eligibility rules to requirements that the search of consortia can prune by.

A compiled requirement is *necessary*: every consortium that `grono.engines.eligibility.assess` calls met satisfies all
clauses, whatever is presumed in the same way. So pruning by clauses loses nothing. It need not be *sufficient*:

* budgets, durations, declared facts and rolling sums have no clause;
* independence becomes "from so many countries"; that two partners belong to one undertaking is left to `assess`;
* the size of an enterprise that is linked to another one of the pool counts in favour of the consortium;
* a region known only by its country is taken for some region of that country.

Rules that clauses do not decide wholly are listed in ``Compiled.uncompiled``; where none is listed, the clauses hold
exactly when the verdict is *met*. Whoever shows proposals lets `assess` have the last word:
`grono.engines.consortia.holding.proposals_that_hold` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, prod

import numpy as np

from grono.engines.consortia.problem import (
    BITS,
    READINGS,
    AnyOf,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Requirements,
    readings,
)
from grono.engines.consortia.properties import DEPENDS, Kinds, Property, looks_at_owners
from grono.engines.eligibility import conditions, library, operators
from grono.engines.eligibility.conditions import COUNTED_ROLES, Condition, CountryIn, FieldIn
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.eligibility.operators import Test
from grono.engines.eligibility.operators.counting import REGION_LENGTH
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Sets

IS_LEAD = FieldIn("role", frozenset({"coordinator"}))


@dataclass(frozen=True, eq=False)
class Compiled:
    """Requirements, the rules that they do not decide wholly, and what each bit means."""

    requirements: Requirements
    uncompiled: tuple[str, ...]
    properties: tuple[Property, ...]
    kinds: Kinds


@dataclass(frozen=True)
class Reading:
    """What is necessary for a test to be met; ``whole``: it is also sufficient."""

    clauses: tuple[Clause, ...] = ()
    whole: bool = False


#: The test cannot be met, whoever takes part.
NEVER = None


def requirements(
    rules: Rules,
    entities: Sequence[Entity],
    *,
    sets: Sets | None = None,
    project: Consortium | None = None,
    presume: Collection[str] = ("owners",),
    leaving: Collection[str] = (),
) -> Compiled:
    """Compile rules for a pool.

    Args:
        entities: the pool, in the order of the problem, each with the role it would have.
        sets: groups and areas; those shipped by default.
        project: deadline, duration, facts and holdings (its entities do not matter); where it is not given, all of
            them count as open and the day is that on which the rules were encoded.
        presume: as in `assess`.
        leaving: ids of rules to leave out, as those that no partner can cure.
    """
    frame = project or Consortium(())
    on = frame.on or rules.encoded
    kinds = Kinds(entities, frame, on, library.sets() if sets is None else sets, presume)
    compiler = _Compiler(kinds, project)
    clauses: list[Clause] = []
    uncompiled = []
    for rule in rules.rules:
        if rule.id in leaving:
            continue
        reading = compiler.rule(rule.id, rule.test)
        clauses += reading.clauses
        if not reading.whole:
            uncompiled.append(rule.id)
    kept, dropped = _within_readings(clauses)
    return Compiled(
        _requirements(kinds, compiler.bits, kept),
        tuple(dict.fromkeys((*uncompiled, *(clause.rule for clause in dropped)))),
        tuple(compiler.bits),
        kinds,
    )


def _requirements(kinds: Kinds, properties: Iterable[Property], clauses: Sequence[Clause]) -> Requirements:
    flags = np.zeros(len(kinds.entities), dtype=np.uint64)
    names = []
    for bit, wanted in enumerate(properties):
        flags |= kinds.having(wanted).astype(np.uint64) << np.uint64(bit)
        names.append(str(wanted))
    return Requirements(flags, kinds.places("country")[0], kinds.places("region")[0], tuple(clauses), tuple(names))


def _within_readings(clauses: Sequence[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Split off alternatives, the most numerous first, until a search can read all that are left in every way."""
    kept, dropped = list(clauses), []
    while prod(_ways(clause) for clause in kept) > READINGS:
        worst = max(kept, key=_ways)
        kept.remove(worst)
        dropped.append(worst)
    return kept, dropped


def _ways(clause: Clause) -> int:
    return sum(1 for _ in readings((clause,)))


class _NoBitLeft(Exception):
    """A problem has 64 bits; the rule at hand needs more."""


class _Compiler:
    """Turns tests into clauses and collects the properties they ask for. ``rule`` names the rule at hand."""

    def __init__(self, kinds: Kinds, project: Consortium | None) -> None:
        self.kinds = kinds
        self.facts = Context(project, kinds.on, kinds.sets, kinds.presume) if project else None
        self.bits: dict[Property, int] = {}
        self.id = ""

    def rule(self, id: str, test: Test) -> Reading:
        """Compile a rule; one that cannot be met or needs too many bits has no clauses."""
        self.id = id
        before = len(self.bits)
        try:
            return self.met(test) or Reading()
        except _NoBitLeft:
            self.bits = dict(list(self.bits.items())[:before])
            return Reading()

    def met(self, test: Test) -> Reading | None:
        """What is necessary for a test to be met."""
        match test:
            case operators.Count(who, limits):
                return self._count(who, limits)
            case operators.Distinct():
                return self._distinct(test)
            case operators.Every(who, must):
                everybody = conditions.AnyOf((conditions.NotOf(who), must))
                return Reading((Every(self.id, self._bit(everybody)),), self._settled(everybody))
            case operators.Lead(must):
                return self._lead(must)
            case operators.Independent():
                return self._independent(test)
            case operators.All(parts):
                return self._all([self.met(part) for part in parts])
            case operators.Any(parts):
                return self._any([self.met(part) for part in parts])
            case operators.Not(part):
                return self.failed(part)
            case operators.Fact() | operators.Range():
                return self._declared(test, Outcome.MET)
        return Reading()

    def failed(self, test: Test) -> Reading | None:
        """What is necessary for a test to be *not met*."""
        match test:
            case operators.Count(who, limits):
                return self._count_outside(who, limits)
            case operators.Every(who, must):
                breaking = conditions.AllOf((who, conditions.NotOf(must)))
                return Reading((AtLeast(self.id, self._bit(breaking), 1),), self._settled(breaking))
            case operators.All(parts):
                return self._any([self.failed(part) for part in parts])
            case operators.Any(parts):
                return self._all([self.failed(part) for part in parts])
            case operators.Not(part):
                return self.met(part)
            case operators.Fact() | operators.Range():
                return self._declared(test, Outcome.NOT_MET)
        return Reading()

    def _count(self, who: Condition, limits: operators.Limits) -> Reading:
        clauses: list[Clause] = []
        if limits.at_least is not None and limits.at_least > 0:
            clauses.append(AtLeast(self.id, self._bit(who), ceil(limits.at_least)))
        if limits.at_most is not None:
            clauses.append(AtMost(self.id, self._bit(who, certain=False), floor(limits.at_most)))
        return Reading(tuple(clauses), self._settled(who))

    def _count_outside(self, who: Condition, limits: operators.Limits) -> Reading | None:
        ways: list[Reading | None] = []
        if limits.at_least is not None and limits.at_least > 0:
            few = AtMost(self.id, self._bit(who, certain=False), ceil(limits.at_least) - 1)
            ways.append(Reading((few,), self._settled(who)))
        if limits.at_most is not None:
            many = AtLeast(self.id, self._bit(who), floor(limits.at_most) + 1)
            ways.append(Reading((many,), self._settled(who)))
        return self._any(ways)

    def _distinct(self, test: operators.Distinct) -> Reading:
        least = ceil(test.limits.at_least or 0)
        whole = test.limits.at_most is None and self._settled(test.who)
        if least <= 1:
            # A single partner counts as one place even where nobody knows which.
            clauses = (AtLeast(self.id, self._bit(test.who), 1),) if least else ()
            return Reading(clauses, whole)
        _, names = self.kinds.places(test.of)
        if test.of == "region":
            whole = whole and all(len(name) == REGION_LENGTH for name in names)
        return Reading((DistinctAtLeast(self.id, test.of, self._bit(test.who), least),), whole)

    def _lead(self, must: Condition) -> Reading:
        """With a coordinator, it satisfies the condition; without one, all do. Until one is named, somebody does."""
        able = self._bit(conditions.AllOf((COUNTED_ROLES, must)))
        if not any(sample.role == "coordinator" for sample in self.kinds.samples):
            return Reading((AtLeast(self.id, able, 1),), whole=False)
        led = AtLeast(self.id, self._bit(conditions.AllOf((IS_LEAD, must))), 1)
        nobody = AtMost(self.id, self._bit(IS_LEAD), 0)
        everybody = Every(self.id, self._bit(conditions.AnyOf((conditions.NotOf(COUNTED_ROLES), must))))
        alternatives = ((led,), (nobody, everybody, AtLeast(self.id, able, 1)))
        return Reading((AnyOf(self.id, alternatives),), self._settled(must))

    def _independent(self, test: operators.Independent) -> Reading:
        clauses = [self._several(test, test.who, test.at_least)]
        if test.subset is not None:
            inside = conditions.AllOf((test.who, CountryIn(test.subset.codes)))
            clauses.append(self._several(test, inside, test.subset.at_least))
        # With distinct countries the subset's partners are among the others: two clauses then say all of it.
        closed = "owners" in self.kinds.presume and not any(sample.owners for sample in self.kinds.samples)
        return Reading(tuple(clauses), closed and self._settled(test.who))

    def _several(self, test: operators.Independent, who: Condition, count: int) -> Clause:
        if test.distinct_countries:
            return DistinctAtLeast(self.id, "country", self._bit(who), count)
        return AtLeast(self.id, self._bit(who), count)

    def _declared(self, test: Test, wanted: Outcome) -> Reading | None:
        """A fact or number of the project holds or not, whoever takes part; amounts depend on the budget."""
        if self.facts is None or (isinstance(test, operators.Range) and test.of in ("costs", "grant")):
            return Reading()
        return Reading((), whole=True) if test.assess(self.facts).outcome is wanted else NEVER

    def _all(self, parts: Sequence[Reading | None]) -> Reading | None:
        possible = [part for part in parts if part is not None]
        if len(possible) < len(parts):
            return NEVER
        clauses = tuple(clause for part in possible for clause in part.clauses)
        return Reading(clauses, all(part.whole for part in possible))

    def _any(self, parts: Sequence[Reading | None]) -> Reading | None:
        possible = [part for part in parts if part is not None]
        if not possible:
            return NEVER
        whole = all(part.whole for part in possible)
        if len(possible) == 1:
            return possible[0]
        if any(not part.clauses for part in possible):
            return Reading((), any(part.whole and not part.clauses for part in possible))
        return Reading((AnyOf(self.id, tuple(part.clauses for part in possible)),), whole)

    def _bit(self, condition: Condition, *, certain: bool = True) -> int:
        wanted = Property(condition, certain)
        if wanted not in self.bits and len(self.bits) == BITS:
            raise _NoBitLeft
        return self.bits.setdefault(wanted, len(self.bits))

    def _settled(self, condition: Condition) -> bool:
        """Whether a condition says the same of an organisation whoever else takes part."""
        return not looks_at_owners(condition) or DEPENDS not in self.kinds.outcomes(condition)
