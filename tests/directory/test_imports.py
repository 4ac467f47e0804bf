"""Files brought into the directory."""

import io

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_organisation
from grono.directory.actions import import_clusters, import_competences, import_organisations, import_reference
from grono.directory.models import Activity, Cluster, Competence, Membership, Organisation, Region

pytestmark = pytest.mark.django_db

HEAD = (
    "slug,name,country,town,nuts_code,nace_codes,pic,nip,offers,seeks,description_language,description,demonstration\n"
)


def sheet(*rows: str, head: str = HEAD, name: str = "organisations.csv") -> io.StringIO:
    file = io.StringIO(head + "".join(f"{row}\n" for row in rows))
    file.name = name
    return file


def places(report) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in report.faults]


def test_import_saves_an_organisation_with_all_that_hangs_on_it(vocabulary):
    file = sheet(
        'zielona,Zielona Łąka,PL,Katowice,PL22A,22.21,123456789,5260250274,biogas;sorting,biogas,uk,"Ми, луг",yes'
    )
    report = import_organisations(file, by=None)
    found = Organisation.objects.get()
    assert (report.created, report.known, report.faults) == (1, 0, [])
    assert (found.slug, found.region_id, found.pic, found.is_demonstration) == ("zielona", "PL22A", "123456789", True)
    assert found.description.data == {"uk": "Ми, луг"}
    assert [activity.code for activity in found.activities.all()] == ["22.21"]
    assert sorted(found.claims.values_list("competence__code", "direction")) == [
        ("biogas", "offer"), ("biogas", "seek"), ("sorting", "offer"),
    ]  # fmt: skip


def test_import_takes_the_sector_that_an_activity_type_makes_certain(vocabulary):
    rows = ["Firma,PL,PRC,", "Uczelnia,PL,HES,", "Muzeum,PL,PUB,", "Urząd,PL,PUB,government"]
    import_organisations(sheet(*rows, head="name,country,activity_type,helix_sector\n"), by=None)
    assert list(Organisation.objects.order_by("pk").values_list("helix_sector", flat=True)) == [
        "business", "research", "unclassified", "government",
    ]  # fmt: skip


def test_import_names_file_row_column_and_rule_and_saves_nothing(vocabulary):
    file = sheet(
        "dobra,Dobra,PL,Katowice,PL22A,,,,,,,,",
        "# a comment",
        ",,PL,,,,,,,,,,",
        "zla,Zła,Nibylandia,,PL99Z,99.99,12,5260250275,alchemy,,,opis,maybe",
    )
    report = import_organisations(file, by=None)
    assert report.refused
    assert Organisation.objects.count() == 0
    assert sorted(places(report)) == sorted(
        [(4, "name"), *((5, name) for name in ("country", "nuts_code", "nace_codes", "pic", "nip", "offers",
                                               "description_language", "demonstration"))]
    )  # fmt: skip
    assert "organisations.csv, row 5, column offers: there is no competence alchemy" in map(str, report.faults)
    assert str(report) == "organisations.csv: 9 faults, nothing was saved."


def test_import_leaves_bad_rows_out_when_asked(vocabulary):
    report = import_organisations(sheet("a,A,PL,,,,,,,,,,", "b,B,Nibylandia,,,,,,,,,,"), by=None, skip_bad=True)
    assert (report.created, report.skipped, report.refused) == (1, 1, False)
    assert [organisation.slug for organisation in Organisation.objects.all()] == ["a"]


def test_import_refuses_values_that_stand_twice(vocabulary):
    report = import_organisations(sheet("a,A,PL,,,,123456789,,,,,,", "a,B,PL,,,,123456789,,,,,,"), by=None)
    assert places(report) == [(3, "slug"), (3, "pic")]


def test_import_leaves_known_organisations_as_they_are(vocabulary):
    make_organisation("Old name", slug="old", pic="123456789")
    report = import_organisations(sheet("old,New name,PL,,,,,,,,,,", ",Other,PL,,,,123456789,,,,,,"), by=None)
    assert (report.created, report.known) == (0, 2)
    assert Organisation.objects.get().name == "Old name"


def test_import_refuses_a_number_that_belongs_to_another_organisation(vocabulary):
    make_organisation(slug="owner", pic="123456789")
    report = import_organisations(sheet("newcomer,New,PL,,,,123456789,,,,,,"), by=None)
    assert [str(fault) for fault in report.faults] == [
        "organisations.csv, row 2, column pic: 123456789 belongs to owner already"
    ]


