"""What is not public leaks nowhere: lists, search, API, panels, counts, affinities, recommendations, maps, stamps."""

from datetime import date

import pytest
from django.test import override_settings

from grono.kit.registry import search_sources
from grono.projects.actions import own as actions
from grono.projects.actions import refresh_affinities
from grono.projects.actions.counts import count_projects
from grono.projects.choices import ProjectState
from grono.projects.models import PartnerAffinity, Project
from grono.projects.queries.geography import joined_countries
from grono.projects.queries.pipeline import pipeline
from grono.projects.queries.projects import ProjectFilter, count_by, find_projects, projects_stamp
from grono.search.models import Document
from projects.own_projects import join, make_own

pytestmark = pytest.mark.django_db
TODAY = date(2027, 5, 19)
PAGES = (
    "/en/projects/",
    "/en/projects/map/",
    "/en/projects/pipeline/",
    "/en/organisations/zyzny-krag/",
    "/en/organisations/zelena-sit/",
    "/en/clusters/probny/",
    "/en/search/?q=KRĄG",
    "/api/v1/projects",
    "/api/v1/projects?q=krąg",
    "/api/v1/organisations/zyzny-krag",
)


@pytest.fixture(autouse=True)
def _at_the_congress():
    with override_settings(CLOCK="2027-05-19T10:20:00+02:00"):
        yield


@pytest.fixture
def hidden(their_organisation, representative, partner_organisation, their_cluster) -> Project:
    """A funded project of two organisations that nobody but them may know of."""
    project = make_own(their_organisation, by=representative, state="funded", acronym="KRĄG", title="Secret")
    join(project, partner_organisation)
    count_projects([their_organisation.pk, partner_organisation.pk])
    return project


@pytest.mark.parametrize("path", PAGES)
def test_hidden_project_is_named_on_no_public_page(client, hidden, outsider, path):
    for sign_in in (False, True):
        if sign_in:
            client.force_login(outsider)
        content = client.get(path).content.decode()
        assert "Secret" not in content
        assert "projects/krag" not in content


@pytest.mark.parametrize("path", [PAGES[0], *PAGES[2:6]])
def test_published_project_is_named_where_the_hidden_one_was_not(client, hidden, representative, path):
    actions.publish_project(hidden, by=representative)
    assert "projects/krag" in client.get(path).content.decode()


def test_hidden_project_is_not_found(client, hidden, outsider):
    assert client.get("/en/projects/krag/").status_code == 404
    assert client.get("/api/v1/projects/krag").status_code == 404
    client.force_login(outsider)
    assert client.get("/en/projects/krag/").status_code == 404


def test_hidden_project_is_not_counted_anywhere(hidden, their_organisation):
    their_organisation.refresh_from_db()
    assert their_organisation.project_count == 0
    assert find_projects(ProjectFilter()).count() == 0
    assert [count_by(ProjectFilter(), name) for name in ("state", "level", "country", "topic")] == [{}] * 4
    assert joined_countries(ProjectFilter()).projects == 0
    assert pipeline(ProjectFilter(), TODAY) == []


def test_search_forgets_a_project_that_is_hidden_again(hidden, representative):
    assert list(search_sources()["project"].documents(None)) == []
    actions.publish_project(hidden, by=representative)
    assert [text.object_id for text in search_sources()["project"].documents(None)] == [hidden.pk]
    assert Document.objects.filter(kind="project").count() == 1
    actions.hide_project(hidden, by=representative)
    assert not Document.objects.filter(kind="project").exists()


def test_only_public_projects_with_a_grant_say_who_worked_together(hidden, representative, their_organisation):
    refresh_affinities()
    assert not PartnerAffinity.objects.exists()
    actions.publish_project(hidden, by=representative)
    refresh_affinities()
    their_organisation.refresh_from_db()
    assert (PartnerAffinity.objects.filter(has_met=True).count(), their_organisation.project_count) == (2, 1)


@pytest.mark.parametrize("state", ["idea", "forming", "submitted"])
def test_public_idea_is_shown_but_counts_as_no_joint_work(
    client, their_organisation, representative, partner_organisation, state
):
    project = make_own(their_organisation, by=representative, state=state, public=True)
    join(project, partner_organisation)
    count_projects([their_organisation.pk, partner_organisation.pk])
    refresh_affinities()
    their_organisation.refresh_from_db()
    assert (their_organisation.project_count, PartnerAffinity.objects.count()) == (0, 0)
    assert "projects/krag" in client.get("/en/organisations/zyzny-krag/").content.decode()


def test_count_follows_the_project_as_it_is_funded_hidden_and_dropped(their_organisation, representative):
    project = make_own(their_organisation, by=representative, state="submitted", public=True)

    def counted() -> int:
        their_organisation.refresh_from_db()
        return their_organisation.project_count

    counts = [counted()]
    for act in (
        lambda: actions.set_state(project, ProjectState.FUNDED, by=representative),
        lambda: actions.hide_project(project, by=representative),
        lambda: actions.publish_project(project, by=representative),
        lambda: actions.drop_project(project, by=representative),
    ):
        act()
        counts.append(counted())
    assert counts == [0, 1, 0, 1, 0]


def test_stamp_changes_when_a_public_project_does(hidden, representative):
    stamps = [projects_stamp()]
    actions.publish_project(hidden, by=representative)
    stamps.append(projects_stamp())
    actions.hide_project(hidden, by=representative)
    stamps.append(projects_stamp())
    assert len(set(stamps[:2])) == 2
    assert len(set(stamps[1:])) == 2
