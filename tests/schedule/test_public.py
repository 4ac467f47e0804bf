"""Views of the public programme, speakers, changes and old versions, own choices, linked data."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from grono.congress.choices import ParticipantStatus
from grono.schedule import actions, queries
from grono.schedule.models import Favourite

from .conftest import at
from .test_pages import BASE, clock, titles

__all__ = ["clock"]


def linked_data(response) -> dict:
    """The document for search engines that a page carries."""
    text = response.content.decode()
    return json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])


def test_list_shows_all_days_and_keeps_filters_from_view_to_view(client, clock, release, talk, hall, attic):
    release((talk("A"), hall, at(9)), (talk("B", kind="panel"), attic, at(9)), (talk("C"), hall, at(9, day=20)))
    assert titles(client.get(f"{BASE}/programme/list/")) == ["Talk A", "Talk B", "Talk C"]
    filtered = client.get(f"{BASE}/programme/list/?kind=panel")
    assert titles(filtered) == ["Talk B"]
    assert f'href="{BASE}/programme/now/?kind=panel"' in filtered.content.decode()


def test_room_and_track_show_their_sessions_of_all_days(client, clock, edition, release, talk, hall, attic):
    energy = edition.tracks.get()
    release(
        (talk("A", track=energy), hall, at(9)),
        (talk("B"), attic, at(9)),
        (talk("C", track=energy), attic, at(9, day=20)),
    )
    assert titles(client.get(f"{BASE}/programme/rooms/attic/")) == ["Talk B", "Talk C"]
    assert titles(client.get(f"{BASE}/programme/tracks/energy/")) == ["Talk A", "Talk C"]
    missing = [client.get(f"{BASE}/programme/{path}/").status_code for path in ("rooms/cellar", "tracks/none")]
    assert missing == [404, 404]


def test_cancelled_session_is_struck_with_its_note(client, clock, release, talk, hall):
    session = talk("A")
    release((session, hall, at(9)))
    session.cancelled_at, session.cancelled_note = timezone.now(), "The speaker is ill"
    session.save()
    texts = [client.get(f"{BASE}{path}").content.decode() for path in ("/programme/", "/sessions/A/")]
    assert all("<s>Talk A</s>" in text and "The speaker is ill" in text for text in texts)
    assert "Talk A" not in client.get(f"{BASE}/programme/now/").content.decode()


@pytest.mark.parametrize("sessions", [1, 3])
def test_views_take_four_queries_cold_and_one_warm(
    client, clock, release, talk, hall, add, sessions, django_assert_num_queries
):
    release(*((talk(f"S{n}", add(f"P{n}")), hall, at(9) + n * timedelta(minutes=30)) for n in range(sessions)))
    for path in ("list", "rooms/hall", "mine", "now"):
        with django_assert_num_queries(4):
            client.get(f"{BASE}/programme/{path}/")
        with django_assert_num_queries(1):
            client.get(f"{BASE}/programme/{path}/")


def test_speakers_are_those_of_the_released_programme(client, release, talk, hall, anna, bob, add):
    gone = add("Gone", status=ParticipantStatus.CANCELLED)
    release((talk("A", anna, gone), hall, at(9)))
    talk("B", bob)
    text = client.get(f"{BASE}/speakers/").content.decode()
    assert ("Anna Test" in text, "Bob Test" in text, "Gone Test" in text) == (True, False, False)
    assert "Anna Test" in client.get(f"{BASE}/speakers/?q=ann+test").content.decode()
    assert "Nobody found" in client.get(f"{BASE}/speakers/?q=zenon").content.decode()
    assert client.get(f"{BASE}/speakers/Bob/").status_code == 404
    page = client.get(f"{BASE}/speakers/Anna/")
    assert titles(page) == ["Talk A"]


@pytest.mark.parametrize("people", [1, 3])
def test_speakers_take_at_most_four_queries(client, release, talk, hall, add, people, django_assert_max_num_queries):
    release((talk("A", *(add(f"P{n}") for n in range(people))), hall, at(9)))
    with django_assert_max_num_queries(4):
        client.get(f"{BASE}/speakers/")


def test_own_choice_of_a_visitor_holds_all_sessions_hidden_for_the_script(client, clock, release, talk, hall):
    release((talk("A"), hall, at(9)), (talk("B"), hall, at(10)))
    text = client.get(f"{BASE}/programme/mine/").content.decode()
    sessions = re.findall(r'<li class="session[^>]*data-code="(.)"[^>]* hidden>', text)
    assert (sessions, 'data-agenda="browser"' in text) == (["A", "B"], True)
    shared = client.get(f"{BASE}/programme/mine/?codes=B,nonsense")
    assert titles(shared) == ["Talk B"]
    assert f"{BASE}/programme.ics?codes=B" in shared.content.decode()


def test_own_choice_of_a_participant_holds_marks_and_own_sessions(client, clock, release, talk, hall, anna):
    a, b, c = talk("A"), talk("B", anna), talk("C")
    release((a, hall, at(9)), (b, hall, at(9, 30)), (c, hall, at(10)))
    actions.mark_favourite(anna, a, False, by=anna.person)
    client.force_login(anna.person)
    assert titles(client.get(f"{BASE}/programme/mine/")) == ["Talk A", "Talk B"]


def test_marks_made_before_signing_in_are_taken_over_once(client, clock, release, talk, hall, anna):
    a, b = talk("A"), talk("B")
    release((a, hall, at(9)), (b, hall, at(10)))
    actions.mark_favourite(anna, a, True, by=anna.person)
    client.force_login(anna.person)
    for _ in range(2):
        answer = client.post(f"{BASE}/programme/mine/takeover/", {"codes": "A,B,nonsense"})
        assert answer.headers["Location"] == f"{BASE}/programme/mine/#taken-over"
    marks = Favourite.objects.order_by("session__code").values_list("session__code", "keep_free")
    assert list(marks) == [("A", True), ("B", False)]


def test_star_of_a_participant_answers_the_script_without_a_page(client, clock, release, talk, hall, anna):
    release((talk("A"), hall, at(9)))
    client.force_login(anna.person)
    answer = client.post(f"{BASE}/sessions/A/favourite/", {"mark": "yes"}, headers={"accept": "application/json"})
    assert (answer.status_code, Favourite.objects.count()) == (204, 1)
    assert "in your agenda" not in client.get(f"{BASE}/programme/").content.decode().split("<main")[1].split("<nav")[0]


def test_changes_list_releases_and_old_ones_stay_readable(client, clock, release, talk, hall, attic):
    session = talk("A")
    release((session, hall, at(9)))
    release((session, attic, at(10)))
    text = client.get(f"{BASE}/programme/changes/").content.decode()
    assert ("09:00, Hall" in text, "10:00, Attic" in text) == (True, True)
    old = client.get(f"{BASE}/programme/versions/1/").content.decode()
    assert ("This programme is no longer in force." in old, "09:00–09:30" in old) == (True, True)
    assert client.get(f"{BASE}/programme/versions/2/").headers["Location"] == f"{BASE}/programme/"


def test_old_version_shows_titles_as_they_were(client, clock, release, talk, hall, anna):
    session = talk("A", anna)
    release((session, hall, at(9)))
    session.title = "Another name"
    session.save()
    release((session, hall, at(10)))
    found = queries.programme_then(queries.version_by_number(session.edition, 1))
    assert [(str(spot.title), spot.leader.name) for spot in found.spots] == [("Talk A", "Anna Test")]


def test_drafts_are_not_readable_as_old_versions(client, clock, version, release, talk, hall):
    session = talk("A")
    release((session, hall, at(9)))
    version((session, hall, at(10)))
    assert client.get(f"{BASE}/programme/versions/2/").status_code == 404


def test_participant_reads_what_changed_since_they_looked(client, clock, release, talk, hall, anna):
    mine, other = talk("A", anna), talk("B")
    release((mine, hall, at(9)), (other, hall, at(10)))
    client.force_login(anna.person)
    assert "What changed since you looked" not in client.get(f"{BASE}/programme/changes/").content.decode()
    release((mine, hall, at(9, 30)), (other, hall, at(10, 30)))
    news = client.get(f"{BASE}/programme/changes/").content.decode().split('id="news"')[1].split("</section>")[0]
    assert news.index("Talk A") < news.index("1 other change") < news.index("Talk B")
    assert "What changed since you looked" not in client.get(f"{BASE}/programme/changes/").content.decode()


def test_linked_data_names_the_event_and_cannot_end_its_element(client, clock, release, talk, hall, anna):
    release((talk("A", anna, title="Talk </script><b>"), hall, at(9)))
    day = linked_data(client.get(f"{BASE}/programme/"))
    assert (day["@type"], [event["name"] for event in day["subEvent"]]) == ("Event", ["Talk </script><b>"])
    session = linked_data(client.get(f"{BASE}/sessions/A/"))
    assert session["startDate"] == "2027-05-19T09:00:00+02:00"
    assert session["performer"] == [{"@type": "Person", "name": "Anna Test"}]
    assert session["eventStatus"] == "https://schema.org/EventScheduled"


def test_page_outside_of_the_congress_days_keeps_its_stamp_all_day(client, clock, release, talk, hall):
    release((talk("A"), hall, at(9)))
    before = at(9) - timedelta(days=30)
    tags = []
    for moment in (before, before + timedelta(hours=3)):
        clock(moment)
        tags.append(client.get(f"{BASE}/programme/").headers["ETag"])
    assert tags[0] == tags[1]
