"""The pool as compact arrays: seeds are settled, `AnyOf` is read one way, and whoever cannot be a member is gone.

What is left is a smaller problem of the same kind: fill ``Terms.places`` places out of ``Pool``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from grono.engines.consortia.problem import (
    UNKNOWN,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    Codes,
    DistinctAtLeast,
    Every,
    Flags,
    Floats,
    Ints,
    Masks,
    Problem,
    Solution,
    value_of,
)
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


class Pool(NamedTuple):
    """Candidates, in the order of the problem's numbers."""

    origin: Ints  # [m] number in the problem
    gain: Floats  # [m] fit and bonuses with the seeds
    cover: Masks  # [m] needs that no seed covers
    rows: Masks  # [m] bit r: counts in row r of the terms
    values: Codes  # [D, m] what the candidate would add to distinct count d, −1 for nothing
    groups: Codes  # [A, m] group of `Apart` number a, −1 for none
    starts: Ints  # [m + 1] rows of the pair bonuses
    partners: Codes
    weights: Floats
    shares: Floats  # of each bonus, the part that the bounds give to the organisation whose row it is


class Terms(NamedTuple):
    """What the chosen candidates must keep together."""

    places: int
    needs: Floats  # [T] weights of the needs
    low: Ints  # [R] fewest members counted in a row
    high: Ints  # [R] most members counted in a row
    wanted: Ints  # [D] fewest new distinct values


@dataclass
class Reading:
    """One way to read the requirements: candidates, terms, and what the seeds are worth."""

    pool: Pool
    terms: Terms
    constant: float

    def against(self, problem: Problem, before: Solution) -> Reading | None:
        """The same with the rule that few members are shared with each proposal before; None when they cannot be."""
        if not before:
            return self
        if self.terms.places == 0:
            return None
        known, free = len(self.terms.low), self.terms.places
        rows = self.pool.rows.copy()
        high = []
        for at, proposal in enumerate(before):
            members = np.array(proposal.members, dtype=np.int64)
            shared = np.isin(self.pool.origin, members, assume_unique=True)
            rows[shared] |= np.uint64(1 << (known + at))
            allowed = problem.size - problem.difference - len(set(problem.seeds) & set(proposal.members))
            if allowed < 0:
                return None
            high.append(min(allowed, free))
        low = np.concatenate([self.terms.low, np.zeros(len(before), dtype=np.int64)])
        terms = self.terms._replace(low=low, high=np.concatenate([self.terms.high, np.array(high, dtype=np.int64)]))
        return Reading(without_unfit(self.pool._replace(rows=rows), terms), terms, self.constant)


@dataclass
class _Rows:
    """Counted properties under construction: one row for each property, bounded from both sides."""

    bits: list[int]
    low: list[int]
    high: list[int]

    def bound(self, bit: int, low: int, high: int) -> None:
        """Ask for at least ``low`` and at most ``high`` candidates with this bit."""
        if bit in self.bits:
            at = self.bits.index(bit)
            self.low[at], self.high[at] = max(self.low[at], low), min(self.high[at], high)
        else:
            self.bits.append(bit)
            self.low.append(low)
            self.high.append(high)


def build(problem: Problem, clauses: tuple[Clause, ...]) -> Reading | None:
    """The pool for these clauses (without `AnyOf`); None when the seeds alone break one."""
    seeds = np.array(problem.seeds, dtype=np.int64)
    free = problem.size - len(seeds)
    allowed = np.ones(len(problem.ids), dtype=np.bool_)
    allowed[seeds] = False
    rows = _Rows([], [], [])
    values: list[tuple[Codes, int]] = []
    groups: list[Codes] = []
    for clause in clauses:
        if isinstance(clause, Apart):
            taken = clause.groups[seeds]
            taken = taken[taken != UNKNOWN]
            if len(np.unique(taken)) < len(taken):
                return None
            allowed &= ~np.isin(clause.groups, taken)
            groups.append(clause.groups)
        elif isinstance(clause, DistinctAtLeast):
            values.append(_distinct(problem, clause, seeds))
        elif not _count(problem, clause, seeds, free, allowed, rows):
            return None
    if any(wanted > free for _, wanted in values) or any(
        low > high for low, high in zip(rows.low, rows.high, strict=True)
    ):
        return None
    return _assemble(problem, np.flatnonzero(allowed), rows, values, groups)


def _has(problem: Problem, bit: int) -> Flags:
    return (problem.requirements.flags >> np.uint64(bit) & np.uint64(1)).astype(np.bool_)


def _count(problem: Problem, clause: Clause, seeds: Ints, free: int, allowed: Flags, rows: _Rows) -> bool:
    """Add a clause about one property to the rows or to ``allowed``; False when it cannot be kept."""
    assert isinstance(clause, AtLeast | AtMost | Every)
    has = _has(problem, clause.bit)
    found = int(has[seeds].sum())
    if isinstance(clause, Every) or (isinstance(clause, AtLeast) and clause.count >= problem.size):
        allowed &= has
        return found == len(seeds) and (isinstance(clause, Every) or clause.count <= problem.size)
    if isinstance(clause, AtLeast):
        if clause.count > found:
            rows.bound(clause.bit, clause.count - found, free)
        return clause.count - found <= free
    if clause.count <= found:
        allowed &= ~has
    elif clause.count - found < free:
        rows.bound(clause.bit, 0, clause.count - found)
    return clause.count >= found


