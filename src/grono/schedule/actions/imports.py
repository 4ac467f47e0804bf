"""A file of a schedule from the upload over the preview to a draft of the programme."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.models import Edition
from grono.directory.choices import ImportState
from grono.schedule.actions.arriving import Examined, Reading
from grono.schedule.actions.examining import examine_schedule
from grono.schedule.actions.taking_in import take_in
from grono.schedule.choices import ScheduleFormat
from grono.schedule.formats.events import MOST_BYTES, UnreadableSchedule
from grono.schedule.formats.reading import format_of, read_schedule, table_of
from grono.schedule.formats.tables import suggested_mapping
from grono.schedule.models import ScheduleImport, ScheduleVersion

log = structlog.get_logger(__name__)
#: Files of at most so many events are imported while the page waits; larger ones by a job.
AT_ONCE = 1000
#: So many faults and notes are kept for the report.
MOST_REPORTED = 1000
#: After so many days an upload is deleted.
KEPT_DAYS = 14


class ImportRefused(Exception):
    """A file cannot be taken as it is; ``examined`` says why, event by event."""

    def __init__(self, examined: Examined) -> None:
        super().__init__("; ".join([*examined.questions, *map(str, examined.faults[:3])]))
        self.examined = examined


def upload_schedule(edition: Edition, file: File, *, by: Person) -> ScheduleImport:
    """Keep an uploaded file. Raises ``UnreadableSchedule`` when it holds no schedule.

    How the edition's last import of the same columns was read is remembered: mapping, rooms and time zone.
    """
    if (file.size or 0) > MOST_BYTES:
        raise UnreadableSchedule(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    content = file.read()
    name = PurePath(file.name or "").name[-200:]
    imported = ScheduleImport(edition=edition, name=name, format=format_of(content), by=by)
    if imported.format == ScheduleFormat.TABLE:
        table = table_of(name, content)
        imported.header, imported.events = list(table.header), len(table.rows)
        if not table.rows:
            raise UnreadableSchedule(_("the file holds no event"))
    else:
        imported.events = len(read_schedule(name, content).events)
    imported.reading = _remembered(imported) or _first_reading(imported)
    imported.file.save(f"{uuid4().hex}.{imported.format}", ContentFile(content), save=False)
    imported.save()
    log.info("schedule_uploaded", imported=imported.pk, events=imported.events, by=by.pk)
    return imported


def _remembered(imported: ScheduleImport) -> dict[str, Any] | None:
    alike = ScheduleImport.objects.filter(
        edition=imported.edition, format=imported.format, header=imported.header
    ).exclude(state=ImportState.UPLOADED)
    last = alike.order_by("-pk").first()
    return dict(last.reading) if last else None


def _first_reading(imported: ScheduleImport) -> dict[str, Any]:
    is_table = imported.format == ScheduleFormat.TABLE
    mapping = suggested_mapping(imported.header) if is_table else None
    return Reading(mapping=mapping, language=next(iter(imported.edition.languages), "pl")).as_data()


def change_reading(imported: ScheduleImport, reading: Reading, *, by: Person) -> None:
    """Note how a file is to be read; a file that was imported already is left alone."""
    changed = ScheduleImport.objects.filter(pk=imported.pk, state=ImportState.UPLOADED)
    imported.reading = reading.as_data()
    changed.update(reading=imported.reading)
    log.info("schedule_reading_changed", imported=imported.pk, by=by.pk)


def content_of(imported: ScheduleImport) -> bytes:
    """Return the uploaded file. Raises ``UnreadableSchedule`` when it was deleted."""
    try:
        with imported.file.open("rb") as file:
            content: bytes = file.read()
    except (FileNotFoundError, ValueError) as error:
        raise UnreadableSchedule(_("the upload was deleted; send the file again")) from error
    return content


def preview_schedule(imported: ScheduleImport) -> Examined:
    """Return what an import would do, saving nothing. Raises ``UnreadableSchedule``."""
    reading = Reading.of(imported.reading)
    found = read_schedule(imported.name, content_of(imported), reading.mapping)
    return examine_schedule(imported.edition, found, reading)


def start_import(imported: ScheduleImport, *, by: Person) -> None:
    """Import the file now, or by a job when it is large. A file that was started already is left alone."""
    from grono.schedule.tasks import import_schedule_file  # tasks delegate to this module

    wanted = ScheduleImport.objects.filter(pk=imported.pk, state=ImportState.UPLOADED)
    with transaction.atomic():
        if not wanted.update(state=ImportState.WAITING):
            return
        if imported.events > AT_ONCE:
            import_schedule_file.defer(import_id=imported.pk, language=get_language() or settings.LANGUAGE_CODE)
    log.info("schedule_import_started", imported=imported.pk, by=by.pk)
    if imported.events <= AT_ONCE:
        run_import(imported.pk)


def run_import(import_id: int) -> None:
    """Do what was asked for; running it again after it has ended does nothing."""
    waiting = ScheduleImport.objects.filter(pk=import_id, state__in=(ImportState.WAITING, ImportState.RUNNING))
    if not waiting.update(state=ImportState.RUNNING):
        return
    imported = waiting.select_related("edition", "by").get()
    try:
        version, report = import_schedule(
            imported.edition, imported.name, content_of(imported), Reading.of(imported.reading), by=imported.by
        )
    except ImportRefused as refused:
        report = _report(refused.examined)
        waiting.update(state=ImportState.REFUSED, report=report)
    except UnreadableSchedule as error:
        waiting.update(state=ImportState.REFUSED, report={"questions": [str(error)]})
    except Exception:
        waiting.update(state=ImportState.FAILED)
        raise
    else:
        waiting.update(state=ImportState.DONE, report=report, version=version)


@transaction.atomic
def import_schedule(
    edition: Edition, name: str, content: bytes, reading: Reading, *, by: Person | None
) -> tuple[ScheduleVersion, dict[str, Any]]:
    """Make a draft out of a file; return it with the report of what was done. All or nothing.

    Sessions are recognised by their GUIDs, so that importing a file again changes what is there and doubles nothing.
    Raises ``UnreadableSchedule``, and ``ImportRefused`` when a question is open or an event breaks a rule.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    examined = examine_schedule(edition, read_schedule(name, content, reading.mapping), reading)
    if examined.questions or (examined.rejected and not reading.skip_bad) or not examined.arrivals:
        raise ImportRefused(examined)
    version, counts = take_in(edition, examined, reading, name=name)
    log.info("schedule_imported", edition=edition.slug, version=version.pk, by=by and by.pk, **counts)
    return version, {**_report(examined), **counts}


def _report(examined: Examined) -> dict[str, Any]:
    """Return what is kept of an examination; long lists are cut, their lengths are not."""
    faults, notes = examined.faults, examined.notes
    return {
        "questions": examined.questions,
        "rejected": len(examined.rejected),
        "faults": [[fault.place, fault.column, fault.rule] for fault in faults[:MOST_REPORTED]],
        "fault_count": len(faults),
        "notes": [list(note) for note in notes[:MOST_REPORTED]],
        "note_count": len(notes),
    }


def discard_import(imported: ScheduleImport, *, by: Person) -> None:
    """Delete an upload that was not imported, together with its file."""
    log.info("schedule_import_discarded", imported=imported.pk, by=by.pk)
    imported.file.delete(save=False)
    imported.delete()


def delete_old_uploads() -> int:
    """Delete the files of uploads older than ``KEPT_DAYS``, with names of people in reports; return of how many."""
    old = ScheduleImport.objects.filter(uploaded_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(file="")
    count = 0
    for imported in old:
        imported.file.delete(save=False)
        imported.report = _without_lists(imported.report)
        imported.save(update_fields=["file", "report"])
        count += 1
    return count


def _without_lists(report: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [] if isinstance(value, list) else value for name, value in report.items()}
