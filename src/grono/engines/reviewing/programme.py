"""The linear programme: a unit of flow for each pair that may be given, and rows for what is asked of all of them.

Columns are, in this order, the kept pairs, one unit for each review that may be missing, one for each review of a
reviewer (where loads are to be even), and the weakest proposal's sum (where it is sought). Counts alone make a network,
whose vertices are whole; the rows of the weakest proposal and of the total do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from grono.engines.reviewing.measure import fair_proposals
from grono.engines.reviewing.problem import NEAREST, Problem, Solution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Space:
    """The pairs that may be given, as arrays: ``rows`` and ``columns`` of the matrices, and their ``gain``."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.wanted = np.array(problem.wanted, dtype=np.int64)
        self.least = np.array([least for least, _ in problem.loads], dtype=np.int64)
        self.most = np.array([most for _, most in problem.loads], dtype=np.int64)
        is_open = ~problem.conflicts & (self.wanted > 0)[:, None] & (self.most > 0)[None, :]
        self.rows, self.columns = np.nonzero(is_open)
        self.gain = problem.affinity[self.rows, self.columns]
        given = set(problem.fixed)
        names = [(problem.proposals[r], problem.reviewers[c]) for r, c in zip(self.rows, self.columns, strict=True)]
        self.is_fixed = np.array([name in given for name in names], dtype=np.bool_)
        self.is_fair = fair_proposals(problem)

    @property
    def count(self) -> int:
        """How many pairs may be given."""
        return len(self.rows)

    @cached_property
    def weakest_cap(self) -> int:
        """The largest sum that the weakest proposal could have if each chose its reviewers alone."""
        order = np.lexsort((-self.gain, ~self.is_fixed, self.rows))
        rows, gains = self.rows[order], self.gain[order]
        starts = np.searchsorted(rows, np.arange(len(self.wanted)))
        chosen = np.arange(len(rows)) - starts[rows] < self.wanted[rows]
        sums = np.bincount(rows[chosen], weights=gains[chosen], minlength=len(self.wanted))
        return int(sums[self.is_fair].min()) if self.is_fair.any() else 0

    def solution(self, pairs: Ints) -> Solution:
        """Return the assignment made of these pairs, given by their numbers."""
        reviewers: dict[str, list[str]] = {name: [] for name in self.problem.proposals}
        for pair in pairs:
            reviewers[self.problem.proposals[self.rows[pair]]].append(self.problem.reviewers[self.columns[pair]])
        return Solution({name: tuple(found) for name, found in reviewers.items()})


@dataclass(frozen=True)
class Ask:
    """What a programme asks for beside the numbers of reviews and loads.

    ``is_short`` lets reviews be missing: ``missing`` of them in all, ``spread`` at most as their sum of squares.
    ``weakest`` is the least sum of a proposal and ``affinity`` the least total. ``seeks_weakest`` adds the column of
    the weakest sum, ``counts_loads`` those of the loads.
    """

    is_short: bool = False
    missing: int | None = None
    spread: int | None = None
    weakest: int | None = None
    affinity: int | None = None
    seeks_weakest: bool = False
    counts_loads: bool = False


