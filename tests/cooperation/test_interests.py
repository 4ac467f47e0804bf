"""An organisation expresses interest, the other answers or does not; the two write to each other."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from correspondence import START, days_later, deferred, interest_in, make_profile, sent_mails
from factories import make_organisation, make_person
from grono.cooperation.actions import interests as actions
from grono.cooperation.models import ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.cooperation.queries import interests as queries
from grono.directory.models import Affiliation
from grono.kit.registry import personal_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Monday in May, and messages are compared in English."""
    days_later(settings, 0)
    with override("en"):
        yield


@pytest.fixture
def profile(their_organisation, representative) -> PartneringProfile:
    return make_profile(their_organisation)


@pytest.fixture
def interest(profile, partner_organisation, partner) -> ExpressionOfInterest:
    return interest_in(profile, partner_organisation, by=partner)


def state(interest: ExpressionOfInterest) -> str:
    return ExpressionOfInterest.objects.get(pk=interest.pk).state


def test_interest_goes_to_the_owner_of_the_profile_and_waits_three_weeks(
    interest, profile, their_organisation, partner_organisation, partner, representative
):
    assert (interest.to_organisation, interest.from_organisation) == (their_organisation, partner_organisation)
    assert (interest.state, interest.sent_at, interest.expires_at) == ("sent", START, START + timedelta(days=21))
    assert sent_mails() == [(representative.email, f"Wyrażenie zainteresowania: {profile.title}")]
    body = mail.outbox[0].body
    assert "Zelená Síť s.r.o." in body
    assert "Let us talk." not in body
    assert f"/pl/cooperation/interests/{interest.pk}/" in body


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "expired"}, "no longer valid"),
        ({"state": "draft"}, "no longer valid"),
        ({"valid_until": "2027-05-02"}, "no longer valid"),
    ],
)
def test_interest_in_what_is_not_published_is_refused(profile, partner_organisation, partner, change, reason):
    PartneringProfile.objects.update(**change)
    profile.refresh_from_db()
    with pytest.raises(ValidationError, match=reason):
        interest_in(profile, partner_organisation, by=partner)
    assert ExpressionOfInterest.objects.count() == 0


def test_interest_in_oneself_nobody_or_another_world_is_refused(
    their_organisation, representative, partner_organisation, partner
):
    empty = make_organisation("Nobody home", is_demonstration=True)
    real = make_organisation("Real one")
    for sender, to, reason in (
        (their_organisation, their_organisation, "cannot write to itself"),
        (their_organisation, empty, "Nobody of this organisation"),
        (their_organisation, real, "An invented organisation and a real one"),
    ):
        with pytest.raises(ValidationError, match=reason):
            interest_in(to, sender, by=representative)


@pytest.mark.parametrize("message", ["", "   \n ", "x" * 4001])
def test_message_has_from_one_to_four_thousand_characters(profile, partner_organisation, partner, message):
    with pytest.raises(ValidationError):
        interest_in(profile, partner_organisation, by=partner, message=message)
    assert interest_in(profile, partner_organisation, by=partner, message="x" * 4000).pk


def test_database_refuses_bad_rows_whatever_the_code_does(interest, profile, partner_organisation, their_organisation):
    good = {
        "profile": profile, "from_organisation": partner_organisation, "to_organisation": their_organisation,
        "message": "x", "sent_at": START, "expires_at": START,
    }  # fmt: skip
    bad = (
        ("interest_one_open_per_profile", {}),
        ("interest_two_organisations", {"profile": None, "from_organisation": their_organisation}),
        ("interest_message_length", {"profile": None, "message": "x" * 4001}),
        ("interest_message_length", {"profile": None, "message": ""}),
        ("interest_state_known", {"state": "lost"}),
        ("interest_answer_has_time", {"state": "accepted"}),
    )
    for constraint, change in bad:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ExpressionOfInterest.objects.create(**(good | change))


def test_one_interest_waits_in_a_matter_and_profiles_and_organisations_are_different_matters(
    interest, profile, their_organisation, partner_organisation, partner
):
    with pytest.raises(ValidationError, match="already waits for an answer about this profile"):
        interest_in(profile, partner_organisation, by=partner)
    direct = interest_in(their_organisation, partner_organisation, by=partner)
    with pytest.raises(ValidationError, match="already waits for an answer from this organisation"):
        interest_in(their_organisation, partner_organisation, by=partner)
    other = interest_in(make_profile(their_organisation), partner_organisation, by=partner)
    assert ExpressionOfInterest.objects.filter(state="sent").count() == len({interest, direct, other})


