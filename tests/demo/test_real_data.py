"""The real part of the demo data: complete, well-formed, correctly written, and free of natural persons."""

import csv
import importlib
import json
import re
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pycountry
import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/grono/demo/data/real"
FOREIGN_CODES = {"EL", "UK"}
NUTS_PREFIX = {"GR": "EL", "GB": "UK"}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ORGANISATIONS = table("organisations.csv")
PROJECTS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "projects.jsonl").read_text(encoding="utf-8").splitlines()
]
CLUSTERS = table("clusters.csv")
NUTS = {row["code"]: row for row in table("nuts.csv")}
NACE = {row["code"]: row for row in table("nace.csv")}
SECTORS = {"business", "research", "government", "civil", "unclassified"}


@pytest.fixture
def selection(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("select_real_data")


def texts() -> list[str]:
    """Every text of every file."""
    rows = [*ORGANISATIONS, *CLUSTERS, *NUTS.values(), *NACE.values()]
    values = [value for row in rows for value in row.values()]
    for project in PROJECTS:
        values += [value for value in project.values() if isinstance(value, str)]
        values += [participant["name"] for participant in project["participants"]]
    return values


def test_organisations_are_many_and_poland_is_strongest() -> None:
    countries = Counter(row["country"] for row in ORGANISATIONS)

    assert len(ORGANISATIONS) >= 330
    assert len(countries) >= 18
    assert countries["PL"] >= 110
    assert countries.most_common(1)[0][0] == "PL"
    assert {"DE", "CZ", "SK", "LT", "UA", "AT", "HU"} <= set(countries)


def test_organisation_pics_are_unique_and_well_formed() -> None:
    pics = [row["pic"] for row in ORGANISATIONS]

    assert len(set(pics)) == len(pics)
    # every PIC of the source is nine digits and leaves 1 when divided by 97
    assert [pic for pic in pics if not re.fullmatch(r"\d{9}", pic) or int(pic) % 97 != 1] == []


def test_countries_are_iso_codes() -> None:
    given = {row["country"] for row in ORGANISATIONS}
    given |= {participant["country"] for project in PROJECTS for participant in project["participants"]}

    assert given & FOREIGN_CODES == set()
    assert {code for code in given if code != "XK" and not pycountry.countries.get(alpha_2=code)} == set()


def test_organisation_names_are_not_in_capitals() -> None:
    shouting = [row["name"] for row in ORGANISATIONS if row["name"].isupper() and len(row["name"].split()) > 2]

    assert shouting == []


def test_polish_names_carry_their_diacritics() -> None:
    bare = re.compile(r"\b(?:spolka|uniwersytet slaski|instytut chemii fizycznej pan|gorn|badan |gdansk|krakow\b)")

    assert [row["name"] for row in ORGANISATIONS if row["country"] == "PL" and bare.search(row["name"].lower())] == []


def test_no_organisation_looks_like_a_person(selection: ModuleType) -> None:
    names = [row["name"] for row in ORGANISATIONS]
    names += [participant["name"] for project in PROJECTS for participant in project["participants"]]

    assert [name for name in names if selection.looks_like_a_person(name)] == []


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("KOWALSKI JAN", True),
        ("ROBERT BOSCH GMBH", False),
        ("Anna Maria Nowak EKOTEX", True),
        ("Instytut Józefa Kowalskiego", False),
    ],
)
def test_person_is_told_from_organisation(selection: ModuleType, name: str, person: bool) -> None:
    assert selection.looks_like_a_person(name) is person


@pytest.mark.parametrize(
    ("name", "country", "latin"),
    [
        ("Кам'янський район", "UA", "Kamianskyi raion"),
        ("Єреван Запоріжжя Згурський", "UA", "Yerevan Zaporizhzhia Zghurskyi"),
        ("Велико Търново", "BG", "Veliko Tarnovo"),
        ("Јужнобачка област", "RS", "Južnobačka oblast"),
        ("Λευκάδα, Εύβοια", "EL", "Lefkada, Evvoia"),
        ("Łódzki", "PL", "Łódzki"),
    ],
)
def test_region_is_romanised_by_the_national_system(selection: ModuleType, name: str, country: str, latin: str) -> None:
    assert selection.romanise(name, country) == latin


def test_sectors_follow_the_activity_type_where_it_is_safe() -> None:
    assert {row["helix_sector"] for row in ORGANISATIONS} == SECTORS
    assert {row["activity_type"] for row in ORGANISATIONS} <= {"PRC", "HES", "REC", "PUB", "OTH", ""}
    by_type = {(row["activity_type"], row["helix_sector"]) for row in ORGANISATIONS}
    assert {sector for kind, sector in by_type if kind == "HES"} == {"research"}
    assert {sector for kind, sector in by_type if kind == "PUB"} <= {"government", "civil", "unclassified"}


