"""Cells as people write them, brought into the form that the directory keeps; what is not certain stays as it is."""

import re
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _
from stdnum.eu import vat

from grono.directory.choices import HelixSector
from grono.kit.countries import country_code
from grono.kit.imports import SheetRow
from grono.kit.mojibake import looks_broken, mended
from grono.search.lemmas import fold

_SECTORS = {
    word: sector
    for sector, words in {
        HelixSector.BUSINESS: "business biznes firma przedsiebiorstwo company enterprise sme msp industry gospodarka",
        HelixSector.GOVERNMENT: "government administracja samorzad gmina urzad jst wladze authority public publiczny",
        HelixSector.RESEARCH: "research nauka uczelnia badania university academia hes rec edukacja instytut",
        HelixSector.CIVIL: "civil ngo fundacja stowarzyszenie spoleczny spoleczenstwo foundation association",
    }.items()
    for word in words.split()
}
_COMMA_DECIMAL = re.compile(r"-?\d+,\d+")
_PKD = re.compile(r"(\d{2})[.,](\d{2})(?:[.,]?[A-Z])?")
_BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/|$)")
_SEPARATED = re.compile(r"[\s\-./]+")


def tidied(row: SheetRow, *, country: str = "") -> SheetRow:
    """Return the row with its cells in the directory's form; ``country`` stands in where none is given.

    Text that was read in a wrong encoding is mended where that is certain, else the row gets a fault.
    """
    cells = {column: _text(row, column, cell) for column, cell in row.cells.items()}
    if "country" in cells or country:
        given = cells.get("country") or country
        cells["country"] = country_code(given) or given
    cells |= {column: _FORMS[column](cell) for column, cell in cells.items() if cell and column in _FORMS}
    for column in ("nip", "krs", "pic", "vat"):
        if cells.get(column):
            cells[column] = _number(column, cells[column], cells.get("country", ""))
    if not cells.get("nip") and cells.get("vat", "").startswith("PL"):
        cells["nip"] = cells["vat"][2:]
    return replace(row, cells=cells)


def _text(row: SheetRow, column: str, cell: str) -> str:
    right = mended(cell)
    if looks_broken(right):
        row.fault(column, _("“%(cell)s” was read in a wrong encoding and letters are lost") % {"cell": cell[:60]})
        return cell
    if right != cell:
        row.mended.append(column)
    return right.replace("\u00a0", " ").strip()


def _number(column: str, cell: str, country: str) -> str:
    """Return an identifier without spaces, dashes and label; a KRS gets back the zeros that a spreadsheet took."""
    plain = _SEPARATED.sub("", cell).upper().removeprefix(f"{column.upper()}:").removeprefix(column.upper())
    match column:
        case "nip":
            return plain.removeprefix("PL")
        case "krs":
            return plain.zfill(10) if plain.isdigit() else plain
        case "vat":
            prefix = {"GR": "EL"}.get(country, country)
            plain = plain if plain[:2].isalpha() else prefix + plain
            try:
                return vat.compact(plain)
            except ValueError:
                return plain
    return plain


def _address(cell: str) -> str:
    return f"https://{cell}" if _BARE_HOST.match(cell) else cell


def _decimal(cell: str) -> str:
    return cell.replace(",", ".") if _COMMA_DECIMAL.fullmatch(cell) else cell


def _sector(cell: str) -> str:
    if cell in HelixSector.values:
        return cell
    found = {_SECTORS[word] for word in re.findall(r"\w+", fold(cell)) if word in _SECTORS}
    return found.pop() if len(found) == 1 else cell


def _activities(cell: str) -> str:
    """Return NACE codes out of a list of NACE or PKD codes: ``62.01.Z, 22,21`` is ``62.01;22.21``."""
    parts = re.split(r"[;|]|,\s+|\s+", cell)
    return ";".join(
        f"{found[1]}.{found[2]}" if (found := _PKD.fullmatch(part.strip().upper())) else part.strip()
        for part in parts
        if part.strip()
    )


_FORMS: dict[str, Callable[[str], str]] = {
    "website": _address,
    "url": _address,
    "latitude": _decimal,
    "longitude": _decimal,
    "helix_sector": _sector,
    "nuts_code": str.upper,
    "activity_type": str.upper,
    "nace_codes": _activities,
}
