"""From sessions to a version through the real engine, and back."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from grono.congress.actions import set_unavailable
from grono.congress.choices import PlanKind, SessionKind, SolveStatus
from grono.congress.models import Plan
from grono.congress.plans import book, new_plan, publish_plan
from grono.congress.solves import AlreadySolving, NoSolution, queue_solve
from grono.schedule import actions, planning
from grono.schedule.queries import names_of, unplaced_in
from grono.schedule.wording import level_rows, obstacle_sentences

from .conftest import at


def places(version):
    return {p.session.code: (p.starts_at, p.room.code) for p in version.placements.select_related("session", "room")}


def reasons(version):
    names = names_of(version.plan.edition)
    return {row.session.code: obstacle_sentences(row.reason, names) for row in unplaced_in(version)}


def test_plan_places_all_sessions_inside_blocks_and_books_rooms_and_people(plan, talk, hall, attic, anna, bob):
    for code, people in (("A", [anna]), ("B", [anna, bob]), ("C", [bob])):
        talk(code, *people)
    version = plan()
    assert set(places(version)) == {"A", "B", "C"}
    actions.release_version(version, by=None)
    assert version.plan.bookings.count() == 3 + 4
    assert all(start.hour in {7, 8} for start, _room in places(version).values())  # UTC
    assert (version.plan.quality["placed"], version.plan.quality["sessions"]) == (3, 3)
    assert level_rows(version.plan.quality)[0].proof == "proven: no programme can do better"


def test_plan_obeys_pins_order_blocks_equipment_and_absences(plan, talk, edition, hall, attic, anna):
    talk("PIN", pinned_start=at(9, 30), pinned_room=attic)
    talk("LATER", after=["PIN"])
    talk("DAY2", blocks=[edition.slots.get(code="T")])
    talk("VOICE", interpretation=["en"])
    talk("AWAY", anna)
    set_unavailable(anna.resource, at(8), at(23))
    found = places(plan())
    assert found["PIN"] == (at(9, 30), "attic")
    assert found["LATER"][0] >= at(10)
    assert found["DAY2"][0] >= at(9, day=20)
    assert found["VOICE"][1] == "hall"
    assert found["AWAY"][0] >= at(9, day=20)


def test_plan_keeps_plenaries_alone_and_marked_sessions_apart(plan, talk, edition, hall, attic, anna):
    plenary = talk("P", kind=SessionKind.PLENARY, minutes=60, pinned_start=at(9))
    one, other = talk("A", minutes=60), talk("B", minutes=60)
    for session in (one, other):
        actions.mark_favourite(anna, session, False, by=anna.person)
    found = places(plan())
    starts = [found[code][0] for code in ("P", "A", "B")]
    assert starts[0] == at(9)
    assert plenary.minutes == 60
    assert all(abs(a - b) >= timedelta(minutes=60) for a, b in ((starts[0], starts[1]), (starts[1], starts[2])))


def test_published_meetings_of_a_speaker_are_absences(plan, talk, edition, hall, anna):
    meetings = new_plan(edition, PlanKind.MEETINGS)
    book(meetings, [(anna.resource_id, at(9), at(11))])
    publish_plan(meetings, by=None)
    talk("A", anna)
    assert places(plan())["A"][0] >= at(9, day=20)


def test_session_without_a_place_says_why_in_both_languages(plan, talk, hall):
    talk("PIANO", equipment=["piano"])
    talk("LONG", minutes=150)
    version = plan()
    assert reasons(version) == {
        "PIANO": ["No room that it may use has: piano."],
        "LONG": ["No block that it may use is long enough."],
    }
    with override("pl"):
        assert reasons(version)["PIANO"] == ["Żadna dozwolona sala nie ma: fortepian."]


def test_session_without_a_place_names_who_is_away(plan, talk, hall, anna):
    talk("A", anna)
    set_unavailable(anna.resource, at(8), at(23, day=20))
    assert reasons(plan()) == {"A": ["Anna Test is away."]}


def test_new_plan_keeps_the_released_places(plan, talk, release, hall, attic):
    one, other = talk("A"), talk("B")
    release((one, attic, at(9, 45)), (other, hall, at(10, 15, day=20)))
    assert places(plan()) == {"A": (at(9, 45), "attic"), "B": (at(10, 15, day=20), "hall")}


def test_two_sessions_of_one_speaker_pinned_to_one_time_are_refused_by_name(plan, talk, edition, hall, attic, anna):
    talk("A", anna, pinned_start=at(9))
    talk("B", anna, pinned_start=at(9, 15))
    with pytest.raises(NoSolution) as refused:
        plan()
    assert str(refused.value) == (
        "Anna Test is in two sessions at once: “Talk A” (A) fixed at Wednesday 19.05, 09:00 and “Talk B” (B) fixed at "
        "Wednesday 19.05, 09:15. Rule: one person is in one session at a time."
    )
    assert not Plan.objects.exists()


def test_pin_outside_every_block_is_refused_by_name(plan, talk, hall):
    talk("A", pinned_start=at(20))
    with pytest.raises(
        NoSolution, match=r"“Talk A” \(A\) is fixed at Wednesday 19.05, 20:00. Rule: a fixed start lies"
    ):
        plan()


@pytest.mark.parametrize(("missing", "words"), [("sessions", "no sessions"), ("rooms", "no rooms")])
def test_nothing_to_plan_is_refused(edition, talk, request, missing, words):
    if missing == "rooms":
        talk("A")
    with pytest.raises(NoSolution, match=words):
        planning.build_problem(edition)


@pytest.mark.django_db(transaction=True)
def test_computation_runs_in_its_own_process_and_ends_as_done(edition, talk, hall, organiser):
    talk("A")
    reports = []
    solve = queue_solve(edition, PlanKind.PROGRAMME, by=organiser, parameters={"seconds": 1})
    made = actions.plan_programme(solve.pk, also=reports.append)
    solve.refresh_from_db()
    assert (solve.status, solve.plan) == (SolveStatus.DONE, made)
    assert actions.plan_programme(solve.pk) == made


def test_failed_computation_keeps_its_reason_in_the_language_of_the_asker(edition):
    solve = queue_solve(edition, PlanKind.PROGRAMME, by=None, parameters={"language": "pl"})
    assert actions.plan_programme(solve.pk) is None
    solve.refresh_from_db()
    assert (solve.status, solve.message) == (SolveStatus.FAILED, "Nie ma sesji do umieszczenia.")


@pytest.mark.django_db(transaction=True)
def test_request_queues_one_computation_at_a_time(edition, organiser):
    solve = actions.request_programme_plan(edition, by=organiser)
    assert (solve.status, solve.parameters["language"]) == (SolveStatus.QUEUED, "en")
    with pytest.raises(AlreadySolving):
        actions.request_programme_plan(edition, by=organiser)
