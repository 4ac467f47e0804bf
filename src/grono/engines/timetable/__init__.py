"""Timetable: which session takes place where and when.

`solve` plans a programme, `check` judges one, `evaluate` marks what is wrong with each session of a hand-made one,
`explain` says why a session is where it is or nowhere,
`quality` gives the figures, `measure` the levels of the objective. `warm` compiles the search ahead of time.
Run alone: ``python -m grono.engines.timetable case.json``.
"""

from grono.engines.timetable.checker import check
from grono.engines.timetable.evaluation import Evaluation, Marks, evaluate
from grono.engines.timetable.explanation import Alternative, Explanation, explain
from grono.engines.timetable.obstacles import Obstacle
from grono.engines.timetable.problem import (
    LEVELS,
    Block,
    Mode,
    Period,
    Person,
    Placement,
    Problem,
    Room,
    Session,
    Solution,
    TrackRule,
    Wish,
    clock_time,
)
from grono.engines.timetable.quality import Quality, quality
from grono.engines.timetable.score import measure
from grono.engines.timetable.solver import DEFAULT_LIMITS, RejectedError, solve
from grono.engines.timetable.warming import warm

__all__ = [
    "DEFAULT_LIMITS",
    "LEVELS",
    "Alternative",
    "Block",
    "Evaluation",
    "Explanation",
    "Marks",
    "Mode",
    "Obstacle",
    "Period",
    "Person",
    "Placement",
    "Problem",
    "Quality",
    "RejectedError",
    "Room",
    "Session",
    "Solution",
    "TrackRule",
    "Wish",
    "check",
    "clock_time",
    "evaluate",
    "explain",
    "main",
    "measure",
    "quality",
    "solve",
    "warm",
]


def main(argv: list[str] | None = None) -> int:
    """Run the engine alone on a JSON case; returns the exit code."""
    from grono.engines.timetable.command import main as run

    return run(argv)
