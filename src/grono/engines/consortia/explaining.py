"""Why these partners: what each member of a proposal adds, which rule rests on it, and who came second for its place.

Everything is said in numbers and identifiers; words and languages are the caller's. The same is true of sectors: the
caller names them, the balance only counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from grono.engines.consortia.problem import (
    UNKNOWN,
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Floats,
    Problem,
    Proposal,
    Requirements,
    value_of,
)

Mask = NDArray[np.bool_]
#: Says whether a consortium, given as ids, may be proposed; used where clauses alone do not decide.
Admits = Callable[[tuple[str, ...]], bool]

#: The four sectors of the quadruple helix.
HELIX = ("business", "research", "government", "civil")
#: So many of the best replacements are shown to ``admits`` before a place counts as having no runner-up.
TRIED = 50


@dataclass(frozen=True)
class RunnerUp:
    """The best other organisation for a member's place, and by how much the proposal's value would fall."""

    organisation: str
    less: float


@dataclass(frozen=True)
class Part:
    """What one member means to its consortium.

    ``gain`` is what the value would lose without it and without a replacement: ``fit``, the weight of the needs that
    it covers ``alone``, and its ``bonus`` with the others. ``shared`` are needs that others cover too (numbers of
    needs). ``rules`` would be broken without it. A seed has no runner-up; nor has a place that nobody else can take.
    """

    organisation: str
    gain: float
    fit: float
    bonus: float
    alone: tuple[int, ...]
    shared: tuple[int, ...]
    rules: tuple[str, ...]
    is_seed: bool
    runner_up: RunnerUp | None


@dataclass(frozen=True)
class Joint:
    """Two members whom the problem joins by a bonus: they worked together before, or complement each other."""

    first: str
    second: str
    bonus: float


@dataclass(frozen=True)
class Helix:
    """How the members spread over the sectors.

    ``counts`` by sector, ``unclassified`` members have none. ``balance`` is the entropy of the shares of those that
    have, divided by its maximum log₂ 4: 0 when all are of one sector, 1 when all four are equally present.
    """

    counts: Mapping[str, int]
    unclassified: int
    balance: float

    @property
    def absent(self) -> tuple[str, ...]:
        """Sectors without a member."""
        return tuple(sector for sector in HELIX if not self.counts.get(sector))


@dataclass(frozen=True)
class Explanation:
    """One proposal explained; ``parts`` follow the order of its members, ``uncovered`` are numbers of needs."""

    proposal: Proposal
    parts: tuple[Part, ...]
    joint: tuple[Joint, ...]
    uncovered: tuple[int, ...]
    helix: Helix


def explain(
    problem: Problem,
    proposals: Iterable[Proposal],
    *,
    helix: Sequence[str | None] | None = None,
    admits: Admits | None = None,
) -> tuple[Explanation, ...]:
    """Explain proposals of this problem.

    Args:
        helix: the sector of each organisation of the pool, in the order of ``problem.ids``; without it all are
            unclassified.
        admits: looks at a consortium once more where clauses alone do not decide; a runner-up that it refuses is
            passed over.
    """
    return tuple(_explained(problem, proposal, helix, admits) for proposal in proposals)


def _explained(
    problem: Problem, proposal: Proposal, helix: Sequence[str | None] | None, admits: Admits | None
) -> Explanation:
    members = proposal.members
    needs = range(len(problem.need_weights))
    covered = covering(problem, members)
    return Explanation(
        proposal,
        tuple(_part(problem, members, member, admits) for member in members),
        _joint(problem, members),
        tuple(need for need in needs if not covered >> need & 1),
        balance_of(None if helix is None else helix[member] for member in members),
    )


def _part(problem: Problem, members: tuple[int, ...], member: int, admits: Admits | None) -> Part:
    others = tuple(other for other in members if other != member)
    own, theirs = int(problem.coverage[member]), covering(problem, others)
    needs = [need for need in range(len(problem.need_weights)) if own >> need & 1]
    whole, rest = value_of(problem, members), value_of(problem, others)
    is_seed = member in problem.seeds
    return Part(
        organisation=problem.ids[member],
        gain=whole.value - rest.value,
        fit=float(problem.fit[member]),
        bonus=whole.pair_bonus - rest.pair_bonus,
        alone=tuple(need for need in needs if not theirs >> need & 1),
        shared=tuple(need for need in needs if theirs >> need & 1),
        rules=broken_without(problem.requirements, members, member),
        is_seed=is_seed,
        runner_up=None if is_seed else _runner_up(problem, others, member, whole.value - rest.value, admits),
    )


def _runner_up(
    problem: Problem, others: tuple[int, ...], member: int, gain: float, admits: Admits | None
) -> RunnerUp | None:
    """Return the best organisation that could take the member's place."""
    allowed = holds_with(problem.requirements, others)
    allowed[[*others, member]] = False
    candidates = np.flatnonzero(allowed)
    if not len(candidates):
        return None
    gains = gains_of(problem, others, candidates)
    for place in np.argsort(-gains, kind="stable")[:TRIED]:
        other = int(candidates[place])
        if admits is None or admits(tuple(problem.ids[i] for i in (*others, other))):
            return RunnerUp(problem.ids[other], gain - float(gains[place]))
    return None


def covering(problem: Problem, members: Iterable[int]) -> int:
    """Return the needs that these members cover, as bits."""
    covered = 0
    for member in members:
        covered |= int(problem.coverage[member])
    return covered


