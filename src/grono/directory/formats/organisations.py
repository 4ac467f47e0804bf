"""Organisations as rows of a table; every column is described in docs/reference/organisations-csv.md."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.directory.choices import ActivityType, Direction, HelixSector
from grono.directory.formats.references import References
from grono.directory.formats.tidying import tidied
from grono.directory.models import Organisation
from grono.kit.countries import is_country
from grono.kit.imports import Sheet, SheetRow, Source, read_sheet
from grono.search.lemmas import fold

REQUIRED = ("name", "country")
OPTIONAL = (
    "slug", "short_name", "name_en", "helix_sector", "activity_type", "town", "nuts_code", "nace_codes", "pic", "nip",
    "krs", "vat", "website", "url", "latitude", "longitude", "summary_pl", "summary_en", "description_language",
    "description", "offers", "seeks", "demonstration", "source",
)  # fmt: skip
#: Numbers by which an organisation is known.
NUMBERS = ("pic", "nip", "krs", "vat")
#: A column of the CORDIS tables that may stand in the file and is not kept.
PASSED_OVER = ("is_sme",)
LANGUAGES = ("pl", "en", "de", "cs", "uk", "sk", "lt", "hu", "fr")
_PLAIN = ("name", "short_name", "name_en", "country", "town", "nip", "krs", "vat", "source")
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


@dataclass(frozen=True)
class Reading:
    """How a file is to be read.

    ``mapping`` names the file's column for each of ours; ``None`` says that the file bears our names. ``country``
    stands in where a row gives none. An empty ``encoding`` is guessed, an empty ``worksheet`` is the first. ``most``
    limits the rows that are looked at; 0 is all.
    """

    mapping: Mapping[str, str] | None = None
    country: str = ""
    encoding: str = ""
    worksheet: str = ""
    most: int = 0


def read_organisations(
    source: Source,
    references: References,
    reading: Reading | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Sheet, list[OrganisationEntry]]:
    """Read a file into records that are not saved; what breaks a rule is noted on its row.

    ``progress`` is told now and then how many rows of how many have been looked at.
    """
    reading = reading or Reading()
    sheet = read_sheet(
        source,
        required=("name",) if reading.country else REQUIRED,
        optional=("country", *OPTIONAL, *PASSED_OVER),
        mapping=reading.mapping,
        encoding=reading.encoding,
        worksheet=reading.worksheet,
    )
    sheet.rows = [tidied(row, country=reading.country) for row in sheet.rows[: reading.most or None]]
    for column in ("slug", *NUMBERS):
        sheet.unique(column)
    entries = []
    for done, row in enumerate(sheet.rows, start=1):
        entries.append(_entry(row, references))
        if progress and done % 250 == 0:
            progress(done, len(sheet.rows))
    return sheet, entries


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
    _place(row, record)
    if row["country"] and not is_country(row["country"]):
        row.fault(
            "country",
            _("“%(code)s” is not a country: write its code, such as PL, or its name") % {"code": row["country"]},
        )
    row.check(record, _COLUMNS, exclude=["region", "summary", "description", "name_sort", "folded"])
    claims: list[tuple[int, str]] = [
        (competence, direction)
        for column, direction in (("offers", Direction.OFFER), ("seeks", Direction.SEEK))
        for competence in references.competence_keys(row, column)
    ]
    return OrganisationEntry(row, record, references.activity_codes(row), claims)


def _place(row: SheetRow, record: Organisation) -> None:
    """Take the point that the file gives, else the one of the town."""
    if not row["latitude"] and not row["longitude"]:
        record.find_place()
        return
    record.latitude, record.longitude = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
    if not (row["latitude"] and row["longitude"]):
        row.fault("latitude", _("latitude and longitude are two numbers of degrees, or both empty"))


def _degrees(row: SheetRow, column: str, most: int) -> float | None:
    """Return degrees; the decimal sign has been made a point."""
    try:
        degrees = float(row[column]) if row[column] else None
    except ValueError:
        degrees = float("nan")
    if degrees is None or abs(degrees) <= most:
        return degrees
    row.fault(
        column,
        _("“%(cell)s” is not a number from %(least)d to %(most)d")
        % {"cell": row[column], "least": -most, "most": most},
    )
    return None


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


def free_address(wanted: str, taken: Container[str]) -> str:
    """Return the address, with a number behind it when it is taken."""
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
