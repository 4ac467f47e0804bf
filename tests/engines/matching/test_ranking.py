"""Who is shown, in which order, and whether the list can be checked."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.matching.profiles import VERSION, text
from grono.engines.kit.result import Status
from grono.engines.matching import Entry, Fact, Problem, Profile, Ranking, Weights, check, explain, solve

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIELDS = ("offers", "seeks", "competence", "country", "region", "partner", "project", "wanted_country", "cluster")


def keys(problem: Problem) -> list[str]:
    solution = solve(problem).solution
    assert solution is not None
    return [entry.key for entry in solution.entries]


@st.composite
def profiles(draw, key: str) -> Profile:
    vectors = draw(st.lists(st.tuples(*[st.integers(-3, 3)] * 3), max_size=2))
    told = draw(st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from("abc")), max_size=6))
    return Profile(
        key,
        texts=tuple(text(f"{key}:{n}", *vector, language="pl") for n, vector in enumerate(vectors)),
        facts=tuple(Fact(field, f"{key}:fact{n}", value) for n, (field, value) in enumerate(told)),
        in_matching=draw(st.booleans()) or draw(st.booleans()),
    )


@st.composite
def problems(draw) -> Problem:
    names = [f"c{number}" for number in range(draw(st.integers(0, 8)))]
    return Problem(
        draw(profiles("seeker")),
        tuple(draw(profiles(name)) for name in names) + ((draw(profiles("seeker")),) if draw(st.booleans()) else ()),
        dismissed=frozenset(draw(st.sets(st.sampled_from(names)))) if names else frozenset(),
        collaboration={name: draw(st.floats(0, 5)) for name in names if draw(st.booleans())},
        limit=draw(st.integers(0, 6)),
        trade_off=draw(st.sampled_from([0.0, 0.5, 0.7, 1.0])),
        version=VERSION,
    )


def test_relevant_candidates_come_first_and_those_without_reason_not_at_all(problem):
    assert keys(problem) == ["kunststoff", "krakow"]


@pytest.mark.parametrize(
    "change",
    [
        lambda problem: replace(problem, dismissed=frozenset({"kunststoff"})),
        lambda problem: replace(
            problem, candidates=(replace(problem.candidates[0], in_matching=False), *problem.candidates[1:])
        ),
        lambda problem: replace(
            problem, candidates=(replace(problem.candidates[0], key=problem.seeker.key), *problem.candidates[1:])
        ),
    ],
    ids=["dismissed", "left matching", "self"],
)
def test_excluded_candidate_is_not_shown(problem, change):
    assert keys(change(problem)) == ["krakow"]


def test_collaboration_lifts_a_candidate(problem):
    even = replace(problem, weights=Weights(text=0, needs=0, collaboration=10))
    assert keys(replace(even, collaboration={"krakow": 7.0}))[0] == "krakow"
    assert keys(replace(even, collaboration={"kunststoff": 7.0}))[0] == "kunststoff"


def test_collaboration_alone_shows_nobody_without_a_reason(problem):
    assert "stranger" not in keys(replace(problem, collaboration={"stranger": 9.0}))


def test_empty_seeker_gets_an_empty_list_and_is_told_why(problem):
    result = solve(replace(problem, seeker=Profile("new")))
    assert result.solution == Ranking(())
    assert (result.status, result.reason) == (Status.OPTIMAL, "nothing is known about the seeker")


def test_texts_of_another_encoder_are_left_out_and_counted(problem):
    old = replace(problem.candidates[0], texts=(text("profile:2", 1, 0, language="de", version="v0"),))
    result = solve(replace(problem, candidates=(old,)))
    assert result.solution is not None
    assert result.solution.entries[0].parts["text"] == 0.0
    assert "1 texts of another version of the encoder were left out" in result.log


def test_vectors_of_unequal_length_are_refused(problem):
    with pytest.raises(ValueError, match="one length"):
        replace(problem, candidates=(Profile("x", texts=(text("t", 1, 0),)),))


@pytest.mark.parametrize("change", [{"limit": -1}, {"trade_off": 1.5}, {"collaboration": {"krakow": math.nan}}])
def test_impossible_problems_are_refused(problem, change):
    with pytest.raises(ValueError, match=r"must|lies"):
        replace(problem, **change)


def test_removing_a_record_removes_reason_and_score(problem):
    (first, *_), bare = solve(problem).solution.entries, Profile("kunststoff", texts=problem.candidates[0].texts)
    (later, *_) = solve(replace(problem, candidates=(bare,))).solution.entries
    assert {reason.kind for reason in later.reasons} == {"similar_text"}
    assert later.score < first.score


@RANDOM
@given(problems())
def test_every_list_passes_the_checker_and_is_the_same_again(problem):
    result = solve(problem)
    assert result.solution is not None
    assert check(problem, result.solution) == []
    assert solve(problem).solution == result.solution
    assert all(level.bound >= level.value - 1e-9 for level in result.levels)


@RANDOM
@given(problems())
def test_score_is_positive_wherever_there_is_a_reason(problem):
    everybody = solve(replace(problem, limit=100, trade_off=1.0)).solution
    shown = {entry.key for entry in everybody.entries}
    explained = {
        one.key for one in problem.candidates if problem.eligible(one) and explain(problem.seeker, one, problem.weights)
    }
    assert shown == explained


@RANDOM
@given(problems(), st.randoms(use_true_random=False))
def test_order_of_candidates_does_not_matter(problem, random):
    shuffled = list(problem.candidates)
    random.shuffle(shuffled)
    assert solve(replace(problem, candidates=tuple(shuffled))).solution == solve(problem).solution


def test_checker_names_each_broken_rule(problem):
    ranking = solve(problem).solution
    first, second = ranking.entries
    swapped = Ranking((second, first))
    cases = {
        "dismissed": (replace(problem, dismissed=frozenset({"krakow"})), ranking),
        "length": (replace(problem, limit=1), ranking),
        "twice": (problem, Ranking((first, first))),
        "unknown": (problem, Ranking((replace(first, key="nobody"),))),
        "score": (problem, Ranking((replace(first, score=first.score + 0.2), second))),
        "text": (replace(problem, version="v2"), Ranking((first,))),
        "unexplained": (problem, Ranking((replace(first, reasons=()),))),
        "record": (problem, Ranking((Entry(first.key, first.score, first.parts, second.reasons),))),
        "order": (problem, swapped),
    }
    for rule, (changed, listed) in cases.items():
        assert {violation.rule for violation in check(changed, listed)} & {rule} == {rule}


def test_ten_thousand_candidates_are_ranked_without_pairs_in_python():
    vectors = np.random.default_rng(0).normal(size=(10_000, 3))
    candidates = tuple(Profile(f"c{number:05}", texts=(text("t", *vector),)) for number, vector in enumerate(vectors))
    problem = Problem(Profile("s", texts=(text("s", 1, 0, 0),)), candidates, version=VERSION, trade_off=1.0)
    nearest = max(candidates, key=lambda one: float(one.texts[0].vector[0]))
    assert keys(problem)[0] == nearest.key
