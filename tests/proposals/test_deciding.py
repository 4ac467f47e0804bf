"""Decisions in bulk, and mails that go out on purpose and once."""

import pytest

from factories import make_person
from grono.proposals.actions.deciding import decide
from grono.proposals.actions.decision_mails import change_mail, prepare_mails, send_mails
from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models import DecisionMail, Proposal, ProposalSpeaker
from grono.proposals.rules import ProposalRefused
from proposals.calls import make_draft, make_submitted, sent_mails
from proposals.committee import make_criterion, make_reviewer, submit

pytestmark = pytest.mark.usefixtures("english")


def states() -> list[str]:
    return list(Proposal.objects.order_by("pk").values_list("state", flat=True))


def test_decision_changes_all_or_none(call, organiser):
    proposals = [make_submitted(call, make_person()), make_draft(call, make_person())]
    with pytest.raises(ProposalRefused, match=r"Nothing was changed.*Heat from sewage \(draft\)"):
        decide(proposals, ProposalState.ACCEPTED, by=organiser)
    assert states() == ["submitted", "draft"]
    assert decide(proposals[:1], ProposalState.ACCEPTED, by=organiser) == 1
    assert states() == ["accepted", "draft"]


def test_decision_can_be_taken_back(call, organiser):
    proposal = make_submitted(call)
    decide([proposal], ProposalState.REJECTED, by=organiser)
    decide([proposal], ProposalState.SUBMITTED, by=organiser)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_at) == ("submitted", None)


def test_decision_sends_nothing(call, organiser):
    proposal = make_submitted(call)
    sent_mails()
    decide([proposal], ProposalState.ACCEPTED, by=organiser)
    prepare_mails([proposal], by=organiser)
    assert sent_mails() == []


def test_mails_are_written_in_the_languages_of_their_readers(call, organiser):
    proposal = make_submitted(call, make_person(language="pl"))
    ProposalSpeaker.objects.create(
        proposal=proposal, person=make_person(language="en"), email="en@example.org", state=SpeakerState.CONFIRMED,
        position=1,
    )  # fmt: skip
    decide([proposal], ProposalState.ACCEPTED, by=organiser)
    assert prepare_mails([proposal], by=organiser) == 2
    subjects = DecisionMail.objects.order_by("recipient__language").values_list("subject", flat=True)
    assert list(subjects) == [
        "Your proposal is accepted: Heat from sewage",
        "Twoje zgłoszenie zostało przyjęte: Heat from sewage",
    ]


def test_mail_carries_what_reviewers_wrote_for_the_proposer(call, organiser):
    make_criterion(call)
    proposal = make_submitted(call, make_person(language="en"))
    submit(proposal, make_reviewer(call), 3, text="Say more about costs.", private_text="Dull.")
    decide([proposal], ProposalState.REJECTED, by=organiser)
    prepare_mails([proposal], by=organiser)
    body = DecisionMail.objects.get().body
    assert "Say more about costs." in body
    assert "Dull." not in body


def test_mail_is_sent_once(call, organiser):
    proposal = make_submitted(call, make_person(language="en"))
    sent_mails()
    decide([proposal], ProposalState.ACCEPTED, by=organiser)
    prepare_mails([proposal], by=organiser)
    drafts = list(DecisionMail.objects.all())
    assert [send_mails(drafts, by=organiser), send_mails(drafts, by=organiser)] == [1, 0]
    assert sent_mails() == [(proposal.proposer.email, "Your proposal is accepted: Heat from sewage")]
    assert prepare_mails([proposal], by=organiser) == 0


def test_changed_decision_renews_the_draft(call, organiser):
    proposal = make_submitted(call, make_person(language="en"))
    decide([proposal], ProposalState.ACCEPTED, by=organiser)
    prepare_mails([proposal], by=organiser)
    old = DecisionMail.objects.get()
    decide([proposal], ProposalState.WAITING, by=organiser)
    assert list(DecisionMail.objects.values_list("decision", "subject")) == [
        ("waiting", "Your proposal is on the waiting list: Heat from sewage")
    ]
    assert send_mails([old], by=organiser) == 0
    with pytest.raises(ProposalRefused, match="renewed"):
        change_mail(old, subject="x", body="y", by=organiser)
    decide([proposal], ProposalState.SUBMITTED, by=organiser)
    assert DecisionMail.objects.count() == 0


