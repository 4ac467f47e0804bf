"""Who stays on the list of a node: worth and two bounds for each candidate, and whether enough are left (compiled)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grono.engines.consortia.choice import distinct_values
from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.prices import Prices, Tables, table_sum
from grono.engines.consortia.problem import Codes, Flags, Floats, Ints, Mask, Masks
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


class Tree(NamedTuple):
    """The open part of the search: one row for each level."""

    lists: Codes  # [k, m] candidates, those worth most first
    worth: Floats  # [k, m] what they are worth at the node
    bonus: Floats  # [k, m] bonuses with the chosen
    length: Ints  # [k]
    place: Ints  # [k] next of the list
    value: Floats  # [k] of the chosen
    constant: Floats  # [k] of the bound at the prices
    plain: Floats  # [k] of the bound at full prices of the needs
    covered: Masks  # [k]
    counts: Ints  # [k, R]
    chosen: Ints  # [k]
    best: Ints  # [k] the best choice found here
    state: Ints  # [4] level (−1: done), nodes, work, whether a choice was found
    mark: Floats  # [2] the best value known, by how much it must be beaten to be of interest


class Scratch(NamedTuple):
    """Room for one expansion."""

    link: Floats  # [m] bonus with the candidate that is added
    stamp: Ints  # [m]
    full: Floats  # [m] worth at full prices
    share: Floats  # [m] shares of the bonuses within the list
    order: Ints  # [m]
    must_new: Flags  # [D]
    seen: Ints  # [V]
    present: Flags  # [D, V]


@njit(cache=True, inline="always")
def to_beat(tree: Tree) -> float:  # pragma: no cover - compiled
    """Return the value that a choice must exceed to be of interest."""
    return float(tree.mark[0] + tree.mark[1])


@njit(cache=True)
def prune(
    pool: Pool,
    terms: Terms,
    prices: Prices,
    tables: Tables,
    full: Floats,
    tree: Tree,
    scratch: Scratch,
    child: int,
    active: Mask,
) -> bool:  # pragma: no cover - compiled
    """Shorten the node's list to who can help and sort it; False when too few are left."""
    rest = terms.places - child
    count = tree.length[child]
    for at in range(count):
        scratch.share[at] = 0.0
    again = len(pool.partners) > 0 and rest > 1
    if again:
        _share_out(pool, tree, scratch, child, count, rest - 1)
    while True:
        _weigh(pool, prices, tables, full, tree, scratch, child, count, active, rest)
        before = count
        count = _shorten(terms, tree, scratch, child, count, rest)
        tree.state[2] += before
        if count < rest:
            return False
        if not again or before - count < 1 + before // 10:
            break
        _share_out(pool, tree, scratch, child, count, rest - 1)
    tree.length[child] = count
    if not _enough(pool, terms, tree, scratch, child, count):
        return False
    _sort(tree, scratch, child, count)
    return True


@njit(cache=True)
def _share_out(
    pool: Pool, tree: Tree, scratch: Scratch, child: int, count: int, most: int
) -> None:  # pragma: no cover - compiled
    """Sum of the ``most`` largest shares of each candidate within the list."""
    top = np.zeros(most)
    for at in range(count):
        scratch.stamp[tree.lists[child, at]] = 1
    for at in range(count):
        i = tree.lists[child, at]
        top[:] = 0.0
        for entry in range(pool.starts[i], pool.starts[i + 1]):
            share = pool.shares[entry]
            if share > top[most - 1] and scratch.stamp[pool.partners[entry]]:
                slot = most - 1
                while slot > 0 and top[slot - 1] < share:
                    top[slot] = top[slot - 1]
                    slot -= 1
                top[slot] = share
        scratch.share[at] = top.sum()
        tree.state[2] += (pool.starts[i + 1] - pool.starts[i]) // 4
    for at in range(count):
        scratch.stamp[tree.lists[child, at]] = 0


