"""HiGHS by way of SciPy: relaxed programmes with reduced costs, and whole ones with a bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import vstack

from grono.engines.kit.limits import Clock
from grono.engines.reviewing.programme import Floats, Ints, Programme

LIMIT_REACHED, INFEASIBLE = 1, 2
ROUNDING = 1e-6
PROMISING = 8  # pairs of a proposal, beside as many as it wants, with which a relaxed programme begins


class OutOfTimeError(Exception):
    """The time is over before there is an answer."""


@dataclass(frozen=True)
class Relaxed:
    """The best of the relaxed programme: its cost, the columns, and by how much each pair not taken would cost more."""

    cost: float
    values: Floats
    reduced: Floats


@dataclass(frozen=True)
class Whole:
    """The best whole answer found (None: none), a bound of the cost, and whether the search came to its end."""

    values: Floats | None
    bound: float
    is_complete: bool


def relax(programme: Programme, cost: Floats, clock: Clock) -> Relaxed | None:
    """Return the best of the relaxed programme, or None when nothing keeps its rows; raises `OutOfTimeError`.

    Few of the pairs can be in a good answer, so the programme is solved for some of them, and those that its prices
    call for join until none does (sifting: Bixby, Gregory, Lustig, Marsten, Shanno, 1992).
    """
    active = _promising(programme)
    while True:
        result = _solved(programme, cost, np.flatnonzero(active), clock)
        if result is None:
            if active.all():
                return None
            active[:] = True
            continue
        objective, values, prices = result
        reduced = cost - programme.matrix.T @ prices
        calling = ~active & (reduced < -ROUNDING)
        if not calling.any():
            return Relaxed(objective, values, np.maximum(reduced, 0.0))
        active |= calling


def _promising(programme: Programme) -> NDArray[np.bool_]:
    """Return the columns to begin with: the best pairs of each proposal, those given already, all that are no pairs."""
    active = np.ones(programme.width, dtype=np.bool_)
    space, kept = programme.space, programme.kept
    order = np.lexsort((-space.gain[kept], space.rows[kept]))
    rows = space.rows[kept][order]
    rank = np.arange(len(order)) - np.searchsorted(rows, rows)
    active[: programme.pairs][order] = rank < PROMISING + space.wanted[rows]
    active[: programme.pairs] |= space.is_fixed[kept]
    return active


def _solved(programme: Programme, cost: Floats, some: Ints, clock: Clock) -> tuple[float, Floats, Floats] | None:
    """Return the cost, the columns and the prices of the rows when only some columns may be used."""
    equal = programme.lower == programme.upper
    above = ~equal & np.isfinite(programme.upper)
    below = ~equal & np.isfinite(programme.lower)
    matrix = programme.matrix[:, some]
    bounds: Any = np.column_stack([programme.low, programme.high])[some]  # SciPy takes more than its stubs say
    result = linprog(
        cost[some],
        A_ub=vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([programme.upper[above], -programme.lower[below]]),
        A_eq=matrix[equal],
        b_eq=programme.upper[equal],
        bounds=bounds,
        method="highs-ds",
        options=_time(clock),
    )
    if result.status == LIMIT_REACHED:
        raise OutOfTimeError
    if result.status == INFEASIBLE:
        return None
    if result.status != 0 or result.x is None:
        raise RuntimeError(f"HiGHS gave up on a linear programme: {result.message}")
    values, prices = np.zeros(programme.width), np.zeros(len(programme.lower))
    values[some] = result.x
    split = int(above.sum())
    prices[above] = result.ineqlin.marginals[:split]
    prices[below] -= result.ineqlin.marginals[split:]
    prices[equal] = result.eqlin.marginals
    return float(cost[some] @ result.x), values, prices


def search(programme: Programme, cost: Floats, clock: Clock, nodes: int | None) -> Whole:
    """Search whole answers by branch and bound, at most so many nodes; raises `OutOfTimeError` without an answer."""
    integrality = np.zeros(programme.width, dtype=np.int64)
    integrality[: programme.pairs] = 1
    limits = _time(clock) | ({} if nodes is None else {"node_limit": nodes})
    result = milp(
        cost,
        integrality=integrality,
        bounds=Bounds(programme.low, programme.high),
        constraints=LinearConstraint(programme.matrix, programme.lower, programme.upper),
        options=limits | {"mip_rel_gap": 0.0},
    )
    if result.status == INFEASIBLE:
        return Whole(None, np.inf, True)
    if result.status not in (0, LIMIT_REACHED):
        raise RuntimeError(f"HiGHS gave up on a whole programme: {result.message}")
    if result.x is None:
        raise OutOfTimeError
    bound = result.mip_dual_bound
    return Whole(_rounded(result.x, programme.pairs), -np.inf if bound is None else float(bound), result.status == 0)


def _rounded(values: Floats, pairs: int) -> NDArray[np.float64]:
    values[:pairs] = values[:pairs].round()
    return values


def _time(clock: Clock) -> Any:
    if clock.over:
        raise OutOfTimeError
    return {} if clock.seconds is None else {"time_limit": max(clock.left, 0.01)}
