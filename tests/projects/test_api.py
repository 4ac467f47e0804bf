"""Projects for programs."""

import pytest

from factories import make_organisation
from grono.projects.models import Participation, Project

pytestmark = pytest.mark.django_db


def test_project_comes_with_participants_and_their_addresses_in_the_directory(client):
    known = make_organisation("Politechnika", slug="politechnika")
    project = Project.objects.create(slug="wind", acronym="WIND", title="Wind", source="CORDIS", total_cost="1000.50")
    Participation.objects.create(project=project, organisation=known, name="PK", country="PL", role="coordinator")
    Participation.objects.create(project=project, name="MOLINO", country="ES", role="participant", position=1)
    answer = client.get("/api/v1/projects/wind").json()
    assert (answer["total_cost"], answer["partner_count"], answer["country_count"]) == ("1000.50", 2, 2)
    assert [(part["name"], part["organisation"]) for part in answer["participants"]] == [
        ("PK", "politechnika"), ("MOLINO", None),
    ]  # fmt: skip


def test_list_narrows_by_words(client):
    for acronym in ("WIND", "SEA"):
        Project.objects.create(slug=acronym.lower(), acronym=acronym, title="Power", source="CORDIS")
    answer = client.get("/api/v1/projects?q=sea").json()
    assert (answer["count"], [item["acronym"] for item in answer["items"]]) == (1, ["SEA"])


def test_unknown_project_is_not_found(client):
    assert client.get("/api/v1/projects/nobody").status_code == 404
