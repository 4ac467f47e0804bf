"""One row of a CORDIS table, or one element of its XML: cells by column, read one by one, faults noted on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from grono.kit.mojibake import mended
from grono.projects.choices import MENDING, CordisRule

Kind = Literal["project", "partner"]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u00ad]")
_AMOUNT = re.compile(r"\d{1,12}(\.\d+)?")
_DAY_FIRST = re.compile(r"(\d\d)[./](\d\d)[./](\d{4})")
_KEPT_OF_VALUE = 120


@dataclass(frozen=True)
class Note:
    """A rule that a row breaks, with the column and what stands there."""

    rule: CordisRule
    column: str = ""
    value: str = ""


@dataclass(slots=True)
class CordisRow:
    """A project or a participant as the file has it; ``number`` is the line on which it begins.

    Cells go by the names of the current CSV tables (``organisationID``, ``ecContribution``) whatever the file.
    """

    kind: Kind
    file: str
    number: int
    cells: Mapping[str, str]
    notes: list[Note] = field(default_factory=list)

    @property
    def record(self) -> str:
        """Return the number by which the row's project, and participant, can be found in CORDIS."""
        if self.kind == "project":
            return self.cells.get("id", "")[:60]
        return "/".join(self.cells.get(name, "") for name in ("projectID", "organisationID"))[:60]

    @property
    def is_refused(self) -> bool:
        """Tell whether something is wrong that cannot be left out."""
        return any(note.rule not in MENDING for note in self.notes)

    def note(self, rule: CordisRule, column: str = "", value: object = "") -> None:
        """Note what is wrong."""
        self.notes.append(Note(rule, column, str(value)[:_KEPT_OF_VALUE]))

    def text(self, column: str, *, longest: int, required: bool = False, lines: bool = False) -> str:
        """Return a text with single spaces; ``lines`` keeps its line breaks. Too long a text is cut at a word."""
        cell = self.cells.get(column, "")
        if not cell.isascii():
            cell = self._readable(column, cell)
        cell = _CONTROL.sub("", cell)
        if lines:
            cell = "\n".join(filter(None, (" ".join(line.split()) for line in cell.splitlines())))
        else:
            cell = " ".join(cell.split())
        if required and not cell:
            self.note(CordisRule.EMPTY, column)
        if len(cell) > longest:
            self.note(CordisRule.SHORTENED, column, cell)
            cell = cell[:longest].rsplit(" ", 1)[0]
        return cell

    def _readable(self, column: str, cell: str) -> str:
        """Return the cell with wrongly encoded letters put right, where that is certain.

        Bytes that are not UTF-8 arrive as lone surrogates; tables saved by old spreadsheets are in Windows-1252.
        """
        right = cell
        if any("\udc80" <= letter <= "\udcff" for letter in cell):
            try:
                right = cell.encode("utf-8", "surrogateescape").decode("cp1252")
            except UnicodeDecodeError:
                self.note(CordisRule.UNREADABLE, column)
                return ""
        right = mended(right)
        if right != cell:
            self.note(CordisRule.MENDED, column, right)
        return right

    def whole_text(self, column: str, *, longest: int) -> str:
        """Return a long text with its line breaks; a text beyond all measure is refused, not cut."""
        size = len(self.cells.get(column, ""))
        if size > longest:
            self.note(CordisRule.TOO_LONG, column, size)
            return ""
        return self.text(column, longest=longest, lines=True)

    def number_of_project(self, column: str) -> str:
        """Return the number of a project: digits."""
        cell = self.cells.get(column, "").strip()
        if not cell:
            self.note(CordisRule.EMPTY, column)
        elif not (cell.isascii() and cell.isdigit() and len(cell) <= 12):
            self.note(CordisRule.BAD_NUMBER, column, cell)
        return cell

    def amount(self, column: str) -> Decimal | None:
        """Return euros: ``1499998``, ``1499998.0`` or, in older sets, ``1499998,00`` and ``1 499 998,00``."""
        cell = self.cells.get(column, "")
        if not cell:
            return None
        plain = "".join(cell.split()).removeprefix("EUR").removesuffix("EUR").strip("€")
        if "," in plain and "." in plain:  # the later of the two separates the cents
            thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
            plain = plain.replace(thousands, "")
        plain = plain.replace(",", ".")
        if not _AMOUNT.fullmatch(plain):
            self.note(CordisRule.BAD_AMOUNT, column, cell)
            return None
        return Decimal(plain).quantize(Decimal("0.01"))

    def day(self, column: str) -> date | None:
        """Return a date: ``2024-02-01``, with or without a time behind it, or ``01/02/2024``, the day first."""
        cell = self.cells.get(column, "").strip()
        if not cell:
            return None
        parts = _DAY_FIRST.match(cell)
        try:
            return date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else date.fromisoformat(cell[:10])
        except ValueError:
            self.note(CordisRule.BAD_DATE, column, cell)
            return None

    def moment(self, column: str) -> datetime | None:
        """Return a time: ``2023-12-26 14:40:12``, taken as UTC, which the source leaves open."""
        cell = self.cells.get(column, "").strip()
        if not cell:
            return None
        try:
            found = datetime.fromisoformat(cell)
        except ValueError:
            day = self.day(column)
            return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def flag(self, column: str) -> bool | None:
        """Return yes or no as the tables of different years write it; ``None`` when the cell says neither."""
        return {
            "true": True,
            "y": True,
            "yes": True,
            "1": True,
            "false": False,
            "n": False,
            "no": False,
            "0": False,
        }.get(self.cells.get(column, "").strip().lower())
