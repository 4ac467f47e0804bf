"""Own projects out of a folder of CSV files: all of them or nothing, and every fault with its place."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import override_settings

from factories import make_organisation, make_topic
from grono.projects.actions.imports_own import import_own_projects
from grono.projects.models import Milestone, Participation, Project, WorkPackage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_congress():
    with override_settings(CLOCK="2027-05-19T10:20:00+02:00"):
        yield


@pytest.fixture
def folder(tmp_path, their_organisation, partner_organisation, their_cluster, representative):
    make_topic("TOPIC-1")
    write(
        tmp_path,
        own_projects=[
            "slug,acronym,title,state,objective,language,level,strategic,public,topic,lead_cluster,start_date,"
            "duration_months,created_date,created_by,total_cost",
            f"krag,KRĄG,Krąg,submitted,Mniej odpadów.,pl,cross-border,yes,yes,topic-1,probny,2028-01-01,24,2027-02-01,"
            f"{representative.email},1250000.50",
        ],
        own_participations=[
            "project,organisation,role,task,grant,personnel,travel",
            "krag,zyzny-krag,coordinator,Prowadzi,600000,400000,20000.5",
            "krag,zelena-sit,participant,Pilotaż,,,",
        ],
        work_packages=["project,number,title,lead,start_month,end_month", "krag,1,Zarządzanie,zyzny-krag,1,24"],
        milestones=["project,name,due_date,reached_date", "krag,Konsorcjum,2027-04-01,2027-03-20"],
    )
    return tmp_path


def write(folder, **files: list[str]) -> None:
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def faults(folder) -> list[str]:
    return [str(fault) for report in import_own_projects(folder, by=None) for fault in report.faults]


def test_folder_brings_projects_with_all_that_belongs_to_them(
    folder, representative, their_cluster, their_organisation
):
    reports = import_own_projects(folder, by=representative)
    assert [(report.file, report.created, report.known, report.refused) for report in reports] == [
        ("own_projects.csv", 1, 0, False),
        ("own_participations.csv", 2, 0, False),
        ("work_packages.csv", 1, 0, False),
        ("milestones.csv", 1, 0, False),
    ]
    project = Project.objects.get()
    assert (project.state, project.level, project.is_strategic, project.is_public) == (
        "submitted", "cross-border", True, True,
    )  # fmt: skip
    assert (project.is_demonstration, project.lead_cluster, project.created_by) == (True, their_cluster, representative)
    assert (project.total_cost, project.created_at.date()) == (Decimal("1250000.50"), date(2027, 2, 1))
    lead = project.participations.get(role="coordinator")
    assert {line.category: line.amount for line in lead.budget_lines.all()} == {
        "personnel": Decimal(400000), "travel": Decimal("20000.5"),
    }  # fmt: skip
    assert (lead.requested_grant, lead.organisation) == (Decimal(600000), their_organisation)
    assert WorkPackage.objects.get().lead == lead
    assert Milestone.objects.get().reached_date == date(2027, 3, 20)


def test_same_folder_again_brings_nothing_new(folder):
    import_own_projects(folder, by=None)
    assert [(report.created, report.known) for report in import_own_projects(folder, by=None)] == [
        (0, 1), (0, 2), (0, 1), (0, 1),
    ]  # fmt: skip
    assert (Project.objects.count(), Participation.objects.count()) == (1, 2)


def test_one_fault_in_any_file_and_nothing_is_saved(folder):
    write(folder, milestones=["project,name,due_date", "krag,Konsorcjum,wkrótce"])
    (fault,) = faults(folder)
    assert fault.startswith("milestones.csv, row 2, column due_date:")
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"own_participations": ["project,organisation,role", "none,zyzny-krag,coordinator"]}, "row 2, column project"),
        ({"own_participations": ["project,organisation,role", "krag,nobody,coordinator"]}, "column organisation"),
        ({"own_participations": ["project,organisation,role", "krag,zyzny-krag,boss"]}, "row 2, column role"),
        (
            {"own_participations": ["project,organisation,role,travel", "krag,zyzny-krag,coordinator,-1"]},
            "row 2, column travel",
        ),
        (
            {
                "own_participations": [
                    "project,organisation,role", "krag,zyzny-krag,coordinator", "krag,zyzny-krag,participant",
                ]
            },
            "row 3, column organisation",
        ),
        ({"own_participations": ["project,organisation,role", "krag,zelena-sit,participant"]}, "row 2, column slug"),
        ({"work_packages": ["project,number,title,start_month,end_month", "krag,1,X,1,25"]}, "row 2, column end_month"),
        ({"work_packages": ["project,number,title,start_month,end_month", "krag,1,X,5,4"]}, "row 2, column end_month"),
        ({"work_packages": ["project,number,title,start_month,end_month", "krag,x,X,1,4"]}, "row 2, column number"),
        (
            {"work_packages": ["project,number,title,lead,start_month,end_month", "krag,1,X,nobody,1,4"]},
            "row 2, column lead",
        ),
        ({"milestones": ["project,name,due_date,reached_date", "krag,M,2027-01-01,2027-06-01"]}, "column reached_date"),
        ({"own_projects": ["slug,acronym,title,state", "map,M,M,idea"]}, "row 2, column slug"),
        ({"own_projects": ["slug,acronym,title,state", "krag,K,K,begun"]}, "row 2, column state"),
        ({"own_projects": ["slug,acronym,title,state", "krag,K,K,forming"]}, "row 2, column objective"),
        ({"own_projects": ["slug,acronym,title,state,objective", "krag,K,K,submitted,O"]}, "column duration_months"),
        ({"own_projects": ["slug,acronym,title,state,lead_cluster", "krag,K,K,idea,none"]}, "column lead_cluster"),
        ({"own_projects": ["slug,acronym,title,state,public", "krag,K,K,idea,yes"]}, "row 2, column objective"),
        ({"own_projects": ["slug,acronym,title", "krag,K,K"]}, "own_projects.csv"),
    ],
)  # fmt: skip
def test_each_fault_names_its_file_row_and_column(folder, files, place):
    write(folder, **files)
    found = faults(folder)
    assert any(place in fault for fault in found), found
    assert not Project.objects.exists()


def test_real_and_invented_partners_do_not_mix(folder):
    make_organisation("Prawdziwa", slug="prawdziwa")
    write(
        folder,
        own_participations=[
            "project,organisation,role", "krag,zyzny-krag,coordinator", "krag,prawdziwa,participant",
        ],
    )  # fmt: skip
    assert any("own_projects.csv" in fault for fault in faults(folder))
    assert not Project.objects.exists()
