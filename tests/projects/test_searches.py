"""Searches for partners: asked for once at a time, done by a job, shown with what they rest on."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ValidationError

from factories import make_organisation, make_topic
from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.projects.actions.searches import ask_for_consortia, run_search
from grono.projects.models import ConsortiumSearch, Participation, Project
from grono.projects.planning import pool
from grono.projects.queries.searches import latest_search, proposals_view

CZECH_AND_POLISH: dict[str, Any] = {
    "code": "two-sides",
    "version": "1",
    "title": {"en": "Two sides"},
    "encoded": "2027-01-01",
    "source": "test",
    "read_at_source": False,
    "rules": [
        {
            "id": "czech-side",
            "title": {"en": "A Czech partner", "pl": "Partner z Czech"},
            "article": "1",
            "test": {"count": {"who": {"country": ["CZ"]}, "at_least": 1}},
        }
    ],
}


@pytest.fixture
def project(their_organisation: Organisation) -> Project:
    topic = make_topic("TWO-SIDES", own_rules=CZECH_AND_POLISH, description="Water kept on both sides. " * 4)
    made = Project.objects.create(
        slug="water", acronym="WATER", title="Water", state="forming", topic=topic, start_date=date(2028, 1, 1)
    )
    Participation.objects.create(
        project=made, organisation=their_organisation, name=their_organisation.name, country="PL", role="coordinator"
    )
    return made


def test_search_proposes_only_who_turns_the_verdict_to_met(project: Project, representative: Person) -> None:
    for name, country in (("Česká", "CZ"), ("Moravská", "CZ"), ("Deutsche", "DE"), ("Polska", "PL")):
        make_organisation(name, slug=name.lower(), country=country)
    search = ask_for_consortia(project, size=2, by=representative)
    run_search(search.pk)
    search.refresh_from_db()
    view = proposals_view(search, language="pl")
    assert view is not None
    added = {member.organisation.name for one in view.proposals for member in one.members if not member.is_partner}
    assert added == {"Česká", "Moravská"}
    assert {(one.result, one.is_proven) for one in view.proposals} == {("met", True)}
    assert [member.satisfies for one in view.proposals for member in one.members if not member.is_partner] == [
        ("Partner z Czech",)
    ] * 2


def test_search_that_adds_nobody_is_refused(project: Project, representative: Person) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask_for_consortia(project, size=1, by=representative)
    assert set(refusal.value.message_dict) == {"size"}
    assert ConsortiumSearch.objects.count() == 0


def test_second_search_waits_for_the_first(project: Project, representative: Person) -> None:
    first = ask_for_consortia(project, size=2, by=representative)
    with pytest.raises(ValidationError):
        ask_for_consortia(project, size=3, by=representative)
    assert latest_search(project) == first
    assert proposals_view(first, language="pl") is None


def test_failed_search_says_why_and_lets_another_begin(project: Project, representative: Person) -> None:
    project.participations.update(organisation=None)
    search = ask_for_consortia(project, size=2, by=representative)
    run_search(search.pk)
    search.refresh_from_db()
    assert (search.state, search.error) == ("failed", "nobody-inside")
    assert ask_for_consortia(project, size=3, by=representative).state == "waiting"


def test_needs_are_the_points_of_the_call_without_what_is_about_applying(project: Project) -> None:
    topic = project.topic
    assert topic is not None
    topic.description = (
        "Expected Outcome:\n\nProject results are expected to contribute to all of the following expected outcomes:\n\n"
        "communes keep rain water in places that the people of both sides of the border have chosen together;\n\n"
        "Clustering with other relevant projects is encouraged, and applicants may say so in their proposal.\n\nShort."
    )
    assert [need.text for need in pool.needs_of(topic, "")] == [
        "communes keep rain water in places that the people of both sides of the border have chosen together;"
    ]


def test_joint_work_weighs_less_the_larger_the_consortium() -> None:
    bonuses = [pool.pair_bonus(3, size) * size * (size - 1) / 2 for size in (3, 5, 9)]
    assert np.allclose(np.array(bonuses) / np.array([3, 5, 9]), bonuses[0] / 3)
    assert pool.pair_bonus(0, 3) == 0
