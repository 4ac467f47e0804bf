"""Small rounds that the tests of the engine share."""

from __future__ import annotations

import random

import pytest

from grono.engines.meetings import Meeting, Mode, Participant, Placement, Problem, Slot, Solution, Table


@pytest.fixture
def small() -> Problem:
    """Three people, three slots on one day, two tables, every pair once."""
    return Problem(
        slots=(Slot("s1", "mon"), Slot("s2", "mon"), Slot("s3", "mon")),
        tables=(Table("t1"), Table("t2")),
        participants=(Participant("ann"), Participant("bob"), Participant("eve")),
        meetings=(Meeting("ab", ("ann", "bob")), Meeting("be", ("bob", "eve")), Meeting("ae", ("ann", "eve"))),
    )


@pytest.fixture
def plan() -> Solution:
    """A plan of `small` that keeps every rule."""
    return Solution({"ab": Placement("s1", "t1"), "be": Placement("s2", "t1"), "ae": Placement("s3", "t2")})


@pytest.fixture
def crowded() -> Problem:
    """Forty people, 150 requests in three classes, six slots on two days, few tables, some people partly away."""
    return random_round(seed=3, people=40, requests=150, slots=6, tables=9)


def random_round(seed: int, people: int, requests: int, slots: int, tables: int, mode: Mode = Mode.SOFT) -> Problem:
    """A round drawn from a seed; later people are asked for less often."""
    rng = random.Random(seed)
    names = [f"p{i}" for i in range(people)]
    times = [f"s{i}" for i in range(slots)]
    weights = [1 / (i + 4) for i in range(people)]
    pairs: set[tuple[str, str]] = set()
    for _ in range(20 * requests):
        first, second = rng.choices(names, weights)[0], rng.choice(names)
        if first != second and len(pairs) < requests:
            pairs.add((min(first, second), max(first, second)))
    return Problem(
        slots=tuple(Slot(name, "day1" if i < slots / 2 else "day2") for i, name in enumerate(times)),
        tables=tuple(Table(f"t{i}", position=(3.0 * (i % 4), 3.0 * (i // 4))) for i in range(tables)),
        participants=tuple(
            Participant(name, forbidden=frozenset(rng.sample(times, k=rng.choice([0, 0, 0, 1])))) for name in names
        ),
        meetings=tuple(Meeting(f"m{i}", pair, priority=rng.choice([1, 2, 3])) for i, pair in enumerate(sorted(pairs))),
        mode=mode,
    )
