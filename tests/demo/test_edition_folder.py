"""The committed folder of the demo edition: what it promises, counted."""

import csv
import re
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "grono" / "demo" / "data" / "edition"
LANGUAGES = ("pl", "en", "de", "cs", "uk")
NAMES = [
    "edition",
    "rooms",
    "slots",
    "sessions",
    "participants",
    "availability",
    "requests",
    "organisations",
    "clusters",
    "tracks",
    "competences",
    "deadlines",
]
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder() -> dict[str, list[Row]]:
    return {name: read(name) for name in NAMES}


def split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def cast(session: Row) -> list[str]:
    return split(session["speakers"]) + split(session["moderator"]) + split(session["panellists"])


def masked(text: str, labels: list[str]) -> str:
    """Return a text without competence labels and numbers, to find sentences with one word exchanged."""
    for label in labels:
        text = re.sub(re.escape(label), "…", text, flags=re.IGNORECASE)
    return re.sub(r"\d+", "0", text)


def labels_of(folder: dict[str, list[Row]]) -> list[str]:
    found = {row[language] for row in folder["competences"] for language in LANGUAGES}
    return sorted(found, key=lambda label: (-len(label), label))


def test_composer_rewrites_the_committed_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    from scripts.compose_demo.folder import compose, render

    rendered = {name: render(name, rows) for name, rows in compose().items()}
    committed = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.csv")}
    assert rendered == committed


def test_every_language_has_a_dozen_sentence_plans_and_two_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    from scripts.compose_demo.source import competences, plans

    for language in LANGUAGES:
        for purpose in ("offer", "seek"):
            assert len(set(plans(language)[purpose])) >= 12
        for competence in competences().values():
            assert len({*competence.offers[language], *competence.seeks[language]}) == 4


def test_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 1_500_000


def test_edition_carries_the_motto_and_says_it_is_a_demonstration(folder: dict[str, list[Row]]) -> None:
    (edition,) = folder["edition"]
    assert edition["motto_pl"] == (
        "Potrójna helisa w realizacji międzynarodowych projektów. Budowanie gospodarki lokalnej i światowej "
        "poprzez kooperację międzysektorową"
    )
    assert edition["demonstration"] == "yes"
    assert edition["title_pl"].endswith("edycja pokazowa")
    assert edition["title_en"].endswith("demonstration edition")


def test_participants_number_and_spread_over_sectors(folder: dict[str, list[Row]]) -> None:
    helix = {row["slug"]: row["helix_sector"] for row in folder["organisations"]}
    shares = Counter(helix[row["organisation"]] for row in folder["participants"])
    assert shares == {"business": 149, "research": 37, "government": 30, "civil": 32}
    assert {row["organisation"] for row in folder["participants"]} == set(helix)
    assert len(helix) >= 120


def test_codes_and_addresses_are_unique(folder: dict[str, list[Row]]) -> None:
    keys = {"organisations": "slug", "clusters": "slug", "participants": "code", "sessions": "code"} | {
        "requests": "code",
        "rooms": "code",
        "slots": "code",
    }
    for name, key in keys.items():
        assert [code for code, count in Counter(row[key] for row in folder[name]).items() if count > 1] == []
    emails = Counter(row["email"] for row in folder["participants"])
    assert max(emails.values()) == 1
    assert [email for email in emails if not email.endswith(".example")] == []


def test_everything_invented_is_marked(folder: dict[str, list[Row]]) -> None:
    assert {row["demonstration"] for row in folder["organisations"] + folder["clusters"]} == {"yes"}
    assert [row["name"] for row in folder["organisations"] if not row["name"].endswith(")")] == []
    assert [row["name_pl"] for row in folder["clusters"] if "Pokazowy" not in row["name_pl"]] == []


def test_six_clusters_have_members_that_exist(folder: dict[str, list[Row]]) -> None:
    slugs = {row["slug"] for row in folder["organisations"]}
    assert len(folder["clusters"]) == 6
    for cluster in folder["clusters"]:
        assert len(split(cluster["members"])) >= 15
        assert set(split(cluster["members"])) <= slugs
        assert cluster["coordinator"] in split(cluster["members"])


def test_vocabulary_is_complete_in_five_languages(folder: dict[str, list[Row]]) -> None:
    assert len(folder["competences"]) >= 60
    for language in LANGUAGES:
        assert len({row[language] for row in folder["competences"]}) == len(folder["competences"])


