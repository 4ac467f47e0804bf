"""The files that belong to own projects: who takes part with what budget, work packages, milestones."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from grono.directory.models import Organisation
from grono.kit import clock
from grono.kit.imports import Sheet, SheetRow
from grono.projects.actions.outline import milestone_faults, package_faults
from grono.projects.choices import CostCategory
from grono.projects.models import BudgetLine, Milestone, Participation, WorkPackage

if TYPE_CHECKING:
    from grono.projects.actions.imports_own import Entry

Record = TypeVar("Record")
Entries = Mapping[str, "Entry"]


class Cells:
    """The cells of a row as what they stand for; what cannot be read becomes a fault of the row."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row

    def day(self, column: str) -> date | None:
        """Return a day such as 2027-05-19."""
        try:
            return date.fromisoformat(self.row[column]) if self.row[column] else None
        except ValueError:
            self.row.fault(column, _("“%(cell)s” is not a day; write it as 2027-05-19") % {"cell": self.row[column]})
            return None

    def past_day(self, column: str) -> date | None:
        """Return a day that has come."""
        found = self.day(column)
        if found and found > clock.now().date():
            self.row.fault(column, _("the day lies in the future"))
        return found

    def number(self, column: str) -> int | None:
        """Return a whole number."""
        cell = self.row[column]
        if cell and not (cell.isdecimal() and len(cell) < 6):
            self.row.fault(column, _("“%(cell)s” is not a whole number") % {"cell": cell})
            return None
        return int(cell) if cell else None

    def money(self, column: str) -> Decimal | None:
        """Return an amount that is not negative."""
        cell = self.row[column]
        try:
            amount = Decimal(cell) if cell else None
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount is not None and not (amount.is_finite() and amount >= 0):
            self.row.fault(column, _("“%(cell)s” is not an amount of money") % {"cell": cell})
            return None
        return amount.quantize(Decimal("0.01")) if amount is not None else None

    def known(self, column: str, records: Mapping[str, Record]) -> Record | None:
        """Return the record that a cell names."""
        cell = self.row[column]
        if cell and cell not in records:
            self.row.fault(column, _("there is no %(name)s here") % {"name": cell})
        return records.get(cell)

    def entry(self, entries: Entries) -> "Entry | None":
        """Return the project of the files that the row belongs to."""
        return self.known("project", entries)


class Participations:
    """Who takes part in which project, and with what budget."""

    def __init__(self, entries: Entries, sheet: Sheet) -> None:
        self.entries, self.sheet = entries, sheet
        slugs = {row["organisation"] for row in sheet.rows}
        self.organisations = {found.slug: found for found in Organisation.objects.filter(slug__in=slugs)}

    def read(self) -> None:
        """Put the participations into their projects."""
        for row in self.sheet.rows:
            cells = Cells(row)
            entry, organisation = cells.entry(self.entries), cells.known("organisation", self.organisations)
            joined = cells.past_day("joined_date")
            part = Participation(
                organisation=organisation,
                name=organisation.name if organisation else "",
                country=organisation.country if organisation else "",
                role=row["role"],
                task=row["task"],
                requested_grant=cells.money("grant"),
                joined_at=datetime.combine(joined, time(12, tzinfo=UTC)) if joined else None,
            )
            row.check(part, {"requested_grant": "grant"}, exclude=["project", "organisation", "name", "country"])
            lines = self._budget(cells, entry)
            if entry is not None and organisation is not None:
                self._add(row, entry, part, lines)

    def _budget(self, cells: Cells, entry: "Entry | None") -> list[BudgetLine]:
        currency = entry.project.currency if entry else "EUR"
        amounts = {category: cells.money(category) for category in CostCategory.values}
        return [
            BudgetLine(category=category, amount=amount, currency=currency)
            for category, amount in amounts.items()
            if amount is not None
        ]

    def _add(self, row: SheetRow, entry: "Entry", part: Participation, lines: list[BudgetLine]) -> None:
        if any(other.organisation == part.organisation for other, _lines in entry.parts):
            row.fault("organisation", _("it takes part in this project already"))
        part.project, part.position = entry.project, len(entry.parts)
        entry.parts.append((part, lines))


def read_packages(entries: Entries, sheet: Sheet) -> None:
    """Put the work packages into their projects, each with the address of who leads it."""
    for row in sheet.rows:
        cells = Cells(row)
        entry = cells.entry(entries)
        months = {name: cells.number(name) for name in ("number", "start_month", "end_month")}
        package = WorkPackage(title=row["title"], description=row["description"], **months)
        row.check(package, {}, exclude=["project", "lead"])
        if entry is None:
            continue
        if any(other.number == package.number for other, _lead in entry.packages):
            row.fault("number", _("this project has a work package %(number)s already") % {"number": package.number})
        if row["lead"] and row["lead"] not in {
            part.organisation.slug for part, _lines in entry.parts if part.organisation
        }:
            row.fault("lead", _("%(name)s does not take part in the project") % {"name": row["lead"]})
        if not row.faults:
            for column, message in package_faults(package, duration=entry.project.duration_months).items():
                row.fault(column, message)
        entry.packages.append((package, row["lead"]))


def read_milestones(entries: Entries, sheet: Sheet) -> None:
    """Put the milestones into their projects."""
    for row in sheet.rows:
        cells = Cells(row)
        entry = cells.entry(entries)
        days = {name: cells.day(name) for name in ("due_date", "reached_date")}
        milestone = Milestone(name=row["name"], **days)
        row.check(milestone, {}, exclude=["project"])
        for column, message in milestone_faults(milestone, today=clock.now().date()).items():
            row.fault(column, message)
        if entry is not None:
            entry.milestones.append(milestone)
