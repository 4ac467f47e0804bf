"""Bringing files into the directory: all rows or none, unless bad rows may be left out.

What the directory knows already (by address, PIC, NIP, KRS or VAT) stays as it is: an import never overwrites what a
representative has written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.formats.clusters import ClusterEntry, read_clusters
from grono.directory.formats.organisations import (
    NUMBERS,
    OrganisationEntry,
    Reading,
    free_address,
    read_organisations,
)
from grono.directory.formats.references import References
from grono.directory.models import Activity, Cluster, Competence, CompetenceClaim, Membership, Organisation, Region
from grono.directory.nuts import ancestors_of, region_number
from grono.directory.queries import merged_identities
from grono.directory.recording import recorded
from grono.kit.imports import ImportReport, Sheet, SheetRow, Source, read_sheet
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
_IDENTIFIERS = ("slug", *NUMBERS)
_COMPETENCE_LANGUAGES = ("pl", "en", "de", "cs", "uk")


def import_organisations(
    source: Source, *, by: Person | None, skip_bad: bool = False, reading: Reading | None = None
) -> ImportReport:
    """Add the organisations of a CSV or XLSX file that the directory does not have yet.

    Columns: docs/reference/organisations-csv.md. Nothing is saved when any row breaks a rule; with ``skip_bad`` such
    rows are left out. ``by`` is ``None`` for the command line.
    """
    examined = examine_organisations(source, reading)
    return save_organisations(examined, by=by, skip_bad=skip_bad)


@dataclass
class Examined:
    """A file looked at and compared with the directory; nothing is saved yet."""

    sheet: Sheet
    references: References
    fresh: list[OrganisationEntry]
    known: list[OrganisationEntry]

    @property
    def rejected(self) -> list[SheetRow]:
        """Return the rows that break a rule."""
        return [row for row in self.sheet.rows if row.faults]


def examine_organisations(
    source: Source, reading: Reading | None = None, *, progress: Callable[[int, int], None] | None = None
) -> Examined:
    """Read a file and tell new organisations, known ones and rows with faults apart."""
    references = _references()
    sheet, entries = read_organisations(source, references, reading, progress=progress)
    fresh, known = _apart(entries)
    return Examined(sheet, references, fresh, known)


def _apart(entries: list[OrganisationEntry]) -> tuple[list[OrganisationEntry], list[OrganisationEntry]]:
    known = _Known()
    good = [entry for entry in entries if not entry.row.faults]
    fresh = [entry for entry in good if known.is_new(entry)]
    keys = {id(entry) for entry in fresh}
    return fresh, [entry for entry in good if not entry.row.faults and id(entry) not in keys]


@transaction.atomic
def save_organisations(examined: Examined, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Save the new organisations of a file in one transaction; what has become known meanwhile stays as it is.

    What an invented person brings in is invented too.
    """
    fresh, newly_known = _apart(examined.fresh)
    if by is not None and by.is_demonstration:
        for entry in fresh:
            entry.record.is_demonstration = True
    report = examined.sheet.report(skip_bad=skip_bad)
    if not report.refused:
        with recorded(by, "import"):
            _save_references(examined.references)
            _save_organisations(fresh)
        index_records_task.defer(kind="organisation", ids=[entry.record.pk for entry in fresh])
        _index_regions(entry.record.region_id for entry in fresh)
        report.created, report.known = len(fresh), len(examined.known) + len(newly_known)
        _log(report, by)
    return report


def _index_regions(codes: Iterable[str | None]) -> None:
    """Make the regions findable in which somebody is now, with those around them."""
    held = {around for code in codes if code for around in (*ancestors_of(code), code)}
    if held:
        index_records_task.defer(kind="region", ids=sorted(region_number(code) for code in held))


class _Known:
    """What identifies the organisations of the directory, those merged into others, and the rows taken so far."""

    def __init__(self) -> None:
        rows = list(Organisation.objects.values_list(*_IDENTIFIERS, "name", "country", "town"))
        self.slugs: set[str] = set()
        self.owner: dict[tuple[str, str], str] = {}
        self.named: dict[tuple[str, str], list[tuple[str, dict[str, str]]]] = {}
        for slug, *numbers, name, country, town in rows:
            self._add(slug, dict(zip(NUMBERS, numbers, strict=True)), name, country, town)
        for slug, numbers in merged_identities():
            self.slugs.add(slug)
            self.owner |= {(name, value): slug for name, value in numbers.items() if value}

    def _add(self, slug: str, numbers: dict[str, str], name: str, country: str, town: str) -> None:
        self.slugs.add(slug)
        self.owner |= {(column, value): slug for column, value in numbers.items() if value}
        self.named.setdefault((fold(name), country), []).append((fold(town), numbers))

    def is_new(self, entry: OrganisationEntry) -> bool:
        """Tell whether a row brings a new organisation, and give it an address that is free.

        A row whose address and number belong to different organisations gets a fault.
        """
        record, row = entry.record, entry.row
        numbers = {name: getattr(record, name) for name in NUMBERS}
        owners = {
            name: self.owner[name, value] for name, value in numbers.items() if value and (name, value) in self.owner
        }
        if row["slug"] and owners:
            for name, slug in owners.items():
                if slug != row["slug"]:
                    row.fault(name, _("%(value)s belongs to %(slug)s already") % {"value": row[name], "slug": slug})
        if owners or (row["slug"] and row["slug"] in self.slugs):
            return False
        if not row["slug"] and self._has_namesake(record, numbers):
            return False
        record.slug = free_address(record.slug, self.slugs)
        self._add(record.slug, numbers, record.name, record.country, record.town)
        return True

    def _has_namesake(self, record: Organisation, numbers: dict[str, str]) -> bool:
        """Tell whether an organisation of the same name, country and town is there and no number tells them apart."""
        return any(
            (not town or not record.town or town == fold(record.town))
            and all(not value or not others[name] or value == others[name] for name, value in numbers.items())
            for town, others in self.named.get((fold(record.name), record.country), ())
        )