def test_a_person_sends_twenty_in_a_day_and_more_on_the_next(settings, their_organisation, representative):
    addressees = [make_organisation(is_demonstration=True) for _number in range(21)]
    for organisation in addressees:
        Affiliation.objects.create(organisation=organisation, person=make_person())
    for organisation in addressees[:20]:
        interest_in(organisation, their_organisation, by=representative)
    with pytest.raises(ValidationError, match="20 expressions of interest in 24 hours"):
        interest_in(addressees[20], their_organisation, by=representative)
    days_later(settings, 1)
    assert interest_in(addressees[20], their_organisation, by=representative).state == "sent"


def test_only_the_first_opening_counts(settings, interest, representative):
    days_later(settings, 2)
    actions.mark_seen(interest, by=representative)
    days_later(settings, 3)
    actions.mark_seen(ExpressionOfInterest.objects.get(), by=representative)
    interest.refresh_from_db()
    assert (interest.state, interest.seen_at) == ("seen", START + timedelta(days=2))


@pytest.mark.parametrize(
    ("accepted", "result", "subject"), [(True, "accepted", "Accepted"), (False, "declined", "Declined")]
)
def test_answer_is_told_to_the_sender(interest, representative, partner, profile, accepted, result, subject):
    sent_mails()
    actions.answer_interest(interest, accepted, text=" Gladly. ", by=representative)
    interest.refresh_from_db()
    assert (interest.state, interest.answer, interest.answered_by) == (result, "Gladly.", representative)
    assert sent_mails() == [(partner.email, f"{subject}: {profile.title}")]


def test_whoever_comes_first_wins_and_the_other_learns_what_happened(settings, interest, representative, partner):
    stale = ExpressionOfInterest.objects.get()
    actions.withdraw_interest(interest, by=partner)
    with pytest.raises(ValidationError, match="the expression of interest is withdrawn"):
        actions.answer_interest(stale, True, by=representative)
    assert (stale.state, stale.answered_at, state(interest)) == ("withdrawn", None, "withdrawn")
    days_later(settings, 30)
    assert actions.expire_interests() == 0


def test_acceptance_and_expiry_exclude_each_other(settings, interest, representative):
    stale = ExpressionOfInterest.objects.get()
    days_later(settings, 21)
    assert actions.expire_interests() == 1
    with pytest.raises(ValidationError, match="expired without an answer"):
        actions.answer_interest(stale, True, by=representative)
    assert state(interest) == "expired"


def test_what_nobody_answers_expires_and_blocks_nobody(
    settings, interest, profile, partner_organisation, partner, their_organisation
):
    sent_mails()
    days_later(settings, 20)
    assert (actions.expire_interests(), state(interest)) == (0, "sent")
    days_later(settings, 21)
    assert [actions.expire_interests(), actions.expire_interests()] == [1, 0]
    assert sent_mails() == [(partner.email, f"No answer came: {profile.title}")]
    again = interest_in(profile, partner_organisation, by=partner)
    assert (state(interest), again.state) == ("expired", "sent")


def test_overdue_interest_does_not_wait_for_the_job(settings, interest, profile, partner_organisation, partner):
    days_later(settings, 22)
    again = interest_in(profile, partner_organisation, by=partner)
    assert (state(interest), again.state) == ("expired", "sent")


def test_addressee_is_reminded_after_one_and_two_weeks_once_each(settings, interest, representative):
    sent_mails()
    reminded = []
    for day in (6, 7, 7, 8, 13, 14, 14, 20, 21):
        days_later(settings, day)
        reminded.append(actions.remind_addressees())
    assert reminded == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert [to for to, _subject in sent_mails()] == [representative.email] * 2


def test_after_a_long_silence_of_the_job_one_reminder_is_enough(settings, interest):
    days_later(settings, 15)
    assert [actions.remind_addressees(), actions.remind_addressees()] == [1, 0]


def test_answered_interest_needs_no_reminder_even_if_the_job_was_made_before(settings, interest, representative):
    sent_mails()
    days_later(settings, 7)
    actions.remind_addressees()
    actions.answer_interest(interest, False, by=representative)
    assert [subject.split(":")[0] for _to, subject in sent_mails()] == ["Declined"]


def test_thread_is_written_by_both_sides_and_told_once_until_it_is_read(
    interest, their_organisation, representative, partner_organisation, partner
):
    sent_mails()
    actions.post_message(interest, their_organisation, text="What volume?\nAnd when?", by=representative)
    actions.post_message(interest, their_organisation, text="Another thing.", by=representative)
    assert sent_mails() == [(partner.email, "New message: Sorting of mixed plastics by near infrared")]
    assert "What volume?" in mail.outbox[0].body
    assert "And when?" not in mail.outbox[0].body
    assert actions.mark_read(interest, their_organisation) == 0
    assert [actions.mark_read(interest, partner_organisation), actions.mark_read(interest, partner_organisation)] == [
        2,
        0,
    ]
    actions.post_message(interest, partner_organisation, text="Ten tonnes.", by=partner)
    assert sent_mails() == [(representative.email, "Nowa wiadomość: Sorting of mixed plastics by near infrared")]


