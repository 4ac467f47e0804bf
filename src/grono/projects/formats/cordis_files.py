"""What was given to import: tables, XML files, a folder or a ZIP of them, as one list in the order of reading."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from django.utils.translation import gettext as _

from grono.kit.imports import Fault
from grono.projects.formats import cordis_tables, cordis_xml
from grono.projects.formats.cordis_rows import CordisRow

_ORDER = ("project", "partner", "xml")


class CordisFileError(Exception):
    """The files cannot be imported at all; ``faults`` name each file and what is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Entry:
    """One file to read: a table of projects, a table of participants, or the XML of one project."""

    name: str
    size: int
    kind: Literal["project", "partner", "xml"]
    open: Callable[[], IO[bytes]]

    def rows(self) -> Iterator[tuple[CordisRow, int]]:
        """Yield each row with the number of bytes read so far."""
        if self.kind == "xml":
            yield from cordis_xml.read_project(self.open(), self.name, self.size)
        else:
            yield from cordis_tables.read_table(self.open(), self.name)

    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        with self.open() as binary:
            return hashlib.file_digest(binary, "sha256").hexdigest()  # type: ignore[arg-type]


def entries_of(paths: Sequence[Path]) -> list[Entry]:
    """Return the files to read: projects first, then participants, then XML; raises ``CordisFileError``.

    A table that is given by name must be one of the two; others that lie in a folder or ZIP are passed over.
    """
    found: list[Entry] = []
    faults: list[Fault] = []
    for path in paths:
        if not path.exists():
            faults.append(Fault(str(path), 0, "", _("there is no such file")))
        elif path.is_dir():
            _add_all(sorted(path.rglob("*")), found, faults)
        elif zipfile.is_zipfile(path):
            _add_members(path, found, faults)
        else:
            _add(path.name, path.stat().st_size, _opener(path), found, faults, by_name=True)
    if not found and not faults:
        faults.append(Fault(", ".join(path.name for path in paths), 0, "", _("there is no CORDIS file in it")))
    if faults:
        raise CordisFileError(faults)
    return sorted(found, key=lambda entry: (_ORDER.index(entry.kind), entry.name))


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _member_opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)


def _add_all(paths: Sequence[Path], found: list[Entry], faults: list[Fault]) -> None:
    for path in paths:
        if path.suffix.lower() in {".csv", ".xml"} and path.is_file():
            _add(path.name, path.stat().st_size, _opener(path), found, faults)


def _add_members(path: Path, found: list[Entry], faults: list[Fault]) -> None:
    archive = zipfile.ZipFile(path)
    for member in archive.infolist():
        if member.filename.lower().endswith((".csv", ".xml")) and not member.is_dir():
            _add(member.filename, member.file_size, _member_opener(archive, member), found, faults)


def _add(
    name: str,
    size: int,
    opener: Callable[[], IO[bytes]],
    found: list[Entry],
    faults: list[Fault],
    *,
    by_name: bool = False,
) -> None:
    if name.lower().endswith(".xml"):
        found.append(Entry(name, size, "xml", opener))
        return
    with cordis_tables.open_text(opener()) as text:
        header = cordis_tables.read_header(text)[1]
    kind = cordis_tables.kind_of(header)
    if kind is not None:
        missing = cordis_tables.missing_columns(header, kind)
        faults += [Fault(name, 1, column, _("this column is missing")) for column in missing]
        found.append(Entry(name, size, kind, opener))
    elif by_name:
        faults.append(
            Fault(name, 1, "", _("these are neither the projects nor the organisations of CORDIS: the columns differ"))
        )
