"""Two people act on the same record at the same moment, each with their own connection."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from correspondence import agreement_between, days_later, interest_in
from grono.cooperation.actions import agreements, interests
from grono.cooperation.models import Agreement, AgreementParty, ExpressionOfInterest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Monday in May."""
    days_later(settings, 0)
    with override("en"):
        yield


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at the same moment; return which were done and which refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            act()
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_simultaneous_interests_one_is_sent(their_organisation, representative, partner_organisation, partner):
    results = at_once(
        *[lambda: interest_in(their_organisation, partner_organisation, by=partner)] * 2,
    )
    assert (results, ExpressionOfInterest.objects.count()) == (["done", "refused"], 1)


def test_of_two_colleagues_who_write_at_once_one_is_refused(
    their_organisation, representative, partner_organisation, partner, outsider
):
    """Different people, so that no lock on a person orders them: the constraint does."""
    results = at_once(
        lambda: interest_in(their_organisation, partner_organisation, by=partner),
        lambda: interest_in(their_organisation, partner_organisation, by=outsider),
    )
    assert (results, ExpressionOfInterest.objects.count()) == (["done", "refused"], 1)


def test_acceptance_and_withdrawal_at_once_leave_one_of_them(
    their_organisation, representative, partner_organisation, partner
):
    for _round in range(5):
        interest = interest_in(their_organisation, partner_organisation, by=partner)
        first, second = (ExpressionOfInterest.objects.get(pk=interest.pk) for _copy in range(2))
        results = at_once(
            lambda first=first: interests.answer_interest(first, True, by=representative),
            lambda second=second: interests.withdraw_interest(second, by=partner),
        )
        interest.refresh_from_db()
        assert results == ["done", "refused"]
        assert (interest.state, interest.answered_at is not None) in {("accepted", True), ("withdrawn", False)}
        assert {first.state, second.state} == {interest.state}


def test_acceptance_and_expiry_at_once_leave_one_of_them(
    settings, their_organisation, representative, partner_organisation, partner
):
    interest = interest_in(their_organisation, partner_organisation, by=partner)
    days_later(settings, 22)
    counted: list[int] = []
    results = at_once(
        lambda: interests.answer_interest(interest, True, by=representative),
        lambda: counted.append(interests.expire_interests()),
        lambda: counted.append(interests.expire_interests()),
    )
    found = ExpressionOfInterest.objects.get()
    answered = found.state == "accepted"
    assert (sum(counted), results.count("refused")) == ((0, 0) if answered else (1, 1))


def test_last_two_confirmations_at_once_put_the_agreement_in_force(
    their_organisation, representative, partner_organisation, partner
):
    agreement = agreement_between(their_organisation, partner_organisation, by=representative)
    AgreementParty.objects.update(confirmed_at=None, confirmed_by=None)
    results = at_once(
        lambda: agreements.confirm_agreement(Agreement.objects.get(), by=representative),
        lambda: agreements.confirm_agreement(Agreement.objects.get(), by=partner),
    )
    agreement.refresh_from_db()
    assert (results, agreement.state) == (["done", "done"], "in_force")


def test_confirmation_and_withdrawal_at_once_leave_one_of_them(
    their_organisation, representative, partner_organisation, partner
):
    agreement_between(their_organisation, partner_organisation, by=representative)
    results = at_once(
        lambda: agreements.confirm_agreement(Agreement.objects.get(), by=partner),
        lambda: agreements.withdraw_agreement(Agreement.objects.get(), by=representative),
    )
    found = Agreement.objects.get()
    assert results == ["done", "refused"]
    assert (found.state, found.party_rows.filter(confirmed_at=None).count()) in {("in_force", 0), ("withdrawn", 1)}
