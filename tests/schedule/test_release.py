"""A release: what it keeps, what it tells and to whom, what it refuses; sessions that are cancelled."""

import pytest
from django.core import mail

from grono.congress.actions import cancel_participation
from grono.congress.choices import PlanStatus
from grono.congress.models import Booking
from grono.schedule import actions, mails, personal_data
from grono.schedule.actions.warming import addresses_to_warm, warm_programme
from grono.schedule.models import ProgrammeVisit
from grono.schedule.queries import changes_between, news_for, releases_of, touched_by
from grono.schedule.rules.changelog import Change, ChangeKind, State, changes

from .conftest import at


def state(title="A", start=None, room="hall", people=(), cancelled=False):
    return State({"en": title}, start, room if start else "", {one: one for one in people}, cancelled)


def test_changes_name_each_kind_of_difference():
    before = {
        "same": state(start=at(9)),
        "moved": state(start=at(9)),
        "room": state(start=at(9)),
        "out": state(start=at(9)),
        "in": state(),
        "title": state(start=at(9)),
        "people": state(start=at(9), people=["ann", "bob"]),
        "off": state(start=at(9)),
    }
    after = {
        **before,
        "moved": state(start=at(10)),
        "room": state(start=at(9), room="attic"),
        "out": state(),
        "in": state(start=at(11)),
        "title": state("B", start=at(9)),
        "people": state(start=at(9), people=["bob", "cyd"]),
        "off": state(start=at(9), cancelled=True),
    }
    found = {change.session: change for change in changes(before, after)}
    assert {code: change.kind for code, change in found.items()} == {
        "moved": ChangeKind.MOVED,
        "room": ChangeKind.MOVED,
        "out": ChangeKind.REMOVED,
        "in": ChangeKind.ADDED,
        "title": ChangeKind.RETITLED,
        "people": ChangeKind.PEOPLE,
        "off": ChangeKind.CANCELLED,
    }
    assert (found["people"].joined, found["people"].left) == (("cyd",), ("ann",))
    assert (found["out"].was_at, found["out"].will_at) == (at(9), None)


def test_states_and_changes_survive_their_documents():
    one = state(start=at(9), people=["ann"], cancelled=True)
    change = Change(ChangeKind.MOVED, "A", {"pl": "Ż"}, at(9), "hall", at(10), "attic", ("ann",), ())
    assert State.from_document(one.as_document()) == one
    assert Change.from_document(change.as_document()).as_document() == change.as_document()


def test_sessions_without_a_place_make_no_changes():
    assert changes({"A": state()}, {"A": state("B", people=["ann"])}) == []


def test_release_books_rooms_and_people_and_the_draft_does_not(talk, version, hall, anna):
    draft = version((talk("A", anna), hall, at(9)))
    assert draft.plan.bookings.count() == 0
    actions.release_version(draft, by=None)
    taken = Booking.objects.filter(plan=draft.plan, is_published=True).values_list("resource", flat=True)
    assert set(taken) == {hall.resource_id, anna.resource_id}


def test_release_keeps_its_name_the_changelog_and_how_sessions_looked(edition, talk, version, release, hall):
    session = talk("A")
    first = release((session, hall, at(9)))
    second = version((session, hall, at(10)))
    actions.release_version(second, by=None, name="After the rain", note="The hall was wet.")
    latest, oldest = releases_of(edition)
    assert (latest.name, latest.note, latest.is_current) == ("After the rain", "The hall was wet.", True)
    assert [(row.kind, row.title, row.was_at, row.will_at) for row in latest.changes] == [
        ("moved", "Talk A", at(9), at(10))
    ]
    assert (oldest.number, oldest.changes) == (first.plan.number, [])
    session.title = "Renamed"
    session.save()
    assert releases_of(edition)[0].changes[0].title == "Talk A"


def test_release_refuses_a_person_in_two_sessions_and_names_both(talk, version, hall, attic, anna):
    draft = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9, 15)))
    with pytest.raises(actions.ReleaseRefused, match="Anna Test") as refused:
        actions.release_version(draft, by=None)
    assert "Talk A" in str(refused.value)
    assert "Talk B" in str(refused.value)
    draft.plan.refresh_from_db()
    assert (draft.plan.status, draft.plan.bookings.count()) == (PlanStatus.DRAFT, 0)


def test_only_those_whom_a_change_concerns_are_touched(talk, version, release, hall, attic, anna, bob, add):
    moved, stays = talk("A", anna), talk("B", bob)
    fan, other = add("Fan"), add("Other")
    actions.add_favourites(
        [
            {"participant": fan, "session": moved, "keep_free": False},
            {"participant": other, "session": stays, "keep_free": False},
        ]
    )
    released = release((moved, hall, at(9)), (stays, attic, at(9)))
    draft = version((moved, hall, at(10)), (stays, attic, at(9)))
    assert [(row.participant, row.has_role) for row in touched_by(draft)] == [(anna, True), (fan, False)]
    assert [change.kind for change in changes_between(released, draft)] == [ChangeKind.MOVED]


