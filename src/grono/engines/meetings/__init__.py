"""Who meets whom, when, at which table: plans with proven bounds.

`solve` plans a round, `replan` repairs a published plan with few changes, `check` tells whether a plan keeps the
rules, `quality` and `explain_unplaced` say how good it is and why a request found no place. The compiled and the
exact solvers are loaded by the first solve only.
"""

from __future__ import annotations

from collections.abc import Sequence

from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result
from grono.engines.meetings.check import check
from grono.engines.meetings.explain import Code, Reason, explain_unplaced
from grono.engines.meetings.measure import Share
from grono.engines.meetings.problem import (
    Meeting,
    Mode,
    Participant,
    Placement,
    Problem,
    Slot,
    Solution,
    Table,
)
from grono.engines.meetings.quality import Changes, Quality, changes, quality

__all__ = [
    "Changes",
    "Code",
    "Limits",
    "Meeting",
    "Mode",
    "Participant",
    "Placement",
    "Problem",
    "Quality",
    "Reason",
    "Share",
    "Slot",
    "Solution",
    "Table",
    "changes",
    "check",
    "explain_unplaced",
    "main",
    "quality",
    "replan",
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
    """Plan a round of meetings: see `grono.engines.meetings.solving.solve`."""
    from grono.engines.meetings import solving

    return solving.solve(problem, limits=limits, seed=seed, start=start, progress=progress)


def replan(
    problem: Problem,
    published: Solution | None = None,
    *,
    limits: Limits,
    seed: int = 0,
    touch_share: float = 0.02,
    fill: bool = True,
    progress: Progress | None = None,
) -> Result[Solution]:
    """Repair a published plan with few changes: see `grono.engines.meetings.repair.replan`."""
    from grono.engines.meetings import repair

    return repair.replan(
        problem, published, limits=limits, seed=seed, touch_share=touch_share, fill=fill, progress=progress
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the engine: see `grono.engines.meetings.command`."""
    from grono.engines.meetings import command

    return command.main(argv)
