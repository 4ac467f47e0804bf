"""Facts about organisations from CSV files: all of them or none. Columns: docs/reference/funding-facts-csv.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.funding.actions import facts, ownership
from grono.funding.choices import AidRegulation, OwnerKind
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid
from grono.kit.imports import NO, YES, Fault, ImportReport, SheetRow, read_sheet
from grono.kit.tables import file_name

log = structlog.get_logger(__name__)
Found = Mapping[str, Organisation]
#: What came of a row: it brought something new, it repeats what is known.
_NEW, _KNOWN = True, False


@dataclass(frozen=True)
class _Kind:
    """One kind of file: its columns and the function that saves a row of it."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    save: Callable[[SheetRow, Organisation, Found, Person | None], bool]


@transaction.atomic
def import_facts(source: str | Path | Sequence[Path], *, by: Person | None) -> list[ImportReport]:
    """Add the facts in the files of a folder, or in the given files, which are known by their names.

    One fault in one file, and nothing of any file is saved. What is there already stays or is corrected, so the same
    files may be read twice. ``by`` is ``None`` for the command line. Returns a report for each file.
    """
    reports = [_import(path, by) for path in _files(source)]
    if any(report.faults for report in reports):
        transaction.set_rollback(True)
        for report in reports:
            report.refused, report.created, report.known = True, 0, 0
    for report in reports:
        log.info("facts_imported", file=report.file, created=report.created, refused=report.refused)
    return reports


def _files(source: str | Path | Sequence[Path]) -> list[Path]:
    """Return the files in the order in which they are read; raises ``FileNotFoundError`` when there is none."""
    if isinstance(source, (str, Path)):
        paths: Iterable[Path] = (Path(source) / name for name in KINDS)
        found = [path for path in paths if path.is_file()]
    else:
        found = [Path(path) for path in source]
    if not found:
        raise FileNotFoundError(_("None of these files is there: %(names)s.") % {"names": ", ".join(KINDS)})
    return found


def _import(path: Path, by: Person | None) -> ImportReport:
    kind = KINDS.get(path.name)
    if kind is None:
        report = ImportReport(file_name(path), refused=True)
        report.faults.append(_unknown(path))
        return report
    sheet = read_sheet(path, required=kind.required, optional=kind.optional)
    slugs = {row[column] for row in sheet.rows for column in ("organisation", "owner")}
    organisations = {each.slug: each for each in Organisation.objects.filter(slug__in=slugs - {""})}
    outcomes = [_save(row, kind, organisations, by) for row in sheet.rows]
    report = sheet.report(skip_bad=False)
    report.created, report.known = outcomes.count(_NEW), outcomes.count(_KNOWN)
    return report


def _unknown(path: Path) -> Fault:
    return Fault(path.name, 0, "", _("no such file of facts; possible are: %(names)s") % {"names": ", ".join(KINDS)})


def _save(row: SheetRow, kind: _Kind, organisations: Found, by: Person | None) -> bool | None:
    """Save one row, or note its faults; the rules are those of the actions, so that a form and a file agree."""
    organisation = _organisation(row, "organisation", organisations)
    if organisation is None or row.faults:
        return None
    try:
        with transaction.atomic():
            return kind.save(row, organisation, organisations, by)
    except _Unreadable:
        return None
    except ValidationError as error:
        _note(row, error)
        return None


def _note(row: SheetRow, error: ValidationError) -> None:
    """Note what a rule says against a row, under the column of its field."""
    if not hasattr(error, "error_dict"):
        row.fault("", " ".join(error.messages))
        return
    for name, messages in error.message_dict.items():
        row.fault("" if name == "__all__" else name, " ".join(messages))


class _Unreadable(Exception):
    """A cell cannot be read; the fault is noted in the row."""


def _organisation(row: SheetRow, column: str, organisations: Found) -> Organisation | None:
    found = organisations.get(row[column])
    if found is None and row[column]:
        row.fault(column, _("there is no organisation with the address %(slug)s") % {"slug": row[column]})
    return found


def _number(row: SheetRow, column: str) -> Decimal | None:
    cell = row[column].replace(" ", "").replace("\u00a0", "")
    try:
        number = Decimal(cell) if cell else None
    except InvalidOperation:
        number = Decimal("NaN")
    if number is not None and not number.is_finite():
        row.fault(column, _("“%(cell)s” is not a number; write it as 1234.50") % {"cell": row[column]})
        raise _Unreadable
    return number