def _references() -> References:
    return References(
        regions=set(Region.objects.values_list("code", flat=True)),
        activities=set(Activity.objects.values_list("code", flat=True)),
        competences=dict(Competence.objects.values_list("code", "pk")),
    )


def _save_references(references: References) -> None:
    Region.objects.bulk_create(
        Region(code=code, level=len(code) - 2, name=LazyI18nString({"en": code})) for code in references.new_regions
    )
    Activity.objects.bulk_create(
        Activity(code=code, name=LazyI18nString({"en": code})) for code in references.new_activities
    )


def _save_organisations(entries: list[OrganisationEntry]) -> None:
    Organisation.objects.bulk_create(entry.record for entry in entries)
    Organisation.activities.through.objects.bulk_create(
        Organisation.activities.through(organisation_id=entry.record.pk, activity_id=code)
        for entry in entries
        for code in entry.activities
    )
    CompetenceClaim.objects.bulk_create(
        CompetenceClaim(organisation=entry.record, competence_id=competence, direction=direction)
        for entry in entries
        for competence, direction in entry.claims
    )


@transaction.atomic
def import_clusters(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add the clusters of a CSV file that the directory does not have yet, with their memberships.

    The organisations they name must be in the directory; a coordinator that is not is kept by name.
    """
    references = _references()
    organisations = dict(Organisation.objects.values_list("slug", "pk"))
    sheet, entries = read_clusters(source, references, organisations)
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        known = set(Cluster.objects.values_list("slug", flat=True))
        good = [entry for entry in entries if not entry.row.faults]
        fresh = [entry for entry in good if entry.record.slug not in known]
        _save_references(references)
        _save_clusters(fresh)
        index_records_task.defer(kind="cluster", ids=[entry.record.pk for entry in fresh])
        _index_regions(entry.record.region_id for entry in fresh)
        report.created, report.known = len(fresh), len(good) - len(fresh)
        _log(report, by)
    return report


def _save_clusters(entries: list[ClusterEntry]) -> None:
    Cluster.objects.bulk_create(entry.record for entry in entries)
    Membership.objects.bulk_create(
        Membership(cluster=entry.record, organisation_id=organisation)
        for entry in entries
        for organisation in entry.members
    )


@transaction.atomic
def import_competences(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add words to the shared vocabulary, or correct their names: code, branch and a name in each language."""
    sheet = read_sheet(source, required=("code", "pl", "en"), optional=("branch", *_COMPETENCE_LANGUAGES[2:]))
    sheet.unique("code")
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        known = Competence.objects.count()
        Competence.objects.bulk_create(
            (
                Competence(
                    code=row["code"],
                    branch=row["branch"],
                    name=LazyI18nString({code: row[code] for code in _COMPETENCE_LANGUAGES if row[code]}),
                )
                for row in sheet.good()
            ),
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["branch", "name"],
        )
        report.created = Competence.objects.count() - known
        report.known = len(sheet.good()) - report.created
        _log(report, by)
    return report


@transaction.atomic
def import_reference(nuts: Path, nace: Path) -> None:
    """Load or refresh the reference tables: NUTS regions and NACE activities.

    Columns: code, level, name, pl, en of regions; code, level, pl, en of activities.
    Raises ``ValueError`` with the first fault of a file.
    """
    Region.objects.bulk_create(
        (
            Region(code=row["code"], level=len(row["code"]) - 2, name=_labels(row, row["name"]))
            for row in _reference_rows(nuts, ("code", "level", "name", "pl", "en"))
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["level", "name"],
    )
    Activity.objects.bulk_create(
        (Activity(code=row["code"], name=_labels(row)) for row in _reference_rows(nace, ("code", "level", "pl", "en"))),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )


def _reference_rows(file: Path, columns: tuple[str, ...]) -> Iterable[Any]:
    sheet = read_sheet(file, required=("code",), optional=columns[1:])
    for fault in [*sheet.faults, *(fault for row in sheet.rows for fault in row.faults)]:
        raise ValueError(str(fault))
    return sheet.rows


def _labels(row: Any, own_name: str = "") -> LazyI18nString:
    return LazyI18nString({code: row[code] or own_name for code in ("pl", "en") if row[code] or own_name})


def _log(report: ImportReport, by: Person | None) -> None:
    log.info(
        "imported",
        file=report.file,
        created=report.created,
        skipped=report.skipped,
        by=by.pk if by is not None else None,
    )
