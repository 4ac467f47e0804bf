"""Compiling ahead of time, so that no time limit pays for it."""

from __future__ import annotations

from functools import cache

import numpy as np

from grono.engines.kit.limits import Clock
from grono.engines.themed.problem import Block, Problem, Submission, Track, Weights
from grono.engines.themed.search import Budget, Search
from grono.engines.themed.tables import build_tables


@cache
def warm() -> None:
    """Compile all loops, or load them from the cache, by planning two submissions."""
    submissions = tuple(Submission(name, "t", order=1) for name in "ab")
    blocks = (Block("m", 1), Block("n", 1))
    tables = build_tables(Problem(blocks, ("r", "q"), (Track("t"),), submissions, Weights(parallel=1, order=1)))
    search = Search(tables, Budget(Clock(), 1), lambda *_: True)
    nowhere = np.full(len(submissions), -1, dtype=np.int64)
    search.begin(0, nowhere, nowhere)
    search.run()
