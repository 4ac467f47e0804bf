"""Reading a folder: every cell by its column's rule, every fault with file, row, column and rule."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grono.kit.imports import Fault
from grono.site.folder.cells import BadCell
from grono.site.folder.tables import TABLES, Table

#: Files read whole by the directory's own import, which checks the columns not named in tables.py.
OPEN_ENDED = {"organisations", "clusters"}


@dataclass
class Row:
    """A row that was read: its line in the file and its values by column."""

    table: str
    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def fault(self, column: str, rule: str) -> None:
        """Note that this row breaks a rule."""
        self.faults.append(Fault(TABLES[self.table].file, self.number, column, rule))


@dataclass
class CongressFolder:
    """A folder as read: rows by table, and the faults that concern whole files."""

    path: Path
    rows: dict[str, list[Row]]
    file_faults: list[Fault]

    @property
    def faults(self) -> list[Fault]:
        """All faults, in the order of the files."""
        found = list(self.file_faults)
        for rows in self.rows.values():
            found += [fault for row in rows for fault in row.faults]
        return found

    def good(self, table: str) -> list[Row]:
        """Return the rows of a table that break no rule."""
        return [row for row in self.rows[table] if not row.faults]

    def by_key(self, table: str) -> dict[str, Row]:
        """Return the good rows of a table by their key."""
        key = TABLES[table].key
        return {row[key]: row for row in self.good(table)}


def read_folder(path: Path) -> CongressFolder:
    """Read all files of a folder; nothing is raised for bad content, it becomes faults."""
    folder = CongressFolder(path, {name: [] for name in TABLES}, [])
    if not path.is_dir():
        folder.file_faults.append(Fault(str(path), 0, "", "there is no such folder"))
        return folder
    for table in TABLES.values():
        file = path / table.file
        if file.exists():
            _read_file(file, table, folder)
        elif table.required:
            folder.file_faults.append(Fault(table.file, 0, "", "the file is missing"))
    return folder


def _read_file(file: Path, table: Table, folder: CongressFolder) -> None:
    try:
        lines = list(_lines(file))
    except (UnicodeDecodeError, csv.Error) as error:
        folder.file_faults.append(Fault(table.file, 0, "", f"the file cannot be read as UTF-8 CSV: {error}"))
        return
    if not lines:
        folder.file_faults.append(Fault(table.file, 0, "", "the file has no header row"))
        return
    number, header = lines[0]
    known = {column.name for column in table.columns}
    header = [name.strip() for name in header]
    for name in header:
        if name not in known and table.name not in OPEN_ENDED:
            folder.file_faults.append(Fault(table.file, number, name, "there is no such column in this file"))
    for column in table.columns:
        if column.required and column.name not in header:
            folder.file_faults.append(Fault(table.file, number, column.name, "the column is missing"))
    for number, cells in lines[1:]:
        folder.rows[table.name].append(_read_row(table, number, header, cells))


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of the rows that are neither comments nor blank."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        while True:
            first = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            if cells and any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                yield first, cells


def _read_row(table: Table, number: int, header: list[str], cells: list[str]) -> Row:
    raw = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    row = Row(table.name, number, {})
    if len(cells) != len(header):
        row.fault("", f"the row has {len(cells)} cells, the header {len(header)}")
    for column in table.columns:
        cell = raw.get(column.name, "")
        row.values[column.name] = column.default if not isinstance(column.default, list) else list(column.default)
        if not cell:
            if column.required:
                row.fault(column.name, "must be filled in")
            continue
        try:
            row.values[column.name] = column.read(cell)
        except BadCell as error:
            row.fault(column.name, str(error))
    return row
