"""Compiling ahead of time, so that no time limit and no reader of a page pays for it."""

from __future__ import annotations

from functools import cache

import numpy as np

from grono.engines.kit.limits import Clock
from grono.engines.timetable.alternatives import move_table, swap_table
from grono.engines.timetable.problem import LEVELS, Block, Problem, Room, Session
from grono.engines.timetable.search import Budget, Search
from grono.engines.timetable.tables import build_tables


@cache
def warm() -> None:
    """Compile all loops, or load them from the cache, by planning two sessions."""
    sessions = tuple(Session(name, 10, 5, track="t") for name in "ab")
    tables = build_tables(Problem(10, (Block("b", 0, 20),), (Room("r", 1), Room("q", 1)), sessions))
    floor = np.zeros(len(LEVELS), dtype=np.int64)
    search = Search(tables, lambda _: floor, Budget(Clock(), 1), lambda *_: True)
    nowhere = np.full(len(sessions), -1, dtype=np.int64)
    search.begin(0, nowhere, nowhere)
    search.run()
    move_table(tables, search.state, 0)
    swap_table(tables, search.state, 0)