@njit(cache=True)
def _weigh(
    pool: Pool,
    prices: Prices,
    tables: Tables,
    full: Floats,
    tree: Tree,
    scratch: Scratch,
    child: int,
    count: int,
    active: Mask,
    rest: int,
) -> None:  # pragma: no cover - compiled
    """Worth of the candidates of the list, at the prices and at full prices of the needs."""
    covered = tree.covered[child]
    for at in range(count):
        j = tree.lists[child, at]
        common = pool.gain[j] + tree.bonus[child, at] + scratch.share[at]
        common += table_sum(tables.rows, pool.rows[j] & active)
        for d in range(len(pool.values)):
            value = pool.values[d, j]
            if value >= 0 and not scratch.present[d, value]:
                common += prices.kinds[d, value]
        fresh = pool.cover[j] & ~covered
        scratch.full[at] = common + table_sum(full, fresh)
        # with one place left the full price is exact
        tree.worth[child, at] = scratch.full[at] if rest == 1 else common + table_sum(tables.needs, fresh)


@njit(cache=True)
def _shorten(
    terms: Terms, tree: Tree, scratch: Scratch, child: int, count: int, rest: int
) -> int:  # pragma: no cover - compiled
    """Drop whoever cannot be in a better choice from the list; returns how many are left."""
    base = tree.value[child] + tree.constant[child]
    plain = tree.value[child] + tree.plain[child]
    others, least = _sum_of_top(tree.worth[child], count, rest)
    others_full, least_full = _sum_of_top(scratch.full, count, rest)
    bar = to_beat(tree)
    if base + others <= bar or plain + others_full <= bar:
        return 0
    kept = 0
    for at in range(count):
        worth, dear = tree.worth[child, at], scratch.full[at]
        if base + others - least + min(worth, least) <= bar:
            continue
        if plain + others_full - least_full + min(dear, least_full) <= bar:
            continue
        tree.lists[child, kept] = tree.lists[child, at]
        tree.bonus[child, kept] = tree.bonus[child, at]
        tree.worth[child, kept] = worth
        scratch.share[kept] = scratch.share[at]
        scratch.full[kept] = dear
        kept += 1
    return kept


@njit(cache=True)
def _sum_of_top(worth: Floats, count: int, most: int) -> tuple[float, float]:  # pragma: no cover - compiled
    """Sum of the ``most`` largest of the first ``count``, and the least of them."""
    if count < most:
        return -np.inf, -np.inf
    top = np.full(most, -np.inf)
    for at in range(count):
        if worth[at] > top[most - 1]:
            slot = most - 1
            while slot > 0 and top[slot - 1] < worth[at]:
                top[slot] = top[slot - 1]
                slot -= 1
            top[slot] = worth[at]
    return top.sum(), top[most - 1]


@njit(cache=True)
def _enough(
    pool: Pool, terms: Terms, tree: Tree, scratch: Scratch, child: int, count: int
) -> bool:  # pragma: no cover - compiled
    """Whether the list still holds enough candidates for each row and each distinct count."""
    for row in range(len(terms.low)):
        missing = terms.low[row] - tree.counts[child, row]
        at = 0
        while missing > 0 and at < count:
            if pool.rows[tree.lists[child, at]] >> np.uint64(row) & np.uint64(1):
                missing -= 1
            at += 1
        if missing > 0:
            return False
    for d in range(len(terms.wanted)):
        missing = terms.wanted[d] - distinct_values(pool, d, tree.chosen, child)
        if missing <= 0:
            continue
        scratch.seen[:] = 0
        for a in range(child):
            if pool.values[d, tree.chosen[a]] >= 0:
                scratch.seen[pool.values[d, tree.chosen[a]]] = 1
        at = 0
        while missing > 0 and at < count:
            value = pool.values[d, tree.lists[child, at]]
            if value >= 0 and not scratch.seen[value]:
                scratch.seen[value] = 1
                missing -= 1
            at += 1
        if missing > 0:
            return False
    return True


@njit(cache=True)
def _sort(tree: Tree, scratch: Scratch, child: int, count: int) -> None:  # pragma: no cover - compiled
    """Bring the list of a node into the order of worth, largest first."""
    order = np.argsort(-tree.worth[child, :count], kind="mergesort")
    scratch.order[:count] = tree.lists[child, :count]
    scratch.full[:count] = tree.bonus[child, :count]
    scratch.share[:count] = tree.worth[child, :count]
    for at in range(count):
        tree.lists[child, at] = scratch.order[order[at]]
        tree.bonus[child, at] = scratch.full[order[at]]
        tree.worth[child, at] = scratch.share[order[at]]
