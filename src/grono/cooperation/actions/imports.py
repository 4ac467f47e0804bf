"""Profiles from a CSV file: all rows or none, unless bad rows may be left out."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.actions.profiles import KIND, next_reference
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.cooperation.queries.profiles import forbidden_words, reviewing_cluster
from grono.cooperation.rules import submission_faults
from grono.directory.models import Competence, Organisation
from grono.kit import clock
from grono.kit.imports import ImportReport, SheetRow, Source, read_sheet
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
REQUIRED = ("organisation", "type", "language", "title")
_TEXTS = ("summary", "description", "advantages", "stage", "ipr", "ipr_note", "partner_role")
_LISTS = ("partner_sectors", "partner_sizes", "partner_countries", "cooperation_types")
OPTIONAL = (
    *_TEXTS, "trl", *_LISTS, "keywords", "valid_until", "anonymous", "contact", "state", "published_date", "reference",
)  # fmt: skip
_COLUMNS = {"is_anonymous": "anonymous"}
_REFERENCE = re.compile(r"[A-Z]{4,5}[0-9]{11,13}")
_NOON = time(10, 0, tzinfo=UTC)


@dataclass
class _Entry:
    row: SheetRow
    profile: PartneringProfile
    keywords: list[int]


@transaction.atomic
def import_profiles(source: Source, *, by: Person | None, skip_bad: bool = False) -> ImportReport:
    """Add the profiles of a CSV file; columns: docs/reference/profiles-csv.md.

    A row with a date of publication is published (or expired, when its validity is over) and must say all that a
    published profile says; the others become drafts. A row whose reference is known, or which repeats the title of a
    profile of the same organisation, brings nothing new. ``by`` is ``None`` for the command line.
    """
    sheet = read_sheet(source, required=REQUIRED, optional=OPTIONAL)
    sheet.unique("reference")
    organisations = {
        found.slug: found for found in Organisation.objects.filter(slug__in={row["organisation"] for row in sheet.rows})
    }
    competences = dict(Competence.objects.values_list("code", "pk"))
    entries = [_entry(row, organisations, competences) for row in sheet.rows]
    report = sheet.report(skip_bad=skip_bad)
    if not report.refused:
        good = [entry for entry in entries if not entry.row.faults]
        fresh = [entry for entry in good if _is_new(entry.profile)]
        for entry in fresh:
            _save(entry)
        index_records_task.defer(kind=KIND, ids=[entry.profile.pk for entry in fresh])
        report.created, report.known = len(fresh), len(good) - len(fresh)
        log.info("profiles_imported", file=report.file, created=report.created, by=by.pk if by else None)
    return report


def _entry(row: SheetRow, organisations: dict[str, Organisation], competences: dict[str, int]) -> _Entry:
    """Read one row into a profile that is not saved, and note its faults."""
    organisation = organisations.get(row["organisation"])
    if organisation is None and row["organisation"]:
        row.fault(
            "organisation", _("there is no organisation with the address %(slug)s") % {"slug": row["organisation"]}
        )
    published = _published_date(row)
    profile = PartneringProfile(
        reference=row["reference"],
        type=row["type"],
        language=row["language"],
        title=row["title"],
        trl=_trl(row),
        valid_until=_day(row, "valid_until"),
        is_anonymous=row.boolean("anonymous"),
        **{name: row[name] for name in _TEXTS},
        **{name: row.parts(name) for name in _LISTS},
    )
    if row["reference"] and not _REFERENCE.fullmatch(row["reference"]):
        row.fault("reference", _("a reference looks like this: TOPL20270519001"))
    row.check(profile, _COLUMNS, exclude=["reference", "organisation", "created_at", "updated_at"])
    unknown = [code for code in row.parts("keywords") if code not in competences]
    if unknown:
        row.fault("keywords", _("there is no competence with the code %(code)s") % {"code": unknown[0]})
    if organisation is not None:
        profile.organisation = organisation
        _complete(row, profile, published)
    return _Entry(row, profile, [competences[code] for code in row.parts("keywords") if code in competences])


def _complete(row: SheetRow, profile: PartneringProfile, published: date | None) -> None:
    """Set what follows from the organisation and from the date of publication."""
    organisation = profile.organisation
    profile.is_demonstration = organisation.is_demonstration
    profile.contact = _contact(row, organisation)
    moment = datetime.combine(published, _NOON) if published else clock.now()
    profile.created_at = profile.updated_at = moment
    if published is None:
        return
    profile.submitted_at = profile.published_at = moment
    today = clock.now().date()
    profile.state = (
        ProfileState.EXPIRED if profile.valid_until and profile.valid_until < today else ProfileState.PUBLISHED
    )
    profile.cluster = reviewing_cluster(profile)
    faulty = {fault.column for fault in row.faults}
    faults = submission_faults(profile, today=published, forbidden=forbidden_words(organisation))
    for name, message in faults.items():
        column = _COLUMNS.get(name, name)
        if column not in faulty:
            row.fault(column, message)


def _contact(row: SheetRow, organisation: Organisation) -> Person | None:
    if not row["contact"]:
        return None
    found = organisation.affiliations.filter(ended_date=None, person__email__iexact=row["contact"]).first()
    if found is None:
        row.fault("contact", _("nobody with this address belongs to the organisation"))
        return None
    return found.person


def _published_date(row: SheetRow) -> date | None:
    """Return the day of publication; ``state`` alone means today."""
    day = _day(row, "published_date")
    if row["state"] not in {"", ProfileState.DRAFT, ProfileState.PUBLISHED}:
        row.fault("state", _("the state is draft or published"))
    if row["state"] == ProfileState.DRAFT:
        return None
    if day and day > clock.now().date():
        row.fault("published_date", _("the day of publication lies in the future"))
    return day or (clock.now().date() if row["state"] == ProfileState.PUBLISHED else None)


def _day(row: SheetRow, column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        row.fault(column, _("“%(cell)s” is not a day; write it as 2027-05-19") % {"cell": row[column]})
        return None


def _trl(row: SheetRow) -> int | None:
    cell = row["trl"]
    if not cell:
        return None
    if not cell.isdecimal() or not 1 <= int(cell) <= 9:
        row.fault("trl", _("the technology readiness level is a number from 1 to 9"))
        return None
    return int(cell)


def _is_new(profile: PartneringProfile) -> bool:
    if profile.reference:
        return not PartneringProfile.objects.filter(reference=profile.reference).exists()
    return not PartneringProfile.objects.filter(organisation=profile.organisation, title=profile.title).exists()


def _save(entry: _Entry) -> None:
    profile = entry.profile
    if not profile.reference:
        profile.reference = next_reference(profile, profile.created_at.date())
    profile.save()
    profile.keywords.set(entry.keywords)
