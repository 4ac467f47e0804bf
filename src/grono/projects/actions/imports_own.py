"""Own projects from a folder of CSV files: all of them or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Cluster, Organisation
from grono.funding.models import Topic
from grono.kit import clock
from grono.kit.imports import ImportReport, Sheet, SheetRow, read_sheet
from grono.projects import rules
from grono.projects.actions.affinities import ask_for_affinities
from grono.projects.actions.counts import count_projects
from grono.projects.actions.imports_own_parts import Cells, Participations, read_milestones, read_packages
from grono.projects.actions.own import KIND, check_project
from grono.projects.choices import CostCategory, ProjectState
from grono.projects.models import BudgetLine, Milestone, Participation, Project, WorkPackage
from grono.search.tasks import index_records_task

Row = TypeVar("Row")
log = structlog.get_logger(__name__)
PROJECTS, PARTICIPATIONS = "own_projects.csv", "own_participations.csv"
PACKAGES, MILESTONES = "work_packages.csv", "milestones.csv"
_TEXTS = ("objective", "language", "level", "outline", "currency", "website")
_COLUMNS = {"is_strategic": "strategic", "is_public": "public", "topics": "call", "ec_contribution": "grant"}
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    PROJECTS: (
        ("slug", "acronym", "title", "state"),
        (*_TEXTS, "strategic", "public", "topic", "call", "lead_cluster", "start_date", "end_date", "duration_months",
         "trl_start", "trl_end", "total_cost", "grant", "created_date", "created_by"),
    ),
    PARTICIPATIONS: (
        ("project", "organisation", "role"),
        ("task", "joined_date", "grant", *CostCategory.values),
    ),
    PACKAGES: (("project", "number", "title", "start_month", "end_month"), ("description", "lead")),
    MILESTONES: (("project", "name", "due_date"), ("reached_date",)),
}  # fmt: skip


@dataclass
class Entry:
    """A project out of the files with all that belongs to it; nothing of it is saved yet."""

    row: SheetRow
    project: Project
    parts: list[tuple[Participation, list[BudgetLine]]] = field(default_factory=list)
    packages: list[tuple[WorkPackage, str]] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)


@transaction.atomic
def import_own_projects(folder: Path, *, by: Person | None) -> list[ImportReport]:
    """Add the projects of a folder; files and columns: docs/reference/projects-csv.md.

    A project whose address is known brings nothing new. Returns a report for each file that is there; with a fault in
    any of them all are refused. ``by`` is ``None`` for the command line.
    """
    sheets = {
        name: read_sheet(folder / name, required=required, optional=optional)
        for name, (required, optional) in COLUMNS.items()
        if name == PROJECTS or (folder / name).exists()
    }
    entries = _entries(sheets[PROJECTS])
    Participations(entries, sheets.get(PARTICIPATIONS, Sheet(PARTICIPATIONS))).read()
    read_packages(entries, sheets.get(PACKAGES, Sheet(PACKAGES)))
    read_milestones(entries, sheets.get(MILESTONES, Sheet(MILESTONES)))
    for entry in entries.values():
        _check(entry)
    reports = {name: sheet.report(skip_bad=False) for name, sheet in sheets.items()}
    if any(report.refused for report in reports.values()):
        for report in reports.values():
            report.refused = True
        return list(reports.values())
    known = set(Project.objects.filter(slug__in=list(entries)).values_list("slug", flat=True))
    fresh = [entry for slug, entry in entries.items() if slug not in known]
    _save(fresh)
    for name, report in reports.items():
        report.created = _number_of(name, fresh)
        report.known = len(sheets[name].rows) - report.created
    log.info("own_projects_imported", created=len(fresh), known=len(known), by=by.pk if by else None)
    return list(reports.values())


def _entries(sheet: Sheet) -> dict[str, Entry]:
    """Read the projects by address; faults stay with their rows."""
    sheet.unique("slug")
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in={row["topic"] for row in sheet.rows})}
    names = {row["lead_cluster"] for row in sheet.rows}
    clusters = {cluster.slug: cluster for cluster in Cluster.objects.filter(slug__in=names)}
    emails = {row["created_by"] for row in sheet.rows}
    people = {person.email: person for person in Person.objects.filter(email__in=emails)}
    entries: dict[str, Entry] = {}
    for row in sheet.rows:
        cells = Cells(row)
        moment = _moment(cells)
        project = Project(
            slug=row["slug"],
            acronym=row["acronym"],
            title=row["title"],
            state=row["state"],
            topics=row["call"],
            is_strategic=row.boolean("strategic"),
            is_public=row.boolean("public"),
            topic=cells.known("topic", topics),
            lead_cluster=cells.known("lead_cluster", clusters),
            created_by=cells.known("created_by", people),
            created_at=moment,
            updated_at=moment,
            total_cost=cells.money("total_cost"),
            ec_contribution=cells.money("grant"),
            **{name: row[name] for name in _TEXTS if row[name]},
            **{name: cells.day(name) for name in ("start_date", "end_date")},
            **{name: cells.number(name) for name in ("duration_months", "trl_start", "trl_end")},
        )
        row.check(project, _COLUMNS, exclude=["topic", "lead_cluster", "created_by"])
        if project.slug in rules.RESERVED_SLUGS:
            row.fault("slug", _("“%(slug)s” is an address of the site itself") % {"slug": project.slug})
        entries.setdefault(row["slug"], Entry(row, project))
    return entries


def _moment(cells: Cells) -> datetime:
    """Return since when a project is here: noon of the given day, now without one."""
    day = cells.past_day("created_date")
    return datetime.combine(day, time(12, tzinfo=UTC)) if day else clock.now()


def _check(entry: Entry) -> None:
    """Note what a project lacks for its state and for being shown, and what does not fit together."""
    row, project = entry.row, entry.project
    if row.faults:
        return
    coordinator = _coordinator(entry)
    try:
        check_project(project, coordinator=coordinator)
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            if name != "slug":  # a known one brings nothing new
                row.fault(_COLUMNS.get(name, name), messages[0])
    today = clock.now().date()
    faults = rules.move_faults(
        project, ProjectState(project.state), today=today, has_coordinator=coordinator is not None
    )
    if project.is_public:
        faults |= {name: fault for name, fault in rules.publication_faults(project).items() if name not in faults}
    for name, message in faults.items():
        row.fault("state" if name == "coordinator" else _COLUMNS.get(name, name), message)


def _coordinator(entry: Entry) -> Organisation | None:
    """Return who coordinates a project; a fault unless there is exactly one, and all partners are of its kind."""
    found = [part.organisation for part, _lines in entry.parts if part.role == "coordinator" and part.organisation]
    if len(found) != 1:
        entry.row.fault("slug", _("the project needs one coordinator; it has %(count)d") % {"count": len(found)})
        return None
    entry.project.is_demonstration = found[0].is_demonstration
    if any(part.organisation.is_demonstration != found[0].is_demonstration for part, _lines in entry.parts):  # type: ignore[union-attr]  # rows without an organisation are faults
        entry.row.fault("slug", _("its partners are partly real and partly invented for the demonstration"))
    return found[0]


def _save(entries: list[Entry]) -> None:
    """Save projects with all that belongs to them, and let search and counts know."""
    organisations: set[int] = set()
    for entry in entries:
        entry.project.save()
        parts = {}
        for part, lines in entry.parts:
            part.joined_at = part.joined_at or entry.project.created_at
            part.save()
            BudgetLine.objects.bulk_create(_of(lines, participation=part))
            parts[part.organisation.slug] = part  # type: ignore[union-attr]  # rows without one are faults
            organisations.add(part.organisation_id)  # type: ignore[arg-type]  # as above
        for package, lead in entry.packages:
            package.lead = parts.get(lead)
        WorkPackage.objects.bulk_create(_of([package for package, _lead in entry.packages], project=entry.project))
        Milestone.objects.bulk_create(_of(entry.milestones, project=entry.project))
    if entries:
        index_records_task.defer(kind=KIND, ids=[entry.project.pk for entry in entries])
        count_projects(organisations)
        ask_for_affinities()


def _of(rows: list[Row], **owner: Any) -> list[Row]:
    """Return rows with their owner set, now that it is saved."""
    for row in rows:
        for name, value in owner.items():
            setattr(row, name, value)
    return rows


def _number_of(file: str, entries: list[Entry]) -> int:
    """Return how many rows of a file the projects hold."""
    if file == PROJECTS:
        return len(entries)
    name = {PARTICIPATIONS: "parts", PACKAGES: "packages", MILESTONES: "milestones"}[file]
    return sum(len(getattr(entry, name)) for entry in entries)
