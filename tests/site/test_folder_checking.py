"""A congress folder: every fault is named with file, row, column and rule."""

import shutil
from pathlib import Path

import pytest

from folders import FILES, append
from grono.site.folder.checking import check_folder
from grono.site.folder.reading import read_folder
from grono.site.folder.tables import TABLES
from grono.site.folder.templates import write_templates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def faults(folder: Path) -> list[str]:
    read = read_folder(folder)
    check_folder(read, {})
    return [str(fault) for fault in read.faults]


def test_a_sound_folder_has_no_faults(folder):
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("table", "line", "fault"),
    [
        ("rooms", "A,room,Druga aula,10,,", "rooms.csv, row 5, column code: A stands already in row 2"),
        ("rooms", "C,room,Salka,none,,", "rooms.csv, row 5, column capacity: 'none' is not a whole number"),
        ("rooms", "C,room,Salka,0,,", "rooms.csv, row 5, column capacity: must be at least 1"),
        (
            "slots",
            "D2,programme,,2027-05-19T11:00,2027-05-19T12:30",
            "slots.csv, row 5, column starts_at: overlaps D1 (row 2), also of kind programme",
        ),
        (
            "slots",
            "D2,programme,,2027-05-20T11:00,2027-05-20T12:30",
            "slots.csv, row 5, column starts_at: 2027-05-20 lies outside the edition's days",
        ),
        (
            "slots",
            "M3,meeting,,2027-05-19T14:00,2027-05-19T14:20",
            "slots.csv, row 5, column round: a meeting slot needs the code of its round",
        ),
        (
            "slots",
            "D2,programme,,2027-05-19T14:00+02:00,2027-05-19T15:00",
            "slots.csv, row 5, column starts_at: '2027-05-19T14:00+02:00' has an offset; "
            "write the local time of the edition without one",
        ),
        (
            "sessions",
            "S3,talk,Długa,pl,240,,,",
            "sessions.csv, row 4, column minutes: no allowed programme block is 240 minutes long",
        ),
        (
            "sessions",
            "S3,talk,Trzecia,pl,45,P9,,",
            "sessions.csv, row 4, column speakers: there is no P9 in participants.csv",
        ),
        (
            "sessions",
            "S3,lecture,Trzecia,pl,45,,,",
            "sessions.csv, row 4, column kind: 'lecture' is not one of plenary, panel, talk, workshop",
        ),
        (
            "sessions",
            "S3,talk,Trzecia,pl,45,,2027-05-19T11:30,",
            "sessions.csv, row 4, column pinned_start: 2027-05-19 11:30 and 45 minutes fit into no programme block",
        ),
        (
            "sessions",
            "S3,talk,Trzecia,pl,45,P3,2027-05-19T09:30,",
            "sessions.csv, row 4, column pinned_start: P3 is away at 2027-05-19 09:30",
        ),
        (
            "participants",
            "P4,Ola,Nowa,p1@example.org,yes",
            "participants.csv, row 5, column email: p1@example.org stands already in row 2; one person takes part once",
        ),
        (
            "participants",
            "P4,Ola,Nowa,not an address,yes",
            "participants.csv, row 5, column email: 'not an address' is not an e-mail address",
        ),
        (
            "availability",
            "participant,P3,2027-05-19T09:30,2027-05-19T11:00",
            "availability.csv, row 3, column starts_at: overlaps row 2 of the same participant",
        ),
        (
            "availability",
            "room,Z,2027-05-19T09:30,2027-05-19T11:00",
            "availability.csv, row 3, column code: there is no Z in rooms.csv",
        ),
        (
            "requests",
            "R3,P2,P1,1",
            "requests.csv, row 4, column invitee: row 2 already asks for a meeting of these two",
        ),
        ("requests", "R3,P2,P2,1", "requests.csv, row 4, column invitee: P2 cannot meet themselves"),
        ("requests", "R3,P2,P3,7", "requests.csv, row 4, column priority: '7' is not one of 1, 2, 3"),
        ("requests", "R3,P2", "requests.csv, row 4: the row has 2 cells, the header 4"),
    ],
)
def test_a_fault_is_named_with_file_row_column_and_rule(folder, table, line, fault):
    append(folder, table, line)
    assert fault in faults(folder)


