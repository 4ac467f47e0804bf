"""Tables as people send them: encodings, separators, sheets, damaged letters, and the way from upload to report."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_organisation
from grono.directory import actions
from grono.directory.actions import import_organisations, uploads
from grono.directory.formats.columns import suggested_mapping
from grono.directory.formats.organisations import Reading
from grono.directory.models import DirectoryImport, Organisation
from grono.kit.countries import country_code
from grono.kit.mojibake import looks_broken, mended
from grono.kit.tables import UnreadableTable, read_table

pytestmark = pytest.mark.django_db

NO_COUNTRY = "“Nibylandia” is not a country: write its code, such as PL, or its name"
POLISH = "Nazwa firmy;Kraj;Miejscowość;NIP\nZażółć gęślą jaźń;Polska;Łódź;526-025-02-74\nŚwit;PL;Gdańsk;\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def workbook(
    *rows: list[object], title: str = "Członkowie", more: dict[str, list[list[object]]] | None = None
) -> bytes:
    book = Workbook()
    book.active.title = title
    for name, lines in {title: list(rows), **(more or {})}.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(content: bytes, name: str = "members.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1250", "windows-1250"),
        ("iso-8859-2", "iso-8859-2"),
    ],
)
def test_polish_table_is_read_in_every_usual_encoding(encoding, found):
    table = read_table(io.BytesIO(POLISH.encode(encoding)))
    assert (table.encoding, table.separator) == (found, ";")
    assert list(table.header) == ["Nazwa firmy", "Kraj", "Miejscowość", "NIP"]
    assert [list(cells) for _line, cells in table.rows] == [
        ["Zażółć gęślą jaźń", "Polska", "Łódź", "526-025-02-74"], ["Świt", "PL", "Gdańsk", ""],
    ]  # fmt: skip


def test_french_table_is_read_as_windows_1252():
    text = "name,country\nSociété Générale d'Aménagement,FR\nForêt à côté,FR\n"
    assert read_table(io.BytesIO(text.encode("cp1252"))).rows[0][1][0] == "Société Générale d'Aménagement"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_found_although_cells_hold_others(separator):
    rows = [["name", "country", "latitude"], ["Huta; szkło, ceramika", "PL", "50,26"]]
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    table = read_table(io.BytesIO(file.getvalue().encode()))
    assert [list(table.header), list(table.rows[0][1])] == rows


def test_workbook_is_read_from_the_first_sheet_or_a_chosen_one():
    content = workbook(["name", "nip"], ["A", 5260250274], [None, None], ["B", 7.5], more={"Inne": [["x"], ["y"]]})
    first, other = read_table(io.BytesIO(content)), read_table(io.BytesIO(content), worksheet="Inne")
    assert first.worksheets == ("Członkowie", "Inne")
    assert list(first.rows) == [(2, ["A", "5260250274"]), (4, ["B", "7.5"])]
    assert list(other.rows) == [(2, ["y"])]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return file.getvalue()


def entities() -> bytes:
    """Return a workbook whose sheet declares entities that swell."""
    source, file = zipfile.ZipFile(io.BytesIO(workbook(["name"], ["A"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + text
            archive.writestr(name, text)
    source.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (bomb(), "the file unpacks to far more than a table of this size needs"),
        (entities(), "the file is not a sound XLSX file"),
        (b"PK\x03\x04 and nothing else", "the file is not a sound XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is the old Excel format"),
        (b"a" * (21 * 2**20), "the file is larger than 20 MB"),
        (("a," * 300 + "\n").encode(), "the table has more than 200 columns"),
        (b"name\n" + b"x\n" * 50_001, "the table has more than 50000 rows"),
        (b'name\n"' + b"x" * 200_000 + b'"\n', "the file is not CSV: field larger than field limit"),
        (b"", "the file is empty"),
    ],
    ids=["bomb", "entities", "torn", "xls", "large", "wide", "long", "cell", "empty"],
)
def test_file_that_is_no_table_is_refused_with_the_rule(content, rule):
    with pytest.raises(UnreadableTable, match=rule):
        read_table(io.BytesIO(content))


def test_unknown_sheet_is_named():
    with pytest.raises(UnreadableTable, match="no sheet “Brak”"):
        read_table(io.BytesIO(workbook(["a"])), worksheet="Brak")


# --- Letters and countries ---------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["cp1252", "cp1250", "latin-1", "mac_roman"])
def test_text_read_in_a_wrong_encoding_is_mended(wrong):
    right = "Łódź – Zażółć „gęślą” jaźń"
    damaged = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in right.encode())
    assert (looks_broken(damaged), mended(damaged)) == (True, right)


@pytest.mark.parametrize("text", ["JOÃO GUIMARÃES", "ROMÂNIA", "HAFTUNGSBESCHRÄNKT", "Åland", "Łódź", "Київ", "naïve"])
def test_sound_text_stays_as_it_is(text):
    assert (looks_broken(text), mended(text)) == (False, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("EL", "GR"), ("UK", "GB"), ("Spain", "ES"), ("Polska", "PL"), ("deutschland", "DE"), ("POL", "PL"),
     ("Česko", "CZ"), ("Hiszpania", "ES"), ("Kosovo", "XK"), ("Nibylandia", None), ("", None)],
)  # fmt: skip
def test_country_is_understood_as_tables_write_it(text, code):
    assert country_code(text) == code


def test_rows_are_tidied_mended_or_refused():
    content = (
        "Nazwa;Kraj;Miasto;NIP;KRS;VAT;WWW;Sektor;Szerokość;Długość;PKD\n"
        "Pierwsza;Polska;ÅÃ³dÅº;PL 526-025-02-74;123456;;www.pierwsza.example;Przedsiębiorstwo;51,77;19,46;62.01.Z\n"
        "Druga;EL;Ateny;;;094259216;https://druga.example;nauka;;;\n"
        "Trzecia;UK;PolskaÂ ÅÃ³dÅº;;;;;;;;\n"
        "Czwarta;Spain;;5260250275;;;;;95,5;1,0;\n"
    ).replace(
        "ÅÃ³dÅº;PL", "\u00c5\u0081\u00c3\u00b3d\u00c5\u00ba;PL"
    )  # as Łódź looks when its bytes are read one by one
    reading = Reading(mapping=suggested_mapping(content.split("\n", 1)[0].split(";")))
    report = import_organisations(io.BytesIO(content.encode()), by=None, skip_bad=True, reading=reading)
    first, second = Organisation.objects.order_by("pk")
    assert (first.country, first.town, first.nip, first.krs) == ("PL", "Łódź", "5260250274", "0000123456")
    assert (first.website, first.helix_sector, first.latitude) == ("https://www.pierwsza.example", "business", 51.77)
    assert (second.country, second.vat, second.helix_sector) == ("GR", "EL094259216", "research")
    assert [(fault.row, fault.column) for fault in report.faults] == [(4, "town"), (5, "latitude"), (5, "nip")]
    assert report.faults[0].rule == "“PolskaÂ ÅÃ³dÅº” was read in a wrong encoding and letters are lost"


def test_header_in_polish_is_recognised():
    header = ["Lp.", "Nazwa firmy", "Miejscowość", "Kraj", "NIP", "Nr KRS", "VAT UE", "WWW", "Sektor", "Kod PKD"]
    assert suggested_mapping(header) == {
        "name": "Nazwa firmy", "town": "Miejscowość", "country": "Kraj", "nip": "NIP", "krs": "Nr KRS",
        "vat": "VAT UE", "website": "WWW", "helix_sector": "Sektor", "nace_codes": "Kod PKD",
    }  # fmt: skip


def test_namesake_in_the_same_town_is_known_and_in_another_is_new():
    make_organisation("Huta Łuna", town="Krosno")
    content = b"name,country,town\nHUTA LUNA,PL,Krosno\nHuta \xc5\x81una,PL,\nHuta Luna,PL,Rzesz\xc3\xb3w\n"
    report = import_organisations(io.BytesIO(content), by=None)
    assert (report.created, report.known) == (1, 2)


def test_organisation_that_was_merged_is_not_imported_again(organiser):
    survivor, merged = make_organisation("A", slug="a"), make_organisation("B", slug="b", nip="5260250274")
    actions.merge_organisations(survivor, merged, by=organiser)
    report = import_organisations(io.BytesIO(b"slug,name,country,nip\nb,B,PL,\n,C,PL,5260250274\n"), by=None)
    assert (report.created, report.known) == (0, 2)


# --- From upload to report ---------------------------------------------------------------------------


def send(client, content: bytes, name: str = "members.csv") -> DirectoryImport:
    client.post("/en/directory/import/", {"file": upload(content, name)})
    return DirectoryImport.objects.latest("pk")


def test_table_goes_from_upload_over_columns_and_preview_into_the_directory(client, cluster_manager, their_cluster):
    client.force_login(cluster_manager)
    imported = send(client, POLISH.encode("cp1250"))
    assert (imported.encoding, imported.rows, imported.by) == ("windows-1250", 2, cluster_manager)
    columns = {f"column_{n}": name for n, name in enumerate(("name", "country", "town", "nip"))}
    answer = client.post(f"/en/directory/import/{imported.pk}/", columns | {"encoding": "windows-1250"})
    assert answer["Location"] == f"/en/directory/import/{imported.pk}/preview/"
    page = client.get(answer["Location"]).content.decode()
    assert "Zażółć gęślą jaźń" in page
    assert Organisation.objects.count() == 1  # nothing is saved by looking
    client.post(answer["Location"], {"skip_bad": "on"})
    imported.refresh_from_db()
    assert (imported.state, imported.created, imported.known, imported.skipped) == ("done", 2, 0, 0)
    assert sorted(Organisation.objects.exclude(slug="zyzny-krag").values_list("name", "town", "nip")) == [
        ("Zażółć gęślą jaźń", "Łódź", "5260250274"), ("Świt", "Gdańsk", ""),
    ]  # fmt: skip


def test_rejected_rows_come_back_as_a_file_with_reasons(client, organiser):
    client.force_login(organiser)
    imported = send(client, b"Nazwa,Kraj,NIP\nDobra,PL,\n=zla(),PL,5260250275\nObca,Nibylandia,\n")
    actions.start_import(imported, by=organiser, skip_bad=True)
    text = client.get(f"/en/directory/import/{imported.pk}/rejected.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Row", "What is wrong", "Nazwa", "Kraj", "NIP"],
        ["3", "NIP: 5260250275 is not a NIP: ten digits with the right check digit.", "'=zla()", "PL", "5260250275"],
        ["4", f"Country: {NO_COUNTRY}", "Obca", "Nibylandia", ""],
    ]  # fmt: skip
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Dobra"]


def test_nothing_is_saved_when_rows_break_rules_and_are_not_left_out(client, organiser):
    client.force_login(organiser)
    imported = send(client, b"name,country\nA,PL\nB,Nowhere\n")
    client.post(f"/en/directory/import/{imported.pk}/preview/", {})
    imported.refresh_from_db()
    assert (imported.state, imported.created, imported.skipped) == ("refused", 0, 1)
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"column_1": "country"}, "Say which column holds the name."),
        ({"column_0": "name"}, "Say which column holds the country, or give the country here."),
        ({"column_0": "name", "column_1": "name"}, "“Name” is taken by the column Firma already."),
        ({"column_0": "name", "country": "Nibylandia"}, "“Nibylandia” is not a country."),
    ],
)
def test_columns_that_do_not_suffice_are_named(client, organiser, chosen, message):
    client.force_login(organiser)
    imported = send(client, b"Firma,X\nA,PL\n")
    page = client.post(f"/en/directory/import/{imported.pk}/", {"encoding": "utf-8", **chosen}).content.decode()
    assert message in page


def test_country_for_all_rows_stands_in_for_a_missing_column(client, organiser):
    client.force_login(organiser)
    imported = send(client, b"Firma\nA\n")
    client.post(f"/en/directory/import/{imported.pk}/", {"encoding": "utf-8", "column_0": "name", "country": "Czechy"})
    imported.refresh_from_db()
    actions.start_import(imported, by=organiser, skip_bad=False)
    assert list(Organisation.objects.values_list("name", "country")) == [("A", "CZ")]


def test_another_sheet_is_read_anew_with_columns_of_its_own(client, organiser):
    client.force_login(organiser)
    content = workbook(["Uwagi"], ["x"], more={"Firmy": [["Nazwa", "Kraj"], ["Ż", "PL"]]})
    imported = send(client, content, "members.xlsx")
    answer = client.post(f"/en/directory/import/{imported.pk}/", {"worksheet": "Firmy"})
    imported.refresh_from_db()
    assert answer["Location"] == f"/en/directory/import/{imported.pk}/"
    assert (imported.worksheet, imported.mapping, imported.rows) == ("Firmy", {"name": "Nazwa", "country": "Kraj"}, 1)


def test_file_that_is_no_table_is_said_at_the_upload(client, organiser):
    client.force_login(organiser)
    page = client.post("/en/directory/import/", {"file": upload(bomb(), "x.xlsx")}).content.decode()
    assert "the file unpacks to far more than a table of this size needs, and is refused" in page
    assert DirectoryImport.objects.count() == 0


def test_large_file_is_imported_by_a_job_that_may_run_twice(client, organiser, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    client.force_login(organiser)
    imported = send(client, b"name,country\nA,PL\nB,PL\n")
    client.post(f"/en/directory/import/{imported.pk}/preview/", {})
    job = ProcrastinateJob.objects.get(queue_name="imports")
    assert (job.args["import_id"], Organisation.objects.count()) == (imported.pk, 0)
    for _round in range(2):
        uploads.run_import(imported.pk)
    imported.refresh_from_db()
    assert (imported.state, imported.created, imported.checked) == ("done", 2, 2)
    assert Organisation.objects.count() == 2


def test_import_started_twice_saves_once(client, organiser):
    client.force_login(organiser)
    imported = send(client, b"name,country\nA,PL\n")
    for _round in range(2):
        actions.start_import(imported, by=organiser, skip_bad=False)
    assert Organisation.objects.count() == 1


def test_upload_of_somebody_else_is_not_shown(client, organiser, cluster_manager, their_cluster):
    client.force_login(organiser)
    imported = send(client, b"name,country\nA,PL\n")
    client.force_login(cluster_manager)
    for page in ("", "preview/", "report/", "rejected.csv"):
        assert client.get(f"/en/directory/import/{imported.pk}/{page}").status_code == 403


def test_old_uploads_are_deleted_and_their_numbers_stay(client, organiser, tmp_path):
    client.force_login(organiser)
    imported = send(client, b"name,country\nA,PL\nB,Nowhere\n")
    actions.start_import(imported, by=organiser, skip_bad=True)
    assert actions.delete_old_uploads() == 0
    old = DirectoryImport.objects.filter(pk=imported.pk)
    old.update(uploaded_at=imported.uploaded_at - timedelta(days=actions.KEPT_DAYS + 1))
    assert actions.delete_old_uploads() == 1
    imported.refresh_from_db()
    assert (imported.file.name, imported.rejected, imported.created) == ("", [], 1)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
