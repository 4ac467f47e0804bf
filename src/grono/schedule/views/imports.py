"""A file of a schedule step by step: upload, columns of a table, preview with open questions, report."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.models import Edition
from grono.directory.choices import ImportState
from grono.schedule.actions import imports
from grono.schedule.actions.arriving import Reading
from grono.schedule.choices import ScheduleFormat
from grono.schedule.formats.events import UnreadableSchedule
from grono.schedule.formats.reading import table_of
from grono.schedule.formats.tables import LABELS
from grono.schedule.forms.imports import ColumnsForm, ReadingForm, ScheduleUploadForm
from grono.schedule.models import ScheduleImport
from grono.schedule.views.organiser import edition_to_organise

SHOWN = 12
FAULTS_SHOWN = 200


def _trail(edition: Edition, page: str = "") -> list[tuple[str, str]]:
    trail = [
        (_("Programme: console"), reverse("console-programme", args=[edition.slug])),
        (_("Import"), reverse("console-import", args=[edition.slug]) if page else ""),
    ]
    return [*trail, (page, "")] if page else trail


def _imported(edition: Edition, pk: int) -> ScheduleImport:
    imported: ScheduleImport = get_object_or_404(
        ScheduleImport.objects.select_related("version__plan"), edition=edition, pk=pk
    )
    imported.edition = edition
    return imported


def _labelled(faults: Iterable[Sequence[str]]) -> list[tuple[str, Any, str]]:
    """Return place, column and rule of faults, with the columns as the page calls them."""
    return [(place, LABELS.get(column, column), rule) for place, column, rule in faults]


def upload(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Take a file, and list those that came before."""
    edition = edition_to_organise(request, edition_slug)
    form = ScheduleUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = imports.upload_schedule(edition, form.cleaned_data["file"], by=signed_in(request))
        except UnreadableSchedule as error:
            form.add_error("file", str(error))
        else:
            is_table = imported.format == ScheduleFormat.TABLE
            page = "console-import-columns" if is_table else "console-import-preview"
            return redirect(page, edition.slug, imported.pk)
    context = {
        "edition": edition,
        "form": form,
        "labels": LABELS.values(),
        "imports": ScheduleImport.objects.filter(edition=edition).select_related("by", "version__plan")[:SHOWN],
        "days": imports.KEPT_DAYS,
        "trail": _trail(edition),
    }
    return render(request, "schedule/import.html", context, status=400 if form.errors else 200)


def columns(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Ask which column of the table is which of ours."""
    edition = edition_to_organise(request, edition_slug)
    imported = _imported(edition, pk)
    if imported.state != ImportState.UPLOADED or imported.format != ScheduleFormat.TABLE:
        return redirect("console-import-preview", edition.slug, pk)
    try:
        table = table_of(imported.name, imports.content_of(imported))
    except UnreadableSchedule as error:
        messages.error(request, str(error))
        return redirect("console-import", edition.slug)
    form = ColumnsForm(request.POST or None, imported=imported, table=table)
    if request.method == "POST" and form.is_valid():
        reading = Reading.of({**imported.reading, "mapping": form.cleaned_data["mapping"]})
        imports.change_reading(imported, reading, by=signed_in(request))
        return redirect("console-import-preview", edition.slug, pk)
    context = {"edition": edition, "imported": imported, "form": form, "trail": _trail(edition, imported.name)}
    return render(request, "schedule/import_columns.html", context, status=400 if form.errors else 200)


def preview(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Show what would be saved and ask what the file leaves open; the button decides whether it is saved now."""
    edition = edition_to_organise(request, edition_slug)
    imported = _imported(edition, pk)
    if imported.state != ImportState.UPLOADED:
        return redirect("console-import-report", edition.slug, pk)
    try:
        examined = imports.preview_schedule(imported)
    except UnreadableSchedule as error:
        messages.error(request, str(error))
        return redirect("console-import", edition.slug)
    form = ReadingForm(request.POST or None, imported=imported, examined=examined)
    if request.method == "POST" and form.is_valid():
        imports.change_reading(imported, form.wanted(), by=signed_in(request))
        if "import" not in request.POST:
            return redirect("console-import-preview", edition.slug, pk)
        examined = imports.preview_schedule(imported)
        if not examined.questions:
            imports.start_import(imported, by=signed_in(request))
            return redirect("console-import-report", edition.slug, pk)
        form = ReadingForm(imported=imported, examined=examined)
    faults, notes = examined.faults, examined.notes
    context = {
        "edition": edition,
        "imported": imported,
        "form": form,
        "examined": examined,
        "arrivals": examined.arrivals[:SHOWN],
        "placed": len(examined.arrivals) - len(examined.unplaced),
        "faults": _labelled((fault.place, fault.column, fault.rule) for fault in faults[:FAULTS_SHOWN]),
        "fault_count": len(faults),
        "notes": notes[:FAULTS_SHOWN],
        "note_count": len(notes),
        "trail": _trail(edition, imported.name),
    }
    return render(request, "schedule/import_preview.html", context)


def report(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Show what came of an import."""
    edition = edition_to_organise(request, edition_slug)
    imported = _imported(edition, pk)
    if imported.state == ImportState.UPLOADED:
        return redirect("console-import-preview", edition.slug, pk)
    context: dict[str, Any] = {
        "edition": edition,
        "imported": imported,
        "report": imported.report,
        "faults": _labelled(imported.report.get("faults", [])),
        "running": imported.state in (ImportState.WAITING, ImportState.RUNNING),
        "trail": _trail(edition, imported.name),
    }
    return render(request, "schedule/import_report.html", context)


@require_POST
def disposal(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Delete an upload that nobody wants to import."""
    edition = edition_to_organise(request, edition_slug)
    imported = _imported(edition, pk)
    if imported.state == ImportState.UPLOADED:
        imports.discard_import(imported, by=signed_in(request))
        messages.success(request, _("The upload has been deleted."))
    return redirect("console-import", edition.slug)
