"""What the module hands out about a person, and what an erasure leaves."""

from datetime import UTC

from factories import make_person
from grono.kit.registry import personal_data
from grono.proposals.actions.assigning import declare_conflict
from grono.proposals.actions.bids import save_bids
from grono.proposals.actions.deciding import decide
from grono.proposals.actions.decision_mails import prepare_mails, send_mails
from grono.proposals.actions.reviewing import add_comment
from grono.proposals.models import Assignment, Bid, Comment, DecisionMail, Review, Reviewer
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.queries.proposals import told_state
from grono.proposals.queries.ranking import ranking_of
from proposals.calls import START, make_submitted
from proposals.committee import give, make_criterion, make_reviewer, submit


def export(person):
    return personal_data()["committees"].export(person)


def erase(person):
    return personal_data()["committees"].erase(person)


def test_work_of_a_reviewer_is_handed_out(call):
    make_criterion(call)
    reviewer = make_reviewer(call, expertise="heat", languages=["pl"])
    mine, wanted, barred = (make_submitted(call, make_person()) for _number in range(3))
    submit(mine, reviewer, 4, text="Clear", private_text="Dull", confidence=3)
    save_bids(reviewer, {wanted.pk: "want"}, by=reviewer.person)
    declare_conflict(barred, reviewer, reason="my brother", by=reviewer.person)
    add_comment(mine, "Let us take it", by=reviewer.person)
    moment = START.astimezone(UTC).isoformat()
    found = export(reviewer.person)
    assert found["reviewing"] == [
        {
            "call": call.code,
            "takes_part": True,
            "most": 12,
            "expertise": "heat",
            "languages": ["pl"],
            "tracks": [],
            "competences": [],
            "bids": {wanted.code: "want"},
            "conflicts": [{"proposal": barred.code, "reason": "my brother", "declared_at": moment}],
            "given": [mine.code],
            "reviews": [
                {
                    "proposal": mine.code,
                    "points": {"novelty": 4},
                    "confidence": 3,
                    "text": "Clear",
                    "private_text": "Dull",
                    "submitted_at": moment,
                }
            ],
        }
    ]
    assert found["comments"] == [{"proposal": mine.code, "text": "Let us take it", "written_at": moment}]


def test_erasing_a_reviewer_keeps_points_and_conflicts_but_no_words(call):
    make_criterion(call)
    reviewer = make_reviewer(call, expertise="heat", languages=["pl"])
    reviewed, waiting, barred = (make_submitted(call, make_person()) for _number in range(3))
    submit(reviewed, reviewer, 4, text="Clear", private_text="Dull")
    give(waiting, reviewer)
    save_bids(reviewer, {waiting.pk: "want"}, by=reviewer.person)
    declare_conflict(barred, reviewer, reason="my brother", by=reviewer.person)
    add_comment(reviewed, "Let us take it", by=reviewer.person)
    before = ranking_of(call, 1)[1].estimates
    erase(reviewer.person)
    assert ranking_of(call, 1)[1].estimates == before
    assert list(Review.objects.values_list("text", "private_text")) == [("", "")]
    assert list(Assignment.objects.values_list("proposal", flat=True)) == [reviewed.pk]
    assert list(Reviewer.objects.values_list("expertise", "languages", "is_active")) == [("", [], False)]
    assert set(conflicts_of(call)) == {(barred.pk, reviewer.pk)}
    assert [row["conflicts"][0]["reason"] for row in export(reviewer.person)["reviewing"]] == [""]
    assert (Comment.objects.count(), Bid.objects.count()) == (0, 0)


def test_reviewer_without_submitted_reviews_is_deleted(call):
    reviewer = make_reviewer(call)
    give(make_submitted(call), reviewer)
    other = make_reviewer(call, make_person())
    assert erase(reviewer.person) == 1
    assert list(Reviewer.objects.all()) == [other]


def test_erased_words_do_not_go_out_with_mails_that_wait(call, organiser):
    make_criterion(call)
    reviewer, proposal = make_reviewer(call), make_submitted(call)
    submit(proposal, reviewer, 2, text="Too thin")
    decide([proposal], "rejected", by=organiser)
    prepare_mails([proposal], by=organiser)
    assert "Too thin" in DecisionMail.objects.get().body
    erase(reviewer.person)
    assert "Too thin" not in DecisionMail.objects.get().body


def test_mails_about_decisions_are_handed_out_and_erased_and_the_decision_stays_told(call, organiser):
    proposal = make_submitted(call)
    decide([proposal], "accepted", by=organiser)
    prepare_mails([proposal], by=organiser)
    assert export(proposal.proposer)["decision_mails"] == []
    send_mails(DecisionMail.objects.all(), by=organiser)
    mail = DecisionMail.objects.get()
    given = export(proposal.proposer)["decision_mails"]
    assert [(row["decision"], row["text"]) for row in given] == [("accepted", mail.body)]
    assert export(organiser)["decided"] == [proposal.code]
    erase(proposal.proposer)
    erase(organiser)
    proposal.refresh_from_db()
    mail.refresh_from_db()
    assert (mail.subject, mail.body, mail.sent_by, proposal.decided_by) == ("", "", None, None)
    assert told_state(proposal) == "accepted"
