"""How the bonus of a pair is shared out between the two, so that the bounds are low.

A choice of k members holds at most k − 1 partners of each, so that any sharing gives a valid bound: worth plus the
k − 1 largest shares. A pair of which one is a strong candidate and the other is not goes to the weak one, who stays
weak. Sharing equal out pair by pair until nothing changes makes the largest sums of worths as small as they can be
where nobody has more than k − 1 partners (the least majorised point of a base polytope; Fujishige, 1980).
"""

from __future__ import annotations

import numpy as np

from grono.engines.consortia.pool import Pool
from grono.engines.consortia.problem import Codes, Floats, Ints
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


def share_out(pool: Pool, worth: Floats, most: int, rounds: int) -> None:
    """Share the bonuses of the pool anew, in place: ``worth`` without shares, at most ``most`` partners count."""
    if most >= 1 and len(pool.partners):
        _share_out(pool.starts, pool.partners, pool.weights, pool.shares, worth, most, rounds)


@njit(cache=True)
def _share_out(
    starts: Ints, partners: Codes, weights: Floats, shares: Floats, worth: Floats, most: int, rounds: int
) -> None:  # pragma: no cover - compiled
    count = len(starts) - 1
    twins = _twins(starts, partners)
    total = np.empty(count)
    last = np.empty(count)
    following = np.empty(count)
    for _ in range(rounds):
        _measure(starts, shares, worth, most, total, last, following)
        for i in range(count):
            for at in range(starts[i], starts[i + 1]):
                j = partners[at]
                if j > i:
                    twin = twins[at]
                    # what each share may be without counting, and what each is worth with it at that
                    free = following[i] if shares[at] >= last[i] else last[i]
                    free_twin = following[j] if shares[twin] >= last[j] else last[j]
                    mine = total[i] - max(0.0, shares[at] - free)
                    other = total[j] - max(0.0, shares[twin] - free_twin)
                    excess = weights[at] - free - free_twin
                    part = 0.5 * (excess + other - mine) if excess > 0.0 else 0.5 * excess
                    if excess > 0.0:
                        part = min(max(part, 0.0), excess)
                    share = min(max(free + part, 0.0), weights[at])
                    shares[at] = share
                    shares[twin] = weights[at] - share
                    total[i] = mine + max(0.0, share - free)
                    total[j] = other + max(0.0, shares[twin] - free_twin)


@njit(cache=True)
def _twins(starts: Ints, partners: Codes) -> Ints:  # pragma: no cover - compiled
    """Where each pair stands in the row of the partner; the partners of a row rise."""
    twins = np.empty(len(partners), dtype=np.int64)
    following = starts[:-1].copy()
    for i in range(len(starts) - 1):
        for at in range(starts[i], starts[i + 1]):
            j = partners[at]
            twins[at] = following[j]
            following[j] += 1
    return twins


@njit(cache=True)
def _measure(
    starts: Ints, shares: Floats, worth: Floats, most: int, total: Floats, last: Floats, following: Floats
) -> None:  # pragma: no cover - compiled
    """Write the worth with the ``most`` largest shares, the last of these, and the one after it."""
    top = np.empty(most + 1)
    for i in range(len(starts) - 1):
        top[:] = 0.0
        for at in range(starts[i], starts[i + 1]):
            if shares[at] > top[most]:
                slot = most
                while slot > 0 and top[slot - 1] < shares[at]:
                    top[slot] = top[slot - 1]
                    slot -= 1
                top[slot] = shares[at]
        total[i] = worth[i] + top[:most].sum()
        last[i] = top[most - 1]
        following[i] = top[most]
