"""Reading tables as people send them: CSV in whatever encoding and with whatever separator, and XLSX.

Nothing is believed: size, number of rows and columns, what a ZIP unpacks to and the XML inside are limited.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

#: A file to read: its path, or a file opened as text or as bytes.
Source = str | Path | IO[Any]

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 200
MOST_ROWS = 50_000
MOST_COLUMNS = 200
ENCODINGS = ("utf-8", "utf-16", "windows-1250", "windows-1252", "iso-8859-2")
SEPARATORS = ",;\t|"
#: What openpyxl raises on files that are no XLSX inside.
_UNSOUND = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError, OSError, EOFError,
    RuntimeError,
)  # fmt: skip
_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽôöüäßőűÖÜÄŐŰ„”–’")
_WESTERN = frozenset("àâçèéêëîïôùûæœáíóúñãõäöüßåøÀÂÇÈÉÊËÎÏÔÙÛÁÍÓÚÑÃÕÄÖÜÅØ“”–’")


class UnreadableTable(Exception):
    """A file that is not a table; the message says why."""


@dataclass(frozen=True)
class Table:
    """A table as read: the names of its columns, and its rows, each with its line in the file.

    ``encoding`` and ``separator`` are empty for XLSX; ``worksheets`` is empty for CSV.
    """

    file: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    encoding: str = ""
    separator: str = ""
    worksheet: str = ""
    worksheets: tuple[str, ...] = ()


def read_table(source: Source, *, encoding: str = "", worksheet: str = "") -> Table:
    """Read CSV or XLSX; which one it is the content tells.

    ``encoding`` is one of ``ENCODINGS``, guessed when empty; ``worksheet`` is the name of a sheet, the first one when
    empty. Lines of a CSV file that begin with ``#`` are comments. Raises ``UnreadableTable``.
    """
    content = _content(source)
    if len(content) > MOST_BYTES:
        raise UnreadableTable(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    file = file_name(source)
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04"):
        return _read_xlsx(file, content, worksheet)
    if isinstance(content, bytes) and content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTable(_("this is the old Excel format (XLS) or a file with a password: save it as XLSX or CSV"))
    return _read_csv(file, content, encoding)


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the names of columns with a number behind those that are empty or stand twice."""
    names: list[str] = []
    for position, given in enumerate(header, start=1):
        name = given or _("column %(number)d") % {"number": position}
        names.append(name if name not in names else f"{name} ({position})")
    return names


def file_name(source: Source) -> str:
    """Return the name under which faults refer to a file."""
    name = source if isinstance(source, (str, Path)) else getattr(source, "name", None)
    return Path(str(name)).name if name else _("file")


def _content(source: Source) -> str | bytes:
    if isinstance(source, (str, Path)):
        if Path(source).stat().st_size > MOST_BYTES:
            raise UnreadableTable(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
        return Path(source).read_bytes()
    content: str | bytes = source.read()
    return content


def _table(file: str, lines: Iterator[tuple[int, list[str]]], **about: Any) -> Table:
    """Take the first line as the header; rows without content are passed over."""
    rows: list[tuple[int, Sequence[str]]] = []
    header: list[str] | None = None
    for number, cells in lines:
        if len(cells) > MOST_COLUMNS:
            raise UnreadableTable(_("the table has more than %(most)d columns") % {"most": MOST_COLUMNS})
        if header is None:
            header = [cell.strip() for cell in cells]
        elif len(rows) == MOST_ROWS:
            raise UnreadableTable(_("the table has more than %(most)d rows; split it") % {"most": MOST_ROWS})
        else:
            missing = len(header) - len(cells) if about.get("worksheet") else 0  # a sheet ends with its last value
            rows.append((number, [cell.strip() for cell in cells] + [""] * missing))
    if not header:
        raise UnreadableTable(_("the file is empty"))
    return Table(file, header, rows, **about)


# --- CSV ---------------------------------------------------------------------------------------------


def _read_csv(file: str, content: str | bytes, encoding: str) -> Table:
    text = content
    if isinstance(text, bytes):
        encoding = encoding or guessed_encoding(text)
        try:
            text = text.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            raise UnreadableTable(_("the file is not text in %(encoding)s") % {"encoding": encoding.upper()}) from None
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    try:
        return _table(file, _lines(text, separator), encoding=encoding, separator=separator)
    except csv.Error as error:
        raise UnreadableTable(_("the file is not CSV: %(reason)s") % {"reason": error}) from None


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins, with its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        if cells and not cells[0].lstrip().startswith("#") and any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def guessed_encoding(content: bytes) -> str:
    """Return the encoding that a text is most likely in: a mark at its beginning, else UTF-8, else by its letters.

    Between the one-byte encodings letters of Central Europe (windows-1250, iso-8859-2) are weighed against those of
    the West (windows-1252); a sign between letters, such as ``³`` in ``³ód``, tells against an encoding.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:200].count(0) * 3 > len(content[:200]):
        return "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        marks = {name: _plausibility(content, name) for name in ("windows-1250", "windows-1252", "iso-8859-2")}
        return max(marks, key=marks.__getitem__)
    return "utf-8"


def _plausibility(content: bytes, encoding: str) -> float:
    text = content.decode(encoding, "replace")
    expected = _WESTERN if encoding == "windows-1252" else _CENTRAL
    mark = 0.0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter = found[0]
        if letter in expected:
            mark += 1
        elif letter == "\ufffd" or "\x80" <= letter <= "\x9f":
            mark -= 5
        elif not letter.isalpha() and text[max(found.start() - 1, 0)].isalpha():
            mark -= 2
        else:
            mark -= 1
    return mark


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most columns of equal number."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return ","

    def columns(separator: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=separator) if cells]
        header = widths[0] if widths else 1
        return (header if header > 1 else 0, sum(width == header for width in widths))

    return max(SEPARATORS, key=columns)


# --- XLSX --------------------------------------------------------------------------------------------


def _read_xlsx(file: str, content: bytes, worksheet: str) -> Table:
    from openpyxl import load_workbook

    _refuse_bomb(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about features of Excel that are not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                names = tuple(sheet.title for sheet in book.worksheets)
                if not names or (worksheet and worksheet not in names):
                    raise UnreadableTable(_("the file has no sheet “%(name)s”") % {"name": worksheet})
                chosen = worksheet or names[0]
                sheet = book[chosen]
                sheet.reset_dimensions()  # a file may lie about its size
                return _table(file, _sheet_lines(sheet), worksheet=chosen, worksheets=names)
            finally:
                book.close()
    except UnreadableTable:
        raise
    except _UNSOUND as error:
        raise UnreadableTable(_("the file is not a sound XLSX file")) from error


def _refuse_bomb(content: bytes) -> None:
    """Refuse a ZIP that unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableTable(_("the file is not a sound XLSX file")) from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > 2000 or unpacked > MOST_UNPACKED or unpacked > max(len(content) * MOST_RATIO, 2**20):
        raise UnreadableTable(_("the file unpacks to far more than a table of this size needs, and is refused"))


def _sheet_lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
        cells = [_cell(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells and not cells[0].lstrip().startswith("#"):
            yield number, cells
        elif number > MOST_ROWS * 4:
            raise UnreadableTable(_("the table has more than %(most)d rows; split it") % {"most": MOST_ROWS})


def _cell(value: Any) -> str:
    """Return a value of a sheet as a CSV file would hold it: whole numbers without a point, dates in ISO order."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
    return str(value).strip()
