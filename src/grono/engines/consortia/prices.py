"""Prices of needs and rules, and what a candidate is worth at these prices.

For any prices ≥ 0 the value of an admissible choice is at most ``constant`` + Σ worth of its members (Lagrangian
relaxation): a need of weight w counts w − price once and its price to everybody who covers it; a row's price goes to
those who are counted in it, less the price of what is wanted; the bonus of a pair is shared out between the two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.problem import Floats, Ints, Mask
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


class Prices(NamedTuple):
    """Prices ≥ 0."""

    needs: Floats  # [T] paid to whoever covers the need
    low: Floats  # [R] paid to whoever counts in the row
    high: Floats  # [R] paid by whoever counts in the row
    wanted: Floats  # [D] paid for each new distinct value
    kinds: Floats  # [D, V] of it, the part paid to whoever brings the value


class Tables(NamedTuple):
    """Prices by bytes of the masks, for fast sums."""

    needs: Floats  # [4, 256]
    rows: Floats  # [8, 256]


def no_prices(pool: Pool, terms: Terms) -> Prices:
    """Prices of zero."""
    kinds = int(pool.values.max(initial=0)) + 1
    rows, distinct = len(terms.low), len(terms.wanted)
    return Prices(
        np.zeros(len(terms.needs)), np.zeros(rows), np.zeros(rows), np.zeros(distinct), np.zeros((distinct, kinds))
    )


def constant_of(terms: Terms, prices: Prices) -> float:
    """The part of the bound that does not depend on who is chosen."""
    total = float(np.maximum(0.0, terms.needs - prices.needs).sum())
    total += float((prices.high * terms.high).sum() - (prices.low * terms.low).sum())
    for at, wanted in enumerate(terms.wanted):
        spare = np.maximum(0.0, prices.wanted[at] - prices.kinds[at]).sum()
        total += float(spare - prices.wanted[at] * wanted)
    return total


@njit(cache=True)
def byte_tables(amounts: Floats, size: int) -> Floats:  # pragma: no cover - compiled
    """Sums of amounts over the bits of every byte."""
    table = np.zeros((size, 256))
    for bit in range(len(amounts)):
        for byte in range(256):
            if byte >> (bit % 8) & 1:
                table[bit // 8, byte] += amounts[bit]
    return table


@njit(cache=True, inline="always")
def table_sum(table: Floats, mask: Mask) -> float:  # pragma: no cover - compiled
    """Sum of the amounts whose bits are set."""
    total = 0.0
    byte = 0
    while mask != np.uint64(0):
        total += table[byte, mask & np.uint64(255)]
        mask = mask >> np.uint64(8)
        byte += 1
    return total


@njit(cache=True)
def worths(pool: Pool, prices: Prices, tables: Tables, worth: Floats) -> None:  # pragma: no cover - compiled
    """Write what each candidate is worth at these prices, without pairs."""
    for i in range(len(pool.gain)):
        total = pool.gain[i] + table_sum(tables.needs, pool.cover[i]) + table_sum(tables.rows, pool.rows[i])
        for d in range(len(pool.values)):
            if pool.values[d, i] >= 0:
                total += prices.kinds[d, pool.values[d, i]]
        worth[i] = total


def tables_of(prices: Prices) -> Tables:
    """The tables of these prices."""
    return Tables(byte_tables(prices.needs, 4), byte_tables(prices.low - prices.high, 8))


@njit(cache=True)
def add_shares(starts: Ints, shares: Floats, most: int, worth: Floats) -> None:  # pragma: no cover - compiled
    """Add the ``most`` largest shares of each candidate: more partners than that no choice has."""
    if most < 1:
        return
    top = np.empty(most)
    for i in range(len(starts) - 1):
        first, last = starts[i], starts[i + 1]
        if last - first <= most:
            for at in range(first, last):
                worth[i] += shares[at]
            continue
        top[:] = 0.0
        for at in range(first, last):
            share = shares[at]
            if share > top[most - 1]:
                slot = most - 1
                while slot > 0 and top[slot - 1] < share:
                    top[slot] = top[slot - 1]
                    slot -= 1
                top[slot] = share
        worth[i] += top.sum()


@njit(cache=True)
def leaders(worth: Floats, count: int) -> Ints:  # pragma: no cover - compiled
    """Numbers of the ``count`` largest, largest first, the smaller number first among equals."""
    count = min(count, len(worth))
    found = np.empty(count, dtype=np.int64)
    held = 0
    for i in range(len(worth)):
        if held == count and worth[i] <= worth[found[held - 1]]:
            continue
        slot = held if held < count else count - 1
        while slot > 0 and worth[found[slot - 1]] < worth[i]:
            found[slot] = found[slot - 1]
            slot -= 1
        found[slot] = i
        held = min(held + 1, count)
    return found
