"""Proposals are given to reviewers: by the engine, by hand, and taken back."""

import pytest
from django.utils import timezone

from factories import make_organisation, make_person
from grono.directory.models import Affiliation
from grono.proposals import planning
from grono.proposals.actions.assigning import (
    compute_assignment,
    declare_conflict,
    give_proposal,
    queue_assignment,
    take_back,
    tell_reviewers,
)
from grono.proposals.actions.bids import save_bids
from grono.proposals.actions.reviewers import remove_reviewer
from grono.proposals.choices import AssignmentOrigin
from grono.proposals.models import Assignment, AssignmentRun, CallForPresentations, DeclaredConflict
from grono.proposals.planning import affinities
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.queries.reviewing import LOST_AFTER
from grono.proposals.rules import ProposalRefused
from proposals.calls import make_submitted, sent_mails
from proposals.committee import assign_reviews, give, make_criterion, make_reviewer, submit
from reading import page, words

pytestmark = pytest.mark.usefixtures("english")


def pairs(call: CallForPresentations) -> set[tuple[int, int]]:
    return set(Assignment.objects.filter(proposal__call=call).values_list("proposal", "reviewer"))


def three_and_three(call):
    call.reviews_wanted = 2
    call.save()
    proposals = [make_submitted(call, make_person()) for _number in range(3)]
    return proposals, [make_reviewer(call, make_person()) for _number in range(3)]


def test_assignment_gives_all_reviews_with_proof_and_without_conflicts(call, organiser):
    proposals, reviewers = three_and_three(call)
    organisation = make_organisation()
    for person in (proposals[0].proposer, reviewers[0].person):
        Affiliation.objects.create(person=person, organisation=organisation)
    run = assign_reviews(call, by=organiser)
    assert (run.quality["status"], run.quality["short"]) == ("optimal", [])
    assert len(pairs(call)) == 6
    assert not pairs(call) & set(conflicts_of(call))


def test_assignment_says_which_proposal_lacks_reviews(call, organiser):
    proposals, reviewers = three_and_three(call)
    for reviewer in reviewers[:2]:
        declare_conflict(proposals[0], reviewer, reason="cousins", by=organiser)
    run = assign_reviews(call, by=organiser)
    assert run.quality["short"] == [{"proposal": proposals[0].pk, "missing": 1, "rule": "conflicts", "possible": 1}]


def test_assignment_again_keeps_what_was_given_by_hand_or_begun(call, organiser):
    make_criterion(call)
    proposals, reviewers = three_and_three(call)
    submit(proposals[0], reviewers[0], 4)
    give_proposal(proposals[1], reviewers[1], by=organiser)
    assign_reviews(call, by=organiser)
    first = pairs(call)
    assert {(proposals[0].pk, reviewers[0].pk), (proposals[1].pk, reviewers[1].pk)} <= first
    assign_reviews(call, by=organiser)
    assert pairs(call) == first


def test_assignment_without_committee_is_refused(call, organiser):
    make_submitted(call)
    with pytest.raises(ProposalRefused, match="no reviewers yet"):
        assign_reviews(call, by=organiser)


def test_button_queues_one_job_and_the_page_shows_what_it_did(call, client, team):
    three_and_three(call)
    sent_mails()
    client.force_login(team)
    address = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/assignment/"
    for _click in range(2):
        client.post(address)
    assert (pairs(call), AssignmentRun.objects.count()) == (set(), 1)
    assert page(client, address).xpath("//*[@id='assignment-run']/@hx-get") == [f"{address}progress/"]
    assert "HX-Refresh" not in client.get(f"{address}progress/").headers
    sent_mails()
    assert len(pairs(call)) == 6
    assert client.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    assert page(client, address).xpath("//*[@id='assignment-run']/@hx-get") == []


def test_job_run_twice_gives_out_once(call, organiser):
    three_and_three(call)
    run = assign_reviews(call, by=organiser)
    Assignment.objects.all().delete()
    assert compute_assignment(run.pk).quality == run.quality
    assert pairs(call) == set()