class Programme:
    """Rows and columns for ``kept`` pairs (their numbers); ``lower ≤ matrix · x ≤ upper``, ``low ≤ x ≤ high``."""

    def __init__(self, space: Space, kept: Ints, ask: Ask) -> None:
        self.space, self.kept, self.ask = space, kept, ask
        proposals, reviewers = len(space.wanted), len(space.least)
        self.missing_row = np.repeat(np.arange(proposals), space.wanted) if ask.is_short else np.zeros(0, np.int64)
        possible = np.minimum(np.bincount(space.columns[kept], minlength=reviewers), space.most)
        self.load_row = np.repeat(np.arange(reviewers), possible) if ask.counts_loads else np.zeros(0, np.int64)
        self.pairs = len(kept)
        self.width = self.pairs + len(self.missing_row) + len(self.load_row) + ask.seeks_weakest
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._height = 0
        self._counts()
        self._shortage()
        self._sums()
        self.matrix = self._assembled()
        self.lower, self.upper = np.concatenate(self._lower), np.concatenate(self._upper)
        self.low = np.zeros(self.width)
        self.low[: self.pairs] = space.is_fixed[kept]
        self.high = np.ones(self.width)
        if ask.seeks_weakest:
            self.high[-1] = NEAREST * max(1, int(space.wanted.max()))

    @property
    def missing_columns(self) -> Ints:
        """The columns of reviews that may be missing."""
        return np.arange(self.pairs, self.pairs + len(self.missing_row))

    @property
    def load_columns(self) -> Ints:
        """The columns of the reviewers' reviews."""
        first = self.pairs + len(self.missing_row)
        return np.arange(first, first + len(self.load_row))

    def affinity_cost(self) -> Floats:
        """The cost whose least value is the largest total."""
        cost = np.zeros(self.width)
        cost[: self.pairs] = -self.space.gain[self.kept]
        return cost

    def missing_cost(self, *, squares: bool) -> Floats:
        """The cost of missing reviews: their number, or the sum of squares by proposal."""
        cost = np.zeros(self.width)
        cost[self.missing_columns] = _square_steps(self.missing_row) if squares else 1.0
        return cost

    def load_cost(self) -> Floats:
        """The sum of squares of the loads."""
        cost = np.zeros(self.width)
        cost[self.load_columns] = _square_steps(self.load_row)
        return cost

    def weakest_cost(self) -> Floats:
        """The cost whose least value is the largest sum of the weakest proposal."""
        cost = np.zeros(self.width)
        cost[-1] = -1.0
        return cost

    def _counts(self) -> None:
        """The reviews of each proposal, and the load of each reviewer."""
        space, numbers = self.space, np.arange(self.pairs)
        self._add(
            np.concatenate([space.rows[self.kept], self.missing_row]),
            np.concatenate([numbers, self.missing_columns]),
            np.ones(self.pairs + len(self.missing_row)),
            space.wanted,
            space.wanted,
        )
        columns = space.columns[self.kept]
        self._add(columns, numbers, np.ones(self.pairs), space.least, space.most)
        if self.ask.counts_loads:
            zero = np.zeros(len(space.least))
            self._add(
                np.concatenate([columns, self.load_row]),
                np.concatenate([numbers, self.load_columns]),
                np.concatenate([np.ones(self.pairs), -np.ones(len(self.load_row))]),
                zero,
                zero,
            )

    def _shortage(self) -> None:
        zeros = np.zeros(len(self.missing_row), dtype=np.int64)
        if self.ask.missing is not None:
            count = np.array([self.ask.missing])
            self._add(zeros, self.missing_columns, np.ones(len(zeros)), count, count)
        if self.ask.spread is not None:
            squares = _square_steps(self.missing_row)
            self._add(zeros, self.missing_columns, squares, np.array([-np.inf]), np.array([self.ask.spread]))

    def _sums(self) -> None:
        """The sum of affinities of each proposal, and of all."""
        space, numbers = self.space, np.arange(self.pairs)
        gain = space.gain[self.kept].astype(np.float64)
        if self.ask.weakest is not None or self.ask.seeks_weakest:
            fair = np.flatnonzero(space.is_fair)
            place = np.full(len(space.wanted), -1)
            place[fair] = np.arange(len(fair))
            counts = space.is_fair[space.rows[self.kept]]
            rows, columns, values = place[space.rows[self.kept][counts]], numbers[counts], gain[counts]
            if self.ask.seeks_weakest:
                rows = np.concatenate([rows, np.arange(len(fair))])
                columns = np.concatenate([columns, np.full(len(fair), self.width - 1)])
                values = np.concatenate([values, -np.ones(len(fair))])
            self._add(rows, columns, values, np.full(len(fair), self.ask.weakest or 0), np.full(len(fair), np.inf))
        if self.ask.affinity is not None:
            zeros = np.zeros(self.pairs, dtype=np.int64)
            self._add(zeros, numbers, gain, np.array([self.ask.affinity]), np.array([np.inf]))

    def _add(self, rows: Ints, columns: Ints, values: Floats, lower: NDArray, upper: NDArray) -> None:  # type: ignore[type-arg]
        self._entries.append((rows + self._height, columns, values))
        self._lower.append(lower.astype(np.float64))
        self._upper.append(upper.astype(np.float64))
        self._height += len(lower)

    def _assembled(self) -> csr_array:
        rows, columns, values = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        return csr_array((values, (rows, columns)), shape=(self._height, self.width))


def _square_steps(owners: Ints) -> Floats:
    """Return 1, 3, 5, … within each run of equal owners: their first k add up to k squared."""
    starts = np.searchsorted(owners, owners)
    return np.asarray(2 * (np.arange(len(owners)) - starts) + 1, dtype=np.float64)
