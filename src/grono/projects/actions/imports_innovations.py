"""Innovations from a CSV file: all rows or none, unless bad rows may be left out."""

from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Activity, Competence, Organisation
from grono.kit import clock
from grono.kit.imports import ImportReport, SheetRow, Source, read_sheet
from grono.projects.actions.innovations import KIND, TEXTS, free_slug
from grono.projects.choices import InnovationState
from grono.projects.models import Innovation, Project
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
LANGUAGES = ("pl", "en")
REQUIRED = ("owner", "name_pl", "readiness", "branches", "sought")
OPTIONAL = (
    "slug", "name_en", "project", "trl", "keywords", "website",
    *(f"{name}_{code}" for name in TEXTS if name != "name" for code in LANGUAGES),
)  # fmt: skip
_COLUMNS = {"name": "name_pl"}


@dataclass
class _Entry:
    row: SheetRow
    innovation: Innovation
    branches: list[str]
    keywords: list[int]


@transaction.atomic
def import_innovations(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add the innovations of a CSV file to the catalogue, published; columns: docs/reference/innovations-csv.md.

    A row whose address is taken brings nothing new. ``by`` is ``None`` for the command line.
    """
    sheet = read_sheet(source, required=REQUIRED, optional=OPTIONAL)
    sheet.unique("slug")
    owners = {one.slug: one for one in Organisation.objects.filter(slug__in={row["owner"] for row in sheet.rows})}
    projects = dict(Project.objects.filter(slug__in={row["project"] for row in sheet.rows}).values_list("slug", "pk"))
    activities = set(Activity.objects.values_list("code", flat=True))
    competences = dict(Competence.objects.values_list("code", "pk"))
    entries = [_entry(row, owners, projects, activities, competences) for row in sheet.rows]
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        good = [entry for entry in entries if not entry.row.faults]
        known = set(Innovation.objects.values_list("slug", flat=True))
        fresh = [entry for entry in good if entry.innovation.slug not in known]
        for entry in fresh:
            _save(entry)
        index_records_task.defer(kind=KIND, ids=[entry.innovation.pk for entry in fresh])
        report.created, report.known = len(fresh), len(good) - len(fresh)
        log.info("innovations_imported", file=report.file, created=report.created, by=by.pk if by else None)
    return report


def _entry(
    row: SheetRow,
    owners: dict[str, Organisation],
    projects: dict[str, int],
    activities: set[str],
    competences: dict[str, int],
) -> _Entry:
    owner, now = owners.get(row["owner"]), clock.now()
    innovation = Innovation(
        slug=row["slug"],
        readiness=row["readiness"],
        sought=row.parts("sought"),
        website=row["website"],
        project_id=projects.get(row["project"]),
        trl=_trl(row),
        state=InnovationState.PUBLISHED,
        created_at=now,
        updated_at=now,
        published_at=now,
    )
    for name in TEXTS:
        texts = {code: row[f"{name}_{code}"] for code in LANGUAGES}
        setattr(innovation, name, LazyI18nString({code: text for code, text in texts.items() if text}))
    if owner is not None:
        innovation.owner, innovation.is_demonstration = owner, owner.is_demonstration
    elif row["owner"]:
        row.fault("owner", _("there is no organisation with the address %(slug)s") % {"slug": row["owner"]})
    if row["project"] and row["project"] not in projects:
        row.fault("project", _("there is no project with the address %(slug)s") % {"slug": row["project"]})
    _check_codes(row, "branches", activities, _("there is no NACE activity with the code %(code)s"))
    _check_codes(row, "keywords", competences, _("there is no competence with the code %(code)s"))
    row.check(innovation, _COLUMNS, exclude=["slug", "owner"])
    if not innovation.slug:
        innovation.slug = free_slug(row["name_pl"])
    keywords = [competences[code] for code in row.parts("keywords") if code in competences]
    return _Entry(row, innovation, row.parts("branches"), keywords)


def _check_codes(row: SheetRow, column: str, known: set[str] | dict[str, int], rule: str) -> None:
    unknown = [code for code in row.parts(column) if code not in known]
    if unknown:
        row.fault(column, rule % {"code": unknown[0]})


def _trl(row: SheetRow) -> int | None:
    if row["trl"] and not row["trl"].isdecimal():
        row.fault("trl", _("“%(cell)s” is not a whole number") % {"cell": row["trl"]})
    return int(row["trl"]) if row["trl"].isdecimal() else None


def _save(entry: _Entry) -> None:
    entry.innovation.save()
    entry.innovation.branches.set(Activity.objects.filter(code__in=entry.branches))
    entry.innovation.keywords.set(entry.keywords)
