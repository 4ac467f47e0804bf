"""Branch and bound, compiled: choose candidates in order of worth, keep at each level a list of who can still help.

At a node with the choice S and r open places every further candidate j gets a worth that is exact in what S already
covers, lacks and is bound to; j stays on the node's list only if S, j and the r − 1 others that are worth most
could beat the best choice known. Two bounds are used: at the prices of the relaxation, and at full prices of the
needs, where a need may be counted for each who covers it. The bonus of two who are
both not chosen is shared out between them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grono.engines.consortia.choice import (
    admits,
    count_rows,
    covered_weight,
    distinct_values,
    outlook,
)
from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.prices import Prices, Tables, byte_tables, table_sum, tables_of
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


def plant(terms: Terms, worth: Floats, constant: float) -> Tree:
    """A tree with its root: ``worth`` with shares of bonuses and ``constant`` as the relaxation gives them."""
    places, count, rows = max(1, terms.places), len(worth), len(terms.low)
    tree = Tree(
        lists=np.empty((places, count), dtype=np.int32),
        worth=np.empty((places, count)),
        bonus=np.empty((places, count)),
        length=np.zeros(places, dtype=np.int64),
        place=np.zeros(places, dtype=np.int64),
        value=np.zeros(places),
        constant=np.zeros(places),
        plain=np.zeros(places),
        covered=np.zeros(places, dtype=np.uint64),
        counts=np.zeros((places, rows), dtype=np.int64),
        chosen=np.zeros(places, dtype=np.int64),
        best=np.zeros(places, dtype=np.int64),
        state=np.zeros(4, dtype=np.int64),
        mark=np.zeros(2),
    )
    order = np.argsort(-worth, kind="stable")
    tree.lists[0] = order
    tree.worth[0] = worth[order]
    tree.bonus[0] = 0.0
    tree.length[0] = count
    tree.constant[0] = constant
    return tree


def scratch_for(pool: Pool, prices: Prices) -> Scratch:
    """Room for the expansions of a tree over this pool."""
    count = len(pool.gain)
    return Scratch(
        link=np.zeros(count),
        stamp=np.zeros(count, dtype=np.int64),
        full=np.zeros(count),
        share=np.zeros(count),
        order=np.zeros(count, dtype=np.int64),
        must_new=np.zeros(len(pool.values), dtype=np.bool_),
        seen=np.zeros(prices.kinds.shape[1], dtype=np.int64),
        present=np.zeros(prices.kinds.shape, dtype=np.bool_),
    )


def explore(pool: Pool, terms: Terms, prices: Prices, tree: Tree, scratch: Scratch, nodes: int, work: int) -> None:
    """Search on until done (level −1) or this many nodes or looks at candidates are used up."""
    full = byte_tables(np.ascontiguousarray(terms.needs), 4)
    _explore(pool, terms, prices, tables_of(prices), full, tree, scratch, nodes, work)


def open_bound(terms: Terms, tree: Tree) -> float:
    """A value that nothing in the open part of the tree can pass; minus infinity when nothing is open."""
    bound = -np.inf
    for level in range(int(tree.state[0]) + 1):
        bound = max(bound, _next_bound(tree, level, terms.places - level))
    return float(bound)


@njit(cache=True)
def _next_bound(tree: Tree, level: int, rest: int) -> float:  # pragma: no cover - compiled
    """Bound of everything still to be tried at this level."""
    place = tree.place[level]
    if place + rest > tree.length[level]:
        return -np.inf
    bound = tree.value[level] + tree.constant[level]
    for at in range(place, place + rest):
        bound += tree.worth[level, at]
    return float(bound)


@njit(cache=True, inline="always")
def _to_beat(tree: Tree) -> float:  # pragma: no cover - compiled
    return float(tree.mark[0] + tree.mark[1])


@njit(cache=True)
def _explore(
    pool: Pool,
    terms: Terms,
    prices: Prices,
    tables: Tables,
    full: Floats,
    tree: Tree,
    scratch: Scratch,
    nodes: int,
    work: int,
) -> None:  # pragma: no cover - compiled
    nodes += tree.state[1]
    work += tree.state[2]
    while tree.state[0] >= 0 and tree.state[1] < nodes and tree.state[2] < work:
        level = tree.state[0]
        rest = terms.places - level
        if _next_bound(tree, level, rest) <= _to_beat(tree):
            tree.state[0] -= 1
            continue
        place = tree.place[level]
        tree.place[level] += 1
        tree.state[1] += 1
        tree.chosen[level] = tree.lists[level, place]
        if rest == 1:
            _finish(pool, terms, tree, level, place)
        elif _expand(pool, terms, prices, tables, full, tree, scratch, level, place):
            tree.state[0] += 1


@njit(cache=True)
def _finish(pool: Pool, terms: Terms, tree: Tree, level: int, place: int) -> None:  # pragma: no cover - compiled
    """The last place is filled: keep the choice if it is the best."""
    i = tree.chosen[level]
    fresh = pool.cover[i] & ~tree.covered[level]
    value = tree.value[level] + pool.gain[i] + tree.bonus[level, place] + covered_weight(terms.needs, fresh)
    if value > tree.mark[0]:
        tree.mark[0] = value
        tree.best[:] = tree.chosen
        tree.state[3] = 1


@njit(cache=True)
def _expand(
    pool: Pool,
    terms: Terms,
    prices: Prices,
    tables: Tables,
    full: Floats,
    tree: Tree,
    scratch: Scratch,
    level: int,
    place: int,
) -> bool:  # pragma: no cover - compiled
    """Open the node where the candidate at ``place`` joins; False when nothing in it can be better."""
    i, child = tree.chosen[level], level + 1
    fresh = pool.cover[i] & ~tree.covered[level]
    tree.value[child] = tree.value[level] + pool.gain[i] + tree.bonus[level, place] + covered_weight(terms.needs, fresh)
    tree.covered[child] = tree.covered[level] | pool.cover[i]
    tree.counts[child] = tree.counts[level]
    count_rows(pool, i, 1, tree.counts[child])
    view = outlook(pool, terms, tree.chosen, child, tree.counts[child], scratch.must_new)
    if not view.possible:
        return False
    active = _settle(pool, terms, prices, tree, scratch, child)
    for at in range(pool.starts[i], pool.starts[i + 1]):
        scratch.link[pool.partners[at]] = pool.weights[at]
    count = 0
    for at in range(place + 1, tree.length[level]):
        j = tree.lists[level, at]
        if admits(pool, tree.chosen, child, view, scratch.must_new, j):
            tree.lists[child, count] = j
            tree.bonus[child, count] = tree.bonus[level, at] + scratch.link[j]
            count += 1
    for at in range(pool.starts[i], pool.starts[i + 1]):
        scratch.link[pool.partners[at]] = 0.0
    tree.state[2] += tree.length[level] - place
    tree.length[child] = count
    tree.place[child] = 0
    return _prune(pool, terms, prices, tables, full, tree, scratch, child, active)


@njit(cache=True)
def _settle(
    pool: Pool, terms: Terms, prices: Prices, tree: Tree, scratch: Scratch, child: int
) -> Mask:  # pragma: no cover - compiled
    """Write the constant of the node's bound and who is present; returns the rows whose prices still count."""
    rest = terms.places - child
    if rest == 1:
        # who may join for the last place keeps every rule, and counts what it adds
        scratch.present[:] = True
        tree.constant[child] = tree.plain[child] = 0.0
        return np.uint64(0)
    constant = 0.0
    active = np.uint64(0)
    for row in range(len(terms.low)):
        missing = terms.low[row] - tree.counts[child, row]
        spare = terms.high[row] - tree.counts[child, row]
        # a row that cannot bind any more has no price; a row is priced from one side at a time
        price = prices.low[row] - prices.high[row]
        if (price > 0.0 and missing > 0) or (price < 0.0 and spare < rest):
            constant -= price * (missing if price > 0.0 else spare)
            active |= np.uint64(1) << np.uint64(row)
    for d in range(len(terms.wanted)):
        scratch.present[d] = False
        for a in range(child):
            if pool.values[d, tree.chosen[a]] >= 0:
                scratch.present[d, pool.values[d, tree.chosen[a]]] = True
        missing = terms.wanted[d] - distinct_values(pool, d, tree.chosen, child)
        if missing <= 0 or prices.wanted[d] <= 0.0:
            scratch.present[d] = True
            continue
        constant -= prices.wanted[d] * missing
        for v in range(prices.kinds.shape[1]):
            if not scratch.present[d, v]:
                constant += max(0.0, prices.wanted[d] - prices.kinds[d, v])
    tree.plain[child] = constant
    for need in range(len(terms.needs)):
        if not tree.covered[child] >> np.uint64(need) & np.uint64(1):
            constant += max(0.0, terms.needs[need] - prices.needs[need])
    tree.constant[child] = constant
    return active


@njit(cache=True)
def _prune(
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
    to_beat = _to_beat(tree)
    if base + others <= to_beat or plain + others_full <= to_beat:
        return 0
    kept = 0
    for at in range(count):
        worth, dear = tree.worth[child, at], scratch.full[at]
        if base + others - least + min(worth, least) <= to_beat:
            continue
        if plain + others_full - least_full + min(dear, least_full) <= to_beat:
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
