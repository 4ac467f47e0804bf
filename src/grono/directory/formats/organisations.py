"""An organisation as a row of a CSV file; every column is described in docs/reference/organisations-csv.md."""

from dataclasses import dataclass, field

from django.core.validators import validate_slug
from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.directory.choices import ActivityType, Direction, HelixSector
from grono.directory.formats.references import References
from grono.directory.models import Organisation
from grono.kit.countries import is_country
from grono.kit.imports import SheetRow, Source, read_sheet
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
_COLUMN_OF_FIELD = {"summary": "summary_pl"}
_SECTOR_OF_TYPE = {
    ActivityType.PRC: HelixSector.BUSINESS,
    ActivityType.HES: HelixSector.RESEARCH,
    ActivityType.REC: HelixSector.RESEARCH,
}


@dataclass
class OrganisationRow:
    """A row on its way into the directory: the record that is not yet saved, and what hangs on it."""

    row: SheetRow
    record: Organisation
    activities: list[str] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)


def read_organisations(source: Source, references: References) -> tuple[list[OrganisationRow], "Sheet"]:
    """Read a file into records; what breaks a rule is noted on its row."""
    sheet = read_sheet(source, required=REQUIRED, optional=(*OPTIONAL, *PASSED_OVER))
    for column in ("slug", "pic", "nip", "krs"):
        sheet.unique(column)
    return [_read_row(row, references) for row in sheet.rows], sheet
