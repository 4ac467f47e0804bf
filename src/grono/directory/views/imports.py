"""A file of organisations step by step: upload, columns, preview, report."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory import actions, queries
from grono.directory.choices import ImportState
from grono.directory.formats.columns import LABELS
from grono.directory.forms import MappingForm, UploadForm
from grono.directory.models import DirectoryImport
from grono.kit.access import require
from grono.kit.tables import UnreadableTable

SHOWN = 10
_SHOWN_COLUMNS = ("name", "country", "town", "nip", "krs", "vat", "pic", "website", "helix_sector", "activity_type")


def _trail(page: str) -> list[tuple[str, str]]:
    return [
        (_("Organisations"), reverse("organisations")),
        (_("Import"), reverse("directory-import")),
        (page, ""),
    ]


def _imported(request: HttpRequest, pk: int) -> DirectoryImport:
    require(request, "directory.import_organisations")
    imported = get_object_or_404(DirectoryImport, pk=pk)
    require(request, "directory.see_import", imported)
    return imported


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, and list those that came before."""
    require(request, "directory.import_organisations")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = actions.upload_file(form.cleaned_data["file"], by=signed_in(request))
        except UnreadableTable as error:
            form.add_error("file", str(error))
        else:
            return redirect("import-columns", imported.pk)
    context = {
        "form": form,
        "imports": queries.imports_for(signed_in(request))[:SHOWN],
        "labels": LABELS.items(),
        "days": actions.KEPT_DAYS,
        "trail": [*_trail("")[:1], (_("Import"), "")],
    }
    return render(request, "directory/import.html", context)


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which column of the file is which of ours."""
    imported = _imported(request, pk)
    if imported.state != ImportState.UPLOADED:
        return redirect("import-report", pk)
    try:
        table = actions.open_table(imported)
    except (UnreadableTable, FileNotFoundError):
        messages.error(request, _("The upload can no longer be read. Send the file again."))
        return redirect("directory-import")
    form = MappingForm(request.POST or None, imported=imported, table=table)
    if request.method == "POST" and form.is_valid():
        try:
            anew = actions.map_columns(imported, by=signed_in(request), **form.reading)
        except UnreadableTable as error:
            form.add_error("encoding", str(error))
        else:
            return redirect("import-columns" if anew else "import-preview", pk)
    context = {"imported": imported, "form": form, "trail": _trail(imported.name)}
    return render(request, "directory/import_columns.html", context)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be saved; on POST start the import."""
    imported = _imported(request, pk)
    if imported.state != ImportState.UPLOADED:
        return redirect("import-report", pk)
    if request.method == "POST":
        actions.start_import(imported, by=signed_in(request), skip_bad="skip_bad" in request.POST)
        return redirect("import-report", pk)
    found = actions.preview_import(imported)
    shown = [name for name in _SHOWN_COLUMNS if name in imported.mapping or name == "country"]
    context = {
        "imported": imported,
        "preview": found,
        "new": len(found.examined.fresh),
        "known": len(found.examined.known),
        "rejected": _labelled([actions.rejected_row(row) for row in found.examined.rejected[: 3 * SHOWN]]),
        "rejected_count": len(found.examined.rejected),
        "faults": found.examined.sheet.faults,
        "columns": [LABELS[name] for name in shown],
        "records": [_shown(entry, shown) for entry in found.examined.fresh[:SHOWN]],
        "trail": _trail(imported.name),
    }
    return render(request, "directory/import_preview.html", context)


def _labelled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rejected rows whose reasons name our columns as the page calls them."""
    return [row | {"reasons": [(LABELS.get(column, column), rule) for column, rule in row["reasons"]]} for row in rows]


def _shown(entry: Any, names: list[str]) -> dict[str, Any]:
    """Return the cells of a record as it would be saved."""
    cells = [
        (LABELS[name], getattr(entry.record, f"get_{name}_display", lambda n=name: getattr(entry.record, n))() or "")
        for name in names
    ]
    return {"row": entry.row.number, "cells": cells, "mended": bool(entry.row.mended)}


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far an import is, and in the end what came of it."""
    imported = _imported(request, pk)
    if imported.state == ImportState.UPLOADED:
        return redirect("import-columns", pk)
    running = imported.state in (ImportState.WAITING, ImportState.RUNNING)
    context = {
        "imported": imported,
        "running": running,
        "percent": 100 * imported.checked // imported.rows if imported.rows else None,
        "rejected": _labelled(imported.rejected[: 5 * SHOWN]),
        "trail": _trail(imported.name),
        "days": actions.KEPT_DAYS,
    }
    part = "directory/_import_progress.html" if request.headers.get("HX-Request") and running else None
    response = render(request, part or "directory/import_report.html", context)
    if request.headers.get("HX-Request") and not running:
        response["HX-Refresh"] = "true"
    return response


def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rejected rows back as a file, each with what is wrong with it."""
    imported = _imported(request, pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{imported.pk}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Row"), _("What is wrong"), *map(_harmless, imported.header)])
    for row in _labelled(imported.rejected):
        reasons = "; ".join(f"{label}: {rule}" if label else rule for label, rule in row["reasons"])
        writer.writerow([row["row"], reasons, *map(_harmless, row["cells"])])
    return response


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@", "\t") else cell


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an upload that nobody wants to import."""
    imported = _imported(request, pk)
    if imported.state == ImportState.UPLOADED:
        actions.discard_import(imported, by=signed_in(request))
        messages.success(request, _("The upload has been deleted."))
    return redirect("directory-import")
