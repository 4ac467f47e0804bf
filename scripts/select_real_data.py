"""Make the real part of the demo data out of the raw collection of public tables.

Run from the root of the project:

    python scripts/select_real_data.py FOLDER

FOLDER holds the raw tables (``organisations.csv.gz``, ``projects.jsonl.gz``,
``polish_key_clusters.csv``, ``taxonomies/``). Which organisations and projects are taken, and how their
names, towns and sectors are correctly written, is decided by hand in the tables beside this script,
``real_data/*.csv``; everything else is copied from the source. The result goes to
``src/grono/demo/data/real``. Running it twice gives the same bytes.
"""

import argparse
import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pycountry

from real_data.romanise import romanise

Row = dict[str, str]

HAND = Path(__file__).parent / "real_data"
OUT = Path(__file__).parent.parent / "src/grono/demo/data/real"

COUNTRY_CODES = {"EL": "GR", "UK": "GB", "Czech Republic": "CZ", "Turkey": "TR"}
SECTOR_BY_TYPE = {"PRC": "business", "HES": "research", "REC": "research"}
ROLES = {  # as the source writes them and as we do, the strongest first
    "coordinator": "coordinator",
    "participant": "participant",
    "partner": "partner",
    "associatedPartner": "partner",
    "thirdParty": "thirdParty",
}
ORGANISATION_FIELDS = (
    "pic", "name", "short_name", "name_en", "activity_type", "helix_sector", "country", "town", "nuts_code",
    "url", "is_sme", "latitude", "longitude", "source", "nip", "krs",
)  # fmt: skip

CLUSTER_SPELLING = {
    "S. A.": "S.A.",
    "Sp. z o.o.": "sp. z o.o.",
    "recycling": "recykling",
    "lifescience": "life science",
}
LABELS = (("pl", "pol_label"), ("en", "eng_label"))
SECTION_LABELS = {  # misprints of the source
    "ZWIAZANA": "ZWIĄZANA",
    "NAWŁASNE": "NA WŁASNE",
    "U0NDIFFERENTIATED": "UNDIFFERENTIATED",
}

WRONG_ADDRESSES = (  # of a person, a project or a predecessor; misspelt
    "users.utcluj.ro", "sail-project.eu", "industrialdesign.tue.nl", "eads.net", "adixen.com",
    "institut-telecom.fr", "uni-Ieipzig.de",
)  # fmt: skip
MISPLACED = {  # PICs whose point in the source lies outside the town
    "990797674", "997826391", "998129031", "999587135", "999898214", "999917614", "999975426", "999975717",
    "999975814", "989581779", "999782008",
}  # fmt: skip

NAMES = Path(__file__).parent.parent / "src/grono/projects/data/given_names.txt"
GIVEN_NAMES = set(NAMES.read_text(encoding="utf-8").split())
ORGANISATION_WORDS = re.compile(
    r"universi|uniwersytet|instit|instyt|gmbh|gesellschaft|fondation|fondazione|fundacja|stiftung|stichting"
    r"|spolka|spółka|sp\. ?z|limited|associa|stowarzyszenie|college|hospital|szpital|centr|zentrum"
    r"|academ|akadem|egyetem|kutat|\b(?:s\.?a|ag|ab|oy|oyj|as|a/s|bv|nv|srl|spa|sl|slu|ltd|llc|se|kg|inc|plc|kft|zrt|doo|sro)\b",
    re.IGNORECASE,
)


def looks_like_a_person(name: str) -> bool:
    """Tell whether a name reads as a natural person's: a given name and no word of organisations."""
    words = re.findall(r"[^\W\d_]+", name.upper())
    return len(words) <= 6 and bool(GIVEN_NAMES & set(words)) and not ORGANISATION_WORDS.search(name)


def country_code(value: str) -> str:
    """Return the ISO 3166 alpha-2 code for what the source mixes: codes, English names, 'FI;FI' and ''."""
    value = value.split(";")[0]
    value = COUNTRY_CODES.get(value, value)
    if not value or pycountry.countries.get(alpha_2=value) or value == "XK":
        return value
    return str(pycountry.countries.lookup(value).alpha_2)


def clean_text(value: str) -> str:
    """Return text with single spaces, bullets on their own lines, the gap after a full stop restored."""
    value = value.replace("\u200b", "").replace("\u00ad", "").strip()
    value = re.sub(r"(?<=[a-z\d)])([.:;!?])(?=[A-Z][a-z]|[A-Z]{2}|A )", r"\1 ", value)
    value = re.sub(r"\s*•\s*", "\n• ", value)
    if len(value) > 1 and value[0] == value[-1] == '"':  # a quoted CSV field inside a field
        value = value[1:-1].replace('""', '"')
    lines = (" ".join(line.split()) for line in value.splitlines())
    return "\n".join(line for line in lines if line)


