"""From accepted requests to a plan through the real engine, and back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from grono.congress.actions import cancel_participation, set_unavailable
from grono.congress.choices import PlanStatus, SolveStatus
from grono.congress.models import Booking, Solve, Table
from grono.congress.plans import PlanConflict, PlanOutdated, published_plan
from grono.congress.solves import AlreadySolving
from grono.meetings import actions
from grono.meetings.models import Meeting, UnplacedRequest
from grono.meetings.queries import compare_plans
from grono.meetings.wording import reason_sentence
from grono.schedule.models import Favourite

from .conftest import at


def slot_of(plan, wish):
    return plan.meetings.get(request=wish).slot.code


def test_plan_places_every_request_and_books_table_and_both_people(edition, anna, bob, cyra, ask, plan):
    wishes = [ask(anna, bob), ask(bob, cyra), ask(cyra, anna)]
    made = plan()
    assert set(made.meetings.values_list("request", flat=True)) == {wish.pk for wish in wishes}
    assert made.bookings.count() == 9
    assert made.unplaced_requests.count() == 0
    assert made.quality["granted"] == made.quality["requests"] == 3
    assert made.quality["fairness"][0] == {"low": 100, "high": 100, "people": 3}
    assert all(level["proven"] for level in made.quality["levels"] if level["name"].startswith("meetings"))


def test_plan_keeps_clear_of_absences_own_sessions_and_favourites_kept_free(anna, bob, ask, plan, release):
    set_unavailable(anna.resource, at(14), at(14, 40))
    release(at(14, 40), at(15), bob)
    kept = release(at(15), at(15, 20), code="T2")
    Favourite.objects.create(participant=anna, session=kept, keep_free=True)
    marked = release(at(15, 20), at(15, 40), code="T3")
    Favourite.objects.create(participant=anna, session=marked)
    wish = ask(anna, bob)
    assert slot_of(plan(), wish) in {"S5", "S6"}


def test_plan_obeys_fixed_slots_and_order(edition, anna, bob, cyra, ask, plan):
    fixed, later = actions.add_requests(
        edition,
        [
            {"code": "F", "requester": anna, "invitee": bob, "fixed_slot": edition.slots.get(code="S3")},
            {"code": "L", "requester": bob, "invitee": cyra, "after": ["F"]},
        ],
    )
    made = plan()
    assert slot_of(made, fixed) == "S3"
    assert slot_of(made, later) > "S3"


def test_unplaced_request_says_why_in_both_languages(anna, bob, ask, plan):
    set_unavailable(anna.resource, at(14), at(15))
    set_unavailable(bob.resource, at(15), at(16))
    ask(anna, bob)
    row = UnplacedRequest.objects.get(plan=plan())
    assert row.reason["code"] == "no_common_slot"
    with override("en"):
        english = reason_sentence(row)
    with override("pl"):
        polish = reason_sentence(row)
    assert english == ("The two are never free at the same time. Free slots: Anna Test 3, Bob Test 3, none in common.")
    assert polish != english
    assert "Anna Test" in polish


def test_full_agenda_is_named_with_its_numbers(edition, anna, add, ask, plan):
    others = [add(f"P{number}") for number in range(7)]
    for other in others:
        ask(anna, other)
    row = UnplacedRequest.objects.get(plan=plan())
    with override("en"):
        assert reason_sentence(row) == "All slots of Anna Test are taken by meetings: 6 of 6."


def test_scarce_tables_are_named(edition, add, ask, plan):
    Table.objects.filter(code="A-2").delete()
    keep = edition.slots.get(code="S1")
    edition.slots.exclude(pk=keep.pk).delete()
    people = [add(f"P{number}") for number in range(4)]
    ask(people[0], people[1])
    ask(people[2], people[3], priority=3)
    row = UnplacedRequest.objects.get(plan=plan())
    assert row.request.requester == people[2]
    with override("en"):
        assert reason_sentence(row) == (
            "All 1 tables are taken in every slot in which both are still free (number of such slots: 1)."
        )


def test_request_with_somebody_who_cancelled_is_listed_not_planned(anna, bob, cyra, ask, plan, organiser):
    ask(anna, bob)
    ask(anna, cyra)
    cancel_participation(bob, by=organiser)
    made = plan()
    assert made.meetings.get().request.invitee == cyra
    assert made.unplaced_requests.get().reason == {"code": "not_coming", "numbers": {}, "people": ["Bob"]}


def test_nothing_to_plan_fails_with_the_reason(edition, organiser):
    solve = actions.request_meeting_plan(edition, by=organiser)
    with pytest.raises(AlreadySolving):
        actions.request_meeting_plan(edition, by=organiser)
    assert actions.plan_meetings(solve.pk) is None
    solve = Solve.objects.get(pk=solve.pk)
    assert (solve.status, solve.message) == (SolveStatus.FAILED, "There are no accepted requests to plan.")


def test_queued_plan_is_computed_in_its_own_process(edition, anna, bob, ask, organiser):
    ask(anna, bob)
    reports = []
    solve = actions.request_meeting_plan(edition, by=organiser)
    made = actions.plan_meetings(solve.pk, also=reports.append)
    solve.refresh_from_db()
    assert (solve.status, solve.plan, made.meetings.count()) == (SolveStatus.DONE, made, 1)
    assert actions.plan_meetings(solve.pk) == made
    assert edition.plans.count() == 1
    assert reports


def test_edition_without_tables_fails_with_the_reason(edition, anna, bob, ask, organiser):
    edition.tables.all().delete()
    ask(anna, bob)
    solve = actions.request_meeting_plan(edition, by=organiser)
    assert actions.plan_meetings(solve.pk) is None
    assert Solve.objects.get(pk=solve.pk).message == "There are no meeting tables: add a hall of tables to the edition."


def test_replan_after_a_cancellation_touches_nobody_else(add, ask, publish, plan, organiser):
    people = [add(f"P{number}") for number in range(8)]
    for number in range(7):
        ask(people[number], people[number + 1])
    before = publish()
    cancel_participation(people[0], by=organiser)
    draft = plan(replan=True)
    comparison = compare_plans(before, draft)
    assert draft.based_on == before
    assert (comparison.touched, comparison.bereft) == (frozenset(), frozenset({"P1"}))
    assert comparison.others == {f"P{number}" for number in range(1, 8)}
    actions.publish_meeting_plan(draft, by=organiser)
    assert published_plan(draft.edition, "meetings") == draft
    assert not Booking.objects.filter(is_published=True, resource=people[0].resource).exists()


def test_draft_made_from_an_older_plan_is_refused(anna, bob, ask, plan, publish):
    ask(anna, bob)
    publish()
    first, second = plan(), plan()
    actions.publish_meeting_plan(second, by=None)
    with pytest.raises(PlanOutdated):
        actions.publish_meeting_plan(first, by=None)
    first.refresh_from_db()
    assert first.status == PlanStatus.DRAFT


def test_draft_with_somebody_who_has_cancelled_since_is_refused(anna, bob, ask, plan, organiser):
    ask(anna, bob)
    draft = plan()
    cancel_participation(bob, by=organiser)
    with pytest.raises(PlanOutdated, match="Bob Test"):
        actions.publish_meeting_plan(draft, by=organiser)


def test_draft_that_collides_with_the_programme_is_refused(edition, anna, bob, ask, plan, release):
    ask(anna, bob)
    draft = plan()
    meeting = Meeting.objects.select_related("slot").get(plan=draft)
    release(meeting.slot.starts_at, meeting.slot.ends_at, anna)
    programme = published_plan(edition, "programme")
    Booking.objects.create(
        plan=programme,
        resource=anna.resource,
        period=(meeting.slot.starts_at, meeting.slot.ends_at),
        is_published=True,
    )
    with pytest.raises(PlanConflict):
        actions.publish_meeting_plan(draft, by=None)
    assert published_plan(edition, "meetings") is None


def test_meetings_that_have_begun_stay_where_they_were(anna, bob, cyra, ask, publish, plan, settings):
    begun = ask(anna, bob, fixed_slot=anna.edition.slots.get(code="S1"))
    before = publish()
    held = before.meetings.get()
    settings.CLOCK = at(14, 10).isoformat()
    new = ask(anna, cyra)
    draft = plan(replan=True)
    assert {(m.request_id, m.slot_id, m.table_id) for m in draft.meetings.all()} >= {
        (begun.pk, held.slot_id, held.table_id)
    }
    assert slot_of(draft, new) != "S1"


def test_discarding_leaves_the_published_plan(anna, bob, ask, plan, publish, organiser):
    ask(anna, bob)
    before = publish()
    draft = plan()
    actions.discard_meeting_plan(draft, by=organiser)
    assert before.edition.plans.filter(kind="meetings").get() == before
    with pytest.raises(PlanOutdated):
        actions.discard_meeting_plan(before, by=organiser)


@pytest.mark.parametrize("swap", [False, True])
def test_pair_is_asked_once(anna, bob, swap):
    actions.request_meeting(anna, bob, priority=1, message="Talk", by=anna.person)
    pair = (bob, anna) if swap else (anna, bob)
    with pytest.raises(ValidationError, match="already a meeting request between these two people"):
        actions.request_meeting(*pair, priority=2, message="", by=anna.person)


def test_nobody_asks_themselves(anna):
    with pytest.raises(ValidationError, match="Nobody can ask themselves"):
        actions.request_meeting(anna, anna, priority=2, message="", by=anna.person)


def test_somebody_without_meetings_is_not_asked(anna, add):
    closed = add("Zoe", takes_meetings=False)
    with pytest.raises(ValidationError, match="Zoe Test takes no meetings"):
        actions.request_meeting(anna, closed, priority=2, message="", by=anna.person)


def test_withdrawn_request_can_be_made_again_from_the_other_side(anna, bob):
    wish = actions.request_meeting(anna, bob, priority=2, message="First", by=anna.person)
    actions.withdraw_request(wish, by=anna.person)
    again = actions.request_meeting(bob, anna, priority=1, message="Second", by=bob.person)
    assert (again.pk, again.requester, again.message, again.status) == (wish.pk, bob, "Second", "pending")


def test_answered_request_is_not_answered_again(anna, bob):
    wish = actions.request_meeting(anna, bob, priority=2, message="", by=anna.person)
    actions.answer_request(wish, False, by=bob.person)
    with pytest.raises(ValidationError, match="can no longer be changed"):
        actions.answer_request(wish, True, by=bob.person)
