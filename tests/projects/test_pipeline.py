"""The pipeline of the coming years: what is ahead and under way, by the year of its start."""

from datetime import date

import pytest
from django.test import override_settings

from grono.projects.models import Participation, Project
from grono.projects.queries.pipeline import pipeline
from grono.projects.queries.projects import ProjectFilter
from reading import page, record_names, words

pytestmark = pytest.mark.django_db
TODAY = date(2027, 5, 19)


@pytest.fixture(autouse=True)
def _at_the_congress():
    with override_settings(CLOCK="2027-05-19T10:20:00+02:00"):
        yield


def make_project(acronym: str, state: str = "forming", **fields: object) -> Project:
    project = Project.objects.create(
        **({"slug": acronym.lower(), "acronym": acronym, "title": acronym, "state": state} | fields)
    )
    Participation.objects.create(project=project, name=f"{acronym} Ltd", country="PL", role="coordinator")
    return project


def stages() -> list[tuple[int | None, bool, list[str]]]:
    return [
        (stage.year, stage.is_past, [project.acronym for project in stage.projects])
        for stage in pipeline(ProjectFilter(), TODAY)
    ]


def test_projects_stand_in_the_year_of_their_start_strategic_ones_first():
    make_project("LATER", start_date=date(2029, 1, 1))
    make_project("OPEN", "idea")
    make_project("RUNS", "running", start_date=date(2025, 1, 1))
    make_project("SOON", start_date=date(2028, 1, 1))
    make_project("SOON2", "submitted", start_date=date(2028, 9, 1), is_strategic=True)
    assert stages() == [
        (2028, False, ["SOON2", "SOON"]),
        (2029, False, ["LATER"]),
        (None, False, ["OPEN"]),
        (None, True, ["RUNS"]),
    ]


def test_completed_and_dropped_projects_are_not_ahead():
    make_project("DONE", "completed")
    make_project("GONE", "dropped")
    Project.objects.create(slug="old", acronym="OLD", title="Old", source="CORDIS", end_date=date(2024, 1, 1))
    Project.objects.create(
        slug="signed",
        acronym="SIGNED",
        title="S",
        source="CORDIS",
        start_date=date(2027, 9, 1),
        end_date=date(2030, 1, 1),
    )
    assert stages() == [(2027, False, ["SIGNED"])]


def test_stage_counts_its_projects_by_state():
    make_project("A", "idea")
    make_project("B", "idea")
    make_project("C", "submitted")
    (stage,) = pipeline(ProjectFilter(), TODAY)
    assert stage.by_state == [("idea", 2), ("forming", 0), ("submitted", 1), ("funded", 0), ("running", 0)]


def test_page_shows_years_marks_coordinators_and_budgets_that_are_public(client):
    make_project("RING", start_date=date(2028, 1, 1), is_strategic=True, total_cost="1250000")
    document = page(client, "/en/projects/pipeline/")
    assert [words(heading) for heading in document.xpath('//section[contains(@class, "project-stage")]//h2')] == [
        "2028"
    ]
    record = words(document.find_class("record")[0])
    for part in ("RING", "Strategic", "RING Ltd", "1,250,000 €", "Forming the consortium"):
        assert part in record
    assert record_names(page(client, "/en/projects/pipeline/?state=idea")) == []


def test_page_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_project("ONE")
    page(client, "/en/projects/pipeline/")
    make_project("TWO", "idea")
    with django_assert_num_queries(8) as at_two:
        page(client, "/en/projects/pipeline/")
    make_project("THREE", "funded", start_date=date(2029, 1, 1))
    with django_assert_num_queries(len(at_two)):
        page(client, "/en/projects/pipeline/")
