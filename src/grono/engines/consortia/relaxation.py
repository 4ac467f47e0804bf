"""The best prices: linear programs over few candidates, enlarged by those that the prices favour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from grono.engines.consortia.pool import Pool, Terms
from grono.engines.consortia.prices import Prices, add_shares, constant_of, leaders, no_prices, tables_of, worths
from grono.engines.consortia.problem import Codes, Floats, Ints, Masks

#: Candidates that join a program at a time, and most programs for one bound.
BATCH, ROUNDS = 60, 14
#: Price of a rule that is not kept, in multiples of the largest value that anybody could think of.
PENALTY = 100.0


@dataclass
class Relaxation:
    """Prices, what everybody is worth at them, and the bound that they prove."""

    prices: Prices
    worth: Floats  # [m] with shares of the pair bonuses
    bound: float
    columns: Ints  # candidates of the last program


def relax(pool: Pool, terms: Terms, columns: Ints | None = None) -> Relaxation:
    """Prices for which the bound of the pool is (nearly) smallest; the bound is below zero if no choice is possible."""
    base = pool.gain.copy()
    add_shares(pool.starts, pool.shares, terms.places - 1, base)
    shares = base - pool.gain
    if columns is None:
        columns = _first_columns(pool, terms, base)
    penalty = PENALTY * (1.0 + float(terms.needs.sum()) + terms.places * float(base.max(initial=0.0)))
    best: Relaxation | None = None
    for _ in range(ROUNDS):
        prices, value = _program(pool, terms, base, columns, penalty)
        worth = np.empty(len(base))
        worths(pool, prices, tables_of(prices), worth)
        worth += shares
        favoured = leaders(worth, max(BATCH, terms.places))
        bound = constant_of(terms, prices) + float(worth[favoured[: terms.places]].sum())
        if best is None or bound < best.bound:
            best = Relaxation(prices, worth, bound, columns)
        fresh = np.setdiff1d(favoured, columns)
        if bound - value <= 1e-7 * max(1.0, abs(value)) or not len(fresh):
            break
        columns = np.concatenate([columns, fresh])
    assert best is not None
    return best


def _first_columns(pool: Pool, terms: Terms, base: Floats) -> Ints:
    """Candidates that a good choice may need: the best for every need, row and value, and the best of all."""
    full = no_prices(pool, terms)._replace(needs=terms.needs)
    covering = np.empty(len(base))
    worths(pool, full, tables_of(full), covering)
    covering += base - pool.gain
    picks = [leaders(base, BATCH), leaders(covering, BATCH)]
    one = np.uint64(1)
    for row in range(len(terms.low)):
        if terms.low[row] > 0:
            inside = np.flatnonzero(pool.rows >> np.uint64(row) & one)
            picks.append(inside[leaders(covering[inside], 2 * terms.places)])
    for codes in pool.values:
        rank = np.argsort(-covering, kind="stable")[:20_000] if len(covering) > 20_000 else np.argsort(-covering)
        _, first = np.unique(codes[rank], return_index=True)
        picks.append(rank[np.sort(first)[: 3 * terms.places]])
    return np.unique(np.concatenate(picks))


def _program(pool: Pool, terms: Terms, base: Floats, columns: Ints, penalty: float) -> tuple[Prices, float]:
    """Solve the linear program over these candidates; returns its prices and its value.

    Variables: candidates, needs, distinct values, then the shortfalls of low rows and of distinct counts.
    """
    kinds = [np.unique(codes[columns][codes[columns] >= 0]) for codes in pool.values]
    lines, limit = _lines(pool, terms, columns, kinds)
    count, needs, shortfalls = len(columns), len(terms.needs), len(terms.low) + len(terms.wanted)
    width = lines.shape[1]
    cost = np.zeros(width)
    cost[:count] = -base[columns]
    cost[count : count + needs] = -terms.needs
    cost[width - shortfalls :] = penalty
    total = np.zeros((1, width))
    total[0, :count] = 1.0
    ends = [(0.0, 1.0)] * (width - shortfalls) + [(0.0, np.inf)] * shortfalls
    answer = linprog(cost, lines, limit, total, [float(terms.places)], ends, method="highs")
    if answer.x is None or answer.fun is None:
        return no_prices(pool, terms), -np.inf
    paid = np.maximum(0.0, -answer.ineqlin.marginals)
    return _prices(pool, terms, kinds, paid, penalty), -float(answer.fun)


def _lines(pool: Pool, terms: Terms, columns: Ints, kinds: list[Codes]) -> tuple[Floats, Floats]:
    """The inequalities: needs, low rows, high rows, distinct counts, then who brings each distinct value."""
    count, needs, rows, distinct = len(columns), len(terms.needs), len(terms.low), len(terms.wanted)
    spread = sum(len(kind) for kind in kinds)
    at_value, at_short = count + needs, count + needs + spread
    lines = np.zeros((needs + 2 * rows + distinct + spread, at_short + rows + distinct))
    limit = np.zeros(len(lines))
    lines[:needs, :count] = -_bits(pool.cover[columns], needs)
    lines[np.arange(needs), count + np.arange(needs)] = 1.0
    inside = _bits(pool.rows[columns], rows)
    lines[needs : needs + rows, :count] = -inside
    lines[needs + np.arange(rows), at_short + np.arange(rows)] = -1.0
    limit[needs : needs + rows] = -terms.low
    lines[needs + rows : needs + 2 * rows, :count] = inside
    limit[needs + rows : needs + 2 * rows] = terms.high
    line = needs + 2 * rows
    link, column = line + distinct, at_value
    for d, kind in enumerate(kinds):
        own = np.arange(len(kind))
        lines[line + d, column + own] = -1.0
        lines[line + d, at_short + rows + d] = -1.0
        limit[line + d] = -terms.wanted[d]
        lines[link + own, :count] = -(pool.values[d][columns][None, :] == kind[:, None]).astype(np.float64)
        lines[link + own, column + own] = 1.0
        link, column = link + len(kind), column + len(kind)
    return lines, limit


def _bits(masks: Masks, count: int) -> Floats:
    """The first bits of masks as rows of 0 and 1."""
    bits = (masks[None, :] >> np.arange(count, dtype=np.uint64)[:, None]) & np.uint64(1)
    return bits.astype(np.float64)


def _prices(pool: Pool, terms: Terms, kinds: list[Codes], paid: Floats, penalty: float) -> Prices:
    """The prices out of the dual values of a program."""
    needs, rows, distinct = len(terms.needs), len(terms.low), len(terms.wanted)
    at = needs + 2 * rows
    wanted = np.minimum(paid[at : at + distinct], penalty)
    # a value that nobody in the program brings is paid in full
    shares = np.repeat(wanted[:, None], int(pool.values.max(initial=0)) + 1, axis=1)
    at += distinct
    for d, kind in enumerate(kinds):
        shares[d, kind] = np.minimum(paid[at : at + len(kind)], wanted[d])
        at += len(kind)
    return Prices(
        needs=np.minimum(paid[:needs], terms.needs),
        low=np.minimum(paid[needs : needs + rows], penalty),
        high=paid[needs + rows : needs + 2 * rows],
        wanted=wanted,
        kinds=shares,
    )