def _needed(row: SheetRow, column: str) -> Decimal:
    number = _number(row, column)
    assert number is not None  # the column is required
    return number


def _day(row: SheetRow, column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        row.fault(column, _("“%(cell)s” is not a day; write it as 2027-05-19") % {"cell": row[column]})
        raise _Unreadable from None


def _maybe(row: SheetRow, column: str) -> bool | None:
    """Return a yes-or-no cell; empty is not declared."""
    cell = row[column].casefold()
    if cell not in {"", *YES, *NO}:
        row.fault(column, _("“%(cell)s” is neither yes nor no") % {"cell": row[column]})
        raise _Unreadable
    return cell in YES if cell else None


def _legal_facts(row: SheetRow, organisation: Organisation, found: Found, by: Person | None) -> bool:
    known = LegalFacts.objects.filter(organisation=organisation).exists()
    status, innovative = row["legal_status"], _maybe(row, "is_innovative")
    facts.declare_legal_facts(organisation, legal_status=status, is_innovative=innovative, by=by)
    facts.declare_owners_complete(organisation, _maybe(row, "owners_complete") or False, by=by)
    facts.declare_aid_complete(organisation, _maybe(row, "aid_complete") or False, by=by)
    return not known


def _figures(row: SheetRow, organisation: Organisation, found: Found, by: Person | None) -> bool:
    if not (row["year"].isascii() and row["year"].isdecimal() and len(row["year"]) == len("2026")):
        row.fault("year", _("“%(cell)s” is not a year") % {"cell": row["year"]})
        raise _Unreadable
    year = int(row["year"])
    known = AnnualFigures.objects.filter(organisation=organisation, year=year).exists()
    staff, turnover, balance = (_number(row, column) for column in ("staff", "turnover", "balance"))
    facts.set_figures(organisation, year, staff=staff, turnover=turnover, balance=balance, by=by)
    return not known


def _owner(row: SheetRow, organisation: Organisation, found: Found, by: Person | None) -> bool:
    owner = _organisation(row, "owner", found)
    if row.faults:
        raise _Unreadable
    percent, kind, name = _needed(row, "percent"), row["kind"] or OwnerKind.ENTERPRISE, row["owner_name"]
    named = {"owner": owner, "owner_name": name, "kind": kind}
    if OwnershipShare.objects.filter(organisation=organisation, percent=percent, **named).exists():
        return _KNOWN
    ownership.add_owner(organisation, kind=kind, percent=percent, owner=owner, owner_name=name, by=by)
    return _NEW


def _aid(row: SheetRow, organisation: Organisation, found: Found, by: Person | None) -> bool:
    granted = _day(row, "granted_date")
    assert granted is not None  # the column is required
    values = {
        "granted_date": granted,
        "amount": _needed(row, "amount"),
        "member_state": row["member_state"],
        "regulation": row["regulation"] or AidRegulation.GENERAL,
        "authority": row["authority"],
    }
    if SmallAid.objects.filter(organisation=organisation, **values).exists():
        return _KNOWN
    facts.add_aid(organisation, **values, by=by)  # type: ignore[arg-type]
    return _NEW


def _label(row: SheetRow, organisation: Organisation, found: Found, by: Person | None) -> bool:
    since, until = _day(row, "valid_from"), _day(row, "valid_until")
    known = Label.objects.filter(organisation=organisation, code=row["code"], valid_from=since).exists()
    facts.set_label(organisation, row["code"], valid_from=since, valid_until=until, source=row["source"], by=by)
    return not known


#: The files by name, in the order in which they are read.
KINDS: dict[str, _Kind] = {
    "legal_facts.csv": _Kind(
        ("organisation",), ("legal_status", "is_innovative", "owners_complete", "aid_complete"), _legal_facts
    ),
    "figures.csv": _Kind(("organisation", "year"), ("staff", "turnover", "balance"), _figures),
    "owners.csv": _Kind(("organisation", "percent"), ("owner", "owner_name", "kind"), _owner),
    "aid.csv": _Kind(("organisation", "granted_date", "amount", "member_state"), ("regulation", "authority"), _aid),
    "labels.csv": _Kind(("organisation", "code"), ("valid_from", "valid_until", "source"), _label),
}
