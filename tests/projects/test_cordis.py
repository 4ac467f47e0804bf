"""CORDIS brought in: what is created, updated, left alone, and gone on with."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_organisation, make_person
from grono.directory.actions import merge_organisations, update_organisation
from grono.directory.models import Organisation
from grono.projects.actions import AlreadyRunning, import_cordis
from grono.projects.choices import CordisState
from grono.projects.models import CordisImport, CordisOrganisation, Participation, Project
from projects.cordis import PARTNER, PROJECT, REAL, import_rows, write_table

pytestmark = pytest.mark.django_db

NEWER = "2024-06-01 12:00:00"


class Stopped(Exception):
    """Raised in a test where the power would fail."""


def state() -> list[object]:
    """Return all that an import writes, without keys and times of writing."""
    organisations = Organisation.objects.order_by("pic")
    parts = Participation.objects.order_by("project__cordis_id", "organisation__pic", "name")
    return [
        list(
            Project.objects.order_by("cordis_id").values_list(
                "cordis_id", "slug", "title", "total_cost", "published_at"
            )
        ),
        list(organisations.values_list("pic", "slug", "name", "country", "helix_sector", "vat", "project_count")),
        list(parts.values_list("project__cordis_id", "organisation__pic", "role", "ec_contribution", "position")),
        list(CordisOrganisation.objects.values_list("pic", "facts", "published_at")),
    ]


def test_import_keeps_the_facts_of_projects():
    record = import_cordis(REAL, by=None)
    project = Project.objects.get(cordis_id="101146726")
    assert (record.state, record.percent, record.rows) == (CordisState.FINISHED, 100, 13)
    assert (project.slug, project.acronym, project.status) == ("ktwscience-101146726", "KTW.Science", "signed")
    assert (project.start_date, project.signed_date) == (date(2023, 12, 1), date(2023, 11, 29))
    assert (project.total_cost, project.framework_programme) == (Decimal("2000000.00"), "HORIZON")
    assert (project.legal_basis, project.call_identifier) == ("HORIZON.4.2", "HORIZON-WIDERA-2023-ESOF-IBA")
    assert project.grant_doi == "10.3030/101146726"
    assert project.source_url == "https://cordis.europa.eu/project/id/101146726"
    assert project.published_at == datetime(2024, 1, 9, 14, 50, 36, tzinfo=UTC)


def test_import_takes_an_unknown_cost_for_unknown():
    import_cordis(REAL, by=None)
    assert Project.objects.get(cordis_id="101070806").total_cost is None


def test_import_makes_organisations_of_participants():
    import_cordis(REAL, by=None)
    university = Organisation.objects.get(pic="999917614")
    assert (university.name, university.town, university.country) == (
        "UNIWERSYTET SLASKI W KATOWICACH",
        "KATOWICE",
        "PL",
    )
    assert (university.vat, university.nip) == ("PL6340197134", "6340197134")
    assert (university.website, university.helix_sector) == ("http://www.us.edu.pl", "research")
    assert (university.source, university.project_count) == ("CORDIS", 1)
    assert (university.latitude, university.longitude) == (50.34136, 19.28481)
    assert Organisation.objects.get(pic="951604436").helix_sector == "unclassified"
    assert Organisation.objects.get(pic="888767836").country == "GB"


def test_import_makes_participations():
    import_cordis(REAL, by=None)
    parts = Participation.objects.filter(project__cordis_id="101070806")
    assert list(parts.values_list("country", "role", "ec_contribution", "is_sme")) == [
        ("IL", "coordinator", Decimal("155950.00"), False),
        ("IT", "participant", Decimal("65850.00"), False),
        ("FR", "participant", Decimal("65850.00"), False),
        ("PT", "participant", Decimal("65850.00"), True),
        ("GB", "partner", None, False),
    ]


def test_import_twice_changes_nothing():
    first = import_cordis(REAL, by=None)
    before = state()
    second = import_cordis(reversed_paths(), by=None)
    assert state() == before
    assert (first.counts["projects created"], first.counts["participations created"]) == (3, 10)
    assert {name: number for name, number in second.counts.items() if name != "cells mended"} == {
        "projects unchanged": 3,
        "participations unchanged": 10,
    }


def reversed_paths() -> list[object]:
    return list(reversed(REAL))  # the order in which the tables are named is of no matter


@pytest.mark.parametrize("batches", [0, 1, 2, 3, 5, 7])
def test_import_goes_on_where_it_was_stopped(batches):
    import_cordis(REAL, by=None)
    whole = state()
    clear()
    heard: list[int] = []

    def stop(record: CordisImport) -> None:
        heard.append(record.rows)
        if len(heard) > batches:
            raise Stopped

    with pytest.raises(Stopped):
        import_cordis(REAL, by=None, progress=stop, batch_rows=2)
    stopped = CordisImport.objects.get()
    assert (stopped.state, stopped.finished_at, stopped.rows) == (CordisState.UNFINISHED, None, min(batches * 2, 13))
    went_on: list[int] = []
    finished = import_cordis(REAL, by=None, progress=lambda record: went_on.append(record.rows), batch_rows=2)
    assert (finished.pk, finished.state, finished.rows) == (stopped.pk, CordisState.FINISHED, 13)
    assert went_on[0] == heard[-1]
    assert state() == whole


def clear() -> None:
    for model in (Participation, Project, CordisOrganisation, Organisation, CordisImport):
        model._default_manager.all().delete()


def test_import_of_other_files_starts_anew(tmp_path):
    def stop(record: CordisImport) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        import_cordis(REAL, by=None, progress=stop)
    record = import_rows(tmp_path)
    assert (record.rows, CordisImport.objects.filter(state=CordisState.UNFINISHED).count()) == (2, 1)


def test_second_import_at_the_same_time_is_refused(tmp_path):
    settings = connection.get_connection_params()
    with psycopg.connect(settings.get("conninfo", ""), **_plain(settings)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x434F5244])
        with pytest.raises(AlreadyRunning):
            import_rows(tmp_path)
    assert CordisImport.objects.count() == 0


def _plain(settings: dict[str, object]) -> dict[str, object]:
    return {name: settings[name] for name in ("dbname", "user", "host", "port", "password") if settings.get(name)}


def test_newer_row_updates_and_an_older_one_does_not(tmp_path):
    import_rows(tmp_path)
    newer = import_rows(
        tmp_path,
        {"name": "MOLINO SA", "ecContribution": "5", "contentUpdateDate": NEWER},
        project={"title": "Power of the wind", "contentUpdateDate": NEWER},
    )
    assert newer.counts == {"projects updated": 1, "organisations updated": 1, "participations updated": 1}
    import_rows(tmp_path)
    assert Project.objects.get().title == "Power of the wind"
    assert Organisation.objects.get().name == "MOLINO SA"
    assert Participation.objects.get().ec_contribution == 5


def test_participant_that_is_missing_in_a_newer_table_stays(tmp_path):
    import_rows(tmp_path, {}, {"organisationID": "900000002", "name": "VELA SL"})
    import_rows(tmp_path, {"contentUpdateDate": NEWER})
    assert Participation.objects.count() == 2


def test_what_a_representative_has_written_stays(tmp_path):
    import_rows(tmp_path, {"organizationURL": "http://molino.example"})
    organisation = Organisation.objects.get()
    update_organisation(organisation, by=make_person(), fields={"name": "Molino", "website": ""})
    import_rows(
        tmp_path,
        {"name": "MOLINO SA", "organizationURL": "http://other.example", "city": "TOLEDO", "contentUpdateDate": NEWER},
    )
    organisation.refresh_from_db()
    assert (organisation.name, organisation.website, organisation.town) == ("Molino", "", "TOLEDO")


@pytest.mark.parametrize(
    ("known", "cells"),
    [({"pic": "900000001"}, {}), ({"nip": "6340197134"}, {"vatNumber": "PL6340197134"}),
     ({"vat": "PL6340197134"}, {"vatNumber": "PL 634-019-71-34"})],
)  # fmt: skip
def test_organisation_of_the_directory_is_found_and_only_filled_in(tmp_path, known, cells):
    organisation = make_organisation("Młyn", town="", country="PL", **known)
    record = import_rows(tmp_path, {"country": "PL", "city": "LODZ", **cells})
    organisation.refresh_from_db()
    assert record.counts["organisations found in the directory"] == 1
    assert (organisation.name, organisation.town, organisation.pic) == ("Młyn", "LODZ", "900000001")
    assert Participation.objects.get().organisation == organisation


def test_two_pics_of_one_legal_person_are_two_organisations(tmp_path):
    record = import_rows(
        tmp_path, {"vatNumber": "PL6340197134"}, {"vatNumber": "PL6340197134", "organisationID": "900000002"}
    )
    assert list(Organisation.objects.order_by("pic").values_list("vat", flat=True)) == ["PL6340197134", ""]
    assert list(record.notes.values_list("rule", "row")) == [("vat-taken", 3), ("vat-taken", 3)]


def test_two_organisations_of_one_name_have_addresses_of_their_own(tmp_path):
    import_rows(tmp_path, {}, {"organisationID": "900000002"})
    assert list(Organisation.objects.order_by("pic").values_list("slug", flat=True)) == [
        "molino-sl", "molino-sl-900000002",
    ]  # fmt: skip


def test_organisation_that_stands_twice_is_one_participation(tmp_path):
    rows = ({"role": "participant", "ecContribution": "10,50"}, {"role": "coordinator", "ecContribution": "4.5"})
    for batch_rows in (1000, 1):
        Participation.objects.all().delete()
        CordisImport.objects.all().delete()
        record = import_rows(tmp_path, *rows, batch_rows=batch_rows)
        part = Participation.objects.get()
        assert (part.role, part.ec_contribution) == ("coordinator", Decimal("15.00"))
        assert (record.counts["participations created"], record.counts["participations merged"]) == (1, 1)
    assert import_rows(tmp_path, *rows).counts == {"projects unchanged": 1, "participations unchanged": 2}
    assert Participation.objects.get().ec_contribution == Decimal("15.00")


def test_project_known_from_elsewhere_is_the_same_and_its_named_participants_are_linked(tmp_path):
    project = Project.objects.create(slug="wind", cordis_id="101000001", acronym="WIND", title="Wind", source="CORDIS")
    Participation.objects.create(project=project, name="Molino SL", country="ES", role="participant")
    import_rows(tmp_path)
    project.refresh_from_db()
    assert (project.slug, project.title, project.objective) == ("wind", "Power of wind", "Turn the sails.")
    assert Participation.objects.get().organisation == Organisation.objects.get(pic="900000001")


def test_participant_without_pic_is_kept_by_name(tmp_path):
    rows = {"organisationID": "1234"}, {"organisationID": "", "name": "VELA SL"}
    first, second = import_rows(tmp_path, *rows), import_rows(tmp_path, *rows)
    assert list(Participation.objects.values_list("name", "organisation")) == [("MOLINO SL", None), ("VELA SL", None)]
    assert (first.counts["participations created"], second.counts["participations unchanged"]) == (2, 2)


def test_natural_persons_are_left_out_until_asked_for(tmp_path):
    person = {"name": "RYNKIEWICZ AGNIESZKA OLGA", "activityType": "PRC"}
    record = import_rows(tmp_path, person)
    note = record.notes.get()
    assert (note.rule, note.value, note.record) == ("natural-person", "", "101000001/900000001")
    assert (Organisation.objects.count(), Participation.objects.count()) == (0, 0)
    import_rows(tmp_path, person, keeps_persons=True)
    assert Organisation.objects.get().name == "RYNKIEWICZ AGNIESZKA OLGA"


def test_search_is_told_of_new_and_changed_records_only(tmp_path):
    import_rows(tmp_path)
    told = ProcrastinateJob.objects.filter(task_name="grono.search.tasks.index_records_task")
    project, organisation = Project.objects.get(), Organisation.objects.get()
    assert {(job.args["kind"], *job.args["ids"]) for job in told} == {
        ("project", project.pk), ("organisation", organisation.pk),
    }  # fmt: skip
    before = told.count()
    import_rows(tmp_path)
    assert told.count() == before


def test_import_costs_the_same_number_of_queries_for_ten_rows_and_for_thirty(tmp_path, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (10, 30):
        folder = tmp_path / str(number)
        folder.mkdir()
        base = 900_000_000 + number * 100
        projects = [{**PROJECT, "id": str(101_000_000 + number * 100 + each)} for each in range(number)]
        partners = [
            {**PARTNER, "projectID": project["id"], "organisationID": str(base + each), "name": f"MOLINO {base + each}"}
            for each, project in enumerate(projects)
        ]
        tables = [write_table(folder / "project.csv", projects), write_table(folder / "organization.csv", partners)]
        with CaptureQueriesContext(connection) as queries:
            import_cordis(tables, by=None)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("merged_before", [True, False])
def test_pic_of_a_merged_organisation_leads_to_the_survivor(tmp_path, merged_before):
    survivor = make_organisation("Młyn")
    if merged_before:  # before CORDIS ever spoke of it
        merged = make_organisation("Młyn SL", pic="900000001")
    else:
        import_rows(tmp_path)
        merged = Organisation.objects.get(pic="900000001")
    merge_organisations(survivor, merged, by=make_person())
    import_rows(tmp_path, {"contentUpdateDate": NEWER})
    assert Participation.objects.get().organisation == survivor
    assert list(Organisation.objects.all()) == [survivor]


def test_administration_shows_imports_and_their_notes_and_changes_none(tmp_path, admin_client):
    record = import_rows(tmp_path, {"country": "Ruritania"}, {"vatNumber": "ES1"})
    refused = admin_client.get(f"/admin/projects/cordisnote/?outcome=refused&cordis_import__id__exact={record.pk}").text
    mended = admin_client.get("/admin/projects/cordisnote/?outcome=mended").text
    assert ("Ruritania" in refused, "ES1" in refused) == (True, False)
    assert ("Ruritania" in mended, "ES1" in mended) == (False, True)
    assert admin_client.get("/admin/projects/cordisimport/add/").status_code == 403
