"""The public pages of projects."""

from datetime import date
from typing import Any

import pytest
from django.test import override_settings

from factories import make_organisation
from grono.directory.models import Organisation
from grono.kit.registry import search_sources
from grono.projects.models import Participation, Project
from grono.projects.queries import ProjectFilter, count_by, find_projects
from reading import page, record_names, words

pytestmark = pytest.mark.django_db


def make_project(acronym: str, *partners: Organisation | str, **fields: Any) -> Project:
    usual = {"slug": acronym.lower(), "title": f"Title of {acronym}", "source": "CORDIS", "funding_scheme": "RIA"}
    project = Project.objects.create(acronym=acronym, **(usual | fields))
    for position, partner in enumerate(partners):
        known = partner if isinstance(partner, Organisation) else None
        Participation.objects.create(
            project=project,
            organisation=known,
            name=known.name if known else str(partner),
            country=known.country if known else "ES",
            role="participant" if position else "coordinator",
            position=position,
        )
        if known:
            Organisation.objects.filter(pk=known.pk).update(project_count=known.participations.count())
    return project


def acronyms(**narrowing: str) -> list[str]:
    return [project.acronym for project in find_projects(ProjectFilter(**narrowing))]


def test_list_shows_the_latest_first_and_undated_last():
    make_project("OLD", start_date=date(2018, 4, 1))
    make_project("UNDATED")
    make_project("NEW", start_date=date(2025, 9, 1))
    assert acronyms() == ["NEW", "OLD", "UNDATED"]


def test_list_narrows_by_words_scheme_and_country_and_counts():
    polish = make_organisation(country="PL")
    make_project("WIND", polish, "Molino", title="Power of wind")
    make_project("SEA", "Mar", funding_scheme="IA")
    assert acronyms(text="power WIND") == ["WIND"]
    assert acronyms(country="PL") == ["WIND"]
    assert acronyms(scheme="IA") == ["SEA"]
    assert count_by(ProjectFilter(country="ES"), "scheme") == {"RIA": 1, "IA": 1}
    assert count_by(ProjectFilter(scheme="RIA"), "country") == {"PL": 1, "ES": 1}


def test_list_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_project("ONE", "Mar")
    page(client, "/en/projects/")
    make_project("TWO", "Mar")
    with django_assert_num_queries(10) as at_two:
        page(client, "/en/projects/")
    make_project("THREE", "Mar", "Sol")
    with django_assert_num_queries(len(at_two)):
        document = page(client, "/en/projects/")
    assert record_names(document) == ["ONE", "THREE", "TWO"]


@override_settings(CLOCK="2027-05-19T10:20:00+02:00")
def test_list_says_whether_a_project_runs(client):
    make_project("DONE", start_date=date(2020, 1, 1), end_date=date(2027, 5, 18))
    make_project("RUNS", start_date=date(2027, 5, 19), end_date=date(2027, 5, 19))
    make_project("COMES", start_date=date(2027, 5, 20), end_date=date(2028, 5, 20))
    states = [words(record.find_class("badge")[0]) for record in page(client, "/en/projects/").find_class("record")]
    assert states == ["Funded", "Running", "Completed"]


def test_project_page_shows_participants_the_coordinator_and_the_known_first(client):
    known = make_organisation("Politechnika", slug="politechnika")
    make_project("WIND", "Molino", "Sol", known, objective="Turn.", source_url="https://cordis.europa.eu/project/id/1")
    document = page(client, "/en/projects/wind/")
    rows = [words(row.find("th")) for row in document.xpath("//tbody/tr")]
    assert rows == ["Molino", "Politechnika", "Sol"]
    assert [link.get("href") for link in document.xpath("//tbody//a")] == ["/en/organisations/politechnika/"]
    assert "Facts as published: CORDIS, © European Union, CC BY 4.0. Nobody edits them here." in words(document)
    assert document.find_class("page-head-actions")[0].find("a").get("href") == "https://cordis.europa.eu/project/id/1"


def test_project_page_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_project("ONE", make_organisation())
    make_project("THREE", make_organisation(), make_organisation(), "Sol")
    page(client, "/en/projects/one/")
    with django_assert_num_queries(6):
        page(client, "/en/projects/three/")


def test_unknown_project_is_not_found(client):
    assert client.get("/en/projects/nobody/").status_code == 404


def test_organisation_page_shows_its_projects_those_it_coordinates_first(client):
    known = make_organisation(slug="known")
    make_project("LATER", "Sol", known, start_date=date(2025, 1, 1))
    make_project("EARLIER", known, "Sol", start_date=date(2018, 1, 1))
    document = page(client, "/en/organisations/known/")
    assert record_names(document) == ["EARLIER", "LATER"]
    assert "Coordinator" in words(document.find_class("record")[0])
    assert "2 participants, 2 countries" in words(document.find_class("record")[0])


def test_organisation_page_costs_the_same_number_of_queries_at_one_and_at_three_projects(
    client, django_assert_num_queries
):
    known = make_organisation(slug="known")
    make_project("ONE", known)
    page(client, "/en/organisations/known/")
    with django_assert_num_queries(12) as at_one:
        page(client, "/en/organisations/known/")
    make_project("TWO", known)
    make_project("THREE", "Sol", known)
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/organisations/known/")


def test_search_text_holds_objective_and_participants():
    project = make_project("WIND", "Molino", objective="Turn the sails.")
    text = next(iter(search_sources()["project"].documents([project.pk])))
    assert (text.title, text.path, text.language) == ("WIND – Title of WIND", "projects/wind/", "en")
    assert {"Turn the sails.", "Molino"} <= set(text.body.split("\n"))


def test_nobody_edits_projects_in_the_administration(client, admin_client):
    project = make_project("WIND", "Molino")
    path = f"/admin/projects/project/{project.pk}/change/"
    assert b'name="_save"' not in admin_client.get(path).content
    assert admin_client.get("/admin/projects/project/add/").status_code == 403
