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


def test_list_tells_state_and_level_and_narrows_by_them(client):
    Project.objects.create(slug="old", acronym="OLD", title="Old", source="CORDIS", cordis_id="1", status="closed")
    Project.objects.create(
        slug="ours", acronym="OURS", title="Ours", state="forming", level="cross-border", is_strategic=True
    )
    items = client.get("/api/v1/projects").json()["items"]
    assert {(item["slug"], item["state"], item["level"], item["is_strategic"]) for item in items} == {
        ("old", "completed", "european", False),
        ("ours", "forming", "cross-border", True),
    }
    for query in ("state=forming", "level=cross-border", "is_strategic=true"):
        assert [item["slug"] for item in client.get(f"/api/v1/projects?{query}").json()["items"]] == ["ours"]
