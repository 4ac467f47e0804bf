"""The database refuses double bookings; a release supersedes the one before; drafts are discarded."""

import pytest
from django.db import IntegrityError

from grono.congress.actions import cancel_participation
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Booking
from grono.congress.plans import PlanConflict, PlanOutdated, book, new_plan, publish_plan
from grono.schedule import actions
from grono.schedule.models import Placement
from grono.schedule.queries import released_version

from .conftest import at


def test_version_refuses_one_room_twice_at_a_time(talk, version, hall):
    with pytest.raises(IntegrityError, match="placement_room_once"):
        version((talk("A"), hall, at(9)), (talk("B"), hall, at(9, 15)))


def test_release_allows_sessions_that_touch(talk, release, hall, anna):
    made = release((talk("A", anna), hall, at(9)), (talk("B", anna), hall, at(9, 30)))
    assert made.plan.bookings.count() == 4


def test_cancelled_person_takes_no_part(talk, release, hall, attic, anna, organiser):
    cancel_participation(anna, by=organiser)
    made = release((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9)))
    assert set(made.plan.bookings.values_list("resource", flat=True)) == {hall.resource_id, attic.resource_id}


def test_release_refuses_a_session_during_a_published_meeting(edition, talk, version, hall, anna):
    meetings = new_plan(edition, PlanKind.MEETINGS)
    book(meetings, [(anna.resource_id, at(9), at(9, 20))])
    publish_plan(meetings, by=None)
    draft = version((talk("A", anna), hall, at(9)))
    with pytest.raises((PlanConflict, actions.ReleaseRefused)):
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


def test_discard_deletes_a_draft_and_refuses_a_released_version(talk, version, release, hall, organiser):
    session = talk("A")
    released, draft = release((session, hall, at(9))), version((session, hall, at(10)))
    actions.discard_version(draft, by=organiser)
    assert list(Placement.objects.values_list("version", flat=True)) == [released.pk]
    with pytest.raises(PlanOutdated):
        actions.discard_version(released, by=organiser)
