"""Which conflicts a version of the programme has, in words, and which of them keep it from being released."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from grono.congress.actions import cancel_participation, set_unavailable
from grono.congress.choices import PlanKind, TrackRule
from grono.congress.models import Booking
from grono.congress.plans import new_plan
from grono.schedule.models import Favourite, ScheduleVersion, Session
from grono.schedule.queries.conflicts import Conflict, conflicts_in
from grono.schedule.rules.conflicts import Hall, Setting, Sitting, Subject, conflicts_of, find_conflicts, near_to

from .conftest import at


def kinds(version: ScheduleVersion) -> list[tuple[str, bool, str, list[str]]]:
    fresh = ScheduleVersion.objects.select_related("plan__edition").get(pk=version.pk)
    return [(c.kind, c.is_hard, c.session, list(c.others)) for c in conflicts_in(fresh)]


def only(version: ScheduleVersion) -> Conflict:
    fresh = ScheduleVersion.objects.select_related("plan__edition").get(pk=version.pk)
    [conflict] = conflicts_in(fresh)
    return conflict


def test_programme_without_conflicts_has_none(talk, version, hall, attic, anna, bob):
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna), hall, at(9, 30)), (talk("C", bob), attic, at(9)))
    assert kinds(made) == []


def test_person_in_two_sessions_is_a_hard_conflict(talk, version, hall, attic, anna):
    conflict = only(version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9, 15))))
    assert (conflict.kind, conflict.is_hard, conflict.session, list(conflict.others)) == ("person", True, "A", ["B"])
    assert conflict.sentence == "Anna Test is in two sessions at once: “Talk A” (A) and “Talk B” (B)."


def test_two_shared_people_make_one_conflict(talk, version, hall, attic, anna, bob):
    conflict = only(version((talk("A", anna, bob), hall, at(9)), (talk("B", bob, anna), attic, at(9))))
    assert conflict.sentence == "Anna Test, Bob Test are in two sessions at once: “Talk A” (A) and “Talk B” (B)."


def test_person_who_has_cancelled_is_in_no_conflict(talk, version, hall, attic, anna, organiser):
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9)))
    cancel_participation(anna, by=organiser)
    assert kinds(made) == []


def test_cancelled_session_is_in_no_conflict(talk, version, hall, attic, anna):
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna, cancelled_at=at(8)), attic, at(9)))
    assert kinds(made) == []


def test_person_away_names_the_time(talk, version, hall, anna):
    set_unavailable(anna.resource, at(9, 15), at(12))
    conflict = only(version((talk("A", anna), hall, at(9))))
    assert conflict.sentence == "“Talk A” (A): Anna Test is away on Wednesday 19.05, 09:15–12:00."


def test_booked_meeting_of_a_speaker_is_a_hard_conflict(edition, talk, version, hall, anna):
    plan = new_plan(edition, PlanKind.MEETINGS)
    period = DateTimeTZRange(at(9), at(9, 20))
    Booking.objects.create(plan=plan, resource=anna.resource, period=period, is_published=True)
    assert kinds(version((talk("A", anna), hall, at(9)))) == [("meeting", True, "A", [])]


def test_closed_room_and_missing_equipment_are_hard_conflicts(talk, version, attic):
    set_unavailable(attic.resource, at(9), at(9, 5))
    made = version((talk("A", interpretation=["en"]), attic, at(9)))
    assert kinds(made) == [("closed", True, "A", []), ("equipment", True, "A", [])]
    sentences = [c.sentence for c in conflicts_in(made)]
    assert sentences[1] == "“Talk A” (A): Attic does not have: interpretation equipment."


def test_session_outside_the_blocks_or_in_the_wrong_one_is_a_hard_conflict(edition, talk, version, hall, attic):
    thursday = edition.slots.get(code="T")
    made = version((talk("A"), hall, at(10, 45)), (talk("B", blocks=[thursday]), attic, at(9)))
    assert kinds(made) == [("block", True, "B", []), ("outside", True, "A", [])]


def test_forbidden_room_is_a_hard_conflict(talk, version, hall):
    session = talk("A")
    session.forbidden_rooms.add(hall)
    assert kinds(version((session, hall, at(9)))) == [("forbidden-room", True, "A", [])]


def test_session_that_must_come_later_is_a_hard_conflict(talk, version, hall, attic):
    made = version((talk("A"), hall, at(9, 30)), (talk("B", after=["A"]), attic, at(9)))
    assert kinds(made) == [("order", True, "A", ["B"])]
    assert only(made).sentence == "“Talk A” (A) must end before “Talk B” (B) begins."


def test_session_beside_a_plenary_is_a_hard_conflict(talk, version, hall, attic):
    made = version((talk("A"), attic, at(9)), (talk("P", kind="plenary"), hall, at(9, 15)))
    assert kinds(made) == [("plenary", True, "P", ["A"])]


def test_turnaround_counts_the_minutes_that_are_there(edition, talk, version, hall):
    edition.turnaround_minutes = 15
    edition.save()
    conflict = only(version((talk("A"), hall, at(9)), (talk("B"), hall, at(9, 40))))
    assert conflict.sentence == "Hall: 10 min between “Talk A” (A) and “Talk B” (B); 15 min are needed."


def test_travel_counts_between_buildings_only(edition, talk, version, hall, attic, anna):
    edition.travel_minutes = 20
    edition.save()
    made = version((talk("A", anna), hall, at(9)), (talk("B", anna), attic, at(9, 40)))
    assert kinds(made) == []
    attic.building = "Annexe"
    attic.save()
    assert kinds(made) == [("travel", True, "A", ["B"])]


def test_track_apart_never_runs_twice_at_once(edition, talk, version, hall, attic):
    track = edition.tracks.get()
    made = version((talk("A", track=track), hall, at(9)), (talk("B", track=track), attic, at(9)))
    assert kinds(made) == []
    track.rule = TrackRule.APART
    track.save()
    assert kinds(made) == [("apart", True, "A", ["B"])]


def test_fixed_session_elsewhere_is_a_soft_conflict(talk, version, hall, attic):
    conflict = only(version((talk("A", pinned_start=at(10), pinned_room=hall), hall, at(9))))
    assert (conflict.kind, conflict.is_hard) == ("pinned", False)
    assert conflict.sentence == (
        "“Talk A” (A) is fixed elsewhere: Wednesday 19.05, 10:00, Hall. The next planning would move it back."
    )


def test_full_room_is_a_soft_conflict(talk, version, attic):
    conflict = only(version((talk("A", expected=50), attic, at(9))))
    assert (conflict.is_hard, conflict.sentence) == (
        False,
        "“Talk A” (A): 30 more people are expected than Attic has seats.",
    )


def test_audience_clash_counts_people_who_marked_both(talk, version, hall, attic, add):
    first, second = talk("A"), talk("B")
    for number in range(4):
        person = add(f"G{number}")
        Favourite.objects.create(participant=person, session=first)
        if number:
            Favourite.objects.create(participant=person, session=second)
    made = version((first, hall, at(9)), (second, attic, at(9)))
    assert kinds(made) == [("clash", False, "A", ["B"]), ("clash", False, "B", ["A"])]
    assert conflicts_in(made)[0].sentence == (
        "3 people marked “Talk A” (A) and also something at the same time (“Talk B” (B): 3)."
    )


def test_conflicts_take_as_many_queries_for_one_session_as_for_many(
    talk, version, hall, attic, add, django_assert_num_queries
):
    small = version((talk("A", add("X")), hall, at(9)))
    more = [(talk(f"S{n}", add(f"P{n}")), attic if n % 2 else hall, at(9, 15 * n, day=20)) for n in (0, 1)]
    large = version(*more, (Session.objects.get(code="A"), hall, at(10)))
    for made in (small, large):
        fresh = ScheduleVersion.objects.select_related("plan__edition").get(pk=made.pk)
        with django_assert_num_queries(8):
            conflicts_in(fresh)


@pytest.mark.parametrize("shift", [0, 15, 30, 45])
def test_conflicts_of_one_place_are_those_of_the_whole_programme(shift):
    setting = Setting(
        halls={"hall": Hall(100), "attic": Hall(20, building="Annexe")},
        blocks={"W": (at(9), at(11))},
        turnaround=timedelta(minutes=10),
        travel=timedelta(minutes=20),
    )
    moved = Subject("A", 30, people=frozenset({"x"}), after=("B",))
    other = Subject("B", 30, people=frozenset({"x"}))
    last = Subject("C", 30, after=("A",))
    fixed = [Sitting(other, "attic", at(9), at(9, 30)), Sitting(last, "hall", at(10, 15), at(10, 45))]
    start = at(9, shift)
    sitting = Sitting(moved, "hall", start, start + timedelta(minutes=30))
    near = near_to(sitting.starts_at, sitting.ends_at, fixed, setting)
    alone = conflicts_of(sitting, near, {one.session: one for one in fixed}, setting)
    whole = find_conflicts([*fixed, sitting], setting)
    assert sorted(alone, key=str) == sorted(whole, key=str)
