"""CORDIS tables as they really are: what is understood, mended and refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from grono.directory.models import Organisation, Region
from grono.projects.actions import import_cordis
from grono.projects.formats.cordis_files import CordisFileError
from grono.projects.formats.natural_persons import looks_like_a_person
from grono.projects.models import CordisImport, Participation, Project
from projects.cordis import PARTNER, PROJECT, REAL, import_rows, notes, write_table

pytestmark = pytest.mark.django_db

IN_PARTNER = "organization.csv, row 2, column "
IN_PROJECT = "project.csv, row 2, column "


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_separators_byte_order_mark_quotes_and_line_breaks_are_understood(tmp_path, separator, encoding):
    text = {"title": 'The "wind", and; more', "objective": 'Turn\tthe sails.\n\nHe said: "turn".\r\nAgain.'}
    write = {"separator": separator, "encoding": encoding}
    tables = (
        write_table(tmp_path / "p.csv", [{**PROJECT, **text}, {**PROJECT, "id": "101000002"}], **write),
        write_table(tmp_path / "o.csv", [PARTNER, {**PARTNER, "projectID": "101000002"}], **write),
    )
    record = import_cordis(tables, by=None)
    project = Project.objects.get(cordis_id="101000001")
    assert notes(record) == []
    assert (project.title, project.objective) == ('The "wind", and; more', 'Turn the sails.\nHe said: "turn".\nAgain.')
    assert Participation.objects.count() == 2


def test_columns_of_older_sets_are_understood_and_contact_persons_never_read(tmp_path):
    projects = [{
        "rcn": "1", "reference": "257111", "acronym": "OLD", "status": "Finished", "programme": "FP7-ICT",
        "topics": "ICT-2009", "frameworkProgramme": "FP7", "title": "Old", "startDate": "01/09/2010",
        "endDate": "31/08/2013", "projectUrl": "", "objective": "Old.", "totalCost": "3 100 200,50",
        "ecMaxContribution": "2.100.200,50", "call": "FP7-ICT-2009-5", "fundingScheme": "CP", "coordinator": "MOLINO",
        "coordinatorCountry": "ES", "participants": "", "participantCountries": "", "subjects": "",
    }]  # fmt: skip
    partners = [{
        "projectRcn": "1", "projectReference": "257111", "projectAcronym": "OLD", "role": "coordinator",
        "id": "900000001", "name": "MOLINO SL", "shortName": "", "activityType": "PRC", "endOfParticipation": "false",
        "ecContribution": "1499998,00", "country": "ES", "street": "", "city": "MADRID", "postCode": "",
        "organizationUrl": "www.molino.example", "vatNumber": "", "contactLastNames": "NOBODY",
    }]  # fmt: skip
    tables = (
        write_table(tmp_path / "o.csv", partners, separator=";"),
        write_table(tmp_path / "p.csv", projects, separator=";"),
    )
    record = import_cordis(tables, by=None)
    project, part = Project.objects.get(), Participation.objects.get()
    assert notes(record) == []
    assert (project.cordis_id, project.start_date, project.end_date) == ("257111", date(2010, 9, 1), date(2013, 8, 31))
    assert (project.total_cost, project.ec_contribution) == (Decimal("3100200.50"), Decimal("2100200.50"))
    assert (project.legal_basis, project.call_identifier) == ("FP7-ICT", "FP7-ICT-2009-5")
    assert part.ec_contribution == Decimal("1499998.00")
    assert part.organisation.website == "http://www.molino.example"
    assert "NOBODY" not in str(Organisation.objects.values())


@pytest.mark.parametrize(
    ("country", "code"),
    [("EL", "GR"), ("UK", "GB"), ("Spain", "ES"), ("FI;FI", "FI"), ("pl", "PL"), ("XK", "XK")],
)
def test_countries_are_understood_as_they_are_mixed(tmp_path, country, code):
    record = import_rows(tmp_path, {"country": country})
    assert notes(record) == []
    assert (Organisation.objects.get().country, Participation.objects.get().country) == (code, code)


def test_country_that_is_not_given_comes_from_the_nuts_code(tmp_path):
    import_rows(tmp_path, {"country": "", "nutsCode": "EL431"})
    assert Organisation.objects.get().country == "GR"


def test_known_nuts_code_is_kept(tmp_path):
    Region.objects.create(code="ES300", level=3, name="Madrid")
    import_rows(tmp_path)
    assert Organisation.objects.get().region_id == "ES300"


def test_letters_in_a_wrong_encoding_are_put_right(tmp_path):
    record = import_rows(tmp_path, {"name": "UniversitÃ¤t Potsdam"})
    assert Organisation.objects.get().name == "Universität Potsdam"
    assert notes(record) == [f"{IN_PARTNER}name: wrongly encoded letters were put right: Universität Potsdam"]


def test_table_in_windows_1252_is_read(tmp_path):
    tables = (
        write_table(tmp_path / "p.csv", [PROJECT], encoding="cp1252"),
        write_table(tmp_path / "o.csv", [{**PARTNER, "name": "FUNDAÇÃO MÜLLER SA"}], encoding="cp1252"),
    )
    import_cordis(tables, by=None)
    assert Organisation.objects.get().name == "FUNDAÇÃO MÜLLER SA"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": ""}, "id: must not be empty"),
        ({"id": "ABC"}, "id: “ABC” is not a project number"),
        ({"title": " "}, "title: must not be empty"),
        ({"startDate": "2024-02-30"}, "startDate: “2024-02-30” is not a date"),
        ({"endDate": "31/13/2024"}, "endDate: “31/13/2024” is not a date"),
        ({"endDate": "2020-01-31"}, "endDate: the project would end before it begins: 2024-02-01 – 2020-01-31"),
        ({"totalCost": "much"}, "totalCost: “much” is not an amount of money"),
        ({"ecMaxContribution": "-5"}, "ecMaxContribution: “-5” is not an amount of money"),
        ({"objective": "x" * 100_001}, "objective: 100001 characters are more than the field can hold"),
    ],
)
def test_faulty_project_is_refused_with_its_participants(tmp_path, cells, fault):
    record = import_rows(tmp_path, project=cells)
    assert notes(record)[0] == IN_PROJECT + fault
    assert notes(record)[1:] == [f"{IN_PARTNER}projectID: there is no project 101000001"]
    assert (record.counts, Project.objects.count()) == ({"rows refused": 2}, 0)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"projectID": ""}, "projectID: must not be empty"),
        ({"projectID": "7"}, "projectID: there is no project 7"),
        ({"name": ""}, "name: must not be empty"),
        ({"country": "Ruritania"}, "country: “Ruritania” is not a country"),
        ({"country": "", "nutsCode": ""}, "country: must not be empty"),
        ({"role": "king"}, "role: “king” is not a role in a project"),
        ({"ecContribution": "12,3,4"}, "ecContribution: “12,3,4” is not an amount of money"),
        ({"contentUpdateDate": "soon"}, "contentUpdateDate: “soon” is not a date"),
        ({"name": "MARIA GARCIA LOPEZ"}, "name: reads as the name of a natural person"),
    ],
)  # fmt: skip
def test_faulty_participant_is_refused_and_the_others_kept(tmp_path, cells, fault):
    record = import_rows(tmp_path, cells, {"organisationID": "900000002", "name": "VELA SL"})
    assert notes(record) == [IN_PARTNER + fault]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["VELA SL"]
    assert record.counts["rows refused"] == 1


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"vatNumber": "ES123"}, "vatNumber: “ES123” is not an EU VAT number and was left out"),
        ({"organizationURL": "ask us"}, "organizationURL: “ask us” is not a web address and was left out"),
        ({"nutsCode": "XX999"}, "nutsCode: XX999 is not a NUTS region and was left out"),
        ({"geolocation": "north"}, "geolocation: “north” is no latitude and longitude and was left out"),
        ({"geolocation": "52,21"}, "geolocation: the point 52,21 lies more than 50 km from the town and was left out"),
        ({"activityType": "KING"}, "activityType: “KING” is not an activity type and was left out"),
        ({"organisationID": "12"}, "organisationID: no PIC of nine digits (“12”): kept by name, outside the directory"),
        ({"shortName": "x" * 70 + " y" * 40}, "shortName: shortened, because it is too long: " + "x" * 70 + " y" * 25),
    ],
)  # fmt: skip
def test_faulty_cell_is_left_out_and_the_row_kept(tmp_path, cells, fault):
    Region.objects.create(code="ES300", level=3, name="Madrid")
    record = import_rows(tmp_path, cells)
    assert notes(record) == [IN_PARTNER + fault]
    assert record.counts["participations created"] == record.counts["cells mended"] == 1


def test_row_of_a_wrong_length_is_refused_and_the_next_ones_kept(tmp_path):
    tables = write_table(tmp_path / "project.csv", [PROJECT]), write_table(tmp_path / "organization.csv", [PARTNER])
    lines = tables[1].read_text().splitlines()
    tables[1].write_text("\n".join([lines[0], "101000001,900000009,x", lines[1] + ",,"]))
    record = import_cordis(tables, by=None)
    assert notes(record) == ["organization.csv, row 2: cells and columns: 3 / 17"]
    assert record.notes.get().record == "101000001/900000009"
    assert Participation.objects.count() == 1


def test_quotation_mark_that_is_never_closed_costs_a_million_letters_at_most(tmp_path):
    tables = write_table(tmp_path / "project.csv", [PROJECT]), write_table(tmp_path / "organization.csv", [PARTNER])
    lines = tables[1].read_text().splitlines()
    broken = '101000001,"' + "x" * 1_000_100
    tables[1].write_text("\n".join([lines[0], broken, lines[1]]))
    record = import_cordis(tables, by=None)
    assert notes(record) == ["organization.csv, row 2: not CSV: field larger than field limit (1000000)"]
    assert Participation.objects.count() == 1


def test_missing_columns_are_named_and_nothing_is_saved(tmp_path):
    project = {name: cell for name, cell in PROJECT.items() if name not in {"title", "startDate"}}
    partner = {name: cell for name, cell in PARTNER.items() if name != "organisationID"}
    tables = write_table(tmp_path / "project.csv", [project]), write_table(tmp_path / "organization.csv", [partner])
    with override("en"), pytest.raises(CordisFileError) as error:
        import_cordis(tables, by=None)
    assert str(error.value).splitlines() == [
        "project.csv, row 1, column title: this column is missing",
        "project.csv, row 1, column startDate: this column is missing",
        "organization.csv, row 1, column organisationID: this column is missing",
    ]
    assert (Project.objects.count(), CordisImport.objects.count()) == (0, 0)


def test_other_tables_and_missing_files_are_named(tmp_path):
    other = write_table(tmp_path / "topics.csv", [{"projectID": "1", "topic": "x"}])
    with override("en"), pytest.raises(CordisFileError) as error:
        import_cordis([other, tmp_path / "nothing.csv"], by=None)
    assert [fault.rule for fault in error.value.faults] == [
        "these are neither the projects nor the organisations of CORDIS: the columns differ",
        "there is no such file",
    ]


def test_organisations_alone_may_follow_later(tmp_path):
    import_cordis(REAL[:1], by=None)
    assert import_cordis(REAL[1:], by=None).counts["participations created"] == 10


@pytest.mark.parametrize(
    ("name", "kind", "is_person"),
    [
        ("RYNKIEWICZ AGNIESZKA OLGA", "PRC", True), ("Peter L. Eggleton", "", True),
        ("JACEK SLIWKA GOSPODARSTWO ROLNE", "", True), ("PIERRE GUERIN SAS", "PRC", False),
        ("ARCISPEDALE SANTA MARIA NUOVA AZIENDA OSPEDALIERA", "", False), ("FUNDACJA ADAM", "OTH", False),
        ("MARIA CURIE SKLODOWSKA", "HES", False), ("MOLINO SL", "PRC", False), ("MARTIN S.R.L.", "PRC", False),
    ],
)  # fmt: skip
def test_names_of_natural_persons_are_told_from_those_of_firms(name, kind, is_person):
    assert looks_like_a_person(name, kind) is is_person
