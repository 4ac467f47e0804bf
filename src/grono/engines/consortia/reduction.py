"""Fewer candidates: whoever cannot be in a choice that beats the best known one is left out, to a fixpoint."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grono.engines.consortia.pool import Pool, Terms, compact
from grono.engines.consortia.prices import Prices, add_shares, constant_of, leaders, tables_of, worths
from grono.engines.consortia.problem import Floats

#: A round that takes away less than this part is the last.
WORTHWHILE = 0.02


class Reduced(NamedTuple):
    """Who is left, what they are worth at the prices, and the bound on the best choice among them."""

    pool: Pool
    worth: Floats
    bound: float


def reduce(pool: Pool, terms: Terms, prices: Prices, to_beat: float) -> Reduced:
    """Leave out whoever cannot be in a choice worth more than ``to_beat``; nobody is left when no such choice exists.

    The bound of candidate i is its own worth and that of the ``places`` − 1 others who are worth most. Rules only
    make choices fewer, so that leaving out by this bound is exact.
    """
    constant, tables = constant_of(terms, prices), tables_of(prices)
    while True:
        worth = np.empty(len(pool.gain))
        worths(pool, prices, tables, worth)
        add_shares(pool.starts, pool.shares, terms.places - 1, worth)
        top = worth[leaders(worth, terms.places)]
        bound = constant + float(top.sum()) if len(top) == terms.places else -np.inf
        if bound <= to_beat:
            return Reduced(compact(pool, np.zeros(len(worth), dtype=np.bool_)), worth[:0], bound)
        keep = bound - top[-1] + np.minimum(worth, top[-1]) > to_beat
        lost = len(keep) - int(keep.sum())
        if lost == 0:
            return Reduced(pool, worth, bound)
        pool = compact(pool, keep)
        if lost < WORTHWHILE * len(keep) or not len(pool.partners):
            return Reduced(pool, worth[keep], bound)
