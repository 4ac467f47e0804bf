"""The import of CORDIS: files in, batches of rows to the database, from where it stopped last time.

Each batch is one transaction: its rows, what was refused and why, the jobs for the search, and how far the import has
come. A run that is interrupted anywhere therefore loses the batch at hand and nothing else. Nothing is deleted.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Region
from grono.directory.recording import recorded
from grono.kit.locks import alone
from grono.projects.actions.affinities import ask_for_affinities
from grono.projects.actions.cordis_organisations import write_organisations
from grono.projects.actions.cordis_participations import write_participations
from grono.projects.actions.cordis_projects import write_projects
from grono.projects.choices import MENDING, CordisRule, CordisState
from grono.projects.formats.cordis_facts import partner_facts, project_facts
from grono.projects.formats.cordis_files import Entry, entries_of
from grono.projects.formats.cordis_rows import CordisRow
from grono.projects.models import CordisImport, CordisNote, Project

log = structlog.get_logger(__name__)
BATCH_ROWS = 1000
#: Key of the advisory lock under which one import runs at a time.
_LOCK = 0x434F5244

#: Hears at the beginning and after every batch how far the import has come; what it raises stops the import, which
#: goes on from there when it is started again.
Progress = Callable[[CordisImport], None]


class AlreadyRunning(Exception):
    """Another import of CORDIS is at work."""

    def __str__(self) -> str:
        return _("Another import of CORDIS is running. Wait until it has finished.")


def import_cordis(
    paths: Sequence[Path],
    *,
    by: Person | None,
    keeps_persons: bool = False,
    progress: Progress | None = None,
    batch_rows: int = BATCH_ROWS,
) -> CordisImport:
    """Bring CORDIS files in: tables, XML, folders or ZIPs of them; return the record of the import.

    If the same files were given before and that import did not reach the end, it goes on where it stopped. Rows that
    break a rule are left out and noted; participants that read as natural persons are left out unless
    ``keeps_persons``. Raises ``CordisFileError`` before anything is saved when a file is missing, is no CORDIS file or
    lacks columns, and ``AlreadyRunning``.
    """
    entries = entries_of(paths)
    with alone(_LOCK) as is_free:
        if not is_free:
            raise AlreadyRunning
        record = _begin(entries, by=by, keeps_persons=keeps_persons)
        hear = progress or (lambda _record: None)
        hear(record)
        regions = frozenset(Region.objects.values_list("code", flat=True))
        for rows in _batches(entries, record, batch_rows):
            with transaction.atomic(), recorded(record.by, "import"):
                _write(rows, record, regions)
                record.save(update_fields=["entry", "row", "bytes_done", "counts"])
            hear(record)
        record.state, record.finished_at = CordisState.FINISHED, timezone.now()
        record.save(update_fields=["state", "finished_at"])
        ask_for_affinities()
    log.info("cordis_imported", cordis_import=record.pk, counts=record.counts, by=by and by.pk)
    return record


def _begin(entries: Sequence[Entry], *, by: Person | None, keeps_persons: bool) -> CordisImport:
    """Return the unfinished import of the same files and choices, or a new one."""
    digests = [entry.digest() for entry in entries]
    digest = hashlib.sha256(f"{keeps_persons} {' '.join(digests)}".encode()).hexdigest()
    record, is_new = CordisImport.objects.get_or_create(
        digest=digest,
        state=CordisState.UNFINISHED,
        defaults={
            "files": _described(entries, digests),
            "by": by,
            "keeps_persons": keeps_persons,
            "bytes_total": sum(entry.size for entry in entries),
        },
    )
    if not is_new:
        log.info("cordis_import_resumed", cordis_import=record.pk, entry=record.entry, row=record.row)
    return record


def _described(entries: Sequence[Entry], digests: Sequence[str]) -> list[dict[str, object]]:
    """Return name, size and digest of each file; of tens of thousands of XML files only the first is named."""
    described: list[dict[str, object]] = []
    for entry, digest in zip(entries, digests, strict=True):
        if described and entry.kind == "xml" == described[-1]["kind"]:
            described[-1]["more"] = int(str(described[-1].get("more", 0))) + 1
        else:
            described.append({"name": entry.name, "size": entry.size, "kind": entry.kind, "sha256": digest})
    return described


def _batches(entries: Sequence[Entry], record: CordisImport, size: int) -> Iterator[list[CordisRow]]:
    """Yield batches from where the record stands, and move it on."""
    batch: list[CordisRow] = []
    before = sum(entry.size for entry in entries[: record.entry])
    for number, entry in enumerate(entries[record.entry :], start=record.entry):
        skipped = record.row if number == record.entry else 0
        row_number = skipped
        for row, position in islice(entry.rows(), skipped, None):
            row_number += 1
            batch.append(row)
            if len(batch) >= size:
                record.entry, record.row = number, row_number
                record.bytes_done = before + min(position, entry.size)
                yield batch
                batch = []
        before += entry.size
    record.entry, record.row, record.bytes_done = len(entries), 0, before
    yield batch


def _write(rows: Sequence[CordisRow], record: CordisImport, regions: Collection[str]) -> None:
    projects = [project_facts(row) for row in rows if row.kind == "project" and not row.is_refused]
    write_projects([facts for facts in projects if not facts.row.is_refused], record)
    partners = [
        partner_facts(row, regions, keeps_persons=record.keeps_persons)
        for row in rows
        if row.kind == "partner" and not row.is_refused
    ]
    known = _project_keys({facts.project for facts in partners})
    for facts in partners:
        if facts.project not in known and not facts.row.is_refused:
            facts.row.note(CordisRule.UNKNOWN_PROJECT, "projectID", facts.project)
    good = [facts for facts in partners if not facts.row.is_refused]
    organisations = write_organisations(good, record)
    write_participations(good, known, organisations, record)
    _keep_notes(rows, record)


def _project_keys(numbers: Collection[str]) -> dict[str, int]:
    return {
        str(number): key for number, key in Project.objects.filter(cordis_id__in=numbers).values_list("cordis_id", "pk")
    }


def _keep_notes(rows: Sequence[CordisRow], record: CordisImport) -> None:
    CordisNote.objects.bulk_create(
        CordisNote(
            cordis_import=record,
            file=row.file[-200:],
            row=row.number,
            record=row.record,
            column=note.column,
            rule=note.rule,
            value=note.value,
        )
        for row in rows
        for note in row.notes
    )
    record.add("rows refused", sum(row.is_refused for row in rows))
    record.add("cells mended", sum(note.rule in MENDING for row in rows for note in row.notes))