def test_nuts_codes_exist_and_lie_in_the_country() -> None:
    given = [row for row in ORGANISATIONS if row["nuts_code"]]

    assert len(given) > 500
    assert [row["nuts_code"] for row in given if row["nuts_code"] not in NUTS] == []
    assert [
        row["name"] for row in given if row["nuts_code"][:2] != NUTS_PREFIX.get(row["country"], row["country"])
    ] == []
    assert [row["name"] for row in CLUSTERS if row["nuts_code"] and row["nuts_code"] not in NUTS] == []


def test_coordinates_are_complete_and_in_europe_or_near() -> None:
    assert [row["name"] for row in ORGANISATIONS if bool(row["latitude"]) != bool(row["longitude"])] == []
    points = [(float(row["latitude"]), float(row["longitude"])) for row in ORGANISATIONS if row["latitude"]]
    assert [point for point in points if not (27 < point[0] < 72 and -25 < point[1] < 46)] == []


def test_texts_hold_no_remnants_of_markup_or_broken_encoding() -> None:
    remnant = re.compile(r"<[a-z/]|&[a-z]+;|&#\d|\ufffd|â€|Ã.|  |\u200b")

    assert [text for text in texts() if remnant.search(text) or text != text.strip()] == []


def test_projects_are_sixty_to_hundred_and_twenty_with_sme_instrument() -> None:
    assert 60 <= len(PROJECTS) <= 120
    assert len({project["id"] for project in PROJECTS}) == len(PROJECTS)
    assert sum("SME" in project["source"] for project in PROJECTS) >= 15
    assert [project["acronym"] for project in PROJECTS if len(project["objective"]) < 200] == []


def test_projects_link_to_cordis_when_they_have_its_number() -> None:
    links = {project["cordis_id"]: project["link"] for project in PROJECTS}

    assert links == {number: f"https://cordis.europa.eu/project/id/{number}" if number else None for number in links}
    assert sum(project["cordis_id"] is not None for project in PROJECTS) >= 80


def test_participants_resolve_or_carry_name_and_country() -> None:
    names = {row["pic"]: row["name"] for row in ORGANISATIONS}
    for project in PROJECTS:
        pics = [participant["pic"] for participant in project["participants"] if participant["pic"]]
        assert len(set(pics)) == len(pics), project["acronym"]
        for participant in project["participants"]:
            assert participant["name"]
            assert len(participant["country"]) == 2
            assert participant["name"] == names.get(participant["pic"], participant["name"])
            assert participant["role"] in {"coordinator", "participant", "partner", "thirdParty"}


def test_most_projects_bring_several_organisations_of_the_directory() -> None:
    pics = {row["pic"] for row in ORGANISATIONS}
    shares = [
        sum(participant["pic"] in pics for participant in project["participants"])
        for project in PROJECTS
        if project["cordis_id"]
    ]

    assert min(shares) >= 2
    assert sorted(shares)[len(shares) // 2] >= 5


def test_clusters_are_seventeen_and_say_nothing_of_validity() -> None:
    assert len(CLUSTERS) == 17
    assert len({row["slug"] for row in CLUSTERS}) == 17
    assert all(re.fullmatch(r"[a-z0-9-]+", row["slug"]) for row in CLUSTERS)
    assert all(row["source_url"].startswith("https://") for row in CLUSTERS)
    assert {row["round"] for row in CLUSTERS} == {"I runda (2015)", "II runda (2016)", "V runda", "VI runda"}


def test_regions_are_complete_for_poland_and_named_in_latin_letters() -> None:
    levels = Counter(row["level"] for row in NUTS.values())
    polish = Counter(row["level"] for code, row in NUTS.items() if code.startswith("PL"))

    assert levels["3"] == 1521
    assert (polish["0"], polish["1"], polish["2"]) == (1, 7, 17)
    assert [code for code in NUTS if code.startswith("PL") and len(code) > 2 and code[:-1] not in NUTS] == ["PLZZZ"]
    assert {code[:2] for code in NUTS} <= set(NUTS)
    assert [code for code, row in NUTS.items() if re.search(r"[\u0370-\u04ff]", row["pl"] + row["en"])] == []


def test_activities_are_complete_and_in_sentence_case() -> None:
    assert Counter(row["level"] for row in NACE.values()) == {"1": 21, "2": 88, "3": 272, "4": 615}
    assert [code for code, row in NACE.items() if row["pl"].isupper() or row["en"].isupper()] == []


def test_every_file_has_a_source_and_a_licence() -> None:
    sources = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in DATA.iterdir()} - {"README.md", "sources.json"}

    assert {name for source in sources for name in source["files"]} == files
    assert [name for name in files if f"`{name}`" not in readme] == []
    assert all(source["licence"] and source["link"] and set(source["used"]) == {"pl", "en"} for source in sources)


def test_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 2_500_000
