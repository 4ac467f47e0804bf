"""A seeker and three candidates."""

from __future__ import annotations

import pytest

from engines.matching.profiles import VERSION, facts, text
from grono.engines.matching import Problem, Profile


@pytest.fixture
def seeker() -> Profile:
    return Profile(
        "recykla",
        texts=(text("profile:1", 1, 0, 0),),
        facts=facts(
            "profile:1", seeks="regranulate sorting", offers="moulds", wanted_country="DE CZ", wanted_size="small"
        )
        + facts("organisation:1", country="PL", region="PL21", competence="recycling", cluster="key")
        + facts("project:A", project="A", partner="kiel")
        + facts("project:B", project="B", partner="brno", programme="H2020"),
    )


@pytest.fixture
def candidates() -> tuple[Profile, ...]:
    german = Profile(
        "kunststoff",
        texts=(text("profile:2", 9, 1, 0, language="de"), text("profile:3", 0, 0, 1, language="de")),
        facts=facts("profile:2", offers="regranulate", seeks="moulds")
        + facts("organisation:2", country="DE", region="DE30", competence="recycling", size="small"),
    )
    neighbour = Profile(
        "krakow",
        texts=(text("profile:4", 0, 1, 0),),
        facts=facts("organisation:4", country="PL", region="PL21", cluster="key")
        + facts("project:A", project="A", partner="kiel"),
    )
    stranger = Profile("stranger", texts=(text("profile:5", 0, 0, 1),), facts=facts("organisation:5", country="FR"))
    return german, neighbour, stranger


@pytest.fixture
def problem(seeker: Profile, candidates: tuple[Profile, ...]) -> Problem:
    return Problem(seeker, candidates, version=VERSION)
