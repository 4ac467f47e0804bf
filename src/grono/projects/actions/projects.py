"""Bringing published projects in; nobody edits them by hand."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.kit.imports import ImportReport, Sheet, SheetRow, Source, file_name, read_text
from grono.projects.actions.affinities import ask_for_affinities
from grono.projects.actions.counts import count_projects
from grono.projects.models import Participation, Project
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
REQUIRED = ("id", "acronym", "title", "source", "participants")
_TEXTS = ("acronym", "title", "objective", "funding_scheme", "topics", "source")
_COLUMNS = {"source_url": "link", "ec_contribution": "ec_max_contribution"}


@transaction.atomic
def import_projects(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add the projects of a JSON Lines file (one object a line) that are not there yet, with their participants.

    A participant is linked to an organisation by its PIC; others are kept by name. Nothing is saved when any line
    breaks a rule; with ``skip_bad`` such lines are left out.
    """
    sheet = Sheet(file_name(source))
    organisations = {pic: key for pic, key in Organisation.objects.values_list("pic", "pk") if pic}
    entries = [_entry(row, data, organisations) for row, data in _lines(source, sheet)]
    _unique_ids(entries)
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        known = set(Project.objects.values_list("slug", flat=True))
        good = [entry for entry in entries if not entry[0].faults]
        fresh = [(project, partners) for _row, project, partners in good if project.slug not in known]
        Project.objects.bulk_create(project for project, _partners in fresh)
        Participation.objects.bulk_create(partner for _project, partners in fresh for partner in partners)
        linked = {partner.organisation_id for _project, partners in fresh for partner in partners}
        count_projects(key for key in linked if key)
        index_records_task.defer(kind="project", ids=[project.pk for project, _partners in fresh])
        ask_for_affinities()
        report.created, report.known = len(fresh), len(good) - len(fresh)
        log.info("imported", file=report.file, created=report.created, skipped=report.skipped, by=by and by.pk)
    return report


Entry = tuple[SheetRow, Project, list[Participation]]


def _lines(source: Source, sheet: Sheet) -> list[tuple[SheetRow, Mapping[str, Any]]]:
    try:
        lines = read_text(source).splitlines()
    except UnicodeDecodeError:
        row = SheetRow(sheet.file, 0, {})
        row.fault("", _("the file is not text in UTF-8"))
        sheet.faults += row.faults
        return []
    found: list[tuple[SheetRow, Mapping[str, Any]]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = SheetRow(sheet.file, number, {})
        sheet.rows.append(row)
        try:
            data = json.loads(line)
        except ValueError as error:
            row.fault("", _("not JSON: %(reason)s") % {"reason": error})
            continue
        if isinstance(data, dict):
            found.append((row, data))
        else:
            row.fault("", _("a line must hold one object"))
    return found


def _entry(row: SheetRow, data: Mapping[str, Any], organisations: Mapping[str, int]) -> Entry:
    for name in REQUIRED:
        if not data.get(name):
            row.fault(name, _("must not be empty"))
    number = str(data.get("id") or "")
    project = Project(
        slug=slugify(f"{fold(str(data.get('acronym') or 'project'))}-{number}")[:120],
        cordis_id=data.get("cordis_id") or None,
        start_date=_day(row, data, "start_date"),
        end_date=_day(row, data, "end_date"),
        total_cost=_money(row, data, "total_cost"),
        ec_contribution=_money(row, data, "ec_max_contribution"),
        source_url=data.get("link") or "",
        **{name: str(data.get(name) or "") for name in _TEXTS},
    )
    row.check(project, _COLUMNS)
    partners = []
    for position, partner in enumerate(data.get("participants") or []):
        partners.append(
            Participation(
                project=project,
                organisation_id=organisations.get(partner.get("pic") or ""),
                name=partner.get("name") or "",
                country=partner.get("country") or "",
                role=partner.get("role") or "",
                ec_contribution=_money(row, partner, "ec_contribution"),
                position=position,
            )
        )
        row.check(partners[-1], {}, exclude=["project", "organisation"])
    return row, project, partners


def _unique_ids(entries: list[Entry]) -> None:
    seen: dict[str, int] = {}
    for row, project, partners in entries:
        if seen.setdefault(project.slug, row.number) != row.number:
            row.fault(
                "id", _("%(value)s stands in row %(row)d already") % {"value": project.slug, "row": seen[project.slug]}
            )
        linked = [partner.organisation_id for partner in partners if partner.organisation_id]
        if len(linked) != len(set(linked)):
            row.fault("participants", _("an organisation stands there twice"))


def _day(row: SheetRow, data: Mapping[str, Any], name: str) -> date | None:
    value = data.get(name)
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        row.fault(name, _("“%(cell)s” is not a date such as 2027-05-19") % {"cell": value})
        return None


def _money(row: SheetRow, data: Mapping[str, Any], name: str) -> Decimal | None:
    value = data.get(name)
    if value is None:
        return None
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except ArithmeticError:
        row.fault(name, _("“%(cell)s” is not an amount of money") % {"cell": value})
        return None
