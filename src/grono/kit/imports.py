"""Reading CSV files with fixed columns, and the report of what was taken and what was refused and why."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: A file to import: its path, or a file opened as text or as bytes.
Source = str | Path | IO[Any]


@dataclass(frozen=True, order=True)
class Fault:
    """Something in a file that breaks a rule. ``row`` is the line in the file, 0 for the file as a whole."""

    file: str
    row: int
    column: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{place}, column {self.column}: {self.rule}" if self.column else f"{place}: {self.rule}"


@dataclass
class ImportReport:
    """What came of an import.

    ``created`` records are new; ``known`` ones were in the directory already and stay as they are. ``refused`` says
    that nothing at all was saved because of the faults.
    """

    file: str
    created: int = 0
    known: int = 0
    skipped: int = 0
    refused: bool = False
    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        if self.refused:
            faults = len(self.faults)
            return ngettext(
                "%(file)s: %(count)d fault, nothing was saved.",
                "%(file)s: %(count)d faults, nothing was saved.",
                faults,
            ) % {"file": self.file, "count": faults}
        return _("%(file)s: %(created)d added, %(known)d known already, %(skipped)d left out.") % vars(self)


@dataclass
class SheetRow:
    """One row: its line in the file, its cells by column (stripped; empty when not given), and its faults."""

    file: str
    number: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, rule: object) -> None:
        """Note that the row breaks a rule."""
        self.faults.append(Fault(self.file, self.number, column, str(rule)))

    def parts(self, column: str) -> list[str]:
        """Return the parts of a list separated by ``;``, each once."""
        return list(dict.fromkeys(part.strip() for part in self[column].split(";") if part.strip()))

    def boolean(self, column: str) -> bool:
        """Return a yes-or-no cell; empty is no."""
        cell = self[column].lower()
        if cell not in {"", "yes", "no"}:
            self.fault(column, _("“%(cell)s” is neither yes nor no") % {"cell": self[column]})
        return cell == "yes"

    def check(self, record: models.Model, columns: Mapping[str, str], *, exclude: Sequence[str] = ()) -> None:
        """Note what the model's own rules say against a record; ``columns`` names the columns of its fields.

        A column that has a fault already gets no second one.
        """
        faulty = {fault.column for fault in self.faults}
        try:
            record.clean_fields(exclude=exclude)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column = columns.get(name, name)
                if column not in faulty:
                    self.fault(column, messages[0])


@dataclass
class Sheet:
    """A file as read: its rows, and the faults that concern the whole file."""

    file: str
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def unique(self, column: str) -> None:
        """Note every row that repeats a value of an earlier row in a column."""
        seen: dict[str, int] = {}
        for row in self.rows:
            value = row[column]
            if value and seen.setdefault(value, row.number) != row.number:
                row.fault(column, _("%(value)s stands in row %(row)d already") % {"value": value, "row": seen[value]})

    def report(self, *, skip_bad: bool) -> ImportReport:
        """Return the report to be filled: refused when the file, or without ``skip_bad`` any row, has faults."""
        bad = [row for row in self.rows if row.faults]
        faults = [*self.faults, *(fault for row in bad for fault in row.faults)]
        refused = bool(self.faults) or bool(bad and not skip_bad)
        return ImportReport(self.file, skipped=0 if refused else len(bad), refused=refused, faults=faults)

    def good(self) -> list[SheetRow]:
        """Return the rows without faults."""
        return [row for row in self.rows if not row.faults]


def read_sheet(source: Source, *, required: Sequence[str], optional: Sequence[str]) -> Sheet:
    """Read a UTF-8 CSV file with a header; lines that begin with ``#`` are comments.

    Nothing is raised for bad content: a missing or unknown column, a row of the wrong length, a file in another
    encoding become faults.
    """
    sheet = Sheet(file_name(source))
    try:
        lines = list(_cells(read_text(source)))
    except UnicodeDecodeError:
        sheet.faults.append(Fault(sheet.file, 0, "", _("the file is not text in UTF-8")))
        return sheet
    except csv.Error as error:
        sheet.faults.append(Fault(sheet.file, 0, "", _("the file is not CSV: %(reason)s") % {"reason": error}))
        return sheet
    header = [name.strip() for name in lines[0][1]] if lines else []
    sheet.faults += _header_faults(sheet.file, header, required, optional)
    if sheet.faults:
        return sheet
    for number, cells in lines[1:]:
        row = SheetRow(sheet.file, number, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
        if len(cells) != len(header):
            row.fault(
                "", _("%(cells)d cells, but the header has %(columns)d") % {"cells": len(cells), "columns": len(header)}
            )
        for name in required:
            if not row[name]:
                row.fault(name, _("must not be empty"))
        sheet.rows.append(row)
    return sheet


def file_name(source: Source) -> str:
    """Return the name under which faults refer to a file."""
    name = source if isinstance(source, (str, Path)) else getattr(source, "name", None)
    return Path(str(name)).name if name else _("file")


def read_text(source: Source) -> str:
    """Return the content of a file as text, without a byte-order mark. Raises ``UnicodeDecodeError``."""
    content = Path(source).read_bytes() if isinstance(source, (str, Path)) else source.read()
    text: str = content.decode("utf-8") if isinstance(content, bytes) else content
    return text.removeprefix("\ufeff")


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins, with its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    for cells in reader:
        if cells and not cells[0].lstrip().startswith("#") and any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _header_faults(file: str, header: list[str], required: Sequence[str], optional: Sequence[str]) -> list[Fault]:
    if not header:
        return [Fault(file, 0, "", _("the file is empty"))]
    known = {*required, *optional}
    faults = [Fault(file, 1, name, _("this column is missing")) for name in required if name not in header]
    faults += [
        Fault(
            file,
            1,
            name or "?",
            _("there is no such column; possible are: %(names)s") % {"names": ", ".join(sorted(known))},
        )
        for name in header
        if name not in known
    ]
    faults += [
        Fault(file, 1, name, _("this column stands in the header twice"))
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    return faults