def test_question_of_the_addressee_prolongs_the_time(settings, interest, their_organisation, representative):
    days_later(settings, 20)
    actions.post_message(interest, their_organisation, text="What volume?", by=representative)
    days_later(settings, 21)
    assert actions.expire_interests() == 0
    interest.refresh_from_db()
    assert interest.expires_at == START + timedelta(days=41)


@pytest.mark.parametrize("end", ["declined", "withdrawn", "expired"])
def test_closed_thread_takes_no_messages(interest, their_organisation, representative, end):
    ExpressionOfInterest.objects.update(state=end, answered_at=START)
    with pytest.raises(ValidationError, match="conversation is closed"):
        actions.post_message(interest, their_organisation, text="One more thing", by=representative)
    assert ThreadMessage.objects.count() == 0


def test_others_and_empty_messages_stay_out_of_the_thread(interest, their_organisation, representative, outsider):
    stranger = make_organisation("Stranger")
    with pytest.raises(ValidationError, match="two other organisations"):
        actions.post_message(interest, stranger, text="Hello", by=outsider)
    for text in (" \n", "x" * 4001):
        with pytest.raises(ValidationError):
            actions.post_message(interest, their_organisation, text=text, by=representative)
    with pytest.raises(IntegrityError, match="thread_message_length"), transaction.atomic():
        ThreadMessage.objects.create(interest=interest, organisation=their_organisation, text="", sent_at=START)


def test_only_the_two_sides_may_see_and_only_the_right_one_may_act(request, interest, their_cluster):
    people = ("representative", "partner", "cluster_manager", "organiser", "outsider")
    may = {
        name: [who for who in people if request.getfixturevalue(who).has_perm(f"cooperation.{name}", interest)]
        for name in ("view_interest", "answer_interest", "withdraw_interest")
    }
    assert may == {
        "view_interest": ["representative", "partner"],
        "answer_interest": ["representative"],
        "withdraw_interest": ["partner"],
    }


def test_who_has_left_sees_nothing_any_more(interest, partner):
    Affiliation.objects.filter(person=partner).update(ended_date="2027-05-02")
    assert not partner.has_perm("cooperation.view_interest", interest)
    assert list(queries.interests_for(partner, "sent")) == []


def test_identity_behind_an_anonymous_profile_shows_on_acceptance(
    their_organisation, representative, partner_organisation, partner
):
    profile = make_profile(their_organisation, is_anonymous=True)
    interest = interest_in(profile, partner_organisation, by=partner)
    sent_mails()
    actions.post_message(interest, their_organisation, text="Who are you?", by=representative)
    sent_mails()
    told = mail.outbox[0].body
    assert "The owner of the profile has written" in told or "the owner of the profile has written" in told
    assert their_organisation.name not in told
    assert (interest.hides_addressee, partner.has_perm("cooperation.view_identity", profile)) == (True, False)
    actions.answer_interest(interest, True, by=representative)
    assert (interest.hides_addressee, partner.has_perm("cooperation.view_identity", profile)) == (False, True)
    sent_mails()
    assert their_organisation.name in mail.outbox[0].body


def test_waiting_counts_what_is_to_be_answered_and_read(
    interest, their_organisation, representative, partner_organisation, partner, outsider
):
    actions.post_message(interest, partner_organisation, text="One", by=partner)
    actions.post_message(interest, partner_organisation, text="Two", by=partner)
    assert queries.waiting_for(representative) == queries.Waiting(interests=1, messages=2, agreements=0)
    assert queries.waiting_for(partner) == queries.Waiting(0, 0, 0)
    assert queries.waiting_for(outsider) == queries.Waiting(0, 0, 0)
    actions.answer_interest(interest, True, by=representative)
    actions.mark_read(interest, their_organisation)
    assert not queries.waiting_for(representative)


def test_personal_data_is_handed_out_and_the_name_is_taken_off(interest, partner, representative, their_organisation):
    actions.post_message(interest, their_organisation, text="Yes?", by=representative)
    actions.answer_interest(interest, True, text="Gladly", by=representative)
    declared = personal_data()["cooperation"]
    exported = declared.export(partner)["interests"]
    assert [(row["message"], row["answer"], row["to"]) for row in exported] == [
        ("Let us talk.", "", their_organisation.name)
    ]
    assert declared.export(representative)["messages"][0]["text"] == "Yes?"
    assert (declared.erase(partner), declared.erase(representative)) == (1, 2)
    interest.refresh_from_db()
    assert (interest.sender, interest.answered_by, interest.message) == (None, None, "Let us talk.")
    assert ThreadMessage.objects.get().author is None


def test_refused_sending_leaves_no_job(profile, partner_organisation, partner):
    with pytest.raises(ValidationError):
        interest_in(profile, partner_organisation, by=partner, message="")
    assert deferred() == []
