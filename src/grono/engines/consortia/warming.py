"""A tiny problem that makes every compiled function run once."""

from __future__ import annotations

import numpy as np

from grono.engines.consortia.problem import AnyOf, Apart, AtLeast, AtMost, DistinctAtLeast, Pairs, Problem, Requirements


def tiny_problem() -> Problem:
    """Eight organisations, three places, every kind of clause."""
    count = 8
    numbers = np.arange(count)
    clauses = (
        AnyOf("any", ((AtLeast("some", 0, 1),), (AtLeast("more", 0, 2),))),
        AtMost("few", 1, 2),
        DistinctAtLeast("countries", "country", None, 2),
        Apart("apart", (numbers // 2).astype(np.int32)),
    )
    return Problem(
        ids=tuple(map(str, numbers)),
        fit=1.0 + numbers / count,
        coverage=(1 + numbers % 3).astype(np.uint64),
        need_weights=np.array([0.5, 0.25]),
        size=3,
        requirements=Requirements(
            flags=(numbers % 4).astype(np.uint64),
            countries=(numbers % 3).astype(np.int32),
            regions=np.full(count, -1, dtype=np.int32),
            clauses=clauses,
        ),
        pairs=Pairs.of(count, [(0, 2, 0.5), (0, 4, 0.5), (2, 4, 0.5), (1, 7, 0.5), (3, 7, 0.2)]),
        proposals=1,
    )
