"""The public pages: programme, filters, now, session, calendars; and what participants do."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from grono.congress.actions import set_unavailable
from grono.schedule import actions
from grono.schedule.models import Favourite

from .conftest import at

BASE = "/en/congress/small"


@pytest.fixture
def clock(settings):
    def set_to(moment: datetime) -> None:
        settings.CLOCK = moment.isoformat()

    set_to(at(9, 10))
    return set_to


def titles(response) -> list[str]:
    """The titles of sessions on a page, in their order."""
    text = response.content.decode()
    return [
        part.split("<")[0]
        for part in text.split('class="session-title"><a href="')[1:]
        for part in [part.split(">", 1)[1]]
    ]


def test_programme_before_a_release_explains_itself(client, edition, talk):
    talk("A")
    text = client.get(f"{BASE}/programme/").content.decode()
    assert "The programme is not released yet" in text
    assert "Talk A" not in text


def test_programme_shows_one_day_in_order_of_time_and_room(client, clock, release, talk, hall, attic):
    a, b, c, d = (talk(code) for code in "ABCD")
    release((a, attic, at(9)), (b, hall, at(9)), (c, hall, at(10)), (d, hall, at(9, day=20)))
    assert titles(client.get(f"{BASE}/programme/")) == ["Talk B", "Talk A", "Talk C"]
    assert titles(client.get(f"{BASE}/programme/?day=2")) == ["Talk D"]
    assert titles(client.get("/pl/congress/small/programme/?day=2")) == ["Wykład D"]


def test_programme_places_sessions_in_rows_of_five_minutes_and_columns_of_rooms(
    client, clock, release, talk, hall, attic
):
    plenary = talk("P", kind="plenary", minutes=60)
    release((plenary, hall, at(9)), (talk("A"), attic, at(10, 30)))
    set_unavailable(hall.resource, at(10, 30), at(11))
    text = client.get(f"{BASE}/programme/").content.decode()
    assert "session-plenary row-0 span-12 session-wide session-now" in text
    assert "session-talk row-18 span-6 col-2" in text
    assert "session-break session-wide row-12 span-6" in text
    assert "session-closed row-18 span-6 col-1" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("room=attic", ["Talk B"]),
        ("track=energy", ["Talk A"]),
        ("kind=panel", ["Talk B"]),
        ("language=en", ["Talk B"]),
        ("interpretation=en", ["Talk A"]),
        ("q=anna", ["Talk A"]),
        ("q=talk+b", ["Talk B"]),
        ("room=nowhere", []),
    ],
)
def test_programme_filters(client, clock, edition, release, talk, hall, attic, anna, query, found):
    a = talk("A", anna, track=edition.tracks.get(), interpretation=["en"])
    b = talk("B", kind="panel", language="en")
    release((a, hall, at(9)), (b, attic, at(9)))
    assert titles(client.get(f"{BASE}/programme/?day=1&{query}")) == found


@pytest.mark.parametrize("sessions", [1, 3])
def test_programme_takes_four_queries_cold_and_one_warm(
    client, clock, release, talk, hall, add, sessions, django_assert_num_queries
):
    release(*((talk(f"S{n}", add(f"P{n}")), hall, at(9) + timedelta(minutes=30 * n)) for n in range(sessions)))
    with django_assert_num_queries(4):
        cold = client.get(f"{BASE}/programme/")
    with django_assert_num_queries(1):
        warm = client.get(f"{BASE}/programme/")
    assert warm.content == cold.content


def test_kept_programme_is_renewed_by_a_release(client, clock, release, talk, hall):
    session = talk("A")
    release((session, hall, at(9)))
    before = client.get(f"{BASE}/programme/")
    assert client.get(f"{BASE}/programme/", headers={"if-none-match": before.headers["ETag"]}).status_code == 304
    release((session, hall, at(10)))
    after = client.get(f"{BASE}/programme/", headers={"if-none-match": before.headers["ETag"]})
    assert "10:00–10:30" in after.content.decode()


def test_now_shows_what_is_on_and_what_comes_next_in_each_room(client, clock, release, talk, hall, attic):
    a, b, c = (talk(code) for code in "ABC")
    release((a, hall, at(9)), (b, hall, at(10)), (c, attic, at(9, 45)))
    text = client.get(f"{BASE}/programme/now/").content.decode()
    now, following = text.split('id="next"')
    assert ("Talk A" in now, "Talk B" in now, "Talk C" in now) == (True, False, False)
    assert following.index("Talk B") < following.index("Talk C")
    clock(at(20, day=20))
    assert "All sessions of this edition are over." in client.get(f"{BASE}/programme/now/").content.decode()


def test_session_page_says_when_where_and_with_whom(client, clock, release, talk, hall, anna):
    session = talk("A", anna, interpretation=["en"], abstract="About *heat*.")
    release((session, hall, at(9)))
    text = client.get(f"{BASE}/sessions/A/").content.decode()
    for words in ("Talk A", "09:00–09:30", "Hall", "Anna Test", "interpreted into", "<em>heat</em>"):
        assert words in text


def test_session_page_is_hidden_before_the_first_release(client, edition, talk, organiser):
    talk("A")
    assert client.get(f"{BASE}/sessions/A/").status_code == 302
    client.force_login(organiser)
    assert client.get(f"{BASE}/sessions/A/").status_code == 200


def test_calendar_keeps_identifiers_over_versions_and_counts_them(client, clock, release, talk, hall):
    session = talk("A")
    release((session, hall, at(9)))
    first = Calendar.from_ical(client.get(f"{BASE}/programme.ics").content)
    release((session, hall, at(10)))
    second = Calendar.from_ical(client.get(f"{BASE}/sessions/A.ics").content)
    one, other = first.walk("VEVENT")[0], second.walk("VEVENT")[0]
    assert one["UID"] == other["UID"]
    assert one["SEQUENCE"] < other["SEQUENCE"]
    assert (one["DTSTART"].dt, other["DTSTART"].dt) == (at(9), at(10))
    assert other["DTSTART"].params["TZID"] == "Europe/Warsaw"
    assert [str(zone["TZID"]) for zone in second.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    assert other["DTSTAMP"].dt.tzinfo is not None
    assert (str(other["SUMMARY"]), str(other["LOCATION"])) == ("Talk A", "Hall, Dom, Katowice")


def test_participant_marks_a_session_and_takes_it_back(client, clock, release, talk, hall, anna):
    session = talk("A")
    release((session, hall, at(9)))
    client.force_login(anna.person)
    client.post(f"{BASE}/sessions/A/favourite/", {"mark": "keep_free"})
    assert list(Favourite.objects.values_list("participant", "session", "keep_free")) == [(anna.pk, session.pk, True)]
    assert "session-mine" in client.get(f"{BASE}/programme/").content.decode()
    client.post(f"{BASE}/sessions/A/favourite/", {"mark": "no"})
    assert not Favourite.objects.exists()


def test_only_participants_mark_sessions(clock, release, talk, hall, outsider):
    release((talk("A"), hall, at(9)))
    visitor, stranger = Client(), Client()
    stranger.force_login(outsider)
    answer = visitor.post(f"{BASE}/sessions/A/favourite/", {"mark": "yes"})
    assert (answer.status_code, "sessions/A/" in answer.headers["Location"]) == (302, True)
    stranger.post(f"{BASE}/sessions/A/favourite/", {"mark": "yes"})
    assert not Favourite.objects.exists()


def test_search_knows_released_sessions_in_each_language(release, talk, hall, anna):
    from grono.kit.registry import search_sources

    released, _draft = talk("A", anna, abstract="Heat"), talk("B")
    release((released, hall, at(9)))
    found = {text.language: text for text in search_sources()["session"].documents(None)}
    assert {language: text.title for language, text in found.items()} == {"pl": "Wykład A", "en": "Talk A"}
    assert found["en"].path == "congress/small/sessions/A/"


def test_personal_data_exports_roles_and_favourites_and_erases_favourites(talk, anna):
    from grono.kit.registry import personal_data

    session = talk("A", anna)
    actions.mark_favourite(anna, session, True, by=anna.person)
    data = personal_data()["schedule"]
    assert data.export(anna.person)["favourites"] == [{"edition": "small", "session": "A", "keep_free": True}]
    assert data.erase(anna.person) == 1
    assert data.export(anna.person) == {
        "roles": [{"edition": "small", "session": "A", "title": "Talk A", "role": "speaker"}],
        "favourites": [],
        "programmes_seen": [],
        "changes_by_hand": [],
    }
