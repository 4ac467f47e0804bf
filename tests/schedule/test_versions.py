"""The database refuses double bookings; a release supersedes the one before; moves by hand."""

import pytest

from grono.congress.actions import cancel_participation, set_unavailable
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Booking
from grono.congress.plans import PlanConflict, PlanOutdated, book, new_plan, publish_plan
from grono.schedule import actions
from grono.schedule.models import Placement, ScheduleVersion
from grono.schedule.queries import changes_between, newest_draft, released_version

from .conftest import at


def test_version_refuses_one_room_twice_at_a_time(talk, version, hall):
    with pytest.raises(PlanConflict, match="taken twice"):
        version((talk("A"), hall, at(9)), (talk("B"), hall, at(9, 15)))


def test_version_refuses_one_person_in_two_rooms_at_a_time(talk, version, hall, attic, anna):
    with pytest.raises(PlanConflict, match="taken twice"):
        version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9, 15)))


def test_version_allows_sessions_that_touch(talk, version, hall, anna):
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna), hall, at(9, 30)))
    assert made.plan.bookings.count() == 4


def test_cancelled_person_takes_no_part(talk, version, hall, attic, anna, organiser):
    cancel_participation(anna, by=organiser)
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9)))
    assert set(made.plan.bookings.values_list("resource", flat=True)) == {hall.resource_id, attic.resource_id}


def test_release_refuses_a_session_during_a_published_meeting(edition, talk, version, hall, anna):
    meetings = new_plan(edition, PlanKind.MEETINGS)
    book(meetings, [(anna.resource_id, at(9), at(9, 20))])
    publish_plan(meetings, by=None)
    draft = version((talk("A", anna), hall, at(9)))
    with pytest.raises(PlanConflict):
        actions.release_version(draft, by=None)
    draft.plan.refresh_from_db()
    assert draft.plan.status == PlanStatus.DRAFT


def test_release_supersedes_the_version_before_and_turns_the_stamp(edition, talk, release, hall, organiser):
    session = talk("A")
    first = release((session, hall, at(9)))
    before = edition.stamp
    second = release((session, hall, at(10)))
    first.plan.refresh_from_db()
    edition.refresh_from_db()
    assert (first.plan.status, released_version(edition)) == (PlanStatus.SUPERSEDED, second)
    assert edition.stamp > before
    assert list(Booking.objects.filter(is_published=True).values_list("plan", flat=True)) == [second.plan.pk]


def test_release_refuses_a_draft_made_before_another_release(talk, version, release, hall):
    session = talk("A")
    release((session, hall, at(9)))
    stale = version((session, hall, at(9, 30)))
    release((session, hall, at(10)))
    with pytest.raises(PlanOutdated):
        actions.release_version(stale, by=None)


def test_move_makes_a_draft_with_one_difference(edition, talk, release, hall, attic, organiser):
    moved, stays = talk("A"), talk("B")
    released = release((moved, hall, at(9)), (stays, attic, at(9)))
    draft = actions.move_session(released, moved, starts_at=at(10), room=hall, by=organiser)
    assert newest_draft(edition) == draft
    assert [(c.session, c.was_at, c.will_at) for c in changes_between(released, draft)] == [(moved, at(9), at(10))]
    assert released.placements.get(session=moved).starts_at == at(9)


def test_move_names_both_sessions_when_the_room_is_taken(edition, talk, release, hall, attic, organiser):
    moved, other = talk("A"), talk("B")
    released = release((moved, hall, at(9)), (other, attic, at(9)))
    with pytest.raises(actions.MoveRefused) as refused:
        actions.move_session(released, moved, starts_at=at(9, 15), room=attic, by=organiser)
    assert str(refused.value) == (
        "Attic: already taken by “Talk B” on Wednesday 19.05, 09:00–09:30, so “Talk A” cannot be then."
    )
    assert ScheduleVersion.objects.count() == 1


def test_move_names_the_person_who_is_elsewhere_or_away(talk, release, hall, attic, anna, organiser):
    moved, other = talk("A", anna), talk("B", anna)
    released = release((moved, hall, at(10)), (other, attic, at(9)))
    with pytest.raises(actions.MoveRefused, match="Anna Test: already taken by “Talk B”"):
        actions.move_session(released, moved, starts_at=at(9), room=hall, by=organiser)
    set_unavailable(anna.resource, at(8, day=20), at(12, day=20))
    with pytest.raises(actions.MoveRefused, match="Anna Test: not available"):
        actions.move_session(released, moved, starts_at=at(9, day=20), room=hall, by=organiser)


def test_discard_deletes_a_draft_and_refuses_a_released_version(talk, version, release, hall, organiser):
    session = talk("A")
    released, draft = release((session, hall, at(9))), version((session, hall, at(10)))
    actions.discard_version(draft, by=organiser)
    assert list(Placement.objects.values_list("version", flat=True)) == [released.pk]
    with pytest.raises(PlanOutdated):
        actions.discard_version(released, by=organiser)
