"""The CSV tables ``project`` and ``organization`` that CORDIS publishes for each framework programme.

Commas or semicolons, with or without a byte-order mark, quotes and line breaks inside cells; columns go by names that
have changed over the years. Columns that are not named here, the names of contact persons among them, are never read.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

from grono.projects.choices import CordisRule
from grono.projects.formats.cordis_rows import CordisRow, Kind

REQUIRED: Mapping[Kind, tuple[str, ...]] = {
    "project": ("id", "acronym", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "objective"),
    "partner": ("projectID", "organisationID", "name", "activityType", "country", "role", "ecContribution"),
}
OPTIONAL: Mapping[Kind, tuple[str, ...]] = {
    "project": (
        "status", "legalBasis", "topics", "ecSignatureDate", "frameworkProgramme", "subCall", "fundingScheme",
        "contentUpdateDate", "grantDoi",
    ),
    "partner": (
        "vatNumber", "shortName", "SME", "city", "nutsCode", "geolocation", "organizationURL", "contentUpdateDate",
        "order", "endOfParticipation",
    ),
}  # fmt: skip
#: Names of columns in older tables.
_FORMER: Mapping[Kind, Mapping[str, str]] = {
    "project": {"reference": "id", "call": "subCall", "programme": "legalBasis", "callid": "subCall"},
    "partner": {"projectreference": "projectID", "id": "organisationID", "organisationname": "name"},
}
#: A cell that is longer than this comes of a quotation mark that is never closed.
LONGEST_CELL = 1_000_000
_SEPARATORS = ",;\t"


def open_text(binary: IO[bytes]) -> io.TextIOWrapper:
    """Return the table as text; bytes that are not UTF-8 become lone surrogates, to be judged row by row."""
    return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")


def read_header(text: IO[str]) -> tuple[str, list[str]]:
    """Read the first line; return what separates the cells, and the names of the columns."""
    line = text.readline(LONGEST_CELL)
    separator = max(_SEPARATORS, key=line.count)
    return separator, [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]


def kind_of(header: list[str]) -> Kind | None:
    """Return what the rows of a table with this header are; ``None`` for a table of something else."""
    names = {name.lower() for name in header}
    if names & {"organisationid", "activitytype"}:
        return "partner"
    return "project" if names & {"objective", "ecmaxcontribution"} else None


def columns(header: list[str], kind: Kind) -> dict[str, int]:
    """Return where each column stands that is read, by its current name."""
    known = {name.lower(): name for name in (*REQUIRED[kind], *OPTIONAL[kind])}
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        current = known.get(name.lower())
        if current:
            found[current] = index
    for index, name in enumerate(header):  # a former name counts only where the current one is missing
        current = _FORMER[kind].get(name.lower())
        if current:
            found.setdefault(current, index)
    return found


def missing_columns(header: list[str], kind: Kind) -> list[str]:
    """Return the required columns that a table lacks."""
    found = columns(header, kind)
    return [name for name in REQUIRED[kind] if name not in found]


def read_table(binary: IO[bytes], file: str) -> Iterator[tuple[CordisRow, int]]:
    """Yield each row with the number of bytes read so far, and close the file; a broken row carries its fault."""
    with open_text(binary) as text:
        separator, header = read_header(text)
        kind = kind_of(header) or "project"
        places = columns(header, kind)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(text, delimiter=separator)
        while True:
            row = CordisRow(kind, file, reader.line_num + 2, {})  # the header is behind us; lines count from one
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row.note(CordisRule.NOT_CSV, value=error)
            else:
                if not cells:
                    continue
                _fill(row, cells, len(header), places)
            yield row, binary.tell()


def _fill(row: CordisRow, cells: list[str], width: int, places: Mapping[str, int]) -> None:
    """Give the row its cells; of one that is too short or too long only what says which record it is."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) == width:
        row.cells = {name: cells[index] for name, index in places.items()}
    else:
        row.note(CordisRule.WRONG_LENGTH, value=f"{len(cells)} / {width}")
        row.cells = {name: cells[index] for name, index in places.items() if index < min(2, len(cells))}
