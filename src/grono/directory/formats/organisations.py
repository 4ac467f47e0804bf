"""Organisations as rows of a CSV file; every column is described in docs/reference/organisations-csv.md."""

from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.directory.choices import ActivityType, Direction, HelixSector
from grono.directory.formats.references import References
from grono.directory.models import Organisation
from grono.kit.countries import is_country
from grono.kit.imports import Sheet, SheetRow, Source, read_sheet
from grono.search.lemmas import fold

REQUIRED = ("name", "country")
OPTIONAL = (
    "slug", "short_name", "name_en", "helix_sector", "activity_type", "town", "nuts_code", "nace_codes", "pic", "nip",
    "krs", "website", "url", "summary_pl", "summary_en", "description_language", "description", "offers", "seeks",
    "demonstration", "source",
)  # fmt: skip
#: Columns of the CORDIS tables that may stand in the file and are not kept.
PASSED_OVER = ("is_sme", "latitude", "longitude")
LANGUAGES = ("pl", "en", "de", "cs", "uk", "sk", "lt", "hu", "fr")
_PLAIN = ("name", "short_name", "name_en", "country", "town", "nip", "krs", "source")
_COLUMNS = {"summary": "summary_pl", "region": "nuts_code", "is_demonstration": "demonstration"}
_SECTOR_OF_TYPE: dict[str, str] = {
    ActivityType.PRC: HelixSector.BUSINESS,
    ActivityType.HES: HelixSector.RESEARCH,
    ActivityType.REC: HelixSector.RESEARCH,
}


@dataclass
class OrganisationEntry:
    """A row on its way into the directory: the record that is not saved yet, and what will hang on it."""

    row: SheetRow
    record: Organisation
    activities: list[str] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)


def read_organisations(source: Source, references: References) -> tuple[Sheet, list[OrganisationEntry]]:
    """Read a file into records that are not saved; what breaks a rule is noted on its row."""
    sheet = read_sheet(source, required=REQUIRED, optional=(*OPTIONAL, *PASSED_OVER))
    for column in ("slug", "pic", "nip", "krs"):
        sheet.unique(column)
    return sheet, [_entry(row, references) for row in sheet.rows]


def _entry(row: SheetRow, references: References) -> OrganisationEntry:
    kind = row["activity_type"]
    record = Organisation(
        **{name: row[name] for name in _PLAIN},
        slug=row["slug"] or address(row["name"]),
        pic=row["pic"] or None,
        activity_type=kind,
        helix_sector=row["helix_sector"] or _SECTOR_OF_TYPE.get(kind, HelixSector.UNCLASSIFIED),
        website=row["website"] or row["url"],
        region_id=references.region(row),
        is_demonstration=row.boolean("demonstration"),
        summary=LazyI18nString({code: row[f"summary_{code}"] for code in ("pl", "en") if row[f"summary_{code}"]}),
        description=_description(row),
    )
    record.set_keys()
    if row["country"] and not is_country(row["country"]):
        row.fault(
            "country", _("“%(code)s” is not a country in two capital letters, such as PL") % {"code": row["country"]}
        )
    row.check(record, _COLUMNS, exclude=["region", "summary", "description", "name_sort", "folded"])
    claims: list[tuple[int, str]] = [
        (competence, direction)
        for column, direction in (("offers", Direction.OFFER), ("seeks", Direction.SEEK))
        for competence in references.competence_keys(row, column)
    ]
    return OrganisationEntry(row, record, references.activity_codes(row), claims)


def _description(row: SheetRow) -> LazyI18nString:
    language, text = row["description_language"], row["description"]
    if text and language not in LANGUAGES:
        row.fault(
            "description_language",
            _("give the language of the description: one of %(codes)s") % {"codes": ", ".join(LANGUAGES)},
        )
    return LazyI18nString({language: text} if text else {})


def address(name: str) -> str:
    """Return the address that is made of a name: at most 100 characters, whole words, never empty."""
    slug = slugify(fold(name))
    if len(slug) > 100:
        slug = slug[:100].rsplit("-", 1)[0]
    return slug or "organisation"