def test_offers_and_seeks_name_known_competences(folder: dict[str, list[Row]]) -> None:
    known = {row["code"] for row in folder["competences"]}
    for row in folder["participants"] + folder["organisations"]:
        offers, seeks = split(row["offers"]), split(row["seeks"])
        assert offers
        assert seeks
        assert set(offers + seeks) <= known
        assert set(offers) & set(seeks) == set()


def test_profiles_are_written_in_five_languages_and_differ(folder: dict[str, list[Row]]) -> None:
    people = folder["participants"]
    assert {row["profile_language"] for row in people} == set(LANGUAGES)
    labels = labels_of(folder)
    assert Counter(masked(row["profile"], labels) for row in people).most_common(1)[0][1] == 1
    for row in people:
        assert 2 <= len(re.findall(r"[.?!](?= |$)", re.sub(r"\d+\.(?= )", "0", row["profile"]))) <= 6


def test_no_sentence_of_the_profiles_is_a_refrain(folder: dict[str, list[Row]]) -> None:
    labels = labels_of(folder)
    sentences = chain.from_iterable(
        re.split(r"(?<=[^0][.?!]) ", masked(row["profile"], labels)) for row in folder["participants"]
    )
    sentence, count = Counter(sentences).most_common(1)[0]
    assert count <= 8, sentence


def test_messages_differ(folder: dict[str, list[Row]]) -> None:
    messages = Counter(row["message"] for row in folder["requests"] if row["message"])
    assert messages.total() >= 1_000
    message, count = messages.most_common(1)[0]
    assert count <= 2, message


def test_sessions_by_kind_and_track(folder: dict[str, list[Row]]) -> None:
    kinds = Counter(row["kind"] for row in folder["sessions"])
    assert 70 <= kinds.total() <= 90
    assert kinds["plenary"] >= 3
    assert kinds["panel"] >= 14
    tracks = {row["code"] for row in folder["tracks"]}
    assert {row["track"] for row in folder["sessions"]} == tracks
    assert 6 <= len(tracks) <= 8


def test_session_texts_are_all_different(folder: dict[str, list[Row]]) -> None:
    for column in ("title_pl", "title_en", "abstract_pl", "abstract_en"):
        assert len({row[column] for row in folder["sessions"]}) == len(folder["sessions"])
    for column in ("abstract_pl", "abstract_en"):
        sentences = chain.from_iterable(row[column].split(". ") for row in folder["sessions"])
        assert Counter(sentences).most_common(1)[0][1] == 1


def test_panels_have_a_moderator_and_three_or_four_guests(folder: dict[str, list[Row]]) -> None:
    for row in folder["sessions"]:
        if row["kind"] in ("panel", "plenary"):
            assert len(split(row["moderator"])) == 1
            assert 3 <= len(split(row["panellists"])) <= 4
        else:
            assert 1 <= len(split(row["speakers"])) <= 3
        assert len(set(cast(row))) == len(cast(row))


def test_speakers_exist_speak_the_language_and_some_appear_twice(folder: dict[str, list[Row]]) -> None:
    languages = {row["code"]: split(row["languages"]) for row in folder["participants"]}
    for row in folder["sessions"]:
        assert [code for code in cast(row) if row["language"] not in languages[code]] == []
    load = Counter(chain.from_iterable(cast(row) for row in folder["sessions"]))
    assert max(load.values()) == 2
    assert sum(count == 2 for count in load.values()) >= 10


def test_sessions_name_blocks_and_sessions_that_exist_and_fit(folder: dict[str, list[Row]]) -> None:
    blocks = {row["code"] for row in folder["slots"] if row["kind"] == "programme"}
    codes = {row["code"] for row in folder["sessions"]}
    rooms = [set(split(row["equipment"])) for row in folder["rooms"] if row["kind"] == "room"]
    for row in folder["sessions"]:
        assert set(split(row["blocks"])) <= blocks
        assert set(split(row["after"])) <= codes - {row["code"]}
        assert bool(row["interpretation"]) <= ("interpretation" in split(row["equipment"]))
        assert any(set(split(row["equipment"])) <= equipment for equipment in rooms)


