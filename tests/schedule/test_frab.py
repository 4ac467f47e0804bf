"""The programme as frab XML and JSON: valid by the published schemas, and read back as it was."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from defusedxml import ElementTree as Xml
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from grono.congress.models import Slot
from grono.schedule import actions
from grono.schedule.formats import frab_json, frab_xml
from grono.schedule.formats.events import UnreadableSchedule
from grono.schedule.formats.frab import acronym_of, person_guid, track_slug
from grono.schedule.queries import released_programme

from .conftest import ZONE, at
from .frab import ABSENT, EXAMPLES, SCHEMA, XSD

BASE = "https://congress.example.org"


@pytest.fixture
def programme(edition, release, talk, hall, attic, anna, bob):
    """Three sessions in two rooms on two days; one of them with a track, people and an abstract."""
    first = talk(
        "A1",
        anna,
        bob,
        track=edition.tracks.get(),
        title=LazyI18nString({"pl": "Źródła <energii> & ciepła", "en": "Sources <of energy> & heat"}),
        abstract=LazyI18nString({"pl": "**Ważne**\x0b słowa", "en": "Words"}),
    )
    release((first, hall, at(9)), (talk("DEF456"), attic, at(9)), (talk("C"), hall, at(10, day=20)))
    return released_programme(edition)


def problems_with_xml(content: bytes) -> list[str]:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(XSD)))
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


def problems_with_json(content: bytes) -> list[str]:
    import jsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.validators.validator_for(schema).FORMAT_CHECKER
    )
    return [error.message for error in validator.iter_errors(json.loads(content))]


@pytest.mark.shared
@ABSENT
@pytest.mark.parametrize("language", ["pl", "en"])
def test_exports_are_valid_by_the_published_schemas(programme, language):
    with override(language):
        assert problems_with_xml(frab_xml.write(programme, BASE)) == []
        assert problems_with_json(frab_json.write(programme, BASE)) == []


@pytest.mark.shared
@ABSENT
def test_schemas_notice_what_is_wrong(programme):
    assert problems_with_xml(
        frab_xml.write(programme, BASE).replace(b"<version>", b"<vers>").replace(b"</version>", b"</vers>")
    )
    assert problems_with_json(frab_json.write(programme, BASE).replace(b'"daysCount": 2', b'"daysCount": "2"'))


@pytest.mark.shared
@ABSENT
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_exports_are_valid_on_days_on_which_the_clocks_change(edition, release, talk, hall, day):
    edition.start_date = edition.end_date = day
    edition.save()
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    Slot.objects.filter(code="W").update(starts_at=midnight, ends_at=midnight + timedelta(days=1))
    session = talk("A", minutes=120)
    release((session, hall, datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)))
    found = released_programme(edition)

    assert problems_with_xml(frab_xml.write(found, BASE)) == []
    assert problems_with_json(frab_json.write(found, BASE)) == []
    assert Xml.fromstring(frab_xml.write(found, BASE)).find(".//event/duration").text == "02:00"


def test_xml_says_what_the_programme_says(programme):
    root = Xml.fromstring(frab_xml.write(programme, BASE))
    event = root.find(".//event[@id]")

    assert [day.get("date") for day in root.findall("day")] == ["2027-05-19", "2027-05-20"]
    assert (root.find("day").get("start"), root.find("day").get("end")) == (
        "2027-05-19T00:00:00+02:00",
        "2027-05-20T00:00:00+02:00",
    )
    assert [room.get("name") for room in root.find("day").findall("room")] == ["Hall", "Attic"]
    assert event.find("title").text == "Sources <of energy> & heat"
    assert event.find("date").text == "2027-05-19T09:00:00+02:00"
    assert (event.find("start").text, event.find("duration").text) == ("09:00", "00:30")
    assert event.find("track").text == "Energy"
    assert [person.text for person in event.iter("person")] == ["Anna Test", "Bob Test"]
    assert event.find("url").text == f"{BASE}/en/congress/small/sessions/A1/"
    assert root.find("conference/time_zone_name").text == "Europe/Warsaw"


def test_exports_leave_out_control_characters(programme):
    with override("pl"):
        assert Xml.fromstring(frab_xml.write(programme, BASE)).find(".//abstract").text == "**Ważne** słowa"


def test_codes_stand_where_the_schemas_allow_them(programme):
    root = Xml.fromstring(frab_xml.write(programme, BASE))
    assert sorted(event.get("code") or "" for event in root.iter("event")) == ["", "", "DEF456"]


def test_cancelled_sessions_are_left_out(edition, programme, organiser):
    actions.cancel_session(edition.sessions.get(code="A1"), by=organiser)
    found = released_programme(edition)

    assert [event.code for event in frab_xml.read(frab_xml.write(found, BASE)).events] == ["DEF456", ""]


@pytest.mark.parametrize("module", [frab_xml, frab_json])
def test_export_is_read_back_as_it_was(edition, programme, module):
    found = module.read(module.write(programme, BASE))
    first = found.events[0]
    session = edition.sessions.get(code="A1")

    assert (found.zone, found.version) == ("Europe/Warsaw", "1")
    assert [event.faults for event in found.events] == [[], [], []]
    assert (first.guid, first.title, first.kind) == (session.guid, "Sources <of energy> & heat", "talk")
    assert (first.start, first.minutes, first.room) == (at(9), 30, "Hall")
    assert [(person.name, person.guid) for person in first.people] == [
        ("Anna Test", person_guid(edition, "Anna")),
        ("Bob Test", person_guid(edition, "Bob")),
    ]


def test_json_names_roles_and_seats(programme):
    conference = json.loads(frab_json.write(programme, BASE))["schedule"]["conference"]

    assert [(room["name"], room["capacity"]) for room in conference["rooms"]] == [("Hall", 100), ("Attic", 20)]
    assert [person["role"] for person in conference["days"][0]["rooms"]["Hall"][0]["persons"]] == ["speaker"] * 2


@pytest.mark.parametrize("name", ["programme.xml", "schedule.json"])
def test_export_pages_ask_the_database_three_times_and_once_when_kept(
    client, programme, name, django_assert_num_queries
):
    address = f"/en/congress/small/{name}"
    with django_assert_num_queries(3):
        first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)

    assert again.content == first.content
    assert frab_xml.read(again.content).events if name.endswith("xml") else frab_json.read(again.content).events


@pytest.mark.parametrize("name", ["programme.xml", "schedule.json"])
def test_exports_do_not_exist_before_a_release(client, edition, talk, name):
    talk("A")
    assert client.get(f"/en/congress/small/{name}").status_code == 404


def test_acronym_has_four_plain_signs_at_least(edition):
    edition.slug = "cwc"
    assert acronym_of(edition) == "cwc_"
    edition.slug = "Cluster-World-2027"
    assert acronym_of(edition) == "cluster_world_2027"


@pytest.mark.parametrize(("code", "slug"), [("energy", "energy"), ("2", "t-2"), ("A_b", "a-b"), ("---", "t-x")])
def test_track_slug_begins_with_a_letter(code, slug):
    assert track_slug(code) == slug


@pytest.mark.shared
@ABSENT
@pytest.mark.parametrize(
    ("name", "events", "zone"),
    [("pretalx-democon.json", 36, "UTC"), ("frab-camp2019.json", 79, "Europe/Berlin"), ("pretalx-rc3.json", 48, "")],
)
def test_published_examples_are_read(name, events, zone):
    found = frab_json.read((EXAMPLES / name).read_bytes())

    assert (len(found.events), found.zone) == (events, zone)
    assert [fault for event in found.events for fault in event.faults] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<schedule><version>1</schedule>", "the file is not sound XML: mismatched tag: line 1, column 22"),
        (b"<html><body/></html>", "this XML is no schedule: its root is “html”"),
        (
            b'<!DOCTYPE s [<!ENTITY a "b">]><schedule>&a;</schedule>',
            "the XML defines a document type or entities, which are not accepted",
        ),
    ],
)
def test_bad_xml_is_refused(content, message):
    with pytest.raises(UnreadableSchedule, match=message.replace("(", r"\(")):
        frab_xml.read(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schedule": ', "the file is not sound JSON"),
        (b"[]", "this JSON is no schedule"),
        (b'{"schedule": {"conference": {"days": {}}}}', "this JSON is no schedule"),
        (b"[" * 100_000, "the file is not sound JSON"),
    ],
)
def test_bad_json_is_refused(content, message):
    with pytest.raises(UnreadableSchedule, match=message):
        frab_json.read(content)


def test_events_of_json_that_are_no_events_become_faults():
    days = [
        {
            "rooms": {
                "Hall": [
                    None,
                    {"title": ["x"], "date": 5, "persons": "Anna"},
                    {"title": "A", "date": "2027-13-01T09:00:00", "duration": "1:x"},
                ]
            }
        }
    ]
    found = frab_json.read(json.dumps({"schedule": {"conference": {"days": days}}}).encode())

    assert [str(fault) for fault in found.events[2].faults] == [
        "event 3 “A”: date: “2027-13-01T09:00:00” is no date and time",
        "event 3 “A”: duration: “1:x” is no length; write hours and minutes: 01:30",
    ]
    assert [bool(event.faults) for event in found.events] == [True, True, True]


def test_xml_without_moments_takes_the_day_and_the_clock():
    content = (
        b'<schedule><day date="2027-05-19"><room name="Hall"><event id="7"><title>A</title><start>09:30</start>'
        b"<duration>1:15</duration></event></room></day></schedule>"
    )
    event = frab_xml.read(content).events[0]

    assert (event.start, event.minutes, event.room, event.key) == (
        at(9, 30).replace(tzinfo=None),
        75,
        "Hall",
        "7",
    )
    assert event.faults == []


def test_moment_of_an_export_is_local_in_winter_and_summer(edition, release, talk, hall):
    edition.start_date, edition.end_date = date(2027, 10, 30), date(2027, 11, 1)
    edition.save()
    opening = datetime(2027, 10, 30, tzinfo=ZONE)
    Slot.objects.filter(code="W").update(starts_at=opening, ends_at=opening + timedelta(days=2))
    sessions = [talk(code) for code in "AB"]
    release(
        (sessions[0], hall, datetime(2027, 10, 30, 9, tzinfo=ZONE)),
        (sessions[1], hall, datetime(2027, 10, 31, 9, tzinfo=ZONE)),
    )
    dates = [date.text for date in Xml.fromstring(frab_xml.write(released_programme(edition), BASE)).iter("date")]

    assert dates == ["2027-10-30T09:00:00+02:00", "2027-10-31T09:00:00+01:00"]
