"""Themed programme: tracks in blocks and rooms, their submissions in slots, at the least cost.

The formulation of CoSPLib: all wishes are costs with weights, only the slots and the cells are hard. `solve` plans,
`check` judges, `measure` counts every term, `cost_of` adds them up. `warm` compiles the search ahead of time.
Run alone: ``python -m grono.engines.themed case.json``.
"""

from grono.engines.themed.checker import check
from grono.engines.themed.problem import (
    TERMS,
    Block,
    Placement,
    Problem,
    Solution,
    Submission,
    Track,
    Weights,
)
from grono.engines.themed.score import cost_of, measure
from grono.engines.themed.solver import DEFAULT_LIMITS, RejectedError, solve
from grono.engines.themed.warming import warm

__all__ = [
    "DEFAULT_LIMITS",
    "TERMS",
    "Block",
    "Placement",
    "Problem",
    "RejectedError",
    "Solution",
    "Submission",
    "Track",
    "Weights",
    "check",
    "cost_of",
    "main",
    "measure",
    "solve",
    "warm",
]


def main(argv: list[str] | None = None) -> int:
    """Run the engine alone on a JSON case; returns the exit code."""
    from grono.engines.themed.command import main as run

    return run(argv)
