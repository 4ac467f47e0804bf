"""Changing a draft by hand: what an act writes, what it refuses, undo, and two organisers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connections, transaction

from grono.accounts.models import Person
from grono.congress.choices import PlanKind
from grono.congress.models import Room
from grono.schedule import actions
from grono.schedule.actions import CellTaken, EditRefused, VersionMoved
from grono.schedule.models import ScheduleVersion, Session

from .conftest import at


@pytest.fixture
def colleague(edition) -> Person:
    person = Person.objects.create(email="colleague@example.org", given_name="Kim")
    edition.team.create(person=person)
    return person


@pytest.fixture
def laid(version) -> Callable[..., ScheduleVersion]:
    """Make a draft by hand and commit it, for tests whose threads must see it."""

    def make(*places: tuple[Session, Room, datetime]) -> ScheduleVersion:
        with transaction.atomic():
            return version(*places)

    return make


def places(version: ScheduleVersion) -> dict[str, tuple[str, object]]:
    return {p.session.code: (p.room.code, p.starts_at) for p in version.placements.select_related("session", "room")}


def test_draft_is_a_copy_and_the_version_stays(talk, release, hall, organiser):
    released = release((talk("A"), hall, at(9)))
    draft = actions.draft_from(released, by=organiser)
    actions.place_session(draft, Session.objects.get(), room=hall, starts_at=at(10), by=organiser)
    assert (places(released), places(draft)) == ({"A": ("hall", at(9))}, {"A": ("hall", at(10))})
    assert draft.plan.based_on == released.plan
    assert draft.plan.bookings.count() == 0


def test_act_writes_an_edit_and_a_revision(talk, version, hall, attic, organiser):
    draft = version((talk("A"), hall, at(9)))
    session = Session.objects.get()
    assert actions.place_session(draft, session, room=attic, starts_at=at(9, 30), by=organiser).revision == 1
    assert actions.remove_session(draft, session, by=organiser, revision=1).revision == 2
    assert [(e.number, e.kind, e.was_room, e.will_room) for e in draft.edits.all()] == [
        (1, "move", hall, attic),
        (2, "remove", attic, None),
    ]
    assert [row.session for row in draft.unplaced.all()] == [session]


def test_place_takes_a_session_from_those_without_a_place(talk, version, hall, organiser):
    draft, session = version(), talk("A")
    draft.unplaced.create(session=session)
    actions.place_session(draft, session, room=hall, starts_at=at(9), by=organiser)
    assert (places(draft), draft.unplaced.count()) == ({"A": ("hall", at(9))}, 0)


def test_same_place_again_is_no_act(talk, version, hall, organiser):
    draft = version((talk("A"), hall, at(9)))
    actions.place_session(draft, Session.objects.get(), room=hall, starts_at=at(9), by=organiser)
    assert draft.edits.count() == 0


def test_taken_cell_names_who_lies_there(talk, version, hall, organiser):
    draft = version((talk("A"), hall, at(9)))
    with pytest.raises(CellTaken) as refused:
        actions.place_session(draft, talk("B"), room=hall, starts_at=at(9, 15), by=organiser)
    assert str(refused.value) == "Hall is taken on Wednesday 19.05, 09:00–09:30 by “Talk A”."
    assert refused.value.sessions == ["A"]
    assert draft.edits.count() == 0


@pytest.mark.parametrize(
    ("moment", "rule"),
    [(at(9, day=21), "not within the days"), (at(9, 2), "multiple of five minutes")],
)
def test_start_off_the_days_or_the_grid_is_refused(talk, version, hall, organiser, moment, rule):
    draft = version((talk("A"), hall, at(9)))
    with pytest.raises(EditRefused, match=rule):
        actions.place_session(draft, Session.objects.get(), room=hall, starts_at=moment, by=organiser)
    assert places(draft) == {"A": ("hall", at(9))}


def test_released_version_is_not_changed_by_hand(talk, release, hall, organiser):
    released = release((talk("A"), hall, at(9)))
    with pytest.raises(EditRefused, match="no draft any more"):
        actions.remove_session(released, Session.objects.get(), by=organiser)
    assert places(released) == {"A": ("hall", at(9))}


def test_session_moved_since_the_revision_is_left_alone(talk, version, hall, attic, organiser, colleague):
    draft = version((talk("A"), hall, at(9)), (talk("B"), attic, at(9)))
    first, second = Session.objects.order_by("code")
    actions.place_session(draft, first, room=hall, starts_at=at(10), by=colleague, revision=0)
    with pytest.raises(VersionMoved, match=r"Kim put “Talk A” in Hall, Wednesday 19\.05, 10:00"):
        actions.place_session(draft, first, room=hall, starts_at=at(9, 30), by=organiser, revision=0)
    actions.place_session(draft, second, room=attic, starts_at=at(10), by=organiser, revision=0)
    assert places(draft) == {"A": ("hall", at(10)), "B": ("attic", at(10))}


def test_swap_exchanges_places_as_one_act(talk, version, hall, attic, organiser):
    draft = version((talk("A"), hall, at(9)), (talk("B"), attic, at(10)))
    first, second = Session.objects.order_by("code")
    actions.swap_sessions(draft, first, second, by=organiser)
    assert places(draft) == {"A": ("attic", at(10)), "B": ("hall", at(9))}
    assert list(draft.edits.values_list("kind", "group")) == [("swap", 1), ("swap", 1)]
    actions.undo(draft, by=organiser)
    assert places(draft) == {"A": ("hall", at(9)), "B": ("attic", at(10))}


def test_swap_in_one_room_keeps_the_time_that_both_take(talk, version, hall, organiser):
    draft = version((talk("A", minutes=60), hall, at(9)), (talk("B"), hall, at(10)))
    first, second = Session.objects.order_by("code")
    actions.swap_sessions(draft, second, first, by=organiser)
    assert places(draft) == {"A": ("hall", at(9, 30)), "B": ("hall", at(9))}


def test_swap_refuses_when_a_longer_session_meets_a_third(talk, version, hall, attic, organiser):
    draft = version((talk("A", minutes=60), hall, at(9)), (talk("B"), attic, at(9)), (talk("C"), attic, at(9, 30)))
    first, second, _third = Session.objects.order_by("code")
    with pytest.raises(CellTaken, match="Talk C"):
        actions.swap_sessions(draft, first, second, by=organiser)
    assert places(draft)["A"] == ("hall", at(9))


def test_swap_of_a_session_without_a_place_takes_the_others(talk, version, hall, organiser):
    draft, waiting = version((talk("A"), hall, at(9))), talk("B")
    actions.swap_sessions(draft, waiting, Session.objects.get(code="A"), by=organiser)
    assert places(draft) == {"B": ("hall", at(9))}
    assert [row.session.code for row in draft.unplaced.all()] == ["A"]


def test_undo_goes_back_through_ones_own_acts_only(talk, version, hall, attic, organiser, colleague):
    draft = version((talk("A"), hall, at(9)), (talk("B"), attic, at(9)))
    first, second = Session.objects.order_by("code")
    actions.place_session(draft, first, room=hall, starts_at=at(9, 30), by=organiser)
    actions.place_session(draft, first, room=hall, starts_at=at(10), by=organiser)
    actions.place_session(draft, second, room=attic, starts_at=at(10), by=colleague)
    actions.undo(draft, by=organiser)
    actions.undo(draft, by=organiser)
    assert places(draft) == {"A": ("hall", at(9)), "B": ("attic", at(10))}
    with pytest.raises(EditRefused, match="nothing of yours"):
        actions.undo(draft, by=organiser)


def test_undo_refuses_what_somebody_else_has_changed_since(talk, version, hall, attic, organiser, colleague):
    draft = version((talk("A"), hall, at(9)))
    session = Session.objects.get()
    actions.place_session(draft, session, room=hall, starts_at=at(9, 30), by=organiser)
    actions.place_session(draft, session, room=attic, starts_at=at(9, 30), by=colleague)
    with pytest.raises(VersionMoved, match="Kim put"):
        actions.undo(draft, by=organiser)
    assert places(draft) == {"A": ("attic", at(9, 30))}


def test_undo_refuses_a_place_given_away_since(talk, version, hall, attic, organiser, colleague):
    draft = version((talk("A"), hall, at(9)), (talk("B"), attic, at(9)))
    first, second = Session.objects.order_by("code")
    actions.place_session(draft, first, room=hall, starts_at=at(10), by=organiser)
    actions.place_session(draft, second, room=hall, starts_at=at(9), by=colleague)
    with pytest.raises(CellTaken, match="Talk B"):
        actions.undo(draft, by=organiser)


def test_figures_of_the_engine_go_with_the_first_change(talk, version, hall, organiser):
    draft = version((talk("A"), hall, at(9)))
    draft.plan.quality = {"levels": []}
    draft.plan.save()
    actions.remove_session(draft, Session.objects.get(), by=organiser)
    draft.plan.refresh_from_db()
    assert draft.plan.quality == {}


def test_move_from_a_released_version_makes_a_draft_and_none_when_refused(edition, talk, release, hall, organiser):
    released = release((talk("A"), hall, at(9)), (talk("B"), hall, at(9, 30)))
    session = Session.objects.get(code="A")
    with pytest.raises(CellTaken):
        actions.move_from(released, session, room=hall, starts_at=at(9, 30), by=organiser)
    assert edition.plans.filter(kind=PlanKind.PROGRAMME).count() == 1
    draft = actions.move_from(released, session, room=hall, starts_at=at(10), by=organiser)
    assert (draft == released, places(draft)["A"]) == (False, ("hall", at(10)))


def both(*acts: Callable[[], object]) -> list[str]:
    """Run acts in threads of their own at the same moment; return what became of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except EditRefused as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_editors_dropping_on_one_cell_place_one_session(talk, edition, hall, organiser, colleague):
    draft = actions.empty_draft(edition, by=organiser)
    one, other = talk("A"), talk("B")
    outcome = both(
        lambda: actions.place_session(draft, one, room=hall, starts_at=at(9), by=organiser, revision=0),
        lambda: actions.place_session(draft, other, room=hall, starts_at=at(9, 15), by=colleague, revision=0),
    )
    assert outcome == ["CellTaken", "done"]
    assert (len(places(draft)), draft.edits.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_editors_moving_one_session_lose_no_edit(talk, laid, hall, attic, organiser, colleague):
    session = talk("A")
    draft = laid((session, hall, at(9)))
    outcome = both(
        lambda: actions.place_session(draft, session, room=hall, starts_at=at(10), by=organiser, revision=0),
        lambda: actions.place_session(draft, session, room=attic, starts_at=at(10), by=colleague, revision=0),
    )
    assert outcome == ["VersionMoved", "done"]
    edit = draft.edits.get()
    assert places(draft) == {"A": (edit.will_room.code, at(10))}


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_different_sessions_both_get_their_way(talk, laid, hall, attic, organiser, colleague):
    one, other = talk("A"), talk("B")
    draft = laid((one, hall, at(9)), (other, attic, at(9)))
    outcome = both(
        lambda: actions.place_session(draft, one, room=hall, starts_at=at(10), by=organiser, revision=0),
        lambda: actions.place_session(draft, other, room=attic, starts_at=at(10), by=colleague, revision=0),
    )
    assert outcome == ["done", "done"]
    assert places(draft) == {"A": ("hall", at(10)), "B": ("attic", at(10))}
    assert list(draft.edits.values_list("number", flat=True)) == [1, 2]
