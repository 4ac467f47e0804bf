"""What an assignment is worth, computed from it alone: the values of the levels, in order of importance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grono.engines.reviewing.problem import Problem, Solution


@dataclass(frozen=True)
class Worth:
    """The values of the five levels.

    ``given``: reviews given. ``spread``: sum of squares of what proposals lack. ``weakest``: the smallest sum of
    affinities of a proposal that can have all its reviews. ``affinity``: the sum of all. ``loads``: sum of squares of
    the reviewers' numbers of reviews.
    """

    given: int
    spread: int
    weakest: int
    affinity: int
    loads: int


def worth(problem: Problem, solution: Solution) -> Worth:
    """Return the values of an assignment that keeps the rules."""
    rows = {name: index for index, name in enumerate(problem.proposals)}
    columns = {name: index for index, name in enumerate(problem.reviewers)}
    table = np.zeros(problem.affinity.shape, dtype=np.int64)
    for proposal, reviewer in solution.pairs():
        table[rows[proposal], columns[reviewer]] = 1
    missing = np.array(problem.wanted, dtype=np.int64) - table.sum(1)
    sums = (table * problem.affinity).sum(1)
    fair = fair_proposals(problem)
    return Worth(
        given=int(table.sum()),
        spread=int((missing**2).sum()),
        weakest=int(sums[fair].min()) if fair.any() else 0,
        affinity=int(sums.sum()),
        loads=int((table.sum(0) ** 2).sum()),
    )


def fair_proposals(problem: Problem) -> NDArray[np.bool_]:
    """Return which proposals count for the weakest one.

    Those that want reviews and have enough reviewers without a conflict; the others would pull it down for everybody.
    """
    wanted = np.array(problem.wanted, dtype=np.int64)
    free = ~problem.conflicts & (np.array([most for _, most in problem.loads], dtype=np.int64) > 0)
    return np.asarray((wanted > 0) & (free.sum(1) >= wanted), dtype=np.bool_)