def gains_of(problem: Problem, members: Sequence[int], candidates: NDArray[np.int64]) -> Floats:
    """Return how much each candidate, alone, would add to the value of these members."""
    gains = problem.fit[candidates].copy()
    fresh = problem.coverage[candidates] & ~np.uint64(covering(problem, members))
    for need, weight in enumerate(problem.need_weights):
        gains += weight * (fresh >> np.uint64(need) & np.uint64(1)).astype(np.float64)
    bonus = np.zeros(len(problem.ids))
    pairs = problem.bonuses
    for member in members:
        row = slice(int(pairs.starts[member]), int(pairs.starts[member + 1]))
        bonus[pairs.partners[row]] += pairs.weights[row]
    result: Floats = gains + bonus[candidates]
    return result


def broken_without(requirements: Requirements, members: Sequence[int], member: int) -> tuple[str, ...]:
    """Return the rules of the clauses that hold for the members and no longer hold without this one, each once."""
    others = [other for other in members if other != member]
    broken = [
        clause.rule
        for clause in requirements.clauses
        if clause_holds(requirements, clause, members) and not clause_holds(requirements, clause, others)
    ]
    return tuple(dict.fromkeys(broken))


def clause_holds(requirements: Requirements, clause: Clause, members: Sequence[int]) -> bool:
    """Whether these members satisfy a clause."""
    if isinstance(clause, AnyOf):
        return any(all(clause_holds(requirements, one, members) for one in way) for way in clause.alternatives)
    at = np.asarray(members, dtype=np.int64)
    if isinstance(clause, Apart):
        groups = clause.groups[at]
        groups = groups[groups != UNKNOWN]
        return len(np.unique(groups)) == len(groups)
    having = _having(requirements, clause.bit)[at]
    if isinstance(clause, Every):
        return bool(having.all())
    if isinstance(clause, AtMost):
        return int(having.sum()) <= clause.count
    if isinstance(clause, AtLeast):
        return int(having.sum()) >= clause.count
    codes = _codes(requirements, clause)[at][having]
    return len(np.unique(codes[codes != UNKNOWN])) >= clause.count


def holds_with(requirements: Requirements, members: Sequence[int]) -> Mask:
    """Return a mask over the pool: the clauses hold for these members together with that organisation."""
    allowed = np.ones(len(requirements.flags), dtype=bool)
    for clause in requirements.clauses:
        allowed &= _clause_with(requirements, clause, np.asarray(members, dtype=np.int64))
    return allowed


def _clause_with(requirements: Requirements, clause: Clause, at: NDArray[np.int64]) -> Mask:
    everybody = np.ones(len(requirements.flags), dtype=bool)
    if isinstance(clause, AnyOf):
        some = ~everybody
        for way in clause.alternatives:
            mask = everybody.copy()
            for one in way:
                mask &= _clause_with(requirements, one, at)
            some |= mask
        return some
    if isinstance(clause, Apart):
        taken = clause.groups[at]
        taken = taken[taken != UNKNOWN]
        apart = len(np.unique(taken)) == len(taken)
        return everybody & apart & ~np.isin(clause.groups, taken)
    having = _having(requirements, clause.bit)
    if isinstance(clause, Every):
        return having & bool(having[at].all())
    if isinstance(clause, AtMost):
        return int(having[at].sum()) + having.astype(np.int64) <= clause.count
    if isinstance(clause, AtLeast):
        return int(having[at].sum()) + having.astype(np.int64) >= clause.count
    codes = _codes(requirements, clause)
    present = np.unique(codes[at][having[at]])
    present = present[present != UNKNOWN]
    fresh = having & (codes != UNKNOWN) & ~np.isin(codes, present)
    enough: Mask = len(present) + fresh.astype(np.int64) >= clause.count
    return enough


def _having(requirements: Requirements, bit: int | None) -> Mask:
    if bit is None:
        return np.ones(len(requirements.flags), dtype=bool)
    mask: Mask = (requirements.flags >> np.uint64(bit) & np.uint64(1)).astype(bool)
    return mask


def _codes(requirements: Requirements, clause: DistinctAtLeast) -> NDArray[np.int32]:
    return requirements.countries if clause.of == "country" else requirements.regions


def _joint(problem: Problem, members: tuple[int, ...]) -> tuple[Joint, ...]:
    """Return the pairs within the consortium that have a bonus, the largest first."""
    chosen, pairs, found = set(members), problem.bonuses, []
    for i in members:
        row = slice(int(pairs.starts[i]), int(pairs.starts[i + 1]))
        for j, weight in zip(pairs.partners[row].tolist(), pairs.weights[row].tolist(), strict=True):
            if i < j and j in chosen and weight > 0:
                found.append(Joint(problem.ids[i], problem.ids[j], weight))
    return tuple(sorted(found, key=lambda pair: -pair.bonus))


def balance_of(sectors: Iterable[str | None]) -> Helix:
    """Count sectors and measure how evenly they are present; what is not one of :data:`HELIX` is unclassified."""
    counts = dict.fromkeys(HELIX, 0)
    unclassified = 0
    for sector in sectors:
        if sector in counts:
            counts[sector] += 1
        else:
            unclassified += 1
    total = sum(counts.values())
    shares = [count / total for count in counts.values() if count]
    entropy = -sum(share * log2(share) for share in shares)
    return Helix(counts, unclassified, abs(entropy) / log2(len(HELIX)))
