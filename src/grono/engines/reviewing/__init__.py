"""Who reviews what: proposals given to reviewers without conflicts of interest, fairly and with proof.

`solve` gives out the reviews, `check` tells whether an assignment keeps the rules, `shortfalls` names the proposals
that lack reviews and says why. SciPy is loaded by the first solve only.
"""

from __future__ import annotations

from collections.abc import Sequence

from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result
from grono.engines.reviewing.checker import check
from grono.engines.reviewing.problem import Problem, Solution
from grono.engines.reviewing.shortfalls import Shortfall, shortfalls

__all__ = [
    "Limits",
    "Problem",
    "Shortfall",
    "Solution",
    "check",
    "main",
    "shortfalls",
    "solve",
]


def solve(
    problem: Problem,
    *,
    limits: Limits,
    seed: int = 0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Give out the reviews: see `grono.engines.reviewing.solving.solve`."""
    from grono.engines.reviewing import solving

    return solving.solve(problem, limits=limits, seed=seed, start=start, progress=progress)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the engine: see `grono.engines.reviewing.command`."""
    from grono.engines.reviewing import command

    return command.main(argv)
