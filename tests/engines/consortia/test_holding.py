"""Proposals on which the rules have had the last word."""

import numpy as np

from engines.consortia.partners import DAY
from grono.engines.consortia.compiling import requirements
from grono.engines.consortia.holding import Holding, proposals_that_hold
from grono.engines.consortia.problem import Problem
from grono.engines.eligibility import Consortium, Entity, Outcome, Owner, library
from grono.engines.kit.limits import Limits

HORIZON = library.rules("horizon-ria", DAY)
PROJECT = Consortium((), on=DAY)


def proposed(pool: list[Entity]) -> Holding:
    problem = Problem(
        ids=tuple(entity.id for entity in pool),
        fit=np.arange(len(pool), 0, -1, dtype=np.float64),
        coverage=np.zeros(len(pool), dtype=np.uint64),
        need_weights=np.zeros(0),
        size=3,
        proposals=2,
        difference=1,
        requirements=requirements(HORIZON, pool, project=PROJECT).requirements,
    )
    return proposals_that_hold(problem, HORIZON, pool, limits=Limits(steps=100_000), project=PROJECT)


def members(holding: Holding, pool: list[Entity]) -> list[list[str]]:
    return [[pool[place].id for place in one.proposal.members] for one in holding.held]


def test_first_proposals_hold_where_clauses_say_all() -> None:
    pool = [Entity(code, country=code) for code in ("PL", "CZ", "DE", "FR")]
    holding = proposed(pool)
    assert members(holding, pool) == [["PL", "CZ", "DE"], ["PL", "CZ", "FR"]]
    assert (holding.refused, holding.complete) == ((), True)
    assert {one.verdict.outcome for one in holding.held} == {Outcome.MET}


def test_linked_partners_are_refused_and_the_next_best_proposed() -> None:
    """The two best belong to one owner: clauses admit them together, the rules do not."""
    held = (Owner("holding", 0.9, "enterprise"),)
    pool = [
        Entity("PL", country="PL", owners=held),
        Entity("CZ", country="CZ", owners=held),
        Entity("DE", country="DE"),
        Entity("FR", country="FR"),
    ]
    holding = proposed(pool)
    assert members(holding, pool) == [["PL", "DE", "FR"], ["CZ", "DE", "FR"]]
    assert [[pool[place].id for place in one.proposal.members] for one in holding.refused] == [
        ["PL", "CZ", "DE"],
        ["PL", "CZ", "FR"],
    ]
    assert holding.complete