def test_release_writes_once_to_those_it_touches_and_in_their_language(talk, version, release, hall, attic, anna, bob):
    moved, stays = talk("A", anna), talk("B", bob)
    release((moved, hall, at(9)), (stays, attic, at(9)))
    draft = version((moved, attic, at(10)), (stays, attic, at(9)))
    actions.release_version(draft, by=None)
    mail.outbox.clear()
    assert (mails.tell_about_release(draft.plan_id), mails.tell_about_release(draft.plan_id)) == (1, 0)
    assert [one.to for one in mail.outbox] == [["anna@example.org"]]
    assert "Wykład A" in mail.outbox[0].body
    assert "Attic" in mail.outbox[0].body
    assert "Wykład B" not in mail.outbox[0].body


def test_first_release_tells_those_with_a_role_where_they_are(talk, version, hall, anna, bob):
    session = talk("A", anna)
    actions.add_favourites([{"participant": bob, "session": session, "keep_free": False}])
    draft = version((session, hall, at(9)))
    actions.release_version(draft, by=None)
    mail.outbox.clear()
    assert mails.tell_about_release(draft.plan_id) == 1
    assert mail.outbox[0].to == ["anna@example.org"]


def test_news_are_the_net_changes_since_a_participant_looked(talk, version, release, hall, attic, anna, bob):
    mine, other = talk("A", anna), talk("B", bob)
    release((mine, hall, at(9)), (other, attic, at(9)))
    assert news_for(anna) is None
    actions.note_visit(anna)
    release((mine, hall, at(9, 30)), (other, attic, at(10)))
    release((mine, hall, at(9)), (other, attic, at(10)))
    news = news_for(anna)
    assert news is not None
    assert ([row.session for row in news.mine], [row.session for row in news.others]) == ([], ["B"])
    actions.note_visit(anna)
    assert news_for(anna) is None
    assert ProgrammeVisit.objects.count() == 1


def test_cancelled_session_is_noted_at_once_told_once_and_left_out_of_the_next_plan(
    edition, talk, version, release, plan, hall, attic, anna, organiser
):
    off, stays = talk("A", anna), talk("B")
    release((off, hall, at(9)), (stays, attic, at(9)))
    actions.cancel_session(off, note="The speaker is ill.", by=organiser)
    assert [row.kind for row in releases_of(edition)[0].changes] == [ChangeKind.CANCELLED]
    mail.outbox.clear()
    assert mails.tell_about_cancellation(off.pk) == 1
    assert mail.outbox[0].to == ["anna@example.org"]
    draft = plan()
    assert [place.session for place in draft.placements.all()] == [stays]
    actions.restore_session(off, by=organiser)
    assert [row.kind for row in releases_of(edition)[0].changes] == [ChangeKind.CANCELLED, ChangeKind.RESTORED]


def test_cancelling_twice_notes_it_once(edition, talk, release, hall, organiser):
    session = talk("A")
    release((session, hall, at(9)))
    for _time in range(2):
        actions.cancel_session(session, by=organiser)
    assert len(releases_of(edition)[0].changes) == 1


def test_speaker_who_withdraws_after_release_is_told_as_a_change(
    edition, talk, version, release, hall, anna, bob, organiser
):
    session = talk("A", anna, bob)
    release((session, hall, at(9)))
    cancel_participation(bob, by=organiser)
    draft = version((session, hall, at(9)))
    assert [row.participant for row in touched_by(draft)] == [anna]
    actions.release_version(draft, by=None)
    assert [row.left for row in releases_of(edition)[0].changes] == [["Bob Test"]]


def test_pages_warmed_at_a_release_are_there_in_both_languages(client, edition, talk, release, hall):
    release((talk("A", track=edition.tracks.get()), hall, at(9)))
    addresses = addresses_to_warm(edition)
    assert {client.get(address).status_code for address in addresses} == {200}
    assert len(addresses) == len(set(addresses)) == 2 * (1 + 2 + 7 + 1 + 1)


def test_an_unreachable_site_is_left_alone(edition, settings):
    settings.BASE_URL = "http://127.0.0.1:9"
    assert warm_programme(edition.pk) == 0


def test_personal_data_know_visits_and_changes_by_hand(talk, release, hall, anna, organiser):
    session = talk("A", anna)
    released = release((session, hall, at(9)))
    actions.note_visit(anna)
    actions.place_session(
        actions.draft_from(released, by=anna.person), session, room=hall, starts_at=at(10), by=anna.person
    )
    found = personal_data.export(anna.person)
    assert [seen["version"] for seen in found["programmes_seen"]] == [released.plan.number]
    assert [change["what"] for change in found["changes_by_hand"]] == ["move"]
    assert personal_data.erase(anna.person) == 2
    found = personal_data.export(anna.person)
    assert (found["programmes_seen"], found["changes_by_hand"], len(found["roles"])) == ([], [], 1)
