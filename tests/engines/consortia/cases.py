"""Small random problems and the plain search through all choices that the tests compare with."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from grono.engines.consortia import (
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Proposal,
    Requirements,
    value_of,
)
from grono.engines.consortia.checker import broken_by


def admissible(problem: Problem) -> list[Proposal]:
    """All consortia that keep the rules, one by one."""
    everybody = range(len(problem.ids))
    clauses = problem.requirements.clauses
    return [
        value_of(problem, members)
        for members in combinations(everybody, problem.size)
        if set(problem.seeds) <= set(members)
        and not any(broken_by(problem.requirements, clause, members) for clause in clauses)
    ]


def best_after(problem: Problem, before: tuple[Proposal, ...]) -> float | None:
    """The largest value of a consortium that differs enough from those before; None when there is none."""
    values = [
        proposal.value
        for proposal in admissible(problem)
        if all(len(set(proposal.members) - set(other.members)) >= problem.difference for other in before)
    ]
    return max(values, default=None)


@st.composite
def problems(draw: st.DrawFn, most: int = 9, heavy: float = 1.0) -> Problem:
    """A random problem: few organisations, all kinds of rules, ties, unknown countries."""
    count = draw(st.integers(3, most))
    size = draw(st.integers(1, min(4, count)))
    needs = draw(st.integers(0, 4))
    amounts = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0, 1.7])
    codes = st.integers(-1, 3)
    edges = draw(
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.sampled_from([0.1, 0.4, heavy])),
            max_size=12,
        )
    )
    return Problem(
        ids=tuple(f"o{i}" for i in range(count)),
        fit=np.array(draw(st.lists(amounts, min_size=count, max_size=count))),
        coverage=np.array(
            draw(st.lists(st.integers(0, 2**needs - 1), min_size=count, max_size=count)), dtype=np.uint64
        ),
        need_weights=np.array(draw(st.lists(amounts, min_size=needs, max_size=needs)), dtype=np.float64),
        size=size,
        requirements=draw(requirements(count, codes)),
        pairs=Pairs.of(count, [edge for edge in edges if edge[0] != edge[1]]),
        proposals=draw(st.integers(1, 4)),
        difference=draw(st.integers(1, size)),
        seeds=tuple(draw(st.lists(st.integers(0, count - 1), unique=True, max_size=min(2, size)))),
    )


@st.composite
def requirements(draw: st.DrawFn, count: int, codes: st.SearchStrategy[int]) -> Requirements:
    """Random properties and up to four clauses."""
    column = st.lists(codes, min_size=count, max_size=count).map(lambda numbers: np.array(numbers, dtype=np.int32))
    bits, few = st.integers(0, 3), st.integers(0, 3)
    simple: st.SearchStrategy[Clause] = st.one_of(
        st.builds(AtLeast, st.just("least"), bits, few),
        st.builds(AtMost, st.just("most"), bits, few),
        st.builds(DistinctAtLeast, st.just("distinct"), st.sampled_from(["country", "region"]), st.none() | bits, few),
        st.builds(Every, st.just("every"), bits),
        st.builds(Apart, st.just("apart"), column),
    )
    several = st.lists(simple, max_size=2).map(tuple)
    either = st.builds(AnyOf, st.just("either"), st.lists(several, min_size=1, max_size=2).map(tuple))
    return Requirements(
        flags=np.array(draw(st.lists(st.integers(0, 15), min_size=count, max_size=count)), dtype=np.uint64),
        countries=draw(column),
        regions=draw(column),
        clauses=tuple(draw(st.lists(st.one_of(simple, either), max_size=4))),
        names=("green", "small", "public", "near"),
    )


def large(count: int, size: int = 3, bonus: float = 0.02, proposals: int = 5) -> Problem:
    """A pool drawn from a fixed seed, with eight needs and the rule of three countries."""
    rng = np.random.default_rng(7)
    coverage = np.zeros(count, dtype=np.uint64)
    for need in range(8):
        coverage |= (rng.random(count) < 0.18).astype(np.uint64) << np.uint64(need)
    countries = np.minimum(rng.geometric(0.1, count), 40).astype(np.int32)
    ends = rng.integers(0, count, (2, 3 * count))
    ends = ends[:, ends[0] != ends[1]]
    return Problem(
        ids=tuple(f"o{i}" for i in range(count)),
        fit=rng.beta(2, 5, count),
        coverage=coverage,
        need_weights=np.full(8, 0.25),
        size=size,
        requirements=Requirements(
            flags=(countries < 27).astype(np.uint64) | ((countries < 35).astype(np.uint64) << np.uint64(1)),
            countries=countries,
            regions=np.full(count, -1, dtype=np.int32),
            clauses=(DistinctAtLeast("three-countries", "country", 1, 3), AtLeast("one-member-state", 0, 1)),
            names=("member state", "eligible country"),
        ),
        pairs=Pairs.from_arrays(count, ends[0], ends[1], bonus * rng.random(ends.shape[1])),
        proposals=proposals,
    )
