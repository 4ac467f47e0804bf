"""The database itself refuses that anybody or anything is taken twice."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import override

from factories import make_edition, make_room
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Booking, Edition, Plan
from grono.congress.plans import PlanConflict, PlanOutdated, book, new_plan, publish_plan

HOUR = timedelta(hours=1)


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition()


@pytest.fixture
def nine(edition: Edition) -> datetime:
    return datetime(edition.start_date.year, edition.start_date.month, edition.start_date.day, 9, tzinfo=edition.zone)


def draft(edition: Edition, kind: str = PlanKind.PROGRAMME, based_on: Plan | None = None) -> Plan:
    with transaction.atomic():
        return new_plan(edition, kind, based_on=based_on)


def test_one_plan_cannot_take_a_room_twice_at_one_time(edition, nine):
    room = make_room(edition)
    plan = draft(edition)
    with override("en"), pytest.raises(PlanConflict, match="twice at one time"):
        book(plan, [(room.resource_id, nine, nine + HOUR), (room.resource_id, nine + HOUR / 2, nine + 2 * HOUR)])
    assert plan.bookings.count() == 0


def test_one_plan_may_take_a_room_back_to_back(edition, nine):
    room = make_room(edition)
    plan = draft(edition)
    book(plan, [(room.resource_id, nine, nine + HOUR), (room.resource_id, nine + HOUR, nine + 2 * HOUR)])
    assert plan.bookings.count() == 2


def test_two_drafts_may_take_the_same_room(edition, nine):
    room = make_room(edition)
    for plan in (draft(edition), draft(edition)):
        book(plan, [(room.resource_id, nine, nine + HOUR)])
    assert Booking.objects.count() == 2


def test_two_published_plans_of_different_kinds_cannot_take_one_room(edition, nine):
    room = make_room(edition)
    programme, meetings = draft(edition), draft(edition, PlanKind.MEETINGS)
    for plan in (programme, meetings):
        book(plan, [(room.resource_id, nine, nine + HOUR)])
    publish_plan(programme, by=None)
    with pytest.raises(PlanConflict):
        publish_plan(meetings, by=None)
    meetings.refresh_from_db()
    assert (meetings.status, meetings.bookings.filter(is_published=True).count()) == (PlanStatus.DRAFT, 0)


def test_publishing_supersedes_the_plan_before_and_frees_its_bookings(edition, nine):
    room = make_room(edition)
    first = draft(edition)
    book(first, [(room.resource_id, nine, nine + HOUR)])
    publish_plan(first, by=None)
    second = draft(edition, based_on=first)
    book(second, [(room.resource_id, nine, nine + HOUR)])
    publish_plan(second, by=None)
    first.refresh_from_db()
    assert first.status == PlanStatus.SUPERSEDED
    assert list(Booking.objects.filter(is_published=True).values_list("plan_id", flat=True)) == [second.pk]


def test_publishing_a_draft_made_from_an_older_plan_is_refused(edition):
    first = draft(edition)
    publish_plan(first, by=None)
    late = draft(edition, based_on=first)
    publish_plan(draft(edition, based_on=first), by=None)
    with pytest.raises(PlanOutdated):
        publish_plan(late, by=None)


def test_publishing_moves_the_stamp_of_the_edition(edition):
    before = edition.stamp
    publish_plan(draft(edition), by=None)
    edition.refresh_from_db()
    assert edition.stamp == before + 1


def test_numbers_of_drafts_follow_each_other_by_kind(edition):
    numbers = [draft(edition, kind).number for kind in (PlanKind.PROGRAMME, PlanKind.PROGRAMME, PlanKind.MEETINGS)]
    assert numbers == [1, 2, 1]


def test_an_empty_booking_is_refused_by_the_database(edition, nine):
    room = make_room(edition)
    with pytest.raises(IntegrityError, match="booking_period_not_empty"), transaction.atomic():
        Booking.objects.create(
            plan=draft(edition), resource_id=room.resource_id, period=DateTimeTZRange(nine, nine, "[)")
        )


def test_an_edition_can_be_deleted_with_all_that_is_in_it(edition, nine):
    room = make_room(edition)
    book(draft(edition), [(room.resource_id, nine, nine + HOUR)])
    edition.delete()
    assert (Plan.objects.count(), Booking.objects.count()) == (0, 0)
