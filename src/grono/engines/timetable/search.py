"""The driver of the compiled search: cycles of annealing, one stage for each level that is not yet proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from grono.engines.kit.limits import Clock
from grono.engines.timetable.anneal import anneal, construct, seed_generator
from grono.engines.timetable.moves import Scratch, build_scratch
from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.repair import repair_clashes
from grono.engines.timetable.rooms import reassign_rooms
from grono.engines.timetable.state import State, compare, empty_state, load
from grono.engines.timetable.tables import CLASHES, MISSING, OVERFLOW, Ints, Tables

CHUNK = 4000  # moves between two looks at the clock
CYCLES = 3
#: The part of the budget at which the way by rooms ends.
BY_ROOMS = 0.5
#: How many of the moves keep the rooms while the clashes are taken out.
INSIDE_ROOMS = 0.7
#: How the time of a cycle is shared among the stages that are open.
SHARES = dict(zip(LEVELS, (2.0, 4.0, 2.0, 2.0, 3.0, 1.0, 1.0), strict=True))


@dataclass
class Budget:
    """Moves and time: by moves alone the search is deterministic, else time is what counts."""

    clock: Clock
    steps: int | None
    share: float = 1.0  # of the clock's time
    used: int = 0
    stopped: bool = False

    @property
    def fraction(self) -> float:
        """How much is used up, 0..1."""
        if self.steps is not None:
            return min(1.0, self.used / max(1, self.steps))
        assert self.clock.seconds is not None
        return min(1.0, self.clock.elapsed / max(1e-9, self.clock.seconds * self.share))

    @property
    def over(self) -> bool:
        """Whether the search must end."""
        return self.stopped or self.clock.over or self.fraction >= 1.0


@dataclass
class Search:
    """A search over one problem; ``best`` holds the best programme so far (its grid is not kept up)."""

    tables: Tables
    bounds_for: Callable[[int], Ints]  # lower bounds [L] when this much priority is left out
    budget: Budget
    report: Callable[[str, float, Ints, Ints], bool]
    state: State = field(init=False)
    best: State = field(init=False)
    scratch: Scratch = field(init=False)

    @property
    def missing(self) -> int:
        """The priority that the best programme leaves out."""
        return int(self.best.cost[MISSING])

    def begin(self, seed: int, start: Ints, room: Ints) -> None:
        """Take what fits of a first programme and complete it."""
        seed_generator(seed % 2**32)
        self.state = empty_state(self.tables)
        load(self.tables, self.state, start, room)
        construct(self.tables, self.state, construction_order(self.tables))
        self.best = empty_state(self.tables)
        self.scratch = build_scratch(self.tables)
        _copy(self.state, self.best)

    def go_by_rooms(self, rooms: Ints) -> None:
        """Begin once more from the rooms of stage 1: the seats first, then the clashes without losing seats.

        Where the level of the seats stands below that of the clashes, annealing from above finds the good rooms
        hardly any more: they are few. The result is kept where it is better in the problem's own order.
        """
        seats_first = self.tables._replace(rank=_with_seats_first(self.tables.rank))
        inside = np.zeros_like(self.tables.ok)
        known = np.flatnonzero(rooms >= 0)
        inside[known, rooms[known]] = self.tables.ok[known, rooms[known]]
        state = empty_state(self.tables)
        load(self.tables, state, np.where(self.tables.must > 0, self.best.start, -1), self.best.room)
        order = construction_order(self.tables)
        construct(self.tables._replace(ok=inside), state, order)
        construct(seats_first, state, order)
        found = empty_state(self.tables)
        _copy(state, found)
        self.scratch.inside_rooms[0] = INSIDE_ROOMS
        self._cool(seats_first, state, found, seats_first.rank.tolist().index(CLASHES), BY_ROOMS, heat=0.3)
        self.scratch.inside_rooms[0] = 0.0
        state = empty_state(self.tables)
        load(self.tables, state, found.start, found.room)
        _copy(repair_clashes(self.tables, state), found)
        if compare(self.tables, found.cost, self.best.cost) < 0:
            _copy(found, self.best)

    def run(self) -> None:
        """Anneal until the budget is used up or every level meets its bound."""
        for stage, until in self._schedule():
            self._reload()
            self._cool(self.tables, self.state, self.best, stage, until)

    def _cool(self, tables: Tables, state: State, best: State, stage: int, until: float, heat: float = 0.6) -> None:
        """Anneal one level up to this fraction of the budget, from hot (in units of its steps) to cold."""
        hot = heat * anneal(tables, state, self.scratch, best, stage, -1.0, CHUNK)
        begin, level = self.budget.fraction, tables.rank[stage]
        while self._is_open(best, level) and self.budget.fraction < until and not self.budget.over:
            done = (self.budget.fraction - begin) / (until - begin)
            anneal(tables, state, self.scratch, best, stage, max(1e-6, hot * 0.02**done), CHUNK)
            self.budget.used += CHUNK
            bounds = self.bounds_for(self.missing)
            shown = self.best if compare(self.tables, self.best.cost, best.cost) < 0 else best
            self.budget.stopped = not self.report(LEVELS[level], self.budget.fraction, shown.cost, bounds)

    def open(self, stage: int) -> bool:
        """Whether a level may still be improved."""
        return self._is_open(self.best, self.tables.rank[stage])

    def _is_open(self, best: State, level: int) -> bool:
        more_out = best.cost[MISSING] > self.missing  # a programme that is not the best so far: no own bounds for it
        return bool(more_out or best.cost[level] > self.bounds_for(self.missing)[level])

    def _schedule(self) -> Iterator[tuple[int, float]]:
        """Stages with the fraction of the budget at which each must end."""
        for cycle in range(CYCLES):
            for stage in range(len(self.tables.rank)):
                if self.open(stage) and not self.budget.over:
                    open_shares = [
                        SHARES[LEVELS[self.tables.rank[later]]]
                        for later in range(stage, len(self.tables.rank))
                        if self.open(later)
                    ]
                    cycle_end = (cycle + 1) / CYCLES
                    left = max(0.0, cycle_end - self.budget.fraction)
                    yield stage, self.budget.fraction + left * open_shares[0] / sum(open_shares)

    def _reload(self) -> None:
        _copy(reassign_rooms(self.tables, self.best), self.best)
        self.state = empty_state(self.tables)
        load(self.tables, self.state, self.best.start, self.best.room)


def _copy(source: State, target: State) -> None:
    """Take over a programme; the target's grid is not kept up."""
    target.start[:] = source.start
    target.room[:] = source.room
    target.cost[:] = source.cost


def _with_seats_first(rank: Ints) -> Ints:
    """The levels with the overflow right after what is placed."""
    rest = [level for level in rank.tolist() if level not in (MISSING, OVERFLOW)]
    return np.array([MISSING, OVERFLOW, *rest], dtype=np.int64)


def construction_order(tables: Tables) -> Ints:
    """Sessions that must be placed first, then the important, the restricted, the long, the large."""
    freedom = tables.ok.sum(axis=(1, 2), dtype=np.int64)
    demand = tables.overflow.sum(axis=1)
    keys = (-demand, -tables.steps, freedom // 64, -tables.priority, 1 - tables.must.astype(np.int64))
    return np.lexsort(keys).astype(np.int64)
