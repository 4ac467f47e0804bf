"""Clusters as rows of a CSV file; every column is described in docs/reference/organisations-csv.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.directory.formats.organisations import address
from grono.directory.formats.references import References
from grono.directory.models import Cluster
from grono.kit.imports import Sheet, SheetRow, Source, read_sheet

REQUIRED = ()
OPTIONAL = (
    "slug", "name_pl", "name_en", "name", "coordinator", "goal_pl", "goal_en", "services_pl", "services_en", "branch",
    "sector", "town", "nuts_code", "founded_date", "members", "demonstration", "label_round", "round", "source_url",
    "website", "contact_email", "contact_phone", "declaration_pl", "declaration_en",
)  # fmt: skip
_COLUMNS = {
    "name": "name_pl",
    "branch": "branch",
    "is_demonstration": "demonstration",
    "coordinator_name": "coordinator",
}
_UNCHECKED = ["cluster_organisation", "region", "name", "goal", "services", "declaration", "name_sort"]


@dataclass
class ClusterEntry:
    """A row on its way into the directory: the record that is not saved yet, and the keys of its members."""

    row: SheetRow
    record: Cluster
    members: list[int] = field(default_factory=list)


def read_clusters(
    source: Source, references: References, organisations: Mapping[str, int]
) -> tuple[Sheet, list[ClusterEntry]]:
    """Read a file into records that are not saved; ``organisations`` are the keys by address."""
    sheet = read_sheet(source, required=REQUIRED, optional=OPTIONAL)
    sheet.unique("slug")
    return sheet, [_entry(row, references, organisations) for row in sheet.rows]


def _entry(row: SheetRow, references: References, organisations: Mapping[str, int]) -> ClusterEntry:
    name = row["name_pl"] or row["name"]
    if not name:
        row.fault("name_pl", _("must not be empty"))
    coordinator = row["coordinator"]
    record = Cluster(
        slug=row["slug"] or address(name),
        name=_both(row, "name") if row["name_pl"] else LazyI18nString({"pl": name}),
        goal=_both(row, "goal"),
        services=_both(row, "services"),
        cluster_organisation_id=organisations.get(coordinator),
        coordinator_name="" if coordinator in organisations else coordinator,
        branch=row["branch"] or row["sector"],
        town=row["town"],
        region_id=references.region(row),
        founded_date=_founded(row),
        label_round=row["label_round"] or row["round"],
        source_url=row["source_url"],
        website=row["website"],
        contact_email=row["contact_email"],
        contact_phone=row["contact_phone"],
        declaration=_both(row, "declaration"),
        is_demonstration=row.boolean("demonstration"),
    )
    record.set_keys()
    record.find_place()
    row.check(record, _COLUMNS, exclude=_UNCHECKED)
    return ClusterEntry(row, record, _members(row, organisations))


def _members(row: SheetRow, organisations: Mapping[str, int]) -> list[int]:
    slugs = row.parts("members")
    for slug in slugs:
        if slug not in organisations:
            row.fault("members", _("there is no organisation %(slug)s") % {"slug": slug})
    return [organisations[slug] for slug in slugs if slug in organisations]


def _founded(row: SheetRow) -> date | None:
    try:
        return date.fromisoformat(row["founded_date"]) if row["founded_date"] else None
    except ValueError:
        row.fault("founded_date", _("“%(cell)s” is not a date such as 2027-05-19") % {"cell": row["founded_date"]})
        return None


def _both(row: SheetRow, name: str) -> LazyI18nString:
    return LazyI18nString({code: row[f"{name}_{code}"] for code in ("pl", "en") if row[f"{name}_{code}"]})
