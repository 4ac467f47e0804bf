"""Branch and bound, compiled: choose candidates in order of worth, keep at each level a list of who can still help.

At a node with the choice S and r open places every further candidate j gets a worth that is exact in what S already
covers, lacks and is bound to; j stays on the node's list only if S, j and the r − 1 others that are worth most
could beat the best choice known. Two bounds are used: at the prices of the relaxation, and at full prices of the
needs, where a need may be counted for each who covers it. The bonus of two who are
both not chosen is shared out between them.
"""

from __future__ import annotations

import numpy as np

from grono.engines.consortia.choice import (
    admits,
    count_rows,
    covered_weight,
    distinct_values,
    outlook,
)
from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.prices import Prices, Tables, byte_tables, tables_of
from grono.engines.consortia.problem import Floats, Mask
from grono.engines.consortia.pruning import Scratch, Tree, prune, to_beat
from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()

from numba import njit  # noqa: E402 - the cache is chosen before numba is loaded


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
        if _next_bound(tree, level, rest) <= to_beat(tree):
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
    return prune(pool, terms, prices, tables, full, tree, scratch, child, active)


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
