"""The driver of the compiled search: cycles of annealing, one stage for each level that is not yet proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from grono.engines.kit.limits import Clock
from grono.engines.timetable.anneal import anneal, construct, seed_generator
from grono.engines.timetable.moves import build_scratch
from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.rooms import reassign_rooms
from grono.engines.timetable.state import State, empty_state, load
from grono.engines.timetable.tables import MISSING, Ints, Tables

CHUNK = 4000  # moves between two looks at the clock
CYCLES = 3
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
        self._keep_best(self.state)

    def run(self) -> None:
        """Anneal until the budget is used up or every level meets its bound."""
        scratch = build_scratch(self.tables)
        for stage, until in self._schedule():
            self._reload()
            hot = 0.6 * anneal(self.tables, self.state, scratch, self.best, stage, -1.0, CHUNK)
            begin = self.budget.fraction
            while self.open(stage) and self.budget.fraction < until and not self.budget.over:
                done = (self.budget.fraction - begin) / (until - begin)
                heat = max(1e-6, hot * 0.02**done)
                anneal(self.tables, self.state, scratch, self.best, stage, heat, CHUNK)
                self.budget.used += CHUNK
                name = LEVELS[self.tables.rank[stage]]
                bounds = self.bounds_for(self.missing)
                self.budget.stopped = not self.report(name, self.budget.fraction, self.best.cost, bounds)

    def open(self, stage: int) -> bool:
        """Whether a level may still be improved."""
        level = self.tables.rank[stage]
        return bool(self.best.cost[level] > self.bounds_for(self.missing)[level])

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
        improved = reassign_rooms(self.tables, self.best)
        self._keep_best(improved)
        self.state = empty_state(self.tables)
        load(self.tables, self.state, self.best.start, self.best.room)

    def _keep_best(self, state: State) -> None:
        self.best.start[:] = state.start
        self.best.room[:] = state.room
        self.best.cost[:] = state.cost


def construction_order(tables: Tables) -> Ints:
    """Sessions that must be placed first, then the important, the restricted, the long, the large."""
    freedom = tables.ok.sum(axis=(1, 2), dtype=np.int64)
    demand = tables.overflow.sum(axis=1)
    keys = (-demand, -tables.steps, freedom // 64, -tables.priority, 1 - tables.must.astype(np.int64))
    return np.lexsort(keys).astype(np.int64)