def test_rooms_are_unequal_and_some_close(folder: dict[str, list[Row]]) -> None:
    rooms = [row for row in folder["rooms"] if row["kind"] == "room"]
    assert len({row["capacity"] for row in rooms}) == len(rooms)
    closed = [row for row in folder["availability"] if row["kind"] == "room"]
    assert len(closed) >= 3
    assert {row["code"] for row in closed} <= {row["code"] for row in rooms}
    assert any(row["starts_at"][11:] > "11:00" and row["ends_at"][11:] < "15:00" for row in closed)


def test_a_tenth_of_participants_are_away_some_speakers_among_them(folder: dict[str, list[Row]]) -> None:
    away = {row["code"] for row in folder["availability"] if row["kind"] == "participant"}
    codes = {row["code"] for row in folder["participants"]}
    speakers = set(chain.from_iterable(cast(row) for row in folder["sessions"]))
    assert away <= codes
    assert len(away) / len(codes) == pytest.approx(0.10, abs=0.01)
    assert len(away & speakers) >= 5


def test_requests_pair_willing_strangers_once(folder: dict[str, list[Row]]) -> None:
    people = {row["code"]: row for row in folder["participants"]}
    pairs = [(row["requester"], row["invitee"]) for row in folder["requests"]]
    assert len(pairs) >= 1_250
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    for requester, invitee in pairs:
        assert people[requester]["organisation"] != people[invitee]["organisation"]
        assert people[requester]["meetings"] == people[invitee]["meetings"] == "yes"


def test_requests_are_heavy_tailed(folder: dict[str, list[Row]]) -> None:
    counts = Counter(chain.from_iterable((row["requester"], row["invitee"]) for row in folder["requests"]))
    assert 38 <= max(counts.values()) <= 40
    assert len(folder["participants"]) - len(counts) >= 10
    assert {row["priority"] for row in folder["requests"]} == {"1", "2", "3"}


def test_requests_name_rounds_slots_and_requests_that_exist(folder: dict[str, list[Row]]) -> None:
    slots = {row["code"]: row for row in folder["slots"] if row["kind"] == "meeting"}
    rounds = {row["round"] for row in slots.values()}
    codes = {row["code"] for row in folder["requests"]}
    assert len(rounds) == 3
    for row in folder["requests"]:
        assert set(split(row["rounds"])) <= rounds
        assert set(split(row["slot"])) <= set(slots)
        assert set(split(row["after"])) <= codes - {row["code"]}


def test_tables_are_too_few_for_a_twentieth_of_the_requests(folder: dict[str, list[Row]]) -> None:
    tables = sum(int(row["capacity"]) for row in folder["rooms"] if row["kind"] == "tables")
    slots = sum(row["kind"] == "meeting" for row in folder["slots"])
    assert tables * slots <= 0.95 * len(folder["requests"])


def test_favourites_are_three_to_ten_known_sessions(folder: dict[str, list[Row]]) -> None:
    codes = {row["code"] for row in folder["sessions"]}
    for row in folder["participants"]:
        favourites = [code.removesuffix("!") for code in split(row["favourites"])]
        assert 3 <= len(set(favourites)) == len(favourites) <= 10
        assert set(favourites) <= codes


def test_personas_come_first(folder: dict[str, list[Row]]) -> None:
    first = folder["participants"][:4]
    assert [(row["code"], row["roles"]) for row in first] == [
        ("P001", ""),
        ("P002", "representative"),
        ("P003", "manager"),
        ("P004", "organiser"),
    ]
    asked = Counter(chain.from_iterable((row["requester"], row["invitee"]) for row in folder["requests"]))
    assert asked["P001"] >= 12


def test_deadlines_lie_on_both_sides_of_the_demo_clock(folder: dict[str, list[Row]]) -> None:
    moments = [row["at"] for row in folder["deadlines"]]
    assert min(moments) < "2027-05-19T10:20" < max(moments)
    assert {row["audience"] for row in folder["deadlines"]} == {"everyone", "participant", "member", "organiser"}


@pytest.mark.shared
def test_projects_discussed_are_real() -> None:
    import gzip
    import json

    source = ROOT.parent / "shared" / "data" / "projects.jsonl.gz"
    if not source.exists():
        pytest.skip("the list of real projects does not lie beside the project")
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        known = {json.loads(line)["id"] for line in lines}
    assert {row["project"] for row in read("sessions") if row["project"]} <= known
