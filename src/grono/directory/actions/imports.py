"""Bringing files into the directory: all rows or none, unless bad rows may be left out.

What the directory knows already (by address, PIC, NIP or KRS) stays as it is: an import never overwrites what a
representative has written.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.formats.clusters import ClusterEntry, read_clusters
from grono.directory.formats.organisations import OrganisationEntry, read_organisations
from grono.directory.formats.references import References
from grono.directory.models import Activity, Cluster, Competence, CompetenceClaim, Membership, Organisation, Region
from grono.kit.imports import ImportReport, Source, read_sheet
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
_IDENTIFIERS = ("slug", "pic", "nip", "krs")
_COMPETENCE_LANGUAGES = ("pl", "en", "de", "cs", "uk")


@transaction.atomic
def import_organisations(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add the organisations of a CSV file that the directory does not have yet.

    Columns: docs/reference/organisations-csv.md. Nothing is saved when any row breaks a rule; with ``skip_bad`` such
    rows are left out. ``by`` is ``None`` for the command line.
    """
    references = _references()
    sheet, entries = read_organisations(source, references)
    known = _Known()
    fresh = [entry for entry in entries if not entry.row.faults and known.is_new(entry)]
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        fresh = [entry for entry in fresh if not entry.row.faults]
        _save_references(references)
        _save_organisations(fresh)
        index_records_task.defer(kind="organisation", ids=[entry.record.pk for entry in fresh])
        report.created, report.known = len(fresh), len(sheet.good()) - len(fresh)
        _log(report, by)
    return report


class _Known:
    """What identifies the organisations of the directory, and of the rows taken so far."""

    def __init__(self) -> None:
        rows = list(Organisation.objects.values_list(*_IDENTIFIERS))
        self.slugs = {row[0] for row in rows}
        self.owner = {
            (name, value): row[0]
            for row in rows
            for name, value in zip(_IDENTIFIERS[1:], row[1:], strict=True)
            if value
        }

    def is_new(self, entry: OrganisationEntry) -> bool:
        """Tell whether a row brings a new organisation, and give it an address that is free.

        A row whose address and number belong to different organisations gets a fault.
        """
        record, row = entry.record, entry.row
        numbers = {name: getattr(record, name) for name in _IDENTIFIERS[1:]}
        owners = {
            name: self.owner[name, value] for name, value in numbers.items() if value and (name, value) in self.owner
        }
        if row["slug"] and owners:
            for name, slug in owners.items():
                if slug != row["slug"]:
                    row.fault(name, _("%(value)s belongs to %(slug)s already") % {"value": row[name], "slug": slug})
        if owners or (row["slug"] and row["slug"] in self.slugs):
            return False
        record.slug = self._free_slug(record.slug)
        self.slugs.add(record.slug)
        self.owner |= {(name, value): record.slug for name, value in numbers.items() if value}
        return True

    def _free_slug(self, wanted: str) -> str:
        slug, number = wanted, 1
        while slug in self.slugs:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


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
