"""From a call, its rules and a pool of organisations to the best consortia, each with proof.

`requirements` compiles the rules of a call, `solve` finds the best consortia that keep them and differ enough from each
other, `check` tells whether proposals keep them, `explain` says who brings what, and `missing_roles` who is still
needed. The compiled search is loaded by the first solve only.
"""

from __future__ import annotations

from collections.abc import Sequence

from grono.engines.consortia.checker import check
from grono.engines.consortia.compiling import Compiled, requirements
from grono.engines.consortia.explaining import Explanation, explain
from grono.engines.consortia.holding import Holding, proposals_that_hold
from grono.engines.consortia.problem import (
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Proposal,
    Requirements,
    Solution,
    value_of,
)
from grono.engines.consortia.roles import Completion, MissingRole, missing_roles
from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result

__all__ = [
    "AnyOf",
    "Apart",
    "AtLeast",
    "AtMost",
    "Clause",
    "Compiled",
    "Completion",
    "DistinctAtLeast",
    "Every",
    "Explanation",
    "Holding",
    "Limits",
    "MissingRole",
    "Pairs",
    "Problem",
    "Proposal",
    "Requirements",
    "Solution",
    "check",
    "explain",
    "main",
    "missing_roles",
    "proposals_that_hold",
    "requirements",
    "solve",
    "value_of",
]


def solve(
    problem: Problem,
    *,
    limits: Limits,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Find the best diverse consortia: see `grono.engines.consortia.solving.solve`."""
    from grono.engines.consortia import solving

    return solving.solve(problem, limits=limits, seed=seed, start=start, progress=progress)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the engine: see `grono.engines.consortia.command`."""
    from grono.engines.consortia import command

    return command.main(argv)
