"""A list in which each entry adds something: maximal marginal relevance.

Carbonell and Goldstein, SIGIR 1998: the next entry is the one that maximises
``trade_off · relevance − (1 − trade_off) · (largest similarity to an entry already taken)``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def diversify(relevance: ArrayLike, vectors: NDArray[np.floating], *, limit: int, trade_off: float = 0.7) -> list[int]:
    """Return the positions of at most ``limit`` entries in the order in which they should be shown.

    ``relevance`` (n values, best when on a 0..1 scale) and ``vectors`` (n × d, rows of length 1 or zero) describe the
    entries. A ``trade_off`` of 1 orders by relevance alone, 0 by difference alone after the first. Ties go to the
    earlier position. Raises `ValueError` when the shapes or the trade-off do not fit.
    """
    worth = np.asarray(relevance, dtype=np.float64)
    if worth.ndim != 1 or vectors.ndim != 2 or len(vectors) != len(worth):
        raise ValueError("relevance needs one value, and vectors one row, for each entry")
    if not 0.0 <= trade_off <= 1.0:
        raise ValueError(f"trade_off must lie between 0 and 1, got {trade_off}")
    nearest = np.zeros(len(worth))
    taken = np.zeros(len(worth), dtype=bool)
    order: list[int] = []
    while len(order) < min(limit, len(worth)):
        marginal = trade_off * worth - (1.0 - trade_off) * nearest
        # The first is always the most relevant one, whatever the trade-off.
        best = int(np.argmax(np.where(taken, -np.inf, marginal if order else worth)))
        order.append(best)
        taken[best] = True
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return order
