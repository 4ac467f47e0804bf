"""Bounds that no plan can pass, from linear programmes and counting; never from a plan's own objective."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor as round_down

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from grono.engines.kit.limits import Clock
from grono.engines.meetings.arrays import BoolArray, Data

EPSILON = 1e-6


class CountBound:
    """The b-matching relaxation: how many meetings fit, tables and slots counted but not told apart.

    max Σ y_e with 0 ≤ y_e ≤ 1 for meetings that share a slot, Σ_{e∋v} y_e ≤ the slots v can use, and Σ y_e ≤ the
    tables of all slots, overall and for each kind of meeting that may not sit everywhere.
    """

    def __init__(self, data: Data) -> None:
        self.data = data
        self.edges = np.flatnonzero(data.ok.any(axis=1))
        people, count = len(data.need), len(self.edges)
        ends = data.ends[self.edges]
        columns = np.repeat(np.arange(count), 2)
        self.incidence = sparse.csr_matrix(
            (np.ones(2 * count), (ends.ravel(), columns)), shape=(people, count), dtype=np.float64
        )
        self.caps = data.usable.astype(np.float64)
        kind_rows, kind_caps = self._table_rows()
        self.rows = sparse.vstack([self.incidence, *kind_rows], format="csr")
        self.limits = np.concatenate([self.caps, kind_caps])

    def _table_rows(self) -> tuple[list[sparse.csr_matrix], list[float]]:
        data = self.data
        people = (data.ok.any(axis=0)).astype(np.int64)  # slots of any use
        rows = [sparse.csr_matrix(np.ones((1, len(self.edges))))]
        caps = [float((data.cap.sum(axis=1) * people).sum())]
        if len(data.allow) > 1:
            for k in range(len(data.allow)):
                mask = (data.kind[self.edges] == k).astype(np.float64)
                rows.append(sparse.csr_matrix(mask[None, :]))
                caps.append(float((data.cap[:, data.allow[k]].sum(axis=1) * people).sum()))
        return rows, caps

    def best(self, rank: int, counts: Sequence[int]) -> int:
        """Most meetings of class ``rank`` when at least ``counts`` of the classes before it are held."""
        weight = (self.data.cls[self.edges] == rank).astype(np.float64)
        if not weight.any():
            return 0
        value = self._solve(weight, counts, 0)
        return 0 if value is None else round_down(value + EPSILON)

    def best_floor(self, counts: Sequence[int], clock: Clock) -> int:
        """Largest f so that every participant may hold min(f, need) meetings beside ``counts``.

        By bisection; a larger f, still a bound, when the clock ends before.
        """
        low, high = 0, int(self.data.need.max(initial=0))
        while low < high and not clock.over:
            middle = (low + high) // 2 + 1
            if self._solve(np.zeros(len(self.edges)), counts, middle) is None:
                high = middle - 1
            else:
                low = middle
        return high

    def _solve(self, weight: np.ndarray, counts: Sequence[int], floor: int) -> float | None:
        """Value of the relaxation, None when it has no solution."""
        rows, limits = [self.rows], [self.limits]
        for rank, count in enumerate(counts):
            mask = (self.data.cls[self.edges] == rank).astype(np.float64)
            rows.append(sparse.csr_matrix(-mask[None, :]))
            limits.append(np.array([-float(count)]))
        if floor > 0:
            rows.append(-self.incidence)
            limits.append(-np.minimum(self.data.need, floor).astype(np.float64))
        outcome = linprog(  # type: ignore[call-overload]
            -weight, A_ub=sparse.vstack(rows, format="csr"), b_ub=np.concatenate(limits), bounds=(0, 1), method="highs"
        )
        return None if outcome.status == 2 else -float(outcome.fun)


def least_breaks(data: Data, missing: int, floor: int) -> int:
    """Breaks that availability alone enforces when at most ``missing`` possible meetings are left out.

    A participant who holds at least g meetings needs at least so many runs of free slots that the longest of
    them cover g; each run beyond the first of its day costs a break.
    """
    possible = data.ok.any(axis=1)
    degree = np.bincount(data.ends[possible].ravel(), minlength=len(data.need))
    total = 0
    for p in np.flatnonzero(degree):
        least = max(int(degree[p]) - missing, min(floor, int(data.need[p])))
        if least > 1:
            meetings = data.by_person[data.first[p] : data.first[p + 1]]
            runs = _runs(data, np.asarray(data.ok[meetings].any(axis=0)), data.engaged[p])
            free = len(runs)
            lengths = sorted((length for day in runs.values() for length in day), reverse=True)
            needed = int(np.searchsorted(np.cumsum(lengths), least)) + 1
            total += max(0, needed - free)
    return total


def _runs(data: Data, usable: BoolArray, engaged: BoolArray) -> dict[int, list[int]]:
    """Lengths of the runs of usable slots per day, engaged slots left out."""
    runs: dict[int, list[int]] = {}
    inside: int | None = None
    for t, day in enumerate(map(int, data.day)):
        if engaged[t]:
            continue
        if not usable[t]:
            inside = None
        elif inside == day:
            runs[day][-1] += 1
        else:
            runs.setdefault(day, []).append(1)
            inside = day
    return runs
