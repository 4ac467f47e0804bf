"""Published projects brought in."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from factories import make_organisation
from grono.projects.actions import import_projects
from grono.projects.models import Participation, Project

pytestmark = pytest.mark.django_db

PROJECT: dict[str, Any] = {
    "id": "785219", "cordis_id": "785219", "acronym": "GrapheneCore2", "title": "Graphene", "objective": "Layers.",
    "start_date": "2018-04-01", "end_date": None, "funding_scheme": "RIA", "topics": "T-1", "total_cost": 88000000.0,
    "ec_max_contribution": 12.345, "source": "CORDIS", "link": "https://cordis.europa.eu/project/id/785219",
    "participants": [
        {"pic": "123456789", "name": "KNOWN", "country": "PL", "role": "coordinator", "ec_contribution": 10.5},
        {"pic": None, "name": "UNKNOWN", "country": "ES", "role": "participant", "ec_contribution": None},
    ],
}  # fmt: skip


def lines(*projects: Any) -> io.BytesIO:
    file = io.BytesIO("\n".join(p if isinstance(p, str) else json.dumps(p) for p in projects).encode())
    file.name = "projects.jsonl"
    return file


def test_import_keeps_the_facts_and_links_participants_that_are_in_the_directory():
    known = make_organisation(pic="123456789")
    report = import_projects(lines(PROJECT), by=None)
    project = Project.objects.get()
    assert (report.created, report.faults) == (1, [])
    assert (project.slug, project.total_cost, project.end_date) == (
        "graphenecore2-785219",
        Decimal("88000000.00"),
        None,
    )
    assert project.ec_contribution in (Decimal("12.34"), Decimal("12.35"))
    assert list(project.participations.values_list("name", "organisation", "role")) == [
        ("KNOWN", known.pk, "coordinator"), ("UNKNOWN", None, "participant"),
    ]  # fmt: skip


def test_import_counts_the_projects_of_each_organisation():
    known = make_organisation(pic="123456789")
    import_projects(lines(PROJECT, PROJECT | {"id": "1", "cordis_id": "1"}), by=None)
    import_projects(lines(PROJECT | {"id": "2", "cordis_id": "2"}), by=None)
    known.refresh_from_db()
    assert known.project_count == 3


def test_import_leaves_known_projects_as_they_are():
    import_projects(lines(PROJECT), by=None)
    report = import_projects(lines(PROJECT | {"title": "Other"}), by=None)
    assert (report.created, report.known) == (0, 1)
    assert (Project.objects.get().title, Participation.objects.count()) == ("Graphene", 2)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("{", "row 2: not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "row 2: a line must hold one object"),
        (PROJECT | {"id": "", "cordis_id": None}, "row 2, column id: must not be empty"),
        (PROJECT, "row 2, column id: graphenecore2-785219 stands in row 1 already"),
        (PROJECT | {"id": "2", "cordis_id": None, "start_date": "soon"},
         "row 2, column start_date: “soon” is not a date such as 2027-05-19"),
        (PROJECT | {"id": "2", "cordis_id": None, "total_cost": "much"},
         "row 2, column total_cost: “much” is not an amount of money"),
        (PROJECT | {"id": "2", "cordis_id": None, "participants": PROJECT["participants"] * 2},
         "row 2, column participants: an organisation stands there twice"),
    ],
)  # fmt: skip
def test_import_names_the_line_and_the_rule_and_saves_nothing(bad, fault):
    make_organisation(pic="123456789")
    with override("en"):
        report = import_projects(lines(PROJECT, bad), by=None)
    assert [str(found) for found in report.faults] == [f"projects.jsonl, {fault}"]
    assert Project.objects.count() == 0
    assert import_projects(lines(PROJECT, bad), by=None, skip_bad=True).created == 1
