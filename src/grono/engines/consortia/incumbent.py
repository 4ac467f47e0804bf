"""Good choices quickly: from each of the most promising candidates add the best, then swap while it helps."""

from __future__ import annotations

import numpy as np

from grono.engines.consortia.choice import (
    Outlook,
    admits,
    choice_value,
    count_rows,
    covered_weight,
    outlook,
)
from grono.engines.consortia.pool import Pool, Terms, compact
from grono.engines.consortia.prices import add_shares, leaders
from grono.engines.consortia.problem import Flags, Floats, Ints
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded

#: Starts, and candidates among whom members are looked for: so many by worth with bonuses, so many without.
STARTS, AMONG = 40, 400


def promising_choice(pool: Pool, terms: Terms, worth: Floats) -> tuple[float, Ints] | None:
    """The best choice found among those worth most, with and without bonuses; None when none was found."""
    alone = worth.copy()
    if len(pool.partners):
        shares = np.zeros(len(worth))
        add_shares(pool.starts, pool.shares, terms.places - 1, shares)
        alone -= shares
    keep = np.zeros(len(worth), dtype=np.bool_)
    keep[leaders(worth, AMONG)] = True
    keep[leaders(alone, AMONG)] = True
    kept = np.flatnonzero(keep)
    small = compact(pool, keep)
    starts = np.unique(np.concatenate([leaders(worth[kept], STARTS), leaders(alone[kept], STARTS)]))
    best = np.full(terms.places, -1, dtype=np.int64)
    promise = np.zeros(len(small.gain))
    add_shares(small.starts, small.shares, terms.places - 1, promise)
    value = _best_of_starts(small, terms, _dense(small), promise, starts, best)
    if best[0] < 0:
        return None
    chosen = small.origin[best]
    return float(value), np.searchsorted(pool.origin, np.sort(chosen)).astype(np.int64)


def _dense(pool: Pool) -> Floats:
    """Pair bonuses as a matrix."""
    count = len(pool.gain)
    table = np.zeros((count, count))
    rows = np.repeat(np.arange(count), np.diff(pool.starts))
    table[rows, pool.partners] = pool.weights
    return table


@njit(cache=True)
def _best_of_starts(
    pool: Pool, terms: Terms, dense: Floats, promise: Floats, starts: Ints, best: Ints
) -> float:  # pragma: no cover - compiled
    """The best choice over all starts, extended once by what counts at once and once by what bonuses promise."""
    chosen = np.empty(terms.places, dtype=np.int64)
    counts = np.zeros(len(terms.low), dtype=np.int64)
    must_new = np.zeros(len(terms.wanted), dtype=np.bool_)
    top = -np.inf
    nothing = np.zeros(len(promise))
    for attempt in range(2 if len(pool.partners) else 1):
        lure = promise if attempt else nothing
        for first in starts:
            counts[:] = 0
            if not _extend(pool, terms, dense, lure, first, chosen, counts, must_new):
                continue
            _swap(pool, terms, dense, nothing, chosen, counts, must_new)
            value = choice_value(pool, terms, chosen, terms.places)
            if value > top + 1e-12:
                top = value
                best[:] = chosen
    return top


@njit(cache=True)
def _extend(
    pool: Pool, terms: Terms, dense: Floats, lure: Floats, first: int, chosen: Ints, counts: Ints, must_new: Flags
) -> bool:  # pragma: no cover - compiled
    """Fill the places, beginning with ``first``, each time with whoever adds most."""
    for size in range(terms.places):
        view = outlook(pool, terms, chosen, size, counts, must_new)
        if not view.possible:
            return False
        if size == 0:
            pick = first if admits(pool, chosen, 0, view, must_new, first) else -1
        else:
            pick, _ = _best_addition(pool, terms, dense, lure, chosen, size, view, must_new)
        if pick < 0:
            return False
        chosen[size] = pick
        count_rows(pool, pick, 1, counts)
    return True


@njit(cache=True)
def _best_addition(
    pool: Pool, terms: Terms, dense: Floats, lure: Floats, chosen: Ints, size: int, view: Outlook, must_new: Flags
) -> tuple[int, float]:  # pragma: no cover - compiled
    """Who adds most to the first ``size`` of the choice, and how much; −1 when nobody may join."""
    covered = np.uint64(0)
    for a in range(size):
        covered |= pool.cover[chosen[a]]
    # a promise counts less the fewer places are left to keep it
    weight = (terms.places - size - 1) / terms.places
    pick, most = -1, -np.inf
    for j in range(len(pool.gain)):
        gain = pool.gain[j] + weight * lure[j] + covered_weight(terms.needs, pool.cover[j] & ~covered)
        inside = False
        for a in range(size):
            gain += dense[chosen[a], j]
            inside = inside or chosen[a] == j
        if gain > most and not inside and admits(pool, chosen, size, view, must_new, j):
            pick, most = j, gain
    return pick, most


@njit(cache=True)
def _swap(
    pool: Pool, terms: Terms, dense: Floats, lure: Floats, chosen: Ints, counts: Ints, must_new: Flags
) -> None:  # pragma: no cover - compiled
    """Replace one member at a time while the choice gets better."""
    last = terms.places - 1
    value = choice_value(pool, terms, chosen, terms.places)
    since = 0
    while since < terms.places:
        # the member in front goes to the end, where it may be replaced
        leaving = chosen[0]
        for a in range(last):
            chosen[a] = chosen[a + 1]
        chosen[last] = leaving
        count_rows(pool, leaving, -1, counts)
        view = outlook(pool, terms, chosen, last, counts, must_new)
        pick, gain = _best_addition(pool, terms, dense, lure, chosen, last, view, must_new)
        since += 1
        if pick >= 0 and pick != leaving:
            better = choice_value(pool, terms, chosen, last) + gain
            if better > value + 1e-9:
                chosen[last] = pick
                value = better
                since = 0
        count_rows(pool, chosen[last], 1, counts)
