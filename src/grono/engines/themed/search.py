"""The driver of the compiled search: rounds of annealing from the best programme so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from grono.engines.kit.limits import Clock
from grono.engines.themed.anneal import anneal, construct, seed_generator
from grono.engines.themed.moves import build_scratch
from grono.engines.themed.state import State, empty_state, load
from grono.engines.themed.tables import Ints, Tables

CHUNK = 4000  # moves between two looks at the clock
#: Rounds of a solve: until which part of the budget, and how hot they begin in units of the cheapest term. The first
#: is cold: a large programme has no time for more, a small one gets over it in the others.
ROUNDS = ((0.45, 1.0), (0.7, 6.0), (0.85, 60.0), (1.0, 4.0))
COLDEST = 0.12


@dataclass
class Budget:
    """Moves and time: by moves alone the search is deterministic, else time is what counts."""

    clock: Clock
    steps: int | None
    used: int = 0
    stopped: bool = False
    began: float = 0.0

    @property
    def fraction(self) -> float:
        """How much is used up, 0..1."""
        if self.steps is not None:
            return min(1.0, self.used / max(1, self.steps))
        assert self.clock.seconds is not None
        return min(1.0, (self.clock.elapsed - self.began) / max(1e-9, self.clock.seconds - self.began))

    @property
    def over(self) -> bool:
        """Whether the search must end."""
        return self.stopped or self.clock.over or self.fraction >= 1.0


@dataclass
class Search:
    """A search over one problem; of ``best`` only cell, start and cost are kept up."""

    tables: Tables
    budget: Budget
    report: Callable[[str, float, int], bool]
    bound: int = 0
    best: State = field(init=False)

    def begin(self, seed: int, cell: Ints, start: Ints) -> None:
        """Take what fits of a first programme and complete it."""
        seed_generator(seed % 2**32)
        self.best = self._loaded(cell, start)
        construct(self.tables, self.best, np.lexsort((self.tables.track, -self.tables.length)).astype(np.int64))

    def offer(self, cell: Ints, start: Ints) -> None:
        """Go on from another programme if it is better."""
        state = self._loaded(cell, start)
        construct(self.tables, state, np.lexsort((self.tables.track, -self.tables.length)).astype(np.int64))
        if state.cost[0] < self.best.cost[0]:
            self.best = state

    def run(self) -> None:
        """Anneal until the budget is used up or the bound is met."""
        scratch = build_scratch(self.tables)
        unit = self._unit()
        self.budget.began = self.budget.clock.elapsed
        for until, heat in ROUNDS:
            state = self._loaded(self.best.cell, self.best.start)
            begin = self.budget.fraction
            while self.budget.fraction < until and not self.budget.over and self.best.cost[0] > self.bound:
                done = (self.budget.fraction - begin) / (until - begin)
                temperature = unit * heat * (COLDEST / heat) ** done
                anneal(self.tables, state, scratch, self.best, temperature, CHUNK)
                self.budget.used += CHUNK
                self.budget.stopped = not self.report("search", self.budget.fraction, int(self.best.cost[0]))

    def _loaded(self, cell: Ints, start: Ints) -> State:
        state = empty_state(self.tables)
        load(self.tables, state, cell, start)
        return state

    def _unit(self) -> float:
        """The cheapest thing that costs anything."""
        p = self.tables
        weights = np.array([p.rooms_weight, p.parallel_weight, p.consecutive_weight, p.order_weight])
        arrays = (weights, p.cell_cost, p.at_block, p.at_room, p.beside, p.apart, p.overlap)
        cheapest = [int(array[array > 0].min()) for array in arrays if (array > 0).any()]
        return float(min(cheapest, default=1))
