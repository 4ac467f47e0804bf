"""Stage 1 as a mixed-integer programme: which track is in which blocks, with which submissions (SciPy's HiGHS).

Rooms that cost every track the same form one class, and cells are only counted by class; which of its rooms a
track takes, the slots inside a cell, order and conflicts by slot are left out. So no programme costs less than
this relaxation, and its dual bound is a bound on the objective.

Variables, for track k, block b, class q, group i of submissions alike, pairs of tracks or groups:
cells[k, b, q], present[k, b] (1 when k is in b), begins[k, b] (in b but not in the block before), holed[k],
rooms[k, q] (rooms of class q that k needs at once), taken[i, b] (submissions of the group in b), and one variable
for each pair in each block (1 when both are there).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from grono.engines.themed.tables import Ints, Tables

#: With more variables for pairs than this, pairs of submissions are left out (the bound stays a bound).
MOST_PAIRS = 12_000


@dataclass(frozen=True)
class Group:
    """Submissions of one track that are alike to the relaxation."""

    track: int
    length: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Outline:
    """What the relaxation says: how many cells of a track are in each block, and where its submissions are."""

    cells: Ints  # [K, B]
    block: Ints  # [N]


@dataclass
class Model:
    """A mixed-integer programme that grows by blocks of variables and by rows."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, cost: Any, upper: float, *, whole: bool = True) -> Ints:
        """Variables from 0 to ``upper`` with these costs; returns their numbers in the same shape."""
        costs = np.asarray(cost, dtype=float)
        first = len(self.cost)
        self.cost.extend(costs.ravel())
        self.upper.extend([upper] * costs.size)
        self.whole.extend([int(whole)] * costs.size)
        return np.arange(first, first + costs.size, dtype=np.int64).reshape(costs.shape)

    def row(self, terms: list[tuple[int, float]], least: float = -inf, most: float = inf) -> None:
        """Demand ``least`` ≤ Σ coefficient · variable ≤ ``most``."""
        for column, value in terms:
            self.rows.append(len(self.least))
            self.columns.append(column)
            self.values.append(value)
        self.least.append(least)
        self.most.append(most)

    def solve(self, seconds: float | None, nodes: int | None) -> Any:
        """Minimise with HiGHS, one thread; SciPy's answer."""
        shape = (len(self.least), len(self.cost))
        matrix = csr_array((self.values, (self.rows, self.columns)), shape=shape)
        options: dict[str, Any] = {"mip_rel_gap": 0.0}
        if seconds is not None:
            options["time_limit"] = max(0.05, seconds)
        if nodes is not None:
            options["node_limit"] = nodes
        return milp(
            self.cost,
            integrality=np.array(self.whole, dtype=np.int64),
            bounds=Bounds(np.zeros(len(self.upper)), self.upper),
            constraints=LinearConstraint(matrix, self.least, self.most),
            options=options,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Answer:
    """The outcome: a bound (None: none was found), an outline, or the proof that nothing fits."""

    bound: int | None
    outline: Outline | None
    infeasible: bool = False


def relax(p: Tables, *, seconds: float | None, nodes: int | None = None) -> Answer:
    """Solve the relaxation within a time limit or a limit of nodes."""
    model = Model()
    classes = _classes(p)
    groups = list(_groups(p))
    cells = _add_cells(model, p, classes)
    present = _add_presence(model, p, cells)
    _add_rooms(model, p, classes, cells)
    taken = _add_groups(model, p, groups, cells, present)
    _add_tracks_beside(model, p, present)
    _add_conflicts(model, p, groups, taken)
    answer = model.solve(seconds, nodes)
    if answer.status == 2:
        return Answer(None, None, infeasible=True)
    rest = int(p.at_room.min(axis=1, initial=2**40).sum()) if p.at_room.size else 0
    dual = answer.mip_dual_bound
    alone = int(p.at_block.min(axis=1).sum())
    bound = max(0, alone, ceil(dual - 1e-4 * max(1.0, abs(dual) * 1e-4))) if dual is not None and dual > -inf else alone
    outline = None if answer.x is None else _outline(p, np.rint(answer.x), groups, cells, taken)
    return Answer(bound + rest, outline)


def _classes(p: Tables) -> list[list[int]]:
    """Rooms that cost the same for every track and block."""
    alike: dict[bytes, list[int]] = {}
    for room in range(p.cell_cost.shape[2]):
        alike.setdefault(p.cell_cost[:, :, room].tobytes(), []).append(room)
    return list(alike.values())


def _groups(p: Tables) -> Iterator[Group]:
    """Submissions of equal length and costs that are in conflict with nobody of another track, together."""
    alike: dict[tuple[int, int, bytes, int], list[int]] = {}
    for s, track in enumerate(p.track):
        single = s if len(_rivals(p, s)) else -1
        alike.setdefault((int(track), int(p.length[s]), p.at_block[s].tobytes(), single), []).append(s)
    for (track, length, _, _), members in alike.items():
        yield Group(track, length, tuple(members))


def _rivals(p: Tables, s: int) -> list[tuple[int, int]]:
    """Submissions of other tracks that must not be in the same block, with the cost."""
    span = range(int(p.first_pair[s]), int(p.first_pair[s + 1]))
    pairs = ((int(p.partner[i]), int(p.apart[i])) for i in span)
    return [(o, cost) for o, cost in pairs if cost and p.track[o] != p.track[s]]


def _add_cells(model: Model, p: Tables, classes: list[list[int]]) -> Ints:
    cost = np.stack([p.cell_cost[:, :, rooms[0]] for rooms in classes], axis=2) + p.parallel_weight
    cells = model.add(cost, max(len(rooms) for rooms in classes))
    for b in range(len(p.capacity)):
        for q, rooms in enumerate(classes):
            model.row([(int(column), 1.0) for column in cells[:, b, q]], most=len(rooms))
    return cells


def _add_presence(model: Model, p: Tables, cells: Ints) -> Ints:
    tracks, blocks, _ = cells.shape
    rooms = p.cell_cost.shape[2]
    present = model.add(np.full((tracks, blocks), -p.parallel_weight), 1)
    begins = model.add(np.zeros((tracks, blocks)), 1, whole=False)
    holed = model.add(np.full(tracks, p.consecutive_weight), 1)
    for k in range(tracks):
        for b in range(blocks):
            here = [(int(column), 1.0) for column in cells[k, b]]
            model.row([*here, (int(present[k, b]), -1.0)], least=0)
            model.row([*here, (int(present[k, b]), -float(rooms))], most=0)
            before = [(int(present[k, b - 1]), 1.0)] if b else []
            model.row([(int(begins[k, b]), 1.0), (int(present[k, b]), -1.0), *before], least=0)
        if p.consecutive_weight:
            most = (blocks + 1) // 2
            model.row([*((int(c), 1.0) for c in begins[k]), (int(holed[k]), -float(most - 1))], most=1)
    return present


def _add_rooms(model: Model, p: Tables, classes: list[list[int]], cells: Ints) -> None:
    tracks, blocks, _ = cells.shape
    if not p.rooms_weight:
        return
    rooms = model.add(np.full((tracks, len(classes)), p.rooms_weight), max(len(c) for c in classes), whole=False)
    first = model.add(np.full(tracks, -p.rooms_weight), 1, whole=False)  # the first room of a track is free
    for k in range(tracks):
        model.row([(int(first[k]), 1.0)], least=1, most=1)
        for q in range(len(classes)):
            for b in range(blocks):
                model.row([(int(rooms[k, q]), 1.0), (int(cells[k, b, q]), -1.0)], least=0)


def _add_groups(model: Model, p: Tables, groups: list[Group], cells: Ints, present: Ints) -> Ints:
    blocks = len(p.capacity)
    taken = model.add(np.array([p.at_block[group.members[0]] for group in groups]), p.cell_cost.shape[1] * 10**6)
    by_track: dict[int, list[int]] = {}
    for i, group in enumerate(groups):
        by_track.setdefault(group.track, []).append(i)
        model.row([(int(column), 1.0) for column in taken[i]], len(group.members), len(group.members))
        for b in range(blocks):
            most = len(group.members) if group.length <= p.capacity[b] else 0
            model.upper[int(taken[i, b])] = most
            model.row([(int(taken[i, b]), 1.0), (int(present[group.track, b]), -float(most))], most=0)
    for k, members in by_track.items():
        for b in range(blocks):
            room = [(int(column), -float(p.capacity[b])) for column in cells[k, b]]
            model.row([*((int(taken[i, b]), float(groups[i].length)) for i in members), *room], most=0)
            long = [i for i in members if 2 * groups[i].length > p.capacity[b]]
            if any(groups[i].length > 1 for i in long):  # no two of them share a cell
                one = [(int(column), -1.0) for column in cells[k, b]]
                model.row([*((int(taken[i, b]), 1.0) for i in long), *one], most=0)
    return taken


def _add_tracks_beside(model: Model, p: Tables, present: Ints) -> None:
    for k, o in zip(*np.nonzero(np.triu(p.beside, 1)), strict=True):
        both = model.add(np.full(len(p.capacity), p.beside[k, o]), 1, whole=False)
        for b, column in enumerate(both):
            model.row([(int(column), 1.0), (int(present[k, b]), -1.0), (int(present[o, b]), -1.0)], least=-1)


def _add_conflicts(model: Model, p: Tables, groups: list[Group], taken: Ints) -> None:
    number = {s: i for i, group in enumerate(groups) for s in group.members}
    pairs = [(s, o, cost) for s in range(len(p.track)) for o, cost in _rivals(p, s) if s < o]
    if len(pairs) * len(p.capacity) > MOST_PAIRS:
        return
    for s, o, cost in pairs:
        both = model.add(np.full(len(p.capacity), cost), 1, whole=False)
        for b, column in enumerate(both):
            one, other = int(taken[number[s], b]), int(taken[number[o], b])
            model.row([(int(column), 1.0), (one, -1.0), (other, -1.0)], least=-1)


def _outline(p: Tables, x: Any, groups: list[Group], cells: Ints, taken: Ints) -> Outline:
    block = np.full(len(p.track), -1, dtype=np.int64)
    for i, group in enumerate(groups):
        waiting = list(group.members)
        for b, column in enumerate(taken[i]):
            for _ in range(int(x[column])):
                if waiting:
                    block[waiting.pop()] = b
    return Outline(np.asarray(x[cells].sum(axis=2), dtype=np.int64), block)
