"""CORDIS projects as XML: alone, in a folder, in a ZIP; and XML that wants to do harm."""

import zipfile
from datetime import date
from decimal import Decimal

import pytest

from grono.directory.models import Organisation
from grono.projects.actions import import_cordis
from grono.projects.models import Participation, Project
from projects.cordis import FILES, REAL, notes

pytestmark = pytest.mark.django_db

PROJECT = FILES / "project.xml"
BOMB = """<?xml version="1.0"?><!DOCTYPE project [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><project xmlns="http://cordis.europa.eu"><title>&b;</title></project>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE project [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<project xmlns="http://cordis.europa.eu"><title>&a;</title></project>"""


def test_xml_brings_the_project_and_its_participants():
    record = import_cordis([PROJECT], by=None)
    project = Project.objects.get()
    assert notes(record) == []
    assert (project.cordis_id, project.acronym, project.funding_scheme) == (
        "101190685",
        "3SI-CONTROL",
        "HORIZON-JU-RIA",
    )
    assert (project.start_date, project.grant_doi) == (date(2025, 6, 1), "10.3030/101190685")
    assert (project.topics, project.call_identifier) == (
        "HORIZON-JU-GH-EDCTP3-2024-01-03-two-stage", "HORIZON-JU-GH-EDCTP3-2024-01-two-stage",
    )  # fmt: skip
    assert project.framework_programme == "HORIZON"
    assert project.legal_basis == "HORIZON.2.1"
    parts = Participation.objects.values_list("organisation__pic", "country", "role", "ec_contribution", "position")
    assert [part for part in parts if part[2] != "participant"] == [
        ("999986096", "BE", "coordinator", Decimal("1288775.00"), 1),
        (Organisation.objects.get(participations__role="thirdParty").pic, "ES", "thirdParty", Decimal("0.00"), 4),
    ]
    gent = Organisation.objects.get(pic="999986096")
    assert (gent.name, gent.town, gent.vat, gent.activity_type) == ("UNIVERSITEIT GENT", "GENT", "BE0248015142", "HES")
    assert gent.website == "http://www.ugent.be"


def test_xml_and_table_of_one_project_are_the_same(tmp_path):
    import_cordis([PROJECT], by=None)
    record = import_cordis([PROJECT], by=None)
    assert {name.split()[1] for name in record.counts} == {"unchanged"}


def test_folder_and_zip_are_read_tables_first(tmp_path):
    folder = tmp_path / "cordis"
    (folder / "xml").mkdir(parents=True)
    (folder / "xml" / "project-1.xml").write_bytes(PROJECT.read_bytes())
    for table in REAL:
        (folder / table.name).write_bytes(table.read_bytes())
    (folder / "topics.csv").write_text("projectID,topic\n1,x\n")
    (folder / "read me.txt").write_text("Nothing.")
    archive = tmp_path / "cordis.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*.*"), reverse=True):
            file.write(path, path.relative_to(folder))
    first, second = import_cordis([folder], by=None), import_cordis([archive], by=None)
    assert [file["name"] for file in first.files] == ["project.csv", "organization.csv", "project-1.xml"]
    assert (first.counts["projects created"], second.counts["projects unchanged"]) == (4, 4)
    assert second.rows == first.rows


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (BOMB, "entities and document types are not allowed in XML: DTDForbidden"),
        (OUTSIDE, "entities and document types are not allowed in XML: DTDForbidden"),
        ("<project", "not XML: unclosed token: line 1, column 0"),
        ("", "not XML: no element found: line 1, column 0"),
        ("<project/>", "the XML describes no CORDIS project: project"),
        ("<!--" + "x" * 20_000_000 + "-->", "the file is too big for one project: 20000007 bytes"),
    ],
)
def test_bad_xml_is_refused_and_the_other_files_kept(tmp_path, content, rule):
    (tmp_path / "a.xml").write_text(content)
    (tmp_path / "b.xml").write_bytes(PROJECT.read_bytes())
    record = import_cordis([tmp_path], by=None)
    assert notes(record) == [f"a.xml, row 1: {rule}"]
    assert Project.objects.get().acronym == "3SI-CONTROL"


def test_persons_in_the_xml_are_never_read(tmp_path):
    person = '<person type="principalInvestigator"><firstNames>Nobody</firstNames></person></associations>'
    text = PROJECT.read_text(encoding="utf-8").replace("</associations>", person, 1)
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    import_cordis([tmp_path], by=None)
    assert "Nobody" not in str(list(Project.objects.values())) + str(list(Organisation.objects.values()))