def _distinct(problem: Problem, clause: DistinctAtLeast, seeds: Ints) -> tuple[Codes, int]:
    """What each organisation adds to the distinct count of the seeds, and how much is wanted beyond them."""
    requirements = problem.requirements
    codes = requirements.countries if clause.of == "country" else requirements.regions
    if clause.bit is not None:
        codes = np.where(_has(problem, clause.bit), codes, np.int32(UNKNOWN))
    present = np.unique(codes[seeds])
    present = present[present != UNKNOWN]
    new = np.where(np.isin(codes, present), np.int32(UNKNOWN), codes).astype(np.int32)
    return new, max(0, clause.count - len(present))


def _assemble(
    problem: Problem, origin: Ints, rows: _Rows, values: list[tuple[Codes, int]], groups: list[Codes]
) -> Reading:
    seeds = value_of(problem, problem.seeds)
    covered = np.bitwise_or.reduce(problem.coverage[list(problem.seeds)], initial=np.uint64(0))
    gain = problem.fit.copy()
    bonuses = problem.bonuses
    for seed in problem.seeds:
        row = slice(int(bonuses.starts[seed]), int(bonuses.starts[seed + 1]))
        gain[bonuses.partners[row]] += bonuses.weights[row]
    counted = np.zeros(len(problem.ids), dtype=np.uint64)
    for at, bit in enumerate(rows.bits):
        counted |= _has(problem, bit).astype(np.uint64) << np.uint64(at)
    open_counts = [(codes, wanted) for codes, wanted in values if wanted > 0]
    whole = Pool(
        origin=np.arange(len(problem.ids), dtype=np.int64),
        gain=gain,
        cover=problem.coverage & ~covered,
        rows=counted,
        values=_stacked([codes for codes, _ in open_counts], len(problem.ids)),
        groups=_stacked(groups, len(problem.ids)),
        starts=bonuses.starts,
        partners=bonuses.partners,
        weights=bonuses.weights,
        shares=0.5 * bonuses.weights,
    )
    keep = np.zeros(len(problem.ids), dtype=np.bool_)
    keep[origin] = True
    terms = Terms(
        places=problem.size - len(problem.seeds),
        needs=problem.need_weights,
        low=np.array(rows.low, dtype=np.int64),
        high=np.array(rows.high, dtype=np.int64),
        wanted=np.array([wanted for _, wanted in open_counts], dtype=np.int64),
    )
    return Reading(without_unfit(compact(whole, keep), terms), terms, seeds.value)


def without_unfit(pool: Pool, terms: Terms) -> Pool:
    """The pool without those who alone break a term: every place counts in a row, or none may."""
    keep = np.ones(len(pool.gain), dtype=np.bool_)
    for row in range(len(terms.low)):
        inside = (pool.rows >> np.uint64(row) & np.uint64(1)).astype(np.bool_)
        if terms.low[row] == terms.places:
            keep &= inside
        if terms.high[row] == 0:
            keep &= ~inside
    for codes, wanted in zip(pool.values, terms.wanted, strict=True):
        if wanted == terms.places:
            keep &= codes != UNKNOWN
    return compact(pool, keep)


def _stacked(columns: list[Codes], count: int) -> Codes:
    return np.stack(columns).astype(np.int32) if columns else np.zeros((0, count), dtype=np.int32)


def compact(pool: Pool, keep: Flags) -> Pool:
    """The pool without those that are not kept; pairs with them go too."""
    if keep.all():
        return pool
    kept = np.flatnonzero(keep)
    starts, partners, weights, shares = _kept_pairs(pool.starts, pool.partners, pool.weights, pool.shares, keep, kept)
    return Pool(
        origin=pool.origin[kept],
        gain=pool.gain[kept],
        cover=pool.cover[kept],
        rows=pool.rows[kept],
        values=np.ascontiguousarray(pool.values[:, kept]),
        groups=np.ascontiguousarray(pool.groups[:, kept]),
        starts=starts,
        partners=partners,
        weights=weights,
        shares=shares,
    )


@njit(cache=True)
def _kept_pairs(
    starts: Ints, partners: Codes, weights: Floats, shares: Floats, keep: Flags, kept: Ints
) -> tuple[Ints, Codes, Floats, Floats]:  # pragma: no cover - compiled
    number = np.empty(len(keep), dtype=np.int32)
    for new in range(len(kept)):
        number[kept[new]] = new
    fresh = np.zeros(len(kept) + 1, dtype=np.int64)
    for new in range(len(kept)):
        count = 0
        for at in range(starts[kept[new]], starts[kept[new] + 1]):
            if keep[partners[at]] and weights[at] > 0.0:
                count += 1
        fresh[new + 1] = fresh[new] + count
    others = np.empty(fresh[-1], dtype=np.int32)
    bonus = np.empty(fresh[-1])
    share = np.empty(fresh[-1])
    for new in range(len(kept)):
        to = fresh[new]
        for at in range(starts[kept[new]], starts[kept[new] + 1]):
            if keep[partners[at]] and weights[at] > 0.0:
                others[to] = number[partners[at]]
                bonus[to] = weights[at]
                share[to] = shares[at]
                to += 1
    return fresh, others, bonus, share
