"""The budget of a consortium as a table to take away: CSV and XLSX, one row for each partner."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from grono.projects.models import Project
from grono.projects.queries.budget import BudgetTable

Cell = str | Decimal | None
#: A cell that begins with one of these would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def budget_csv(table: BudgetTable) -> bytes:
    """Return the table as CSV in UTF-8 with a mark at its beginning, which spreadsheets need to read accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in _rows(table):
        writer.writerow(["" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def budget_xlsx(project: Project, table: BudgetTable) -> bytes:
    """Return the table as an XLSX workbook of one sheet named after the project; amounts are numbers."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "".join(letter for letter in project.acronym if letter not in r"[]:*?/\'")[:31] or "Budget"
    for row in _rows(table):
        sheet.append(row)
    for cells in (sheet[1], sheet[sheet.max_row]):
        for cell in cells:
            cell.font = Font(bold=True)
    for cell in (cell for row in sheet.iter_rows(min_row=2, min_col=4) for cell in row):
        cell.number_format = "#,##0.00"
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 40
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _rows(table: BudgetTable) -> Iterator[list[Cell]]:
    money = [_("%(what)s, %(currency)s") % {"what": what, "currency": table.currency} for what in _columns(table)]
    yield [_("Organisation"), _("Country"), _("Role"), *money]
    for row in table.rows:
        part = row.participation
        about = [part.name, part.country, capfirst(part.get_role_display())]
        yield [*(_plain(text) for text in about), *row.amounts, row.total, row.grant]
    yield [_("Total"), "", "", *table.by_category, table.total, table.grant]


def _columns(table: BudgetTable) -> list[str]:
    return [*(capfirst(name) for name in table.categories), _("All costs"), _("Grant asked for")]


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