def test_page_says_why_nothing_was_given_out(call, client, team):
    three_and_three(call)
    run = queue_assignment(call, by=team)
    run.quality = {"status": "failed", "reason": "The engine ran out of memory."}
    run.save()
    client.force_login(team)
    shown = page(client, f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/assignment/")
    assert "The engine ran out of memory." in words(shown)


def test_lost_computation_does_not_keep_a_new_one_waiting(call, team):
    three_and_three(call)
    lost = queue_assignment(call, by=team)
    lost.quality["asked_at"] = (timezone.now() - LOST_AFTER).isoformat()
    lost.save()
    assert queue_assignment(call, by=team) != lost


def test_what_changes_during_the_computation_is_heeded(call, organiser, monkeypatch):
    proposals, reviewers = three_and_three(call)
    solve = planning.solve

    def solve_while_others_work(problem):
        result = solve(problem)
        if not DeclaredConflict.objects.exists():
            declare_conflict(proposals[0], reviewers[0], reason="", by=organiser)
        return result

    monkeypatch.setattr(planning, "solve", solve_while_others_work)
    run = assign_reviews(call, by=organiser)
    assert (proposals[0].pk, reviewers[0].pk) not in pairs(call)
    assert (run.quality["status"], run.quality["short"], len(pairs(call))) == ("optimal", [], 6)


def test_affinity_follows_field_language_and_bid(call):
    proposal = make_submitted(call, title={"en": "Heat pumps"}, abstract={"en": "Heat pumps in district heating."})
    near = make_reviewer(call, make_person(), expertise="district heating and heat pumps")
    far = make_reviewer(call, make_person(), expertise="medieval poetry")
    blind = make_reviewer(call, make_person(), expertise="district heating and heat pumps", languages=["pl"])
    unwilling = make_reviewer(call, make_person(), expertise="district heating and heat pumps")
    save_bids(unwilling, {proposal.pk: "not"}, by=unwilling.person)
    values = affinities([proposal], [near, far, blind, unwilling])[0]
    assert values[0] > values[1] + 0.3
    assert values[0] > max(values[2], values[3]) + 0.3


def test_hand_does_not_give_against_a_conflict(call, organiser):
    proposal = make_submitted(call)
    reviewer = make_reviewer(call, proposal.proposer)
    with pytest.raises(ProposalRefused, match="own proposal"):
        give_proposal(proposal, reviewer, by=organiser)
    assert pairs(call) == set()


def test_given_twice_is_given_once(call, organiser):
    proposal, reviewer = make_submitted(call), make_reviewer(call)
    give_proposal(proposal, reviewer, by=organiser)
    again = give_proposal(proposal, reviewer, by=organiser)
    assert (len(pairs(call)), again.origin) == (1, AssignmentOrigin.HAND)


def test_submitted_review_is_not_taken_back(call, organiser):
    make_criterion(call)
    review = submit(make_submitted(call), make_reviewer(call), 3)
    with pytest.raises(ProposalRefused, match="stays"):
        take_back(review.assignment, by=organiser)


def test_declared_conflict_takes_the_proposal_away(call):
    proposal, reviewer = make_submitted(call), make_reviewer(call)
    give(proposal, reviewer)
    declare_conflict(proposal, reviewer, reason="", by=reviewer.person)
    assert pairs(call) == set()


def test_bid_of_conflict_takes_the_proposal_away(call):
    proposal, reviewer = make_submitted(call), make_reviewer(call)
    give(proposal, reviewer)
    save_bids(reviewer, {proposal.pk: "conflict"}, by=reviewer.person)
    assert pairs(call) == set()


def test_reviewer_with_reviews_stays_inactive(call, organiser):
    make_criterion(call)
    reviewer = make_reviewer(call)
    submit(make_submitted(call), reviewer, 3)
    give(make_submitted(call, make_person()), reviewer)
    assert remove_reviewer(reviewer, by=organiser) is False
    reviewer.refresh_from_db()
    assert (reviewer.is_active, len(pairs(call))) == (False, 1)


def test_mails_go_to_reviewers_who_have_not_finished(call, organiser):
    make_criterion(call)
    busy, done = make_reviewer(call, make_person(language="en")), make_reviewer(call, make_person())
    give(make_submitted(call), busy)
    submit(make_submitted(call, make_person()), done, 3)
    sent_mails()
    assert tell_reviewers(call, by=organiser) == 1
    assert sent_mails() == [(busy.person.email, "Proposals wait for your review: Call for presentations")]