def test_two_sessions_of_one_speaker_pinned_to_one_time_name_both_and_the_speaker(folder):
    append(folder, "sessions", "S3,talk,Trzecia,pl,45,P1,2027-05-19T09:00,A")
    append(folder, "sessions", "S4,talk,Czwarta,pl,45,P1,2027-05-19T09:30,B")
    assert faults(folder) == ["sessions.csv, row 5, column pinned_start: P1 would be in S3 (row 4) and in S4 at 09:30"]


def test_a_session_pinned_into_a_closed_room_names_room_and_hours(folder):
    append(folder, "availability", "room,A,2027-05-19T10:00,2027-05-19T11:00")
    append(folder, "sessions", "S3,talk,Trzecia,pl,45,,2027-05-19T10:30,A")
    assert faults(folder) == ["sessions.csv, row 4, column pinned_room: A is closed 10:00–11:00"]


def test_a_room_closed_in_the_middle_of_the_day_is_no_fault(folder):
    append(folder, "availability", "room,A,2027-05-19T10:00,2027-05-19T11:00")
    assert faults(folder) == []


def test_a_participant_asked_for_meetings_but_away_in_every_slot_is_named(folder):
    append(folder, "availability", "participant,P2,2027-05-19T12:00,2027-05-19T18:00")
    assert faults(folder)[0] == (
        "participants.csv, row 3, column code: P2 has meeting requests (requests.csv, row 2) but is away in every slot"
    )


def test_a_row_that_refers_to_a_refused_row_is_refused_too(folder):
    append(folder, "participants", "P4,Ola,Nowa,broken,yes")
    append(folder, "requests", "R3,P4,P3,1")
    assert (
        faults(folder)[-1]
        == "requests.csv, row 4, column requester: P4 stands in participants.csv, but that row is refused"
    )


def test_a_missing_file_and_an_unknown_column_are_named(folder):
    (folder / "rooms.csv").unlink()
    (folder / "tracks.csv").write_text("code,name_pl,colour\nenergy,Energia,red\n", encoding="utf-8")
    found = faults(folder)
    assert "rooms.csv: the file is missing" in found
    assert "tracks.csv, row 1, column colour: there is no such column in this file" in found


def test_a_file_that_is_not_utf8_is_named(folder):
    (folder / "tracks.csv").write_bytes("code,name_pl\nenergy,Łódź\n".encode("cp1250"))
    assert any(fault.startswith("tracks.csv: the file cannot be read as UTF-8 CSV") for fault in faults(folder))


def test_a_missing_folder_is_named(tmp_path):
    assert faults(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: there is no such folder"]


def test_comments_blank_lines_and_a_byte_order_mark_are_passed_over(folder):
    text = (folder / "rooms.csv").read_text(encoding="utf-8")
    (folder / "rooms.csv").write_text("\ufeff# Rooms of the venue\n\n" + text, encoding="utf-8")
    assert faults(folder) == []


def test_templates_explain_every_column_and_pass_their_own_check_once_filled_in(tmp_path):
    write_templates(tmp_path / "new")
    text = (tmp_path / "new" / "sessions.csv").read_text(encoding="utf-8")
    assert all(f"# {column.name}: " in text for column in TABLES["sessions"].columns)
    shutil.copy(tmp_path / "new" / "participants.csv", tmp_path / "new" / "copy.csv")
    append(tmp_path / "new", "participants", "P2,Jan,Wzorcowy,jan@example.org,,,pl,pl,,,,yes,,")
    (tmp_path / "new" / "deadlines.csv").unlink()
    assert faults(tmp_path / "new") == []


def test_templates_never_overwrite(folder):
    with pytest.raises(FileExistsError, match=r"edition\.csv"):
        write_templates(folder)
