"""Elementary questions about a choice under construction, compiled: what it covers, what it lacks, who may join."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.problem import Flags, Floats, Ints, Mask
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


class Outlook(NamedTuple):
    """What a choice with open places asks of everybody who joins it."""

    possible: bool
    must: Mask  # rows in which each of them must count
    forbid: Mask  # rows in which none of them may count


@njit(cache=True, inline="always")
def covered_weight(weights: Floats, mask: Mask) -> float:  # pragma: no cover - compiled
    """Weight of the needs in a mask."""
    total = 0.0
    need = 0
    while mask != np.uint64(0):
        if mask & np.uint64(1):
            total += weights[need]
        mask = mask >> np.uint64(1)
        need += 1
    return total


@njit(cache=True)
def count_rows(pool: Pool, i: int, step: int, counts: Ints) -> None:  # pragma: no cover - compiled
    """Add ``step`` to the count of every row in which candidate i counts."""
    mask = pool.rows[i]
    row = 0
    while mask != np.uint64(0):
        if mask & np.uint64(1):
            counts[row] += step
        mask = mask >> np.uint64(1)
        row += 1


@njit(cache=True)
def distinct_values(pool: Pool, d: int, chosen: Ints, size: int) -> int:  # pragma: no cover - compiled
    """How many distinct values the choice brings to distinct count d."""
    found = 0
    for a in range(size):
        value = pool.values[d, chosen[a]]
        if value < 0:
            continue
        found += 1
        for b in range(a):
            if pool.values[d, chosen[b]] == value:
                found -= 1
                break
    return found


@njit(cache=True)
def outlook(
    pool: Pool, terms: Terms, chosen: Ints, size: int, counts: Ints, must_new: Flags
) -> Outlook:  # pragma: no cover - compiled
    """Whether the open places can still keep the terms one by one, and what that asks of who joins.

    ``must_new`` [D] is written: whether everybody who joins must bring a new distinct value.
    """
    rest = terms.places - size
    must, forbid = np.uint64(0), np.uint64(0)
    for row in range(len(terms.low)):
        bit = np.uint64(1) << np.uint64(row)
        missing = terms.low[row] - counts[row]
        if missing > rest:
            return Outlook(False, must, forbid)
        if missing == rest and missing > 0:
            must |= bit
        if counts[row] >= terms.high[row]:
            forbid |= bit
    for d in range(len(terms.wanted)):
        missing = terms.wanted[d] - distinct_values(pool, d, chosen, size)
        if missing > rest:
            return Outlook(False, must, forbid)
        must_new[d] = missing == rest and missing > 0
    return Outlook(True, must, forbid)


@njit(cache=True)
def admits(
    pool: Pool, chosen: Ints, size: int, view: Outlook, must_new: Flags, j: int
) -> bool:  # pragma: no cover - compiled
    """Whether candidate j may join the choice."""
    if (pool.rows[j] & view.must) != view.must or (pool.rows[j] & view.forbid) != np.uint64(0):
        return False
    for a in range(len(pool.groups)):
        group = pool.groups[a, j]
        if group >= 0:
            for b in range(size):
                if pool.groups[a, chosen[b]] == group:
                    return False
    for d in range(len(pool.values)):
        if must_new[d]:
            value = pool.values[d, j]
            if value < 0:
                return False
            for b in range(size):
                if pool.values[d, chosen[b]] == value:
                    return False
    return True


@njit(cache=True)
def choice_value(pool: Pool, terms: Terms, chosen: Ints, size: int) -> float:  # pragma: no cover - compiled
    """Fit, coverage and pair bonuses of a choice."""
    covered = np.uint64(0)
    total = 0.0
    for a in range(size):
        i = chosen[a]
        total += pool.gain[i]
        covered |= pool.cover[i]
        for at in range(pool.starts[i], pool.starts[i + 1]):
            for b in range(a):
                if pool.partners[at] == chosen[b]:
                    total += pool.weights[at]
    return total + covered_weight(terms.needs, covered)
