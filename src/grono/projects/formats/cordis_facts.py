"""From the cells of a CORDIS row to the facts that are kept; what breaks a rule is noted on the row."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NumberError

from grono.directory.choices import ActivityType, HelixSector
from grono.directory.places import locate
from grono.kit.countries import country_code
from grono.projects.choices import CordisRule, ParticipationRole
from grono.projects.formats.cordis_rows import CordisRow
from grono.projects.formats.natural_persons import looks_like_a_person

LONGEST_OBJECTIVE = 100_000
FARTHEST_FROM_TOWN = 50
KILOMETRES_A_DEGREE = 111.2
SOURCE = "CORDIS"
_PAGE = "https://cordis.europa.eu/project/id/{}"
_ROLES = {role.value.lower(): role.value for role in ParticipationRole} | {
    "associatedpartner": ParticipationRole.PARTNER.value,
    "internationalpartner": ParticipationRole.PARTNER.value,
    "beneficiary": ParticipationRole.PARTICIPANT.value,
    "hostinstitution": ParticipationRole.PARTICIPANT.value,
}
_SECTORS = {
    ActivityType.PRC.value: HelixSector.BUSINESS.value,
    ActivityType.HES.value: HelixSector.RESEARCH.value,
    ActivityType.REC.value: HelixSector.RESEARCH.value,
}
_TYPES = frozenset(ActivityType.values)
_PIC = re.compile(r"[0-9]{9}")
_url = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class ProjectFacts:
    """A project: its number, the fields of ``Project`` with their values, and when CORDIS published them."""

    row: CordisRow
    number: str
    fields: dict[str, Any]
    published_at: datetime | None


@dataclass(slots=True)
class PartnerFacts:
    """A participant in a project.

    ``pic`` is empty for one who is kept by name only. ``organisation`` holds fields of ``Organisation``, ``fields``
    those of ``Participation``.
    """

    row: CordisRow
    project: str
    pic: str
    published_at: datetime | None
    fields: dict[str, Any]
    organisation: dict[str, Any] = field(default_factory=dict)


def project_facts(row: CordisRow) -> ProjectFacts:
    """Read a project."""
    number = row.number_of_project("id")
    fields: dict[str, Any] = {
        "acronym": row.text("acronym", longest=80) or number,
        "title": row.text("title", longest=500, required=True),
        "objective": row.whole_text("objective", longest=LONGEST_OBJECTIVE),
        "funding_scheme": row.text("fundingScheme", longest=60),
        "topics": row.text("topics", longest=200),
        "framework_programme": row.text("frameworkProgramme", longest=20),
        "legal_basis": row.text("legalBasis", longest=60),
        "call_identifier": row.text("subCall", longest=120),
        "status": row.text("status", longest=20).lower(),
        "grant_doi": row.text("grantDoi", longest=60),
        "signed_date": row.day("ecSignatureDate"),
        "start_date": row.day("startDate"),
        "end_date": row.day("endDate"),
        "total_cost": row.amount("totalCost") or None,  # the tables write 0 for unknown
        "ec_contribution": row.amount("ecMaxContribution"),
        "source": SOURCE,
        "source_url": _PAGE.format(number),
    }
    if fields["start_date"] and fields["end_date"] and fields["end_date"] < fields["start_date"]:
        row.note(CordisRule.DATES_REVERSED, "endDate", f"{fields['start_date']} – {fields['end_date']}")
    return ProjectFacts(row, number, fields, row.moment("contentUpdateDate"))


def partner_facts(row: CordisRow, regions: Collection[str], *, keeps_persons: bool = False) -> PartnerFacts:
    """Read a participant; ``regions`` are the NUTS codes that exist (none: nobody has loaded them, nothing is said)."""
    name = row.text("name", longest=300, required=True)
    kind = _activity_type(row)
    if not keeps_persons and looks_like_a_person(name, kind):
        row.note(CordisRule.NATURAL_PERSON, "name")
    country = _country(row)
    role = _ROLES.get(row.cells.get("role", "").strip().lower(), "")
    if not role:
        row.note(CordisRule.UNKNOWN_ROLE, "role", row.cells.get("role", ""))
    order = row.cells.get("order", "").strip()
    facts = PartnerFacts(
        row,
        project=row.number_of_project("projectID"),
        pic=_pic(row),
        published_at=row.moment("contentUpdateDate"),
        fields={
            "name": name,
            "country": country,
            "role": role,
            "ec_contribution": row.amount("ecContribution"),
            "is_sme": row.flag("SME"),
            "has_ended": bool(row.flag("endOfParticipation")),
            "position": min(int(order), 32767) if order.isascii() and order.isdigit() else 0,
        },
    )
    if facts.pic:
        facts.organisation = _organisation(row, name, kind, country, regions)
    return facts


def _organisation(row: CordisRow, name: str, kind: str, country: str, regions: Collection[str]) -> dict[str, Any]:
    town = row.text("city", longest=120)
    latitude, longitude = _point(row, town, country)
    number = _vat(row)
    return {
        "name": name,
        "short_name": row.text("shortName", longest=80),
        "activity_type": kind,
        "helix_sector": _SECTORS.get(kind, HelixSector.UNCLASSIFIED.value),
        "country": country,
        "town": town,
        "region_id": _region(row, country, regions),
        "vat": number,
        "nip": number[2:] if number.startswith("PL") else "",
        "website": _website(row),
        "latitude": latitude,
        "longitude": longitude,
    }


def _pic(row: CordisRow) -> str:
    cell = row.cells.get("organisationID", "").strip()
    if _PIC.fullmatch(cell):
        return cell
    row.note(CordisRule.BAD_PIC, "organisationID", cell)
    return ""


def _activity_type(row: CordisRow) -> str:
    cell = row.cells.get("activityType", "").partition(";")[0].strip().upper()
    if cell and cell not in _TYPES:
        row.note(CordisRule.UNKNOWN_TYPE, "activityType", cell)
        return ""
    return cell


def _country(row: CordisRow) -> str:
    """Return the country; where the cell is empty, the one that the NUTS code begins with."""
    cell = row.cells.get("country", "").partition(";")[0].strip() or row.cells.get("nutsCode", "").strip()[:2]
    if not cell:
        row.note(CordisRule.EMPTY, "country")
        return ""
    code = country_code(cell)
    if code is None:
        row.note(CordisRule.UNKNOWN_COUNTRY, "country", cell)
    return code or ""


def _region(row: CordisRow, country: str, regions: Collection[str]) -> str | None:
    """Return the NUTS code; what stands there for a whole country says no more than the country."""
    code = row.cells.get("nutsCode", "").strip().upper()
    if len(code) <= 2 or not regions:
        return None
    if code not in regions:
        row.note(CordisRule.UNKNOWN_REGION, "nutsCode", code)
        return None
    return code


def _vat(row: CordisRow) -> str:
    cell = "".join(row.cells.get("vatNumber", "").split()).upper()
    if cell in {"", "MISSING", "NOTAPPLICABLE", "N/A", "-"}:
        return ""
    number = _valid_vat(cell)
    if not number:
        row.note(CordisRule.BAD_VAT, "vatNumber", cell)
    return number


@lru_cache(maxsize=10_000)
def _valid_vat(cell: str) -> str:
    try:
        number = str(vat.validate(cell))
    except NumberError:
        return ""
    return number if len(number) <= 15 else ""


def _website(row: CordisRow) -> str:
    cell = row.cells.get("organizationURL", "").strip()
    address = _valid_address(cell)
    if cell and not address:
        row.note(CordisRule.BAD_WEBSITE, "organizationURL", cell)
    return address


@lru_cache(maxsize=10_000)
def _valid_address(cell: str) -> str:
    """Return the address with a scheme and a small-lettered host, or nothing when it is none."""
    if not cell or len(cell) > 180:
        return ""
    scheme, found, rest = cell.partition("://")
    scheme, rest = (scheme.lower(), rest) if found else ("http", cell.removeprefix("//"))
    host, slash, path = rest.partition("/")
    address = f"{scheme}://{host.lower()}{slash}{path}".removesuffix("/")
    try:
        _url(address)
    except ValidationError:
        return ""
    return address


def _point(row: CordisRow, town: str, country: str) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees, to five decimals (a metre).

    The source misplaces some, so a point far from a town that is known is left out.
    """
    cell = row.cells.get("geolocation", "").strip().strip("()")
    if not cell:
        return None, None
    try:
        latitude, longitude = (round(float(part), 5) for part in cell.split(","))
    except ValueError:
        latitude = longitude = 999.0
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
        row.note(CordisRule.BAD_POINT, "geolocation", cell)
        return None, None
    centre = locate(town, country)
    if centre is not None and _kilometres((latitude, longitude), centre) > FARTHEST_FROM_TOWN:
        row.note(CordisRule.FAR_POINT, "geolocation", cell)
        return None, None
    return latitude, longitude


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points, on a plane that fits well enough over some tens of kilometres."""
    east = (one[1] - other[1]) * cos(radians(other[0]))
    return hypot(one[0] - other[0], east) * KILOMETRES_A_DEGREE


def stronger_role(one: str, other: str) -> str:
    """Return the role that weighs more of two that an organisation has in one project."""
    return min(one, other, key=ParticipationRole.values.index)


def added_up(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return the sum of two contributions; unknown ones add nothing."""
    return None if one is None and other is None else (one or Decimal(0)) + (other or Decimal(0))
