"""Stage 1: which session in which room, when nothing counts but seats and room time (linear relaxation, HiGHS).

The *windows* of a room are the stretches of its blocks in which something can run, closures and pinned plenaries
taken out. A window is filled by a *pattern*: how many sessions of each length follow each other in it, turnaround
included, so that no session fits in addition. Only the number of windows of each size counts, not which they are,
so that the programme stays small: sessions × rooms plus rooms × sizes × patterns variables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from grono.engines.timetable.tables import Ints, Tables

#: The largest assignment (sessions × rooms) that is still relaxed as a linear programme.
LARGEST_LP = 60_000
#: With more patterns than this a window is only measured by its length.
MOST_PATTERNS = 4_000
#: A room is taken over from the relaxation when it holds more than this share of the session.
MOSTLY = 0.5


class RoomPlan(NamedTuple):
    """A lower bound on the overflow, and the rooms by which the relaxation reaches it."""

    bound: int
    rooms: Ints  # [S] room, -1 where the relaxation divides the session or leaves it out


class _Programme:
    """Rows and columns of a linear programme, filled entry by entry."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.entries: list[tuple[int, int, float]] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def column(self, cost: float) -> int:
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(self, least: float, most: float) -> int:
        self.least.append(least)
        self.most.append(most)
        return len(self.most) - 1

    def solve(self) -> tuple[float, NDArray[np.float64]] | None:
        """The least cost and the columns, which are not negative; None when there is no answer."""
        rows, columns, values = zip(*self.entries, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self.most), len(self.cost)))
        least, most = np.array(self.least), np.array(self.most)
        equal = least == most
        above = ~equal  # all other rows have no least value
        answer = linprog(
            self.cost,
            A_ub=matrix[above],
            b_ub=most[above],
            A_eq=matrix[equal],
            b_eq=most[equal],
            bounds=(0, None),
            method="highs",
        )
        if answer.status != 0 or answer.fun is None or answer.x is None:
            return None
        return float(answer.fun), np.asarray(answer.x)


def plan_rooms(tables: Tables, missing: int) -> RoomPlan:
    """The relaxation when sessions of this total priority (among those that have a place) may be left out."""
    nowhere = np.full(len(tables.steps), -1, dtype=np.int64)
    usable = np.asarray(tables.ok.any(axis=2), dtype=np.bool_)
    fixed = _fixed_alone(tables)
    open_rooms = usable & ~fixed[:, None]
    sure = int(sum(tables.overflow[s][usable[s]].min() for s in np.flatnonzero(fixed)))
    if not 0 < open_rooms.sum() <= LARGEST_LP or not tables.overflow[open_rooms].any():
        return RoomPlan(sure, nowhere)
    programme = _Programme()
    columns = _assignment(programme, tables, open_rooms, missing)
    _windows(programme, tables, fixed, columns)
    answer = programme.solve()
    if answer is None:
        return RoomPlan(sure, nowhere)
    rooms = nowhere.copy()
    for (s, r), column in columns.items():
        if answer[1][column] > MOSTLY:
            rooms[s] = r
    return RoomPlan(sure + int(np.ceil(answer[0] - 1e-6)), rooms)


def _fixed_alone(tables: Tables) -> NDArray[np.bool_]:
    """[S] sessions that must run at one given time with nothing beside them."""
    starts = tables.ok.any(axis=1).sum(axis=1)
    return np.asarray((starts == 1) & (tables.must > 0) & (tables.hard.sum(axis=1) == len(starts) - 1), dtype=np.bool_)


def _assignment(
    programme: _Programme, tables: Tables, usable: NDArray[np.bool_], missing: int
) -> dict[tuple[int, int], int]:
    """Every session is in a room or left out; the columns of session and room."""
    columns: dict[tuple[int, int], int] = {}
    left_out = programme.row(-np.inf, missing)
    for s in np.flatnonzero(usable.any(axis=1)).tolist():
        once = programme.row(1.0, 1.0)
        programme.entries.append((once, out := programme.column(0.0), 1.0))
        programme.entries.append((left_out, out, float(tables.priority[s])))
        for r in np.flatnonzero(usable[s]).tolist():
            columns[s, r] = programme.column(float(tables.overflow[s, r]))
            programme.entries.append((once, columns[s, r], 1.0))
    return columns


def _windows(
    programme: _Programme, tables: Tables, fixed: NDArray[np.bool_], columns: dict[tuple[int, int], int]
) -> None:
    """The sessions of a room, length by length, fit into the patterns of its windows.

    With too many patterns only the sum of the lengths is kept: every session is a number of units of length 1.
    """
    pitch = -(-(tables.length + tables.turnaround) // tables.step)
    spare = int((pitch - tables.steps).max())  # the last session of a window needs no turnaround inside it
    sizes = np.unique(pitch[~fixed])
    windows = _count_windows(tables, fixed)
    found = {size: _patterns(sizes.tolist(), size + spare) for size in {size for _, size in windows}}
    by_length = all(patterns is not None for patterns in found.values())
    rows = {}
    for (s, r), column in columns.items():
        key = (r, int(pitch[s]) if by_length else 1)
        if key not in rows:
            rows[key] = programme.row(-np.inf, 0.0)
        programme.entries.append((rows[key], column, 1.0 if by_length else float(pitch[s])))
    for (r, size), count in windows.items():
        within = programme.row(-np.inf, float(count))
        for pattern in (found[size] or ()) if by_length else ({1: size + spare},):
            column = programme.column(0.0)
            programme.entries.append((within, column, 1.0))
            programme.entries.extend((rows[r, n], column, -float(k)) for n, k in pattern.items() if (r, n) in rows)


def _count_windows(tables: Tables, fixed: NDArray[np.bool_]) -> Counter[tuple[int, int]]:
    """How many windows of each size (in grid steps) each room has."""
    covered = covered_steps(tables)
    for s in np.flatnonzero(fixed).tolist():
        begin = int(tables.ok[s].any(axis=0).argmax())
        covered[:, begin : begin + int(tables.steps[s])] = False
    windows: Counter[tuple[int, int]] = Counter()
    for r, row in enumerate(covered):
        for low, high in zip(tables.first[:-1].tolist(), tables.first[1:].tolist(), strict=True):
            edges = np.flatnonzero(np.diff(np.concatenate(([False], row[low:high], [False])).astype(np.int8)))
            windows.update((r, size) for size in (edges[1::2] - edges[::2]).tolist())
    return windows


def _patterns(sizes: list[int], space: int) -> list[dict[int, int]] | None:
    """All ways to fill a window in which nothing fits in addition; None when there are too many."""
    found: list[dict[int, int]] = []
    for pattern in _fill(sizes, space):
        found.append(pattern)
        if len(found) > MOST_PATTERNS:
            return None
    return found


def _fill(sizes: list[int], space: int) -> Iterator[dict[int, int]]:
    if not sizes:
        yield {}
        return
    *smaller, size = sizes
    if not smaller:
        yield {size: space // size} if space >= size else {}
        return
    for count in range(space // size, -1, -1):
        for rest in _fill(smaller, space - count * size):
            yield {**rest, size: count} if count else rest


def covered_steps(tables: Tables) -> NDArray[np.bool_]:
    """[R, T] whether some session can run in the room at the step."""
    _, rooms, count = tables.ok.shape
    covered = np.zeros((rooms, count), dtype=bool)
    for length in np.unique(tables.steps).tolist():
        starts = tables.ok[tables.steps == length].astype(bool).any(axis=0)
        for shift in range(length):
            covered[:, shift:] |= starts[:, : count - shift]
    return covered
