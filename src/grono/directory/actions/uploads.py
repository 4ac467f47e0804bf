"""A file of organisations from the upload over mapping and preview to the report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from grono.accounts.models import Person
from grono.directory.actions.imports import Examined, examine_organisations, save_organisations
from grono.directory.choices import ImportState
from grono.directory.formats.columns import suggested_mapping
from grono.directory.formats.organisations import Reading
from grono.directory.models import DirectoryImport
from grono.kit.imports import SheetRow
from grono.kit.tables import Table, named_columns, read_table

log = structlog.get_logger(__name__)
#: Files of at most so many rows are imported while the page waits; larger ones by a job.
AT_ONCE = 500
#: So many rows are looked at for the preview.
PREVIEWED = 1000
#: So many rejected rows are kept for the report.
MOST_REJECTED = 5000
#: After so many days an upload and its rejected rows are deleted.
KEPT_DAYS = 14


def upload_file(file: File, *, by: Person, worksheet: str = "", encoding: str = "") -> DirectoryImport:
    """Keep an uploaded table and guess its columns. Raises ``UnreadableTable`` when it is none."""
    table = read_table(file, worksheet=worksheet, encoding=encoding)
    header = named_columns(table.header)
    imported = DirectoryImport(
        name=table.file[:200],
        header=header,
        mapping=suggested_mapping(header),
        rows=len(table.rows),
        encoding=table.encoding,
        worksheet=table.worksheet,
        by=by,
    )
    file.seek(0)
    imported.file.save(f"{uuid4().hex}{'.xlsx' if table.worksheet else '.csv'}", file, save=False)
    imported.save()
    log.info("import_uploaded", imported=imported.pk, rows=imported.rows, by=by.pk)
    return imported


def open_table(imported: DirectoryImport) -> Table:
    """Return the uploaded table. Raises ``UnreadableTable``."""
    with imported.file.open("rb") as file:
        return read_table(file, encoding=imported.encoding, worksheet=imported.worksheet)


def map_columns(
    imported: DirectoryImport, *, by: Person, mapping: Mapping[str, str], country: str, encoding: str, worksheet: str
) -> bool:
    """Note which columns are which; tell whether another encoding or sheet has made it a different table.

    In that case the columns are guessed anew. Raises ``UnreadableTable``.
    """
    changed = (imported.encoding, imported.worksheet) != (encoding, worksheet)
    imported.encoding, imported.worksheet = encoding, worksheet
    imported.mapping, imported.country = dict(mapping), country
    if changed:
        table = open_table(imported)
        imported.header = named_columns(table.header)
        imported.mapping, imported.rows = suggested_mapping(imported.header), len(table.rows)
    imported.save()
    log.info("import_mapped", imported=imported.pk, by=by.pk)
    return changed


@dataclass(frozen=True)
class Preview:
    """What an import would do with the first rows: so many ``looked_at``."""

    examined: Examined
    looked_at: int
    mended: int


def preview_import(imported: DirectoryImport) -> Preview:
    """Look at the first rows of a file as the import will, and save nothing."""
    reading = replace(_reading(imported), most=PREVIEWED)
    with imported.file.open("rb") as file:
        examined = examine_organisations(file, reading)
    rows = examined.sheet.rows
    return Preview(examined, len(rows), sum(len(row.mended) for row in rows))


def start_import(imported: DirectoryImport, *, by: Person, skip_bad: bool) -> None:
    """Import the file now, or by a job when it is large. A file that was started already is left alone."""
    from grono.directory.tasks import import_file  # tasks delegate to this module

    wanted = DirectoryImport.objects.filter(pk=imported.pk, state=ImportState.UPLOADED)
    with transaction.atomic():
        if not wanted.update(state=ImportState.WAITING, skip_bad=skip_bad):
            return
        if imported.rows > AT_ONCE:
            import_file.defer(import_id=imported.pk, language=get_language() or settings.LANGUAGE_CODE)
    log.info("import_started", imported=imported.pk, by=by.pk)
    if imported.rows <= AT_ONCE:
        run_import(imported.pk)


def run_import(import_id: int) -> None:
    """Do what was asked for; running it again after it has ended does nothing."""
    unfinished = DirectoryImport.objects.filter(pk=import_id, state__in=(ImportState.WAITING, ImportState.RUNNING))
    if not unfinished.update(state=ImportState.RUNNING, checked=0):
        return
    try:
        _carry_out(unfinished)
    except Exception:
        unfinished.update(state=ImportState.FAILED, finished_at=timezone.now())
        raise


def _carry_out(unfinished: QuerySet[DirectoryImport]) -> None:
    imported = unfinished.get()
    with imported.file.open("rb") as file:
        examined = examine_organisations(
            file, _reading(imported), progress=lambda done, rows: _note_progress(unfinished, done, rows)
        )
    with transaction.atomic():
        imported = unfinished.select_for_update().get()
        report = save_organisations(examined, by=imported.by, skip_bad=imported.skip_bad)
        imported.state = ImportState.REFUSED if report.refused else ImportState.DONE
        imported.created, imported.known, imported.skipped = report.created, report.known, len(examined.rejected)
        imported.rows = imported.checked = len(examined.sheet.rows)
        imported.mended = sum(len(row.mended) for row in examined.sheet.rows)
        imported.rejected = [rejected_row(row) for row in examined.rejected[:MOST_REJECTED]]
        imported.message = "; ".join(str(fault) for fault in examined.sheet.faults)[:500]
        imported.finished_at = timezone.now()
        imported.save()


def _note_progress(unfinished: QuerySet[DirectoryImport], done: int, rows: int) -> None:
    unfinished.update(checked=done, rows=rows)


def discard_import(imported: DirectoryImport, *, by: Person) -> None:
    """Delete an upload that was not imported, together with its file."""
    log.info("import_discarded", imported=imported.pk, by=by.pk)
    imported.file.delete(save=False)
    imported.delete()


def delete_old_uploads() -> int:
    """Delete files and rejected rows of uploads older than ``KEPT_DAYS``; return of how many."""
    old = DirectoryImport.objects.filter(uploaded_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(file="")
    count = 0
    for imported in old:
        imported.file.delete(save=False)
        imported.rejected = []
        imported.save(update_fields=["file", "rejected"])
        count += 1
    return count


def _reading(imported: DirectoryImport) -> Reading:
    return Reading(
        mapping=imported.mapping,
        country=imported.country,
        encoding=imported.encoding,
        worksheet=imported.worksheet,
    )


def rejected_row(row: SheetRow) -> dict[str, Any]:
    """Return a rejected row as it is kept: its line, its cells, and the column and rule of each fault."""
    return {
        "row": row.number,
        "cells": list(row.original),
        "reasons": [[fault.column, fault.rule] for fault in row.faults],
    }
