"""Lists as XLSX files."""

import io
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from grono.kit.spreadsheets import attachment, spreadsheet_response, workbook


def sheet(content: bytes):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def test_workbook_keeps_header_in_sight_and_rows_in_order():
    found = sheet(workbook("Sesje", ["kod", gettext_lazy("Title")], [["s1", "Łódź"], ["s2", "Gdańsk"]]))

    assert list(found.values) == [("kod", str(gettext_lazy("Title"))), ("s1", "Łódź"), ("s2", "Gdańsk")]
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A1:B3"
    assert found["A1"].font.bold is True


def test_text_that_looks_like_a_formula_stays_text():
    signs = ["=1+1", "+48 600", "-5", "@name", '=HYPERLINK("http://x")']
    found = sheet(workbook("x", ["a"], [[sign] for sign in signs]))

    assert [found.cell(row, 1).value for row in range(2, 7)] == signs
    assert {found.cell(row, 1).data_type for row in range(2, 7)} == {"s"}


def test_header_that_looks_like_a_formula_stays_text():
    assert sheet(workbook("x", ["=A2"], []))["A1"].data_type == "s"


def test_moments_are_dates_in_local_time():
    warsaw = datetime(2027, 3, 28, 9, tzinfo=ZoneInfo("Europe/Warsaw"))
    with timezone.override("Europe/Warsaw"):
        found = sheet(workbook("x", ["a"], [[warsaw], [datetime(2027, 10, 31, 8, tzinfo=UTC)], [date(2027, 5, 19)]]))

    assert found["A2"].value.isoformat() == "2027-03-28T09:00:00"
    assert found["A3"].value.isoformat() == "2027-10-31T09:00:00"
    assert found["A4"].value.isoformat() == "2027-05-19T00:00:00"
    assert found["A4"].is_date


def test_cells_keep_their_types():
    found = sheet(workbook("x", list("abcdef"), [[1, 2.5, True, None, ["pl", "en"], time(9, 30)]]))

    assert list(found.values)[1] == (1, 2.5, True, None, "pl; en", time(9, 30))


def test_control_characters_and_too_long_text_are_cut():
    found = sheet(workbook("x", ["a"], [["a\x00b\x0bc"], ["x" * 40_000]]))

    assert found["A2"].value == "abc"
    assert len(found["A3"].value) == 32_767


def test_sheet_title_bears_no_signs_of_formulas():
    assert sheet(workbook("Sesje [A/B]: wszystkie? tak, naprawdę wszystkie", ["a"], [])).title == (
        "Sesje  A B   wszystkie  tak, na"
    )


def test_response_is_a_file_that_nobody_keeps():
    response = spreadsheet_response("kongres-sesje", "Sesje", ["a"], [])

    assert response.headers["Content-Disposition"] == 'attachment; filename="kongres-sesje.xlsx"'
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_attachment_names_letters_beyond_ascii_twice():
    assert attachment('zgłoszenia "maj".xlsx') == (
        "attachment; filename=\"zgloszenia maj.xlsx\"; filename*=UTF-8''zg%C5%82oszenia%20%22maj%22.xlsx"
    )
