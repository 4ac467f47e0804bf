"""Lists as XLSX: what a page shows in rows, for those who go on working with it elsewhere."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
_WIDTHS = (8, 60)
_TITLE_LENGTH = 31
_BOLD = Font(bold=True)
_FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}


def workbook(title: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an XLSX file with one sheet: a header that stays in sight, a filter on each column, then the rows.

    A cell may be text (lazy translations too), a number, a boolean, a date, a time, a list (joined with ``"; "``) or
    ``None``. A moment with a zone is written in the zone that it has, or the active one when that is UTC, because a
    sheet knows no zones. Text is always text: what begins with ``=``, ``+``, ``-`` or ``@`` is never a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    values = [[_value(cell) for cell in row] for row in rows]
    names = [_value(name) for name in columns]
    for position, width in enumerate(_column_widths([names, *values]), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(names), 1))}{len(values) + 1}"
    sheet.append([_header_cell(sheet, name) for name in names])
    for row in values:
        sheet.append([_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def spreadsheet_response(
    filename: str, title: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return the answer of a view that gives a list as a file; ``filename`` is without its ending."""
    response = HttpResponse(workbook(title, columns, rows), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = attachment(f"{filename}.xlsx")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def attachment(filename: str) -> str:
    """Return the header with which a file is kept under its name, also one with letters beyond ASCII (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", filename.replace("ł", "l").replace("Ł", "L")).encode("ascii", "ignore")
    plain_name = re.sub(r'[\x00-\x1f"\\/]', "", plain.decode()) or "file"
    header = f'attachment; filename="{plain_name}"'
    return header if plain_name == filename else f"{header}; filename*=UTF-8''{quote(filename, safe='')}"


def _sheet_title(title: str) -> str:
    """Return a name that a sheet may bear: none of the signs that formulas use, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", str(title)).strip(" '")[:_TITLE_LENGTH].strip() or "1"


def _value(cell: Any) -> Any:
    match cell:
        case None | bool() | int() | float() | time():
            return cell
        case datetime():
            return _local(cell)
        case date():
            return cell
        case list() | tuple() | set():
            return _text("; ".join(force_str(part) for part in cell))
    return _text(force_str(cell))


def _local(moment: datetime) -> datetime:
    """Return a moment as clocks on the wall show it, without its zone."""
    if moment.tzinfo is not None and timezone.is_aware(moment):
        if moment.tzname() == "UTC":
            moment = timezone.localtime(moment)
        moment = moment.replace(tzinfo=None)
    return moment


def _text(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]


def _header_cell(sheet: Any, name: Any) -> Any:
    cell = _cell(sheet, name, always=True)
    cell.font = _BOLD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any, *, always: bool = False) -> Any:
    """Return a cell, or the bare value where nothing has to be said about it (much quicker on long lists)."""
    if isinstance(value, str) and (always or value[:1] == "="):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    if isinstance(value, (date, time)):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _FORMATS[type(value)]
        return cell
    return value


def _column_widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Return how wide columns should be, in characters: as their longest cell of the first rows, within limits."""
    shown = rows[:200]
    count = max((len(row) for row in shown), default=0)
    longest = [max((_length(row[place]) for row in shown if place < len(row)), default=0) for place in range(count)]
    least, most = _WIDTHS
    return [min(max(length + 2, least), most) for length in longest]


def _length(value: Any) -> int:
    if isinstance(value, datetime):
        return 16
    return max((len(line) for line in str("" if value is None else value).split("\n")), default=0)