def test_import_makes_addresses_of_names_and_keeps_them_apart(vocabulary):
    import_organisations(sheet(",Łódź – Żółć,PL,,,,,,,,,,", ",Łódź Żółć,PL,,,,,,,,,,"), by=None)
    assert list(Organisation.objects.order_by("pk").values_list("slug", flat=True)) == ["lodz-zolc", "lodz-zolc-2"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file: the file is empty"),
        (b"name\nA\n", "file, row 1, column country: this column is missing"),
        (b"name,country,colour\nA,PL,red\n", "file, row 1, column colour: there is no such column; possible are: "),
        (b"name,country,name\nA,PL,B\n", "file, row 1, column name: this column stands in the header twice"),
        (b"\xd0\xcf\x11\xe0 old", "file: this is the old Excel format (XLS)"),
        (b"name,country\nA,PL,\n", "file, row 2: 3 cells, but the header has 2"),
        (b'name,country\n"A,PL\n', "file: the file is not CSV: unexpected end of data"),
    ],
)
def test_import_says_what_is_wrong_with_a_file(content, rule):
    report = import_organisations(io.BytesIO(content), by=None)
    assert report.refused
    assert len(report.faults) == 1
    assert str(report.faults[0]).startswith(rule)


def test_import_counts_lines_as_an_editor_does():
    content = b'\xef\xbb\xbfname,country,description\nA,PL,"two\nlines"\n\n# comment\nB,XX,\n'
    assert places(import_organisations(io.BytesIO(content), by=None)) == [(2, "description_language"), (6, "country")]


def test_import_takes_codes_on_trust_while_there_are_no_reference_tables():
    report = import_organisations(
        sheet("a,A,PL,,PL22A,22.21,,,,,,,", "b,B,PL,,nowhere,soap,,,,,,,"), by=None, skip_bad=True
    )
    assert places(report) == [(3, "nuts_code"), (3, "nace_codes")]
    assert list(Region.objects.values_list("code", "level")) == [("PL22A", 3)]


def test_import_asks_the_search_to_take_the_new_ones_in(vocabulary):
    import_organisations(sheet("a,A,PL,,,,,,,,,,"), by=None)
    job = ProcrastinateJob.objects.get()
    assert (job.queue_name, job.args) == ("search", {"kind": "organisation", "ids": [Organisation.objects.get().pk]})


def test_import_of_400_rows_takes_as_few_queries_as_one(vocabulary, django_assert_max_num_queries):
    rows = [f"o{n},Organizacja nr {n},PL,Łódź,PL22A,22.21,,,biogas,sorting,pl,Opis,yes" for n in range(400)]
    with django_assert_max_num_queries(16):
        assert import_organisations(sheet(*rows), by=None).created == 400


def test_clusters_are_imported_with_their_members(vocabulary):
    for slug in ("a", "b"):
        make_organisation(slug=slug)
    head = "slug,name_pl,name_en,coordinator,goal_pl,founded_date,members,demonstration\n"
    rows = ["k1,Klaster,Cluster,a,Cel,2013-04-18,a;b,yes", "k2,Drugi,,Fundacja Daleka,,,,no"]
    report = import_clusters(sheet(*rows, head=head), by=None)
    first, second = Cluster.objects.order_by("slug")
    assert report.created == 2
    assert (first.cluster_organisation.slug, first.coordinator_name) == ("a", "")
    assert (second.cluster_organisation, second.coordinator_name) == (None, "Fundacja Daleka")
    assert sorted(Membership.objects.values_list("cluster__slug", "organisation__slug")) == [("k1", "a"), ("k1", "b")]


def test_clusters_with_unknown_members_are_refused(vocabulary):
    report = import_clusters(sheet("k,Klaster,nobody,soon", head="slug,name_pl,members,founded_date\n"), by=None)
    assert sorted(places(report)) == [(2, "founded_date"), (2, "members")]
    assert Cluster.objects.count() == 0


def test_competences_are_corrected_by_a_second_import():
    head = "code,branch,pl,en\n"
    import_competences(sheet("biogas,energy,gaz,gas", head=head), by=None)
    report = import_competences(sheet("biogas,energy,biogaz,biogas", "wind,energy,wiatr,wind", head=head), by=None)
    assert (report.created, report.known) == (1, 1)
    assert Competence.objects.get(code="biogas").name.data == {"pl": "biogaz", "en": "biogas"}


def test_reference_tables_can_be_loaded_again(tmp_path):
    nuts, nace = tmp_path / "nuts.csv", tmp_path / "nace.csv"
    nuts.write_text("code,level,name,pl,en\nPL,0,Polska,Polska,Poland\nPL22A,3,Katowicki,,\n", encoding="utf-8")
    nace.write_text('code,level,pl,en\nA,1,"Rolnictwo, leśnictwo",Agriculture\n', encoding="utf-8")
    for _round in range(2):
        import_reference(nuts, nace)
    assert [(region.code, region.level, region.name.data) for region in Region.objects.all()] == [
        ("PL", 0, {"pl": "Polska", "en": "Poland"}),
        ("PL22A", 3, {"pl": "Katowicki", "en": "Katowicki"}),
    ]
    assert [str(activity) for activity in Activity.objects.all()] == ["A Agriculture"]
