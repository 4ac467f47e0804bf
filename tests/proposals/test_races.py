"""Two people act on proposals at the same moment, each with their own connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from factories import make_person
from grono.proposals.actions.deciding import decide
from grono.proposals.actions.decision_mails import prepare_mails
from grono.proposals.actions.proposals import new_code, propose, submit_proposal
from grono.proposals.models import DecisionMail, Proposal
from grono.proposals.rules import EditedMeanwhile, ProposalRefused
from proposals.calls import content, make_call, make_draft, make_submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_now")]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at the same moment; return what came of each, in alphabetical order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            with override("en"):
                act()
        except (EditedMeanwhile, ProposalRefused) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def states() -> list[str]:
    return sorted(Proposal.objects.values_list("state", flat=True))


def test_limit_per_person_holds_for_drafts_submitted_at_once(outsider):
    call = make_call(most_per_person=1)
    drafts = [make_draft(call, outsider) for _number in range(2)]
    results = at_once(*[lambda draft=draft: submit_proposal(draft, by=outsider) for draft in drafts])
    assert (results, states()) == (["ProposalRefused", "done"], ["draft", "submitted"])


def test_limit_per_person_holds_for_forms_sent_at_once(outsider):
    call = make_call(most_per_person=2)
    forms = [content(call) for _number in range(4)]
    results = at_once(*[lambda form=form: propose(call, form, by=outsider, submit=True) for form in forms])
    assert (results, states()) == (["ProposalRefused"] * 2 + ["done"] * 2, ["submitted"] * 2)


def test_form_sent_twice_at_once_is_one_proposal(outsider):
    call, code = make_call(), new_code()
    form = content(call)
    results = at_once(*[lambda: propose(call, form, by=outsider, code=code, submit=True)] * 2)
    assert (results, states()) == (["done"] * 2, ["submitted"])


def test_two_organisers_who_decide_at_once_leave_one_decision_with_its_mail(organiser):
    call = make_call()
    proposals = [make_submitted(call, make_person()) for _number in range(3)]
    other = make_person()
    decide(proposals, "waiting", by=organiser)
    prepare_mails(proposals, by=organiser)
    results = at_once(
        lambda: decide(proposals, "accepted", by=organiser), lambda: decide(proposals[::-1], "rejected", by=other)
    )
    assert results == ["done", "done"]
    assert len(set(states())) == 1
    assert set(Proposal.objects.values_list("changed", flat=True)) == {3}
    by = organiser if states()[0] == "accepted" else other
    assert set(Proposal.objects.values_list("decided_by", flat=True)) == {by.pk}
    assert list(DecisionMail.objects.values_list("decision", flat=True)) == [states()[0]] * 3
