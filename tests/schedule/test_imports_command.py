"""``grono import schedule``: what it says and how it ends; and the list of sessions as a spreadsheet."""

import io
import json

import pytest
from openpyxl import load_workbook

from grono.cli import parser
from grono.cli.schedule import BadPair, _import, _pairs
from grono.schedule.models import ScheduleVersion

from .conftest import at
from .test_imports import event, schedule


def run(tmp_path, content: bytes, *words: str) -> int:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    arguments = parser().parse_args(["import", "schedule", str(file), "--edition", "small", *words])
    return _import(file, arguments, _pairs("--map", arguments.map), _pairs("--room", arguments.room))


def test_command_makes_a_draft_and_tells(tmp_path, capsys, edition, hall):
    content = schedule(event(), event(2, room="Bar"), event(3, room="Saal"))
    assert run(tmp_path, content, "--room", "Bar=hall", "--rooms", "create") == 0
    said = capsys.readouterr()

    assert said.out == "draft 1: 3 new, 0 changed, 2 placed, 1 without a place, 0 left out\n"
    assert said.err == "event 2 “Event 2”: overlaps event 1 “Event 1” in Bar: it comes without a place\n"
    assert edition.rooms.filter(name="Saal").exists()


def test_command_names_questions_and_faults_and_ends_with_2(tmp_path, capsys, edition, hall):
    assert run(tmp_path, schedule(event(title=""), event(2, room="Bar"))) == 2

    assert capsys.readouterr().err.splitlines() == [
        "The edition has no rooms of these names; say for each what becomes of it: Bar.",
        "event 1 “without a title”: title: must not be empty",
        "plan.json: nothing was saved.",
    ]
    assert ScheduleVersion.objects.count() == 0


def test_command_refuses_what_is_no_schedule(tmp_path, capsys, edition):
    assert run(tmp_path, json.dumps({"a": 1}).encode()) == 2
    assert capsys.readouterr().err == "plan.json: this JSON is no schedule: it has no schedule.conference.days\n"


def test_pairs_need_name_and_meaning():
    assert _pairs("--room", ["A=b", "C=d=e"]) == {"A": "b", "C": "d=e"}
    with pytest.raises(BadPair, match=r"--room A: write a name, =, and what it means\."):
        _pairs("--room", ["A"])


def test_sessions_come_as_a_spreadsheet_that_can_be_imported(client, edition, organiser, release, talk, hall, anna):
    release((talk("A", anna, title="=A1"), hall, at(9)))
    talk("B")
    client.force_login(organiser)
    response = client.get("/en/congress/small/organiser/sessions.xlsx")
    header, *rows = load_workbook(io.BytesIO(response.content)).active.values
    first = dict(zip(header, rows[0], strict=True))

    assert [row[0] for row in rows] == ["A", "B"]
    assert (first["Title in English"], first["Room"], first["Speakers"]) == ("=A1", "Hall", "Anna Test")
    assert first["Start"].isoformat() == "2027-05-19T09:00:00"

    assert client.get("/en/congress/small/organiser/sessions.xlsx?q=talk").status_code == 200


def test_spreadsheet_of_sessions_is_for_organisers(client, edition, outsider):
    client.force_login(outsider)
    assert client.get("/en/congress/small/organiser/sessions.xlsx").status_code in (403, 404)