def web_address(value: str) -> str:
    """Return the address with a scheme, or '' where the source holds no address."""
    value = value.strip()
    if not re.fullmatch(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?:#]\S*)?", value, re.IGNORECASE):
        return ""
    if any(wrong in value for wrong in WRONG_ADDRESSES):
        return ""
    return value if value.lower().startswith("http") else f"http://{value}"


def degrees(row: Row, key: str) -> str:
    """Return a coordinate to four decimals, about ten metres."""
    return f"{float(row[key]):.4f}" if row[key] and row["pic"] not in MISPLACED else ""


def amount(value: Any) -> float | None:
    """Return euros; the source writes 12.5, '12.5', 'EUR 1 271 786,50', '' and, for unknown, 0."""
    text = re.sub(r"[^\d.,]", "", str(value or "")).replace(",", ".")
    return float(text) or None if text else None


def read_csv(path: Path) -> list[Row]:
    """Return the rows of a CSV file, gzipped or not."""
    opener: Any = gzip.open if path.suffix == ".gz" else Path.open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_csv(name: str, fields: Iterable[str], rows: Iterable[Row]) -> None:
    """Write one file of the result."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(fields), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def organisations(raw: dict[str, Row]) -> list[Row]:
    """Join the hand-written table (names, towns, sectors) to the source (all the rest)."""
    regions = {(row["country"], row["town"]): row["nuts_code"] for row in read_csv(HAND / "towns.csv")}
    result = []
    for hand in read_csv(HAND / "corrections.csv"):
        row = raw[hand["pic"]]
        country = country_code(row["country"])
        if country != hand["country"]:
            sys.exit(f"{hand['pic']} {hand['name']}: {country} in the source, {hand['country']} by hand")
        sector = hand["helix_sector"] or SECTOR_BY_TYPE.get(row["activity_type"], "unclassified")
        result.append(
            {key: hand[key] for key in ("pic", "name", "short_name", "name_en", "country", "town")}
            | {
                "activity_type": row["activity_type"],
                "helix_sector": sector,
                "nuts_code": regions.get((country, hand["town"]), ""),
                "url": web_address(row["url"]),
                "is_sme": row["sme"].lower(),
                "latitude": degrees(row, "lat") if hand["town"] else "",
                "longitude": degrees(row, "lon") if hand["town"] else "",
                "source": "CORDIS",
            }
        )
    return result


def fill_gaps(raw: dict[str, Row], given: Iterable[dict[str, Any]]) -> None:
    """Fill what the table of organisations lacks (type, address, SME) from the lists of participants."""
    by_name = pics_by_name(raw)
    for project in given:
        for participant in project["participants"]:
            pic = participant["pic"] or by_name.get(participant["name"].upper(), "")
            if (row := raw.get(pic)) is None:
                continue
            # only small and medium-sized firms could take part in the SME instrument
            small = "True" if "SME" in project["source"] else participant.get("sme", "")
            row["sme"] = row["sme"] or small
            row["activity_type"] = row["activity_type"] or participant["activity_type"].split(";")[0]
            row["url"] = row["url"] or participant.get("url", "")


def pics_by_name(raw: dict[str, Row]) -> dict[str, str]:
    """Map upper-case names that one organisation alone bears to its PIC."""
    found = defaultdict(list)
    for row in raw.values():
        found[row["name"].upper()].append(row["pic"])
    return {name: pics[0] for name, pics in found.items() if len(pics) == 1}


def participants(project: dict[str, Any], raw: dict[str, Row], known: dict[str, Row]) -> Iterator[dict[str, Any]]:
    """Yield the participants, natural persons left out; a PIC that lacks is looked up by the exact name."""
    by_name = pics_by_name(raw) if any(not given["pic"] for given in project["participants"]) else {}
    for given in project["participants"]:
        pic = given["pic"] or by_name.get(given["name"].upper(), "")
        country = country_code(given["country"] or raw.get(pic, {}).get("country", ""))
        name = known[pic]["name"] if pic in known else " ".join(given["name"].split()).strip("*, ")
        if looks_like_a_person(name):
            print(f"{project['id']}: left out {name!r}, which looks like a natural person", file=sys.stderr)
            continue
        yield {
            "pic": pic or None,
            "name": name,
            "country": country,
            "role": ROLES[given["role"]],
            "ec_contribution": amount(given.get("ec_contribution")),
        }


def one_row_each(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge rows that name one organisation twice: the stronger role, the contributions added up."""
    strength = list(ROLES.values())
    merged: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = merged.setdefault(row["pic"] or row["name"], row)
        if first is row:
            continue
        first["role"] = min(first["role"], row["role"], key=strength.index)
        amounts = [value for value in (first["ec_contribution"], row["ec_contribution"]) if value is not None]
        first["ec_contribution"] = round(sum(amounts), 2) if amounts else None
    return list(merged.values())


def projects(given: dict[str, dict[str, Any]], raw: dict[str, Row], known: dict[str, Row]) -> list[dict[str, Any]]:
    """Return the projects named in the hand-written list, cleaned, in its order."""
    result = []
    for row in read_csv(HAND / "projects.csv"):
        project = given[row["project_id"]]
        number = project["id"] if project["id"].isdigit() else None
        result.append(
            {
                "id": project["id"],
                "cordis_id": number,
                "acronym": clean_text(project["acronym"]),
                "title": row["title"] or clean_text(project["title"]),
                "objective": clean_text(project["objective"]),
                "start_date": project["start_date"] or None,
                "end_date": project["end_date"] or None,
                "funding_scheme": clean_text(project["funding_scheme"]),
                "topics": clean_text(project["topics"]),
                "total_cost": amount(project["total_cost"]),
                "ec_max_contribution": amount(project["ec_max_contribution"]),
                "source": project["source"],
                "link": f"https://cordis.europa.eu/project/id/{number}" if number else None,
                "participants": one_row_each(participants(project, raw, known)),
            }
        )
    return result


def clusters(source: Path) -> list[Row]:
    """Return the Polish clusters that have held the key-cluster label; the round without its expiry."""
    given = {row["name_pl"]: row for row in read_csv(source / "polish_key_clusters.csv")}
    result = []
    for hand in read_csv(HAND / "clusters.csv"):
        row = given[hand["name_pl"]]
        for wrong, right in CLUSTER_SPELLING.items():
            row = {key: value.replace(wrong, right) for key, value in row.items()}
        result.append(
            {key: hand[key] for key in ("slug", "name", "town", "nuts_code")}
            | {
                "coordinator": row["coordinator"],
                "sector": row["sector_pl"],
                "round": row["status_round"].split(" (do ")[0],
                "source_url": row["source_url"].split(" ; ")[0],
            }
        )
    return result


def district(name: str, code: str) -> str:
    """Return the name of a region; those of Ukraine come with every word and letter after ' capitalised."""
    if not code.startswith("UA"):
        return name
    name = re.sub(r"(?<=')\w", lambda letter: letter.group().lower(), name)
    return name.replace(" Район", " район")


def nuts(source: Path) -> list[Row]:
    """Return level 3 from the source; countries, the upper levels of Poland and some cities by hand."""
    rows = {}
    for row in read_csv(source / "taxonomies/nuts3_labels_24lang.csv"):
        code = row["code"]
        rows[code] = {"code": code, "name": district(row["Name"], code)}
        for language, label in LABELS:
            rows[code][language] = romanise(district(row[label], code), code[:2])
    rows.update({row["code"]: row for row in read_csv(HAND / "regions.csv")})
    return [rows[code] | {"level": str(len(code) - 2)} for code in sorted(rows)]


def sentence_case(label: str) -> str:
    """Return a label written in capitals in sentence case."""
    for wrong, right in SECTION_LABELS.items():
        label = label.replace(wrong, right)
    return label.capitalize() if label.isupper() else label


def nace(source: Path) -> list[Row]:
    """Return the codes of NACE Rev. 2 with Polish and English labels."""
    return [
        {"code": row["code"], "level": row["level"]}
        | {language: sentence_case(" ".join(row[language].split())) for language in ("pl", "en")}
        for row in read_csv(source / "taxonomies/nace_rev2_labels_26lang.csv")
    ]


def main() -> None:
    """Write every file of the selection."""
    parser = argparse.ArgumentParser(description="Make the real part of the demo data.")
    parser.add_argument("source", type=Path, help="folder with the raw tables")
    source = parser.parse_args().source
    OUT.mkdir(parents=True, exist_ok=True)
    raw = {row["pic"]: row for row in read_csv(source / "organisations.csv.gz")}
    with gzip.open(source / "projects.jsonl.gz", "rt", encoding="utf-8") as lines:
        given = {project["id"]: project for project in map(json.loads, lines)}
    fill_gaps(raw, given.values())
    chosen = organisations(raw)
    write_csv("organisations.csv", ORGANISATION_FIELDS, chosen)
    with (OUT / "projects.jsonl").open("w", encoding="utf-8") as out:
        for project in projects(given, raw, {row["pic"]: row for row in chosen}):
            out.write(json.dumps(project, ensure_ascii=False) + "\n")
    fields = ("slug", "name", "coordinator", "sector", "round", "town", "nuts_code", "source_url")
    write_csv("clusters.csv", fields, clusters(source))
    write_csv("nuts.csv", ("code", "level", "name", "pl", "en"), nuts(source))
    write_csv("nace.csv", ("code", "level", "pl", "en"), nace(source))


if __name__ == "__main__":
    main()
