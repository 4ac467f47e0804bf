"""One way to read the rules, searched for one proposal: relax, guess, reduce, branch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grono.engines.consortia.incumbent import promising_choice
from grono.engines.consortia.pool import Pool, Reading, Terms
from grono.engines.consortia.prices import Prices, tables_of, worths
from grono.engines.consortia.problem import Problem, Solution
from grono.engines.consortia.reduction import Reduced, reduce
from grono.engines.consortia.relaxation import Relaxation, relax
from grono.engines.consortia.search import explore, open_bound, plant, scratch_for
from grono.engines.consortia.sharing import share_out
from grono.engines.kit.limits import Clock

#: Nodes and looks at candidates between two looks at the clock.
NODES, WORK = 20_000, 10_000_000
#: Part of the time and of the steps for the exact search; what is left goes to searches for a certain gap, in which a
#: choice must beat the best by these shares of its value.
EXACT_PART, SHARES = 0.5, (0.02, 0.01, 0.005)
#: Values this close, relative to the best, count as equal.
EPSILON = 1e-9
#: Rounds of sharing the bonuses out.
ROUNDS = 15
#: Prices are set anew after each reduction to less than this part, unless few candidates are left.
SHRUNK, FEW = 0.7, 100


@dataclass
class Search:
    """The search for one proposal: limits, the best members known (problem numbers), their value, and its bound."""

    clock: Clock
    steps: int | None
    keep_going: Callable[[], bool]
    value: float = -np.inf
    members: tuple[int, ...] = ()
    bound: float = np.inf
    nodes: int = 0
    complete: bool = True
    stopped: bool = False

    @property
    def margin(self) -> float:
        """By how much a value must beat the best to be better."""
        return EPSILON * max(1.0, abs(self.value)) if self.members else EPSILON

    @property
    def to_beat(self) -> float:
        """What a bound must pass for a case to be of interest; below zero no choice exists."""
        return self.value + self.margin if self.members else -EPSILON

    def take(self, value: float, members: tuple[int, ...]) -> None:
        """Keep these members if they are better."""
        if value > self.value + (self.margin if self.members else 0.0):
            self.value, self.members = value, members

    def spent(self, clock: Clock, steps: int | None) -> bool:
        """Whether the time or the steps are used up, or the caller asks to stop."""
        self.stopped = self.stopped or not self.keep_going()
        return self.stopped or clock.over or (steps is not None and self.nodes >= steps)


@dataclass
class Case:
    """One reading of the rules with its first relaxation."""

    seeds: tuple[int, ...]
    pool: Pool
    terms: Terms
    constant: float
    relaxation: Relaxation

    @property
    def bound(self) -> float:
        """A value that no choice of this case passes; below zero when there is none."""
        return self.constant + self.relaxation.bound if self.relaxation.bound >= 0.0 else -np.inf


def open_cases(problem: Problem, search: Search, ways: list[Reading], before: Solution) -> list[Case]:
    """The readings that are not excluded at once, those with the largest bound first."""
    cases = []
    for way in ways:
        reading = way.against(problem, before)
        if reading is None or len(reading.pool.gain) < reading.terms.places:
            continue
        if reading.terms.places == 0:
            search.take(reading.constant, tuple(sorted(problem.seeds)))
            continue
        relaxation = relax(reading.pool, reading.terms)
        cases.append(Case(problem.seeds, reading.pool, reading.terms, reading.constant, relaxation))
    return sorted(cases, key=lambda case: -case.bound)


def _relax(pool: Pool, terms: Terms) -> Relaxation:
    """Prices of needs and rules, and shares of the bonuses, each set after the other."""
    relaxation = relax(pool, terms)
    if not len(pool.partners) or terms.places < 2:
        return relaxation
    for _ in range(2):
        worth = np.empty(len(pool.gain))
        worths(pool, relaxation.prices, tables_of(relaxation.prices), worth)
        share_out(pool, worth, terms.places - 1, ROUNDS)
        relaxation = relax(pool, terms, relaxation.columns)
    return relaxation


def explore_case(search: Search, case: Case) -> float:
    """Search a case; better members go into ``search``. Returns a bound on every choice of the case."""
    _guess(search, case, case.pool, case.relaxation)
    reduced, prices = _reduce(search, case)
    if not len(reduced.worth):
        return search.to_beat
    clock, steps = search.clock.part(EXACT_PART), _part(search, EXACT_PART)
    bound, done = _branch(search, case, reduced, prices, search.margin, clock, steps)
    bound = min(bound, case.constant + reduced.bound)
    for share in SHARES if search.members and not done else ():
        if search.spent(search.clock, search.steps) or bound <= search.value * (1.0 + share):
            continue
        margin = share * max(EPSILON, search.value)
        narrow = reduce(reduced.pool, case.terms, prices, search.value + margin - case.constant)
        certain = search.value + margin
        if len(narrow.worth):
            certain, _ = _branch(search, case, narrow, prices, margin, search.clock, search.steps)
        bound = min(bound, max(certain, search.value))
    search.complete = search.complete and bound <= search.to_beat
    return bound


def _part(search: Search, share: float) -> int | None:
    return None if search.steps is None else search.nodes + int((search.steps - search.nodes) * share)


def _guess(search: Search, case: Case, pool: Pool, relaxation: Relaxation) -> None:
    """Look for good members among those worth most."""
    found = promising_choice(pool, case.terms, relaxation.worth)
    if found is not None:
        members = tuple(sorted([*case.seeds, *(int(i) for i in pool.origin[found[1]])]))
        search.take(case.constant + found[0], members)


def _reduce(search: Search, case: Case) -> tuple[Reduced, Prices]:
    """Leave out whoever cannot help; set prices anew and guess again while the pool shrinks much."""
    relaxation = case.relaxation
    count = 2 * len(case.pool.gain)
    reduced = reduce(case.pool, case.terms, relaxation.prices, search.to_beat - case.constant)
    while max(case.terms.places, FEW) <= len(reduced.worth) < SHRUNK * count and not search.clock.over:
        count = len(reduced.worth)
        fresh = _relax(reduced.pool, case.terms)
        _guess(search, case, reduced.pool, fresh)
        if fresh.bound < reduced.bound:
            relaxation = fresh
        reduced = reduce(reduced.pool, case.terms, relaxation.prices, search.to_beat - case.constant)
    return reduced, relaxation.prices


def _branch(
    search: Search, case: Case, reduced: Reduced, prices: Prices, margin: float, clock: Clock, steps: int | None
) -> tuple[float, bool]:
    """Branch and bound; a bound on every choice of the reduced pool or left out of it, and whether all was searched."""
    pool, terms = reduced.pool, case.terms
    tree = plant(terms, reduced.worth, reduced.bound - _top(reduced, terms))
    tree.mark[:] = max(search.value - case.constant, -2.0 * EPSILON), margin
    scratch = scratch_for(pool, prices)
    while tree.state[0] >= 0:
        # until there is a choice nothing else is worth the time
        known = search.members or tree.state[3]
        if search.spent(clock, steps) if known else search.spent(search.clock, search.steps):
            break
        nodes = NODES if search.steps is None else max(1, min(NODES, search.steps - search.nodes))
        before = int(tree.state[1])
        explore(pool, terms, prices, tree, scratch, nodes, WORK)
        search.nodes += int(tree.state[1]) - before
    if tree.state[3]:
        members = tuple(sorted([*case.seeds, *(int(i) for i in pool.origin[tree.best])]))
        search.take(case.constant + float(tree.mark[0]), members)
    bound = max(open_bound(terms, tree) + case.constant, search.value + margin)
    return bound, bool(tree.state[0] < 0)


def _top(reduced: Reduced, terms: Terms) -> float:
    return float(np.partition(reduced.worth, -terms.places)[-terms.places :].sum())
