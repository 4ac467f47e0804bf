"""Schedules from files: matching, questions, faults, the draft that comes of them."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from grono.congress.choices import PlanStatus
from grono.congress.models import Edition
from grono.directory.choices import ImportState
from grono.schedule.actions import imports
from grono.schedule.actions.arriving import Reading
from grono.schedule.actions.imports import ImportRefused, import_schedule
from grono.schedule.formats import frab_json, frab_xml
from grono.schedule.formats.events import UnreadableSchedule
from grono.schedule.models import ScheduleImport, ScheduleVersion, Session
from grono.schedule.queries import released_programme
from grono.schedule.rules.arrivals import Times

from .conftest import ZONE, at

GUID = "8079583e-8321-506c-95af-fd2903a5f0%02d"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Uploads are kept in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def event(number: int = 1, **fields) -> dict:
    """An event of a JSON file on the first day at 9 in the hall."""
    return {
        "id": number,
        "guid": GUID % number,
        "title": f"Event {number}",
        "date": "2027-05-19T09:00:00+02:00",
        "duration": "00:30",
        "room": "Hall",
        "type": "talk",
        "language": "en",
        "abstract": "",
        "persons": [],
        **fields,
    }


def schedule(*events: dict, zone: str = "Europe/Warsaw", rooms=()) -> bytes:
    """A JSON file of one day."""
    found: dict[str, list[dict]] = {}
    for item in events:
        found.setdefault(item["room"], []).append(item)
    conference = {"time_zone_name": zone, "rooms": list(rooms), "days": [{"rooms": found}]}
    return json.dumps({"schedule": {"version": "1", "conference": conference}}).encode()


def table(*rows: dict) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def take(edition, content: bytes, **reading) -> tuple[ScheduleVersion, dict]:
    return import_schedule(edition, "file", content, Reading(language="en", **reading), by=None)


def places(version: ScheduleVersion) -> list[tuple[str, str, str]]:
    """What lies where: title, room and local start."""
    rows = version.placements.select_related("session", "room")
    return [(str(row.session), str(row.room), f"{row.starts_at.astimezone(ZONE):%d %H:%M}") for row in rows]


def reasons(version: ScheduleVersion) -> list[tuple[str, str]]:
    """What has no place and by which rule."""
    return [(str(row.session), row.reason["obstacles"][0]["rule"]) for row in version.unplaced.order_by("pk")]


def refusal(edition, content: bytes, **reading) -> str:
    """Why a file is refused; nothing is saved."""
    with pytest.raises(ImportRefused) as refused:
        take(edition, content, **reading)
    assert (Session.objects.count(), ScheduleVersion.objects.count()) == (0, 0)
    return str(refused.value)


def test_import_makes_a_draft_with_sessions_tracks_and_people(edition, hall, anna):
    persons = [{"name": "dr Anna Test"}, {"name": "Jan Obcy"}]
    version, report = take(edition, schedule(event(persons=persons, track="Water", abstract="Words", type="Lecture")))
    session = edition.sessions.get()

    assert version.plan.status == PlanStatus.DRAFT
    assert places(version) == [("Event 1", "Hall", "19 09:00")]
    assert (session.guid, session.kind, session.language) == (UUID(GUID % 1), "talk", "en")
    assert (session.track.code, session.minutes) == ("water", 30)
    assert [role.participant for role in session.roles.all()] == [anna]
    assert session.abstract.data == {"en": "Words\n\nSpeaker: Jan Obcy"}
    assert report["notes"] == [
        ["event 1 “Event 1”", "Jan Obcy is no participant; only the name is kept, in the description"]
    ]
    assert (report["created"], report["placed"], report["tracks"]) == (1, 1, 1)


def test_import_again_changes_sessions_and_doubles_none(edition, hall, attic):
    first, _report = take(edition, schedule(event(), event(2, date="2027-05-19T10:00:00+02:00")))
    moved = schedule(event(title="New title", room="Attic"), event(2, date="2027-05-19T10:00:00+02:00"))
    second, report = take(edition, moved)

    assert (report["created"], report["updated"]) == (0, 2)
    assert edition.sessions.count() == 2
    assert places(second) == [("New title", "Attic", "19 09:00"), ("Event 2", "Hall", "19 10:00")]
    assert (first.plan.number, second.plan.number) == (1, 2)


def test_own_exports_come_back_unchanged(edition, release, talk, hall, attic, anna):
    a, b = talk("A", anna), talk("B", track=edition.tracks.get())
    release((a, hall, at(9)), (b, attic, at(10, day=20)))
    found = released_programme(edition)
    with override("en"):
        for module in (frab_xml, frab_json):
            version, report = take(edition, module.write(found, "https://x.example.org"))
            assert places(version) == [("Talk A", "Hall", "19 09:00"), ("Talk B", "Attic", "20 10:00")]
            assert (report["created"], report["updated"], report["notes"]) == (0, 2, [])
    a.refresh_from_db()
    assert a.title.data == {"pl": "Wykład A", "en": "Talk A"}
    assert [role.participant for role in a.roles.all()] == [anna]


def test_unknown_rooms_are_asked_about_and_nothing_is_saved(edition, hall):
    text = refusal(edition, schedule(event(), event(2, room="Saal 1")))
    assert text == "The edition has no rooms of these names; say for each what becomes of it: Saal 1."


def test_unknown_rooms_are_mapped_created_or_skipped(edition, hall):
    content = schedule(
        event(room="Great hall"),
        event(2, room="Saal 1"),
        event(3, room="Bar"),
        rooms=[{"name": "Saal 1", "guid": "", "capacity": 300}],
    )
    version, report = take(edition, content, rooms={"Great hall": "hall", "Saal 1": "create", "Bar": "skip"})

    assert places(version) == [("Event 1", "Hall", "19 09:00"), ("Event 2", "Saal 1", "19 09:00")]
    assert reasons(version) == [("Event 3", "import-no-room")]
    assert (edition.rooms.get(name="Saal 1").capacity, report["rooms"]) == (300, 1)


def test_of_overlapping_events_the_first_keeps_the_room(edition, hall):
    content = schedule(event(), event(2, date="2027-05-19T09:15:00+02:00"), event(3, date="2027-05-19T09:30:00+02:00"))
    version, report = take(edition, content)

    assert places(version) == [("Event 1", "Hall", "19 09:00"), ("Event 3", "Hall", "19 09:30")]
    assert reasons(version) == [("Event 2", "import-overlap")]
    assert report["notes"] == [["event 2 “Event 2”", "overlaps event 1 “Event 1” in Hall: it comes without a place"]]


def test_missing_guids_are_derived_and_stay_the_same(edition, hall):
    content = schedule(event(guid="", code="AB12"), event(2, guid="no uuid", date="2027-05-19T10:00:00+02:00"))
    take(edition, content)
    before = set(edition.sessions.values_list("guid", flat=True))
    version, report = take(edition, content)

    assert set(edition.sessions.values_list("guid", flat=True)) == before
    assert (len(before), report["updated"], len(places(version))) == (2, 2, 2)


def test_the_same_session_twice_is_a_fault(edition, hall):
    text = refusal(edition, schedule(event(), event(1, date="2027-05-19T10:00:00+02:00", title="Other")))
    assert text == "event 2 “Other”: guid: is the same session as event 1 “Event 1”"


def test_guid_of_another_edition_gets_a_new_one(edition, hall):
    other = Edition.objects.create(
        slug="other",
        title="Other",
        start_date=date(2026, 5, 19),
        end_date=date(2026, 5, 19),
        venue="x",
        town="y",
        country="PL",
    )
    Session.objects.create(edition=other, code="x", title="x", minutes=30, guid=GUID % 1)
    for _time in range(2):
        take(edition, schedule(event()))

    assert edition.sessions.get().guid != UUID(GUID % 1)
    assert other.sessions.get().guid == UUID(GUID % 1)


def test_times_of_another_zone_are_asked_about(edition, hall):
    content = schedule(event(date="2027-05-19T09:00:00+00:00"), zone="UTC")
    text = refusal(edition, content)

    assert text == (
        "The times of the file are not those of Europe/Warsaw: the clock shows 09:00 (UTC+0000) in the file and "
        "11:00 at the congress. Say whether they are to be converted or kept as the clock shows them."
    )
    assert places(take(edition, content, times=Times.MOMENTS)[0]) == [("Event 1", "Hall", "19 11:00")]
    assert places(take(edition, content, times=Times.CLOCK)[0]) == [("Event 1", "Hall", "19 09:00")]


def test_unknown_zone_is_refused(edition, hall):
    text = refusal(edition, schedule(event(), zone="Mars/Olympus"))
    assert text == "“Mars/Olympus” is not a time zone; say which one the times are in."


def test_offset_of_winter_in_summer_is_asked_about(edition, hall):
    assert "the clock shows 09:00 (UTC+0100)" in refusal(edition, schedule(event(date="2027-05-19T09:00:00+01:00")))


def on(edition, day: date) -> None:
    edition.start_date = edition.end_date = day
    edition.save()


def test_time_that_does_not_occur_is_a_fault(edition, hall):
    on(edition, date(2027, 3, 28))
    content = table({"title": "Night", "date": "2027-03-28", "start": "02:30", "minutes": "30", "room": "Hall"})
    assert refusal(edition, content) == (
        "row 2: start: 02:30 does not occur on 2027-03-28 in Europe/Warsaw: the clocks go forward"
    )


def test_time_that_occurs_twice_is_a_fault_unless_its_offset_is_given(edition, hall):
    on(edition, date(2027, 10, 31))
    row = {"title": "Night", "date": "2027-10-31", "start": "02:30", "minutes": "30", "room": "Hall"}
    assert refusal(edition, table(row)) == (
        "row 2: start: 02:30 occurs twice on 2027-10-31 in Europe/Warsaw, because the clocks go back: "
        "write it with its offset"
    )
    version, _report = take(edition, table(row | {"start": "2027-10-31T02:30:00+01:00", "date": ""}))
    (place,) = version.placements.all()
    assert place.starts_at.isoformat() == "2027-10-31T01:30:00+00:00"


@pytest.mark.parametrize(("day", "minutes"), [(date(2027, 3, 28), 60), (date(2027, 10, 31), 180)])
def test_length_over_a_change_of_the_clocks_is_real_time(edition, hall, day, minutes):
    on(edition, day)
    row = {"title": "Night", "date": day.isoformat(), "start": "01:30", "end": "03:30", "room": "Hall"}
    version, _report = take(edition, table(row))
    (place,) = version.placements.select_related("session")

    assert place.session.minutes == minutes
    assert place.ends_at - place.starts_at == timedelta(minutes=minutes)


def test_day_that_is_none_of_the_edition_leaves_the_session_without_a_place(edition, hall):
    version, _report = take(edition, schedule(event(date="2026-05-19T09:00:00+02:00")))
    assert (places(version), reasons(version)) == ([], [("Event 1", "import-outside")])


def test_faults_name_event_column_and_rule_and_nothing_is_saved(edition, hall):
    content = schedule(event(title=""), event(2, duration="00:03"), event(3, date="soon"))
    with pytest.raises(ImportRefused) as refused:
        take(edition, content)

    assert [str(fault) for fault in refused.value.examined.faults] == [
        "event 1 “without a title”: title: must not be empty",
        "event 2 “Event 2”: duration: 3 minutes; a session lasts from 5 minutes to 24 hours",
        "event 3 “Event 3”: date: “soon” is no date and time",
    ]
    assert Session.objects.count() == 0


def test_bad_events_are_left_out_on_wish(edition, hall):
    version, report = take(edition, schedule(event(title=""), event(2)), skip_bad=True)
    assert (places(version), report["rejected"]) == ([("Event 2", "Hall", "19 09:00")], 1)


def test_sessions_that_the_file_does_not_name_stay_or_lose_a_taken_place(edition, release, talk, hall, attic):
    a, b = talk("A"), talk("B")
    release((a, hall, at(9)), (b, attic, at(9)))
    version, _report = take(edition, schedule(event()))

    assert places(version) == [("Event 1", "Hall", "19 09:00"), ("Talk B", "Attic", "19 09:00")]
    assert reasons(version) == [("Talk A", "import-displaced")]
    whole, _report = take(edition, schedule(event()), is_whole=True)
    assert places(whole) == [("Event 1", "Hall", "19 09:00")]


def test_released_programme_stays_until_the_draft_is_released(edition, release, talk, hall):
    release((talk("A"), hall, at(9)))
    take(edition, schedule(event()))
    assert [spot.code for spot in released_programme(edition).spots] == ["A"]


def test_table_in_polish_is_understood(edition, hall, anna, bob):
    content = table(
        {
            "Tytuł": "Woda",
            "Rodzaj": "panel dyskusyjny",
            "Sala": "hall",
            "Data": "19.05.2027",
            "Od": "9:00",
            "Do": "10.15",
            "Moderator": "Test Anna",
            "Prelegenci": "Ktoś; Bob",
            "E-mail": "nobody@example.org; bob@example.org",
            "Język": "polski",
        }
    )
    version, _report = take(edition, content)
    session = edition.sessions.get()

    assert places(version) == [("Woda", "Hall", "19 09:00")]
    assert (session.kind, session.language, session.minutes) == ("panel", "pl", 75)
    assert [(role.participant, role.kind) for role in session.roles.all()] == [(anna, "moderator"), (bob, "speaker")]


def test_people_of_one_name_are_not_guessed(edition, hall, add):
    for code in ("X1", "X2"):
        person = add(code).person
        person.given_name, person.family_name = "Ewa", "Nowak"
        person.save()
    _version, report = take(edition, schedule(event(persons=[{"name": "Ewa Nowak"}])))

    assert report["notes"] == [
        ["event 1 “Event 1”", "Ewa Nowak: several participants bear this name; only the name is kept"]
    ]
    assert edition.sessions.get().roles.count() == 0


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a;b\n", b"<x/>", b"{}", b"PK\x03\x04 broken"])
def test_files_that_are_no_schedule_are_refused(edition, content):
    with pytest.raises(UnreadableSchedule):
        take(edition, content)
    assert ScheduleVersion.objects.count() == 0


BASE = "/en/congress/small/organiser/programme/import/"


def test_organiser_imports_step_by_step(client, edition, organiser, hall):
    client.force_login(organiser)
    content = table({"Topic": "Water", "Where": "Aula", "Date": "2027-05-19", "From": "9:00", "Length": "45"})
    uploaded = client.post(BASE, {"file": SimpleUploadedFile("plan.csv", content)})
    imported = ScheduleImport.objects.get()
    assert uploaded.headers["Location"] == f"{BASE}{imported.pk}/columns/"

    columns = {"column_0": "title", "column_1": "room", "column_2": "date", "column_3": "start", "column_4": "minutes"}
    assert client.post(f"{BASE}{imported.pk}/columns/", columns).headers["Location"] == f"{BASE}{imported.pk}/"
    text = client.get(f"{BASE}{imported.pk}/").content.decode()
    assert "The edition has no rooms of these names" in text

    answers = {"language": "en", "zone": "Europe/Warsaw", "room_0": "hall", "import": "1"}
    assert client.post(f"{BASE}{imported.pk}/", answers).headers["Location"] == f"{BASE}{imported.pk}/report/"
    imported.refresh_from_db()
    assert imported.state == ImportState.DONE
    assert places(imported.version) == [("Water", "Hall", "19 09:00")]
    assert "The draft is ready" in client.get(f"{BASE}{imported.pk}/report/").content.decode()

    client.post(BASE, {"file": SimpleUploadedFile("plan2.csv", content)})
    again = ScheduleImport.objects.first()
    assert again.reading["mapping"]["room"] == "Where"
    assert again.reading["rooms"] == {"Aula": "hall"}


def test_open_questions_keep_the_import_from_starting(client, edition, organiser, hall):
    client.force_login(organiser)
    client.post(BASE, {"file": SimpleUploadedFile("x.json", schedule(event(room="Unknown")))})
    imported = ScheduleImport.objects.get()
    page = client.post(f"{BASE}{imported.pk}/", {"language": "en", "zone": "", "import": "1"})

    assert "The edition has no rooms of these names" in page.content.decode()
    imported.refresh_from_db()
    assert (imported.state, Session.objects.count()) == (ImportState.UPLOADED, 0)


def test_import_pages_are_for_organisers(client, edition, outsider):
    client.force_login(outsider)
    assert client.get(BASE).status_code in (403, 404)
    assert ScheduleImport.objects.count() == 0


def test_upload_can_be_deleted(client, edition, organiser, hall):
    client.force_login(organiser)
    client.post(BASE, {"file": SimpleUploadedFile("x.json", schedule(event()))})
    client.post(f"{BASE}{ScheduleImport.objects.get().pk}/disposal/")
    assert ScheduleImport.objects.count() == 0


def test_old_uploads_lose_file_and_names(edition, organiser, hall):
    imported = imports.upload_schedule(edition, SimpleUploadedFile("x.json", schedule(event())), by=organiser)
    imports.start_import(imported, by=organiser)
    ScheduleImport.objects.update(uploaded_at=datetime(2026, 1, 1, tzinfo=ZONE))

    assert imports.delete_old_uploads() == 1
    imported.refresh_from_db()
    assert (imported.file.name, imported.report["notes"], imported.report["created"]) == ("", [], 1)


def test_preview_asks_the_database_equally_often_for_one_and_three_events(edition, organiser, hall):
    counts = []
    for number in (1, 3):
        events = [event(place, date=f"2027-05-19T{8 + place:02}:00:00+02:00") for place in range(1, number + 1)]
        imported = imports.upload_schedule(edition, SimpleUploadedFile("x.json", schedule(*events)), by=organiser)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            imports.preview_schedule(imported)
        counts.append(len(queries))
    assert counts[0] == counts[1]
