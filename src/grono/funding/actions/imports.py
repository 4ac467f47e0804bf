"""The import of calls: a file of the EU portal's topic records into topics, one for each identifier.

The file is read twice: first to its end, so that a broken one changes nothing, then in batches, each of which is one
transaction with its topics, deadlines, jobs for the search and counts. A run that breaks off is simply repeated: what
has been written is recognised by its digest and not written again. Nothing is deleted.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.funding.actions.missing import mark_missing
from grono.funding.actions.topic_rows import Batch, write_batch
from grono.funding.formats.topic_files import TopicFileError, records_of
from grono.funding.formats.topics import TopicFacts, read_topics
from grono.funding.models import CallImport
from grono.kit.imports import Fault
from grono.kit.locks import alone

log = structlog.get_logger(__name__)
BATCH_ROWS = 500
MOST_NOTES = 1000
#: Key of the advisory lock under which one import runs at a time.
_LOCK = 0x43414C4C

#: Hears at the beginning and after every batch how far the import has come; what it raises stops the import.
Hear = Callable[[CallImport], None]


class AlreadyRunning(Exception):
    """Another import of calls is at work."""

    def __str__(self) -> str:
        return _("Another import of calls is running. Wait until it has finished.")


@dataclass
class CallReport:
    """What came of an import; ``faults`` are what was refused and why, ``notes`` what was mended or left out.

    ``record`` is ``None`` when the file itself could not be read, and nothing was saved.
    """

    file: str
    record: CallImport | None = None
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Tell whether nothing was saved."""
        return self.record is None

    def __str__(self) -> str:
        if self.refused:
            return _("%(file)s: nothing was saved.") % {"file": self.file}
        return _(
            "%(file)s: records: %(read)d; topics: %(created)d new, %(updated)d changed (deadlines of %(deadlines)d),"
            " %(unchanged)d unchanged, %(missing)d absent, %(returned)d back; records refused: %(refused)d."
        ) % {"file": self.file, **{name: self.counts.get(name, 0) for name in COUNTS}}


#: What an import counts; ``deadlines`` are topics whose deadlines changed, ``by_hand`` ones that stay as people wrote.
COUNTS = (
    "read", "created", "updated", "unchanged", "deadlines", "repeated", "by_hand", "refused", "missing", "returned",
)  # fmt: skip


def import_calls(
    file: Path,
    *,
    by: Person | None,
    hear: Hear | None = None,
    is_selection: bool = False,
    batch_rows: int = BATCH_ROWS,
) -> CallReport:
    """Bring the EU portal's topic records in from JSON lines, an array or an object with results, also gzipped.

    Topics that came from the portal are brought up to date, ones entered by hand are left alone; a record that breaks
    a rule is refused with its place. Topics that are absent from the file are marked as ``mark_missing`` says, unless
    the file is declared a selection. Raises ``AlreadyRunning``; what is wrong with the file itself is in the report.
    """
    with alone(_LOCK) as is_free:
        if not is_free:
            raise AlreadyRunning
        try:
            digest = _checked(file)
        except TopicFileError as error:
            return CallReport(file.name, faults=[error.fault])
        record = CallImport.objects.create(file_name=file.name[-300:], digest=digest, started_at=timezone.now(), by=by)
        report = CallReport(file.name, record, dict.fromkeys(COUNTS, 0))
        _run(file, report, hear or (lambda _record: None), batch_rows, is_selection=is_selection)
    log.info("calls_imported", call_import=record.pk, counts=report.counts, by=by and by.pk)
    return report


def _checked(file: Path) -> str:
    """Read the file to its end and return its digest; raises ``TopicFileError``."""
    if not sum(isinstance(record, dict) for _number, record in records_of(file)):
        raise TopicFileError(Fault(file.name, 0, "", _("there is no topic in the file")))
    with file.open("rb") as binary:
        return hashlib.file_digest(binary, "sha256").hexdigest()


def _run(file: Path, report: CallReport, hear: Hear, batch_rows: int, *, is_selection: bool) -> None:
    record = report.record
    assert record is not None
    hear(record)
    seen: dict[str, int] = {}
    for rows in _batches(read_topics(file), batch_rows):
        with transaction.atomic():
            batch = Batch(record, rows, report.counts)
            _sort_out(batch, seen)
            write_batch(batch)
            _keep(report, rows)
        hear(record)
    with transaction.atomic():
        if not is_selection:
            report.notes += mark_missing(record, seen, report.counts)
        record.finished_at = timezone.now()
        _keep(report, [])
    hear(record)


def _batches(rows: Iterator[TopicFacts], size: int) -> Iterator[list[TopicFacts]]:
    batch: list[TopicFacts] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _sort_out(batch: Batch, seen: dict[str, int]) -> None:
    """Refuse what breaks a rule or repeats an identifier; ``seen`` maps identifiers to the number of their record."""
    for row in batch.rows:
        batch.counts["read"] += 1
        key = row.topic_id.casefold()
        if row.faults:
            batch.counts["refused"] += 1
        elif key in seen:
            batch.counts["repeated"] += 1
            row.note("topicId", _("stands in record %(number)d already; the first counts") % {"number": seen[key]})
        else:
            batch.good[row.topic_id] = row
        if key:
            seen.setdefault(key, row.number)


def _keep(report: CallReport, rows: Sequence[TopicFacts]) -> None:
    """Write down counts, refusals and notes; beyond ``MOST_NOTES`` they are only counted."""
    record = report.record
    assert record is not None
    report.faults += [fault for row in rows for fault in row.faults]
    report.notes += [note for row in rows for note in row.notes]
    record.counts = dict(report.counts)
    kept = [*((fault, True) for fault in report.faults), *((note, False) for note in report.notes)]
    record.notes = [
        {"row": fault.row, "column": fault.column, "rule": fault.rule, "refused": refused}
        for fault, refused in kept[:MOST_NOTES]
    ]
    record.save(update_fields=["counts", "notes", "finished_at"])
