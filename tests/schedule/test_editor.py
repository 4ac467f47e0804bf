"""The editor's page and the answers that its script gets; a change by phone in a few steps."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grono.schedule import actions
from grono.schedule.models import ScheduleVersion, Session

from .conftest import at


@pytest.fixture
def signed(client: Client, organiser) -> Client:
    client.force_login(organiser)
    return client


def address(name: str, version: ScheduleVersion, *more: str) -> str:
    return reverse(name, args=["small", version.plan.number, *more])


def post(client: Client, version: ScheduleVersion, **act: Any) -> Any:
    return client.post(address("console-editor-edits", version), json.dumps(act), content_type="application/json")


def test_editor_lists_the_sessions_and_their_conflicts_without_the_script(signed, talk, version, hall, attic, anna):
    draft = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9)))
    talk("C")
    text = signed.get(address("console-editor", draft)).content.decode()
    assert text.count(reverse("console-session-move", args=["small", "A"])) == 1
    assert text.count(reverse("console-session-move", args=["small", "C"])) == 1
    assert "Anna Test" in text
    assert 'id="editor-state"' in text


def test_editor_is_for_organisers_only(client, outsider, talk, version, hall):
    draft = version((talk("A"), hall, at(9)))
    assert client.get(address("console-editor-data", draft)).status_code == 302
    client.force_login(outsider)
    answers = [
        client.get(address("console-editor", draft)),
        client.get(address("console-editor-data", draft)),
        client.get(address("console-editor-places", draft)),
        post(client, draft, act="remove", session="A", revision=0),
        client.post(address("console-editor-undo", draft)),
        client.post(reverse("console-editor-new", args=["small"])),
        client.get(reverse("console-change", args=["small"])),
    ]
    assert [answer.status_code for answer in answers] == [403] * 7
    assert draft.placements.count() == 1


def test_new_editor_copies_the_released_version_or_begins_empty(signed, edition, talk, release, hall):
    empty = signed.post(reverse("console-editor-new", args=["small"]))
    assert empty.url == reverse("console-editor", args=["small", 1])
    release((talk("A"), hall, at(9)))
    signed.post(reverse("console-editor-new", args=["small"]))
    newest = ScheduleVersion.objects.order_by("-plan__number").first()
    assert [p.session.code for p in newest.placements.all()] == ["A"]


def test_data_tells_places_reasons_conflicts_and_acts(signed, talk, version, hall, attic, anna, organiser):
    draft = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(10)))
    waiting = talk("C")
    actions.place_session(draft, Session.objects.get(code="B"), room=attic, starts_at=at(9), by=organiser)
    state = signed.get(address("console-editor-data", draft)).json()
    assert state["places"] == {
        "A": ["hall", "2027-05-19T09:00", "2027-05-19T09:30"],
        "B": ["attic", "2027-05-19T09:00", "2027-05-19T09:30"],
    }
    assert (state["waiting"], state["revision"], state["canUndo"]) == ({waiting.code: []}, 1, True)
    assert [(c["kind"], c["isHard"], c["session"], c["others"]) for c in state["conflicts"]] == [
        ("person", True, "A", ["B"])
    ]
    assert [(edit["number"], edit["isMine"]) for edit in state["edits"]] == [(1, True)]


def test_data_of_a_seen_revision_is_short(signed, talk, version, hall):
    draft = version((talk("A"), hall, at(9)))
    answer = signed.get(address("console-editor-data", draft), {"since": "0"})
    assert answer.json() == {"revision": 0, "isSame": True}


def test_data_takes_as_many_queries_for_one_session_as_for_three(
    signed, talk, version, hall, attic, add, django_assert_max_num_queries
):
    draft = version((talk("A", add("X")), hall, at(9)))
    with django_assert_max_num_queries(16) as one:
        signed.get(address("console-editor-data", draft))
    more = version(*[(talk(f"S{n}", add(f"P{n}")), attic, at(9 + n)) for n in range(2)])
    with django_assert_max_num_queries(len(one)) as three:
        signed.get(address("console-editor-data", more))
    assert len(three) == len(one)


def test_edit_answers_the_new_state(signed, talk, version, hall, attic):
    draft = version((talk("A"), hall, at(9)))
    answer = post(signed, draft, act="move", session="A", room="attic", starts_at="2027-05-20T09:30", revision=0)
    assert answer.status_code == 200
    assert answer.json()["places"] == {"A": ["attic", "2027-05-20T09:30", "2027-05-20T10:00"]}
    undone = signed.post(address("console-editor-undo", draft)).json()
    assert undone["places"] == {"A": ["hall", "2027-05-19T09:00", "2027-05-19T09:30"]}
    assert undone["canUndo"] is False


def test_edit_of_a_taken_cell_answers_409_with_free_places_nearby(signed, talk, version, hall, attic):
    draft = version((talk("A"), hall, at(9)), (talk("B"), attic, at(9)))
    answer = post(signed, draft, act="move", session="A", room="attic", starts_at="2027-05-19T09:00", revision=0)
    body = answer.json()
    assert (answer.status_code, body["reason"], body["sessions"]) == (409, "taken", ["B"])
    assert body["offers"][0] == {"room": "hall", "at": "2027-05-19T09:15", "texts": []}
    assert draft.edits.count() == 0


def test_edit_of_a_session_moved_meanwhile_answers_409_with_who_did_it(signed, talk, version, hall, attic, bob):
    draft = version((talk("A"), hall, at(9)))
    actions.place_session(draft, Session.objects.get(), room=attic, starts_at=at(9), by=bob.person)
    answer = post(signed, draft, act="remove", session="A", revision=0)
    body = answer.json()
    assert (answer.status_code, body["reason"], body["revision"]) == (409, "moved", 1)
    assert body["error"].startswith("Bob Test")
    assert body["places"] == {"A": ["attic", "2027-05-19T09:00", "2027-05-19T09:30"]}


@pytest.mark.parametrize(
    "act",
    [
        {"act": "move", "session": "A", "room": "hall", "starts_at": "2027-05-19T09:07", "revision": 0},
        {"act": "move", "session": "A", "room": "cellar", "starts_at": "2027-05-19T09:30", "revision": 0},
        {"act": "move", "session": "Z", "room": "hall", "starts_at": "2027-05-19T09:30", "revision": 0},
        {"act": "move", "session": "A", "room": "hall", "starts_at": "soon", "revision": 0},
        {"act": "move", "session": "A", "room": "hall", "starts_at": "2027-05-19T09:30"},
        {"act": "dance", "session": "A", "revision": 0},
    ],
)
def test_edit_that_breaks_a_rule_answers_422_with_the_rule(signed, talk, version, hall, act):
    draft = version((talk("A"), hall, at(9)))
    answer = post(signed, draft, **act)
    assert (answer.status_code, list(answer.json())) == (422, ["error"])
    assert (draft.edits.count(), draft.placements.get().starts_at) == (0, at(9))


def test_time_left_out_by_the_change_to_summer_time_is_refused(signed, edition, talk, version, hall):
    edition.start_date = edition.end_date = at(9).date().replace(month=3, day=28)
    edition.save()
    talk("A")
    draft = version()
    missing = post(signed, draft, act="place", session="A", room="hall", starts_at="2027-03-28T02:30", revision=0)
    after = post(signed, draft, act="place", session="A", room="hall", starts_at="2027-03-28T03:00", revision=0)
    assert (missing.status_code, after.status_code) == (422, 200)
    assert after.json()["places"]["A"] == ["hall", "2027-03-28T03:00", "2027-03-28T03:30"]


def test_places_tell_what_each_cell_of_a_day_would_mean(signed, talk, version, hall, attic, anna):
    draft = version((talk("A", anna), hall, at(9)), (talk("B", anna, expected=50), hall, at(10)))
    answer = signed.get(address("console-editor-places", draft), {"session": "B", "day": "2027-05-19"}).json()
    levels = {(room, at_): level for room, at_, level, _taken, _texts in answer["cells"]}
    assert levels["hall", "2027-05-19T09:00"] == "taken"
    assert levels["attic", "2027-05-19T09:00"] == "hard"
    assert levels["attic", "2027-05-19T10:00"] == "soft"
    assert levels["hall", "2027-05-19T10:00"] == "free"


def test_change_by_phone_finds_the_person_moves_and_shows_whom_it_touches(signed, talk, release, hall, attic, anna):
    released = release((talk("A", anna), hall, at(9)), (talk("B"), attic, at(9)))
    found = signed.get(reverse("console-change", args=["small"]), {"q": "anna"})
    assert found.url == reverse("console-session-move", args=["small", "A"])
    page = signed.get(found.url)
    offer = page.context["offers"][0]
    assert (offer.room, offer.starts_at) == ("hall", at(9, 15))
    moved = signed.post(found.url, {"offer": f"{offer.starts_at:%Y-%m-%dT%H:%M}|{offer.room}"})
    assert moved.url == reverse("console-session-moved", args=["small", 2, "A"])
    result = signed.get(moved.url)
    assert [row.participant for row in result.context["speakers"]] == [anna]
    assert reverse("console-programme-release", args=["small", 2]) in result.content.decode()
    assert released.placements.get(session__code="A").starts_at == at(9)


def test_move_names_who_has_the_room(signed, talk, release, hall):
    release((talk("A"), hall, at(9)), (talk("B"), hall, at(9, 30)))
    typed = {"starts_at": "2027-05-19T09:15", "room": "hall"}
    answer = signed.post(reverse("console-session-move", args=["small", "A"]), typed, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "Talk B" in answer.context["form"].non_field_errors()[0]
    assert ScheduleVersion.objects.count() == 1


def test_move_back_takes_the_last_act_back(signed, talk, release, hall):
    release((talk("A"), hall, at(9)))
    signed.post(reverse("console-session-move", args=["small", "A"]), {"offer": "2027-05-19T10:00|hall"})
    draft = ScheduleVersion.objects.get(plan__number=2)
    signed.post(reverse("console-session-move-back", args=["small", 2, "A"]))
    assert draft.placements.get().starts_at == at(9)


def test_second_change_by_phone_goes_into_the_same_draft_unless_another_base_is_asked_for(
    signed, talk, release, hall, attic
):
    release((talk("A"), hall, at(9)), (talk("B"), attic, at(9)))
    move = reverse("console-session-move", args=["small", "A"])
    signed.post(move, {"offer": "2027-05-19T10:00|hall"})
    other = reverse("console-session-move", args=["small", "B"])
    assert signed.get(other).context["others"] == 1
    signed.post(other, {"offer": "2027-05-19T10:00|attic"})
    signed.post(f"{other}?base=released", {"offer": "2027-05-19T10:30|attic"})
    starts = {(p.version.plan.number, p.session.code): p.starts_at for p in hall.placements.model.objects.all()}
    assert (starts[2, "A"], starts[2, "B"], starts[3, "A"], starts[3, "B"]) == (at(10), at(10), at(9), at(10, 30))
