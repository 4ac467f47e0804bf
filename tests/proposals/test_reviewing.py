"""Reviews are written, and what reviewers may see."""

import pytest

from factories import make_organisation, make_person
from grono.directory.models import Affiliation
from grono.proposals.actions.reviewing import save_review
from grono.proposals.choices import ProposalState
from grono.proposals.models import Answer, Review
from grono.proposals.rules import ProposalRefused
from proposals.calls import make_question, make_submitted
from proposals.committee import give, make_criterion, make_reviewer, submit

pytestmark = pytest.mark.usefixtures("english")


def page(client, call, path: str, **options):
    return client.get(f"/en/congress/{call.edition.slug}/reviews/{path}", **options)


def test_review_needs_points_for_every_criterion(call):
    make_criterion(call)
    reviewer = make_reviewer(call)
    given = give(make_submitted(call), reviewer)
    save_review(given, {}, submit=False, by=reviewer.person)
    with pytest.raises(ProposalRefused, match="Give points for “Novelty”"):
        save_review(given, {}, submit=True, by=reviewer.person)
    with pytest.raises(ProposalRefused, match="lie between 1 and 5"):
        save_review(given, {"novelty": 6}, submit=False, by=reviewer.person)
    assert Review.objects.get().submitted_at is None


def test_review_of_somebody_else_is_refused(call):
    given = give(make_submitted(call), make_reviewer(call))
    with pytest.raises(ProposalRefused, match="no longer given to you"):
        save_review(given, {}, submit=False, by=make_person())


def test_review_of_a_decided_proposal_is_refused(call):
    reviewer = make_reviewer(call)
    proposal = make_submitted(call)
    given = give(proposal, reviewer)
    type(proposal).objects.update(state=ProposalState.REJECTED, decided_at=proposal.submitted_at)
    with pytest.raises(ProposalRefused, match="decided about"):
        save_review(given, {}, submit=False, by=reviewer.person)


def test_reviewer_submits_on_the_page(call, client):
    make_criterion(call)
    reviewer = make_reviewer(call)
    proposal = make_submitted(call)
    give(proposal, reviewer)
    client.force_login(reviewer.person)
    answer = client.post(
        f"/en/congress/{call.edition.slug}/reviews/{proposal.code}/",
        {"score-novelty": "4", "confidence": "3", "text": "Good", "private_text": "", "submit": "1"},
    )
    assert answer.headers["Location"] == f"/en/congress/{call.edition.slug}/reviews/"
    review = Review.objects.get()
    assert (review.text, review.confidence, review.submitted_at is not None) == ("Good", 3, True)
    assert list(review.scores.values_list("points", flat=True)) == [4]


def test_blind_review_names_nobody(call, client):
    call.is_blind = True
    call.save()
    proposer = make_person("Zdzisława", "Tajemnicza")
    organisation = make_organisation("Sekret sp. z o.o.")
    proposal = make_submitted(call, proposer, note="I am Zdzisława")
    type(proposal).objects.update(organisation=organisation)
    hidden = make_question(call, names_proposer=True)
    shown = make_question(call)
    Answer.objects.create(proposal=proposal, question=hidden, value="Zdzisława of Sekret")
    Answer.objects.create(proposal=proposal, question=shown, value="an answer without names")
    reviewer = make_reviewer(call)
    give(proposal, reviewer)
    client.force_login(reviewer.person)
    for path in ("", f"bids/{call.code}/", f"{proposal.code}/"):
        text = page(client, call, path).content.decode()
        assert "Heat from sewage" in text
        assert [name for name in ("Zdzisława", "Tajemnicza", "Sekret") if name in text] == []
    assert "an answer without names" in text


def test_open_review_names_the_proposer(call, client):
    proposal = make_submitted(call, make_person("Zdzisława", "Jawna"))
    reviewer = make_reviewer(call)
    give(proposal, reviewer)
    client.force_login(reviewer.person)
    assert "Zdzisława Jawna" in page(client, call, f"{proposal.code}/").content.decode()


def test_proposal_is_out_of_sight_once_there_is_a_conflict(call, client):
    proposal = make_submitted(call)
    reviewer = make_reviewer(call)
    give(proposal, reviewer)
    organisation = make_organisation()
    for person in (proposal.proposer, reviewer.person):
        Affiliation.objects.create(person=person, organisation=organisation)
    client.force_login(reviewer.person)
    assert page(client, call, f"{proposal.code}/").status_code == 404
    assert "Heat from sewage" not in page(client, call, "").content.decode()
    assert "Heat from sewage" not in page(client, call, f"bids/{call.code}/").content.decode()


def test_others_are_read_after_ones_own_review_only(call, client):
    make_criterion(call)
    proposal, reviewer = make_submitted(call), make_reviewer(call)
    submit(proposal, make_reviewer(call, make_person("Inna", "Osoba")), 2, text="Somebody else's opinion")
    given = give(proposal, reviewer)
    client.force_login(reviewer.person)
    comments = f"/en/congress/{call.edition.slug}/reviews/{proposal.code}/comments/"
    assert "else&#x27;s opinion" not in page(client, call, f"{proposal.code}/").content.decode()
    assert client.post(comments, {"text": "Hm"}).status_code == 404
    save_review(given, {"novelty": 5}, submit=True, by=reviewer.person)
    text = page(client, call, f"{proposal.code}/").content.decode()
    assert "else&#x27;s opinion" in text
    assert "Inna Osoba" not in text
    client.post(comments, {"text": "We should talk"})
    assert "We should talk" in page(client, call, f"{proposal.code}/").content.decode()


def test_stranger_reviews_nothing(call, client, outsider):
    proposal = make_submitted(call)
    give(proposal, make_reviewer(call))
    client.force_login(outsider)
    assert "You review nothing" in page(client, call, "").content.decode()
    assert page(client, call, f"{proposal.code}/").status_code == 404
    assert page(client, call, f"bids/{call.code}/").status_code == 403
