"""The organiser's pages: permissions, release, refusals, forms."""

import pytest

from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.solves import queue_solve
from grono.schedule import actions
from grono.schedule.models import Session
from grono.schedule.queries import released_version

from .conftest import at

BASE = "/en/congress/small/organiser"
PAGES = ("programme/", "programme/versions/1/", "sessions/", "sessions/new/", "sessions/A/", "sessions/A/move/")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_organisers_only(client, talk, version, hall, organiser, anna, page):
    version((talk("A"), hall, at(9)))
    answers = [client.get(f"{BASE}/{page}").status_code]
    for person in (anna.person, organiser):
        client.force_login(person)
        answers.append(client.get(f"{BASE}/{page}").status_code)
    assert answers == [302, 403, 200]


@pytest.mark.parametrize(
    "address", ["programme/versions/", "programme/versions/1/release/", "programme/versions/1/disposal/"]
)
def test_participants_change_nothing(client, edition, talk, version, hall, anna, address):
    draft = version((talk("A"), hall, at(9)))
    client.force_login(anna.person)
    assert client.post(f"{BASE}/{address}").status_code == 403
    draft.plan.refresh_from_db()
    assert (draft.plan.status, edition.solves.count()) == (PlanStatus.DRAFT, 0)


def test_release_button_releases(client, edition, talk, version, hall, organiser):
    draft = version((talk("A"), hall, at(9)))
    client.force_login(organiser)
    client.post(f"{BASE}/programme/versions/1/release/")
    released = released_version(edition)
    assert (released, released.plan.published_by) == (draft, organiser)


def test_console_compares_draft_with_released_and_explains_what_is_left_out(
    client, talk, plan, release, hall, organiser, edition
):
    session = talk("A")
    released = release((session, hall, at(9)))
    actions.move_from(released, session, starts_at=at(10), room=hall, by=organiser)
    client.force_login(organiser)
    text = client.get(f"{BASE}/programme/").content.decode()
    assert "Draft 2 changes 1 thing" in text
    assert "<del>Wed 19.05, 09:00, Hall</del>" in text
    assert "<ins>Wed 19.05, 10:00, Hall</ins>" in text


def test_console_shows_why_a_session_has_no_place(client, talk, plan, hall, organiser):
    talk("A", equipment=["piano"])
    plan()
    client.force_login(organiser)
    assert "No room that it may use has: piano." in client.get(f"{BASE}/programme/").content.decode()


def test_progress_fragment_shows_the_bar_and_asks_for_the_page_at_the_end(client, edition, organiser):
    solve = queue_solve(edition, PlanKind.PROGRAMME, by=organiser)
    client.force_login(organiser)
    address = f"{BASE}/programme/solves/{solve.pk}/"
    running = client.get(address)
    assert ('hx-trigger="every 1s"' in running.content.decode(), "HX-Refresh" in running.headers) == (True, False)
    client.post(f"{address}stop/")
    solve.refresh_from_db()
    assert solve.stop_requested
    actions.plan_programme(solve.pk)
    ended = client.get(address)
    assert ended.headers["HX-Refresh"] == "true"
    assert "There are no sessions to place." in ended.content.decode()


def form(**changes):
    return {
        "code": "N",
        "kind": "panel",
        "title_pl": "Nowa",
        "title_en": "New",
        "language": "pl",
        "interpretation": "en, de",
        "minutes": "45",
        "expected": "30",
        "equipment": "",
        "pinned_start": "2027-05-19T09:30",
        "moderator": "Anna",
        "speakers": "",
        "panellists": "Bob",
        **changes,
    }


def test_form_adds_a_session_with_its_people(client, organiser, anna, bob):
    client.force_login(organiser)
    client.post(f"{BASE}/sessions/new/", form())
    session = Session.objects.get()
    assert (session.title.localize("en"), session.interpretation, session.pinned_start) == (
        "New",
        ["en", "de"],
        at(9, 30),
    )
    assert [(r.participant, r.kind) for r in session.roles.all()] == [(anna, "moderator"), (bob, "panellist")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"moderator": "Nobody"}, "There is no participant Nobody."),
        ({"panellists": "Bob, Anna"}, "Anna Test is named twice"),
        ({"moderator": "Anna, Bob", "panellists": ""}, "A session has one moderator."),
        ({"title_pl": ""}, "This field is required."),
        ({"minutes": "1"}, "greater than or equal to 5"),
    ],
)
def test_form_refuses_and_saves_nothing(client, organiser, anna, bob, changes, words):
    client.force_login(organiser)
    answer = client.post(f"{BASE}/sessions/new/", form(**changes))
    assert words in answer.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize("sessions", [1, 3])
def test_session_list_takes_the_same_queries_for_one_and_three(
    client, talk, add, organiser, sessions, django_assert_num_queries
):
    for number in range(sessions):
        talk(f"S{number}", add(f"P{number}"))
    client.force_login(organiser)
    client.get(f"{BASE}/sessions/")
    with django_assert_num_queries(10):
        text = client.get(f"{BASE}/sessions/").content.decode()
    assert text.count("/organiser/sessions/S") == sessions