def test_draft_changed_by_hand_is_sent_as_written(call, organiser):
    proposal = make_submitted(call, make_person(language="en"))
    decide([proposal], ProposalState.ACCEPTED, by=organiser)
    prepare_mails([proposal], by=organiser)
    change_mail(DecisionMail.objects.get(), subject="Come!", body="We want you.", by=organiser)
    prepare_mails([proposal], by=organiser)
    sent_mails()
    send_mails(DecisionMail.objects.all(), by=organiser)
    assert sent_mails() == [(proposal.proposer.email, "Come!")]


def test_organiser_goes_through_the_pages(call, team, client):
    make_criterion(call)
    proposals = [make_submitted(call, make_person(language="en")) for _number in range(3)]
    reviewers = [make_reviewer(call, make_person()) for _number in range(2)]
    for place, proposal in enumerate(proposals):
        submit(proposal, reviewers[0], 5 - place)
    client.force_login(team)
    base = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/"
    code = proposals[0].code
    pages = (
        "reviewers/",
        f"reviewers/{reviewers[0].pk}/",
        "criteria/",
        "assignment/",
        f"assignment/{code}/",
        "ranking/",
    )
    for path in (*pages, f"proposals/{code}/", "decisions/"):
        assert client.get(base + path).status_code == 200, path
    client.post(f"{base}ranking/?first=2", {"act": "first"})
    assert states() == ["accepted", "accepted", "submitted"]
    client.post(f"{base}ranking/", {"state": "rejected", "proposal": [proposals[2].code]})
    client.post(f"{base}decisions/", {"act": "prepare"})
    drafts = DecisionMail.objects.order_by("proposal")
    assert [mail.decision for mail in drafts] == ["accepted", "accepted", "rejected"]
    client.post(f"{base}decisions/{drafts[0].pk}/", {"subject": "Hello", "body": "Dear"})
    client.post(f"{base}decisions/", {"act": "send", "mail": [drafts[0].pk]})
    assert sorted(DecisionMail.objects.values_list("state", flat=True)) == ["draft", "draft", "sent"]
    assert "Hello" in client.get(f"{base}decisions/{drafts[0].pk}/").content.decode()


def test_pages_are_the_organisers_own(call, client, outsider):
    client.force_login(outsider)
    base = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/"
    for path in ("reviewers/", "criteria/", "assignment/", "ranking/", "ranking.xlsx", "decisions/"):
        assert client.get(base + path).status_code == 403, path


def test_committee_grows_by_mail_address(call, team, client):
    client.force_login(team)
    address = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/reviewers/"
    fields = {"email": "nowa@example.org", "name": "Nowa Osoba", "most": "7"}
    client.post(address, fields)
    assert list(call.reviewers.values_list("person__family_name", "most")) == [("Osoba", 7)]
    assert "is on the programme committee already" in client.post(address, fields).content.decode()


def test_criteria_are_saved_and_used_ones_stay(call, team, client):
    client.force_login(team)
    address = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/criteria/"
    frame = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0"}
    row = {"name_0": "Nowość", "name_1": "Novelty", "weight": "2", "lowest": "1", "highest": "5", "position": "0"}
    client.post(address, frame | {f"criteria-0-{name}": value for name, value in row.items()})
    criterion = call.criteria.get()
    assert (float(criterion.weight), criterion.highest) == (2.0, 5)
    submit(make_submitted(call), make_reviewer(call), 5)
    gone = frame | {"criteria-INITIAL_FORMS": "1", "criteria-0-id": criterion.pk, "criteria-0-DELETE": "on"}
    text = client.post(address, gone | {f"criteria-0-{name}": value for name, value in row.items()}).content.decode()
    assert "stays: there are reviews with points for it" in text
    assert call.criteria.count() == 1
