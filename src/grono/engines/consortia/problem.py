"""The problem: which organisations of a pool make the best consortium for a call.

Organisations are numbered as in ``Problem.ids``; all arrays follow that order. The value of a consortium S is

    Σ fit_i  +  Σ need_weights of the needs that at least one member covers  +  Σ pair bonuses within S.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
#: Codes of countries, regions and groups, or numbers of organisations where memory counts.
Codes: TypeAlias = NDArray[np.int32]
#: Sets of up to 64 things as bits, for each organisation, and one of them.
Masks: TypeAlias = NDArray[np.uint64]
Mask: TypeAlias = np.uint64
Attribute: TypeAlias = Literal["country", "region"]

#: More needs than this have no bit; more bits than this have no flag.
NEEDS, BITS = 32, 64
#: Most ways in which all `AnyOf` together may be read.
READINGS = 64
#: Code of a country or a region that nobody knows, and of an organisation in no group.
UNKNOWN = -1


@dataclass(frozen=True)
class AtLeast:
    """At least ``count`` members have property ``bit``."""

    rule: str
    bit: int
    count: int


@dataclass(frozen=True)
class AtMost:
    """At most ``count`` members have property ``bit``."""

    rule: str
    bit: int
    count: int


@dataclass(frozen=True)
class Every:
    """Every member has property ``bit``."""

    rule: str
    bit: int


@dataclass(frozen=True)
class DistinctAtLeast:
    """Members with property ``bit`` (None: all) come from at least ``count`` known countries or regions."""

    rule: str
    of: Attribute
    bit: int | None
    count: int


@dataclass(frozen=True, eq=False)
class Apart:
    """At most one member of each group, as of linked undertakings: ``groups`` int32[n], −1 belongs to none."""

    rule: str
    groups: Codes


@dataclass(frozen=True, eq=False)
class AnyOf:
    """All clauses of at least one alternative hold; an empty alternative always holds."""

    rule: str
    alternatives: tuple[tuple[Clause, ...], ...]


Clause: TypeAlias = AtLeast | AtMost | Every | DistinctAtLeast | Apart | AnyOf


@dataclass(frozen=True, eq=False)
class Requirements:
    """What a call asks of a consortium as a whole.

    ``flags`` uint64[n]: bit b of ``flags[i]`` says that organisation i has property b, called ``names[b]``;
    ``countries`` and ``regions`` int32[n] are codes, −1 where unknown (an unknown one never counts as distinct).
    """

    flags: Masks
    countries: Codes
    regions: Codes
    clauses: tuple[Clause, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def none(cls, count: int) -> Requirements:
        """No requirement at all, for a pool of this size."""
        unknown = np.full(count, UNKNOWN, dtype=np.int32)
        return cls(np.zeros(count, dtype=np.uint64), unknown, unknown)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Bonuses of pairs as symmetric sparse rows: those of organisation i lie at ``starts[i]`` to ``starts[i + 1]``.

    ``starts`` int64[n + 1], ``partners`` int32[m], ``weights`` float64[m] ≥ 0; every pair stands in both rows,
    the partners of a row rise.
    """

    starts: Ints
    partners: Codes
    weights: Floats

    @classmethod
    def of(cls, count: int, edges: Iterable[tuple[int, int, float]]) -> Pairs:
        """The pairs (i, j, bonus) of a pool of this size; bonuses of a pair that is named twice are added."""
        rows = np.array(list(edges), dtype=np.float64).reshape(-1, 3)
        return cls.from_arrays(count, rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])

    @classmethod
    def from_arrays(cls, count: int, first: NDArray[Any], second: NDArray[Any], bonus: Floats) -> Pairs:
        """The same from three arrays of equal length."""
        ends = np.minimum(first, second), np.maximum(first, second)
        upper = csr_array((bonus, ends), shape=(count, count))
        upper.sum_duplicates()
        table = csr_array(upper + upper.T)
        table.sort_indices()
        return cls(table.indptr.astype(np.int64), table.indices.astype(np.int32), table.data.astype(np.float64))

    @classmethod
    def none(cls, count: int) -> Pairs:
        """No bonuses, for a pool of this size."""
        return cls(np.zeros(count + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0))

    def edges(self) -> Iterator[tuple[int, int, float]]:
        """Each pair once, as (i, j, bonus) with i < j."""
        for i in range(len(self.starts) - 1):
            for at in range(int(self.starts[i]), int(self.starts[i + 1])):
                if i < self.partners[at]:
                    yield i, int(self.partners[at]), float(self.weights[at])


@dataclass(frozen=True, eq=False)
class Problem:
    """A pool and a call: see the module for the value of a consortium.

    ``fit`` float64[n] ≥ 0; ``coverage`` uint64[n], bit t set where the organisation covers need t (at most 32
    needs); ``need_weights`` float64[needs] ≥ 0. Wanted are ``proposals`` consortia of ``size`` members: first the
    best, then each time the best of those that differ from all before in at least ``difference`` members.
    ``seeds`` are members of every one of them. Raises `CaseError` naming the place of a mistake.
    """

    ids: tuple[str, ...]
    fit: Floats
    coverage: Masks
    need_weights: Floats
    size: int
    requirements: Requirements
    pairs: Pairs | None = None
    proposals: int = 5
    difference: int = 2
    seeds: tuple[int, ...] = ()
    needs: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        from grono.engines.consortia.validation import check_problem

        check_problem(self)

    @property
    def bonuses(self) -> Pairs:
        """The pair bonuses, empty where none were given."""
        return Pairs.none(len(self.ids)) if self.pairs is None else self.pairs

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """The problem of a JSON case (see docs/reference/consortia-case.md); raises `CaseError`."""
        from grono.engines.consortia.case import problem_from_json

        problem: Problem = problem_from_json(data)
        return problem

    def to_json(self) -> dict[str, Any]:
        """The problem as a JSON case."""
        from grono.engines.consortia.case import problem_to_json

        case: dict[str, Any] = problem_to_json(self)
        return case


@dataclass(frozen=True)
class Proposal:
    """One consortium: ``members`` are numbers in increasing order; ``value`` = fit + coverage + pair_bonus."""

    members: tuple[int, ...]
    value: float
    fit: float
    coverage: float
    pair_bonus: float


Solution: TypeAlias = tuple[Proposal, ...]


def readings(clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, ...]]:
    """Every way to read the clauses without `AnyOf`: one alternative of each is chosen."""
    options = [
        [reading for alternative in one.alternatives for reading in readings(alternative)]
        if isinstance(one, AnyOf)
        else [(one,)]
        for one in clauses
    ]
    for choice in product(*options):
        yield tuple(clause for part in choice for clause in part)


def value_of(problem: Problem, members: Iterable[int]) -> Proposal:
    """The proposal of these members with its value in parts."""
    chosen = tuple(sorted(members))
    covered = 0
    for i in chosen:
        covered |= int(problem.coverage[i])
    fit = float(sum(problem.fit[i] for i in chosen))
    coverage = float(sum(weight for t, weight in enumerate(problem.need_weights) if covered >> t & 1))
    bonus, pairs = 0.0, problem.bonuses
    for i in chosen:
        row = slice(int(pairs.starts[i]), int(pairs.starts[i + 1]))
        bonus += sum(
            float(weight)
            for partner, weight in zip(pairs.partners[row], pairs.weights[row], strict=True)
            if i < partner and int(partner) in chosen
        )
    return Proposal(chosen, fit + coverage + bonus, fit, coverage, bonus)
