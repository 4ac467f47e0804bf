"""Rows of a table under known names of columns, and the report of what was taken and what was refused and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.kit.tables import Source, Table, UnreadableTable, file_name, named_columns, read_table

YES = ("yes", "tak", "true", "1")
NO = ("no", "nie", "false", "0")


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
    """One row: its line in the file, its cells by column (stripped; empty when not given), and its faults.

    ``original`` are the cells as they stand in the file, also those of columns that nobody reads; ``mended`` names the
    columns whose text had been read in a wrong encoding and was put right.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    original: tuple[str, ...] = ()
    mended: list[str] = field(default_factory=list)

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
        cell = self[column].casefold()
        if cell not in {"", *YES, *NO}:
            self.fault(column, _("“%(cell)s” is neither yes nor no") % {"cell": self[column]})
        return cell in YES

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


def read_sheet(
    source: Source,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    worksheet: str = "",
) -> Sheet:
    """Read a CSV or XLSX file with a header.

    ``mapping`` names the file's column (as ``named_columns`` calls it) for each of ours that is to be read; without it
    the columns bear our names.
    Nothing is raised for bad content: a missing or unknown column, a row of the wrong length, a file that is no table
    become faults.
    """
    try:
        table = read_table(source, encoding=encoding, worksheet=worksheet)
    except UnreadableTable as error:
        file = file_name(source)
        return Sheet(file, faults=[Fault(file, 0, "", str(error))])
    return sheet_of(table, required=required, optional=optional, mapping=mapping)


def sheet_of(
    table: Table, *, required: Sequence[str], optional: Sequence[str], mapping: Mapping[str, str] | None = None
) -> Sheet:
    """Return the rows of a table under our names of columns; see ``read_sheet``."""
    sheet = Sheet(table.file)
    if mapping is not None:
        table = replace(table, header=named_columns(table.header))
    names = {name: name for name in table.header} if mapping is None else dict(mapping)
    sheet.faults += _header_faults(table, names, required, optional, mapped=mapping is not None)
    if sheet.faults:
        return sheet
    positions = {ours: table.header.index(theirs) for ours, theirs in names.items()}
    for number, cells in table.rows:
        values = {ours: cells[position] for ours, position in positions.items() if position < len(cells)}
        row = SheetRow(sheet.file, number, values, original=tuple(cells))
        if len(cells) != len(table.header):
            row.fault(
                "",
                _("%(cells)d cells, but the header has %(columns)d")
                % {"cells": len(cells), "columns": len(table.header)},
            )
        if any("\0" in cell for cell in cells):
            row.fault("", _("holds a null character"))
        for name in required:
            if not row[name]:
                row.fault(name, _("must not be empty"))
        sheet.rows.append(row)
    return sheet


def read_text(source: Source) -> str:
    """Return the content of a UTF-8 file as text, without a byte-order mark. Raises ``UnicodeDecodeError``."""
    content = Path(source).read_bytes() if isinstance(source, (str, Path)) else source.read()
    text: str = content.decode("utf-8") if isinstance(content, bytes) else content
    return text.removeprefix("\ufeff")


def _header_faults(
    table: Table, names: Mapping[str, str], required: Sequence[str], optional: Sequence[str], *, mapped: bool
) -> list[Fault]:
    """Return what is wrong with the header; ``names`` are our columns with theirs."""
    file, header = table.file, table.header
    known = {*required, *optional}
    faults = [Fault(file, 1, name, _("this column is missing")) for name in required if name not in names]
    faults += [
        Fault(
            file,
            1,
            name or "?",
            _("there is no such column; possible are: %(names)s") % {"names": ", ".join(sorted(known))},
        )
        for name in names
        if name not in known
    ]
    if mapped:
        faults += [
            Fault(file, 1, ours, _("the file has no column “%(name)s”") % {"name": theirs})
            for ours, theirs in names.items()
            if theirs not in header
        ]
    else:
        faults += [
            Fault(file, 1, name, _("this column stands in the header twice"))
            for name in dict.fromkeys(header)
            if header.count(name) > 1
        ]
    return faults
