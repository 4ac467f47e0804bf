"""Agreements: proposed, confirmed by every party, seen by those who may, with their outcome later."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from correspondence import START, agreement_between, days_later, in_force, interest_in, make_profile, sent_mails
from factories import make_organisation, make_person
from grono.accounts.models import Person
from grono.cooperation.actions import agreements as actions
from grono.cooperation.actions.interests import answer_interest
from grono.cooperation.models import Agreement, AgreementParty
from grono.cooperation.queries import agreements as queries
from grono.cooperation.queries.interests import waiting_for
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation
from grono.kit.registry import personal_data

pytestmark = pytest.mark.django_db
EVERYBODY = ("representative", "partner", "third", "neighbour", "cluster_manager", "organiser", "outsider")


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Monday in May, and messages are compared in English."""
    days_later(settings, 0)
    with override("en"):
        yield


@pytest.fixture
def third(db: None) -> Person:
    """Somebody who represents a third organisation."""
    person = make_person("Tomasz", "Trzeci")
    organisation = make_organisation("Trzecia sp. z o.o.", slug="trzecia", is_demonstration=True)
    Affiliation.objects.create(person=person, organisation=organisation, role=AffiliationRole.REPRESENTATIVE)
    return person


@pytest.fixture
def neighbour(their_cluster) -> Person:
    """Somebody of another organisation in the same cluster."""
    person = make_person("Nina", "Najbliższa")
    organisation = make_organisation("Sąsiad", is_demonstration=True)
    Affiliation.objects.create(person=person, organisation=organisation)
    their_cluster.memberships.create(organisation=organisation)
    return person


def seen_by(request: pytest.FixtureRequest) -> list[str]:
    """Return who sees the one agreement there is; the list and the permission must agree."""
    agreement = Agreement.objects.get()
    people = {name: request.getfixturevalue(name) for name in EVERYBODY} | {"visitor": AnonymousUser()}
    listed = [name for name, person in people.items() if queries.agreements_visible_to(person).exists()]
    allowed = [name for name, person in people.items() if person.has_perm("cooperation.view_agreement", agreement)]
    assert listed == allowed
    return listed


def test_agreement_comes_into_force_when_every_party_has_confirmed(
    settings, their_organisation, representative, partner_organisation, partner, third
):
    third_organisation = third.affiliations.get().organisation
    agreement = actions.propose_agreement(
        Agreement(kind="consortium", title="Together"),
        their_organisation,
        [partner_organisation, third_organisation],
        by=representative,
    )
    assert sorted(to for to, _subject in sent_mails()) == sorted([partner.email, third.email])
    assert [waiting_for(person).agreements for person in (representative, partner, third)] == [0, 1, 1]
    days_later(settings, 2)
    actions.confirm_agreement(agreement, by=partner)
    assert (agreement.state, agreement.signed_date) == ("proposed", None)
    actions.confirm_agreement(agreement, by=third)
    assert (agreement.state, agreement.signed_date) == ("in_force", date(2027, 5, 5))
    assert sorted(sent_mails()) == sorted(
        [
            (representative.email, "Porozumienie obowiązuje: Together"),
            (partner.email, "The agreement is in force: Together"),
        ]
    )
    assert list(agreement.party_rows.values_list("confirmed_by", flat=True)) == [
        representative.pk,
        partner.pk,
        third.pk,
    ]


def test_signed_date_that_was_entered_stays(their_organisation, representative, partner_organisation, partner):
    agreement = in_force(
        their_organisation, partner_organisation, by=representative, other=partner, signed_date=date(2027, 4, 1)
    )
    assert agreement.signed_date == date(2027, 4, 1)


def test_parties_must_be_others_of_the_same_world_who_can_confirm(
    their_organisation, representative, partner_organisation
):
    silent = make_organisation("Silent", is_demonstration=True)
    real = make_organisation("Real")
    for partners, reason in (
        ([], "at least one other party"),
        ([their_organisation], "is a party once"),
        ([partner_organisation, partner_organisation], "is a party once"),
        ([silent], "Nobody represents Silent"),
        ([real], "An invented organisation and a real one"),
    ):
        with pytest.raises(ValidationError, match=reason):
            actions.propose_agreement(
                Agreement(kind="licence", title="T"), their_organisation, partners, by=representative
            )
    assert (Agreement.objects.count(), AgreementParty.objects.count()) == (0, 0)


def test_agreement_follows_only_from_an_accepted_interest_of_its_parties(
    their_organisation, representative, partner_organisation, partner, third
):
    interest = interest_in(make_profile(their_organisation), partner_organisation, by=partner)
    with pytest.raises(ValidationError, match="only from an accepted"):
        agreement_between(their_organisation, partner_organisation, by=representative, interest=interest)
    answer_interest(interest, True, by=representative)
    with pytest.raises(ValidationError, match="Both sides"):
        agreement_between(
            their_organisation, third.affiliations.get().organisation, by=representative, interest=interest
        )
    agreement = agreement_between(their_organisation, partner_organisation, by=representative, interest=interest)
    assert list(interest.agreements.all()) == [agreement]


def test_only_who_is_named_confirms_and_once(their_organisation, representative, partner_organisation, partner, third):
    agreement = agreement_between(their_organisation, partner_organisation, by=representative)
    for person in (third, representative):
        with pytest.raises(ValidationError, match="nothing to confirm"):
            actions.confirm_agreement(agreement, by=person)
    actions.confirm_agreement(agreement, by=partner)
    with pytest.raises(ValidationError, match="in force"):
        actions.confirm_agreement(agreement, by=partner)


def test_withdrawal_and_confirmation_exclude_each_other(
    their_organisation, representative, partner_organisation, partner
):
    agreement = agreement_between(their_organisation, partner_organisation, by=representative)
    stale = Agreement.objects.get()
    actions.withdraw_agreement(agreement, by=representative)
    with pytest.raises(ValidationError, match="withdrawn before"):
        actions.confirm_agreement(stale, by=partner)
    assert Agreement.objects.get().state == stale.state == "withdrawn"
    standing = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    with pytest.raises(ValidationError, match="in force"):
        actions.withdraw_agreement(standing, by=representative)


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("public", [*EVERYBODY, "visitor"]),
        ("clusters", ["representative", "partner", "neighbour", "cluster_manager"]),
        ("parties", ["representative", "partner"]),
    ],
)
def test_others_see_an_agreement_only_as_it_was_meant_and_only_when_confirmed(
    request, their_organisation, representative, partner_organisation, partner, visibility, expected
):
    agreement = agreement_between(their_organisation, partner_organisation, by=representative, visibility=visibility)
    assert seen_by(request) == ["representative", "partner"]
    actions.confirm_agreement(agreement, by=partner)
    assert seen_by(request) == expected
    Agreement.objects.update(state="withdrawn")
    assert seen_by(request) == ["representative", "partner"]


def test_former_cluster_members_see_no_more(
    neighbour, their_organisation, representative, partner_organisation, partner
):
    in_force(their_organisation, partner_organisation, by=representative, other=partner, visibility="clusters")
    assert queries.agreements_visible_to(neighbour).count() == 1
    neighbour.affiliations.get().organisation.memberships.update(left_date="2027-05-01")
    assert queries.agreements_visible_to(neighbour).count() == 0


def test_outcome_is_entered_by_any_party_and_a_final_one_ends_the_agreement(
    settings, their_organisation, representative, partner_organisation, partner
):
    agreement = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    sent_mails()
    days_later(settings, 100)
    day = date(2027, 8, 1)
    going_on = {"outcome": "ongoing", "note": "", "day": day, "value_eur": None}
    actions.record_outcome(agreement, **going_on, by=representative)
    assert (agreement.state, agreement.outcome) == ("in_force", "ongoing")
    result = {"outcome": "result", "note": "A line in Ostrava", "day": day, "value_eur": Decimal("120000.50")}
    actions.record_outcome(agreement, **result, by=partner)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.outcome, agreement.value_eur) == ("ended", "result", Decimal("120000.50"))
    assert sorted(to for to, _subject in sent_mails()) == sorted([partner.email, representative.email])
    with pytest.raises(ValidationError, match="has ended"):
        actions.record_outcome(agreement, **going_on, by=representative)


def test_bad_outcome_changes_nothing(their_organisation, representative, partner_organisation, partner):
    agreement = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    good = {"outcome": "result", "note": "", "day": date(2027, 5, 3), "value_eur": None}
    for change, reason in (
        ({"day": date(2027, 5, 4)}, "in the future"),
        ({"day": date(2027, 5, 2)}, "before the signature"),
        ({"value_eur": Decimal("-1")}, "greater than or equal to 0"),
        ({"outcome": "wonder"}, "not a valid choice"),
    ):
        with pytest.raises(ValidationError, match=reason):
            actions.record_outcome(agreement, **(good | change), by=partner)
    saved = Agreement.objects.get()
    assert (saved.state, saved.outcome, saved.outcome_date) == ("in_force", "", None)
    with pytest.raises(ValidationError, match="waits for confirmation"):
        actions.record_outcome(
            agreement_between(their_organisation, partner_organisation, by=representative), **good, by=partner
        )


def test_database_refuses_bad_agreements_whatever_the_code_does(
    their_organisation, representative, partner_organisation, partner
):
    agreement = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    for constraint, change in (
        ("agreement_in_force_has_date", {"signed_date": None}),
        ("agreement_final_outcome_ends_it", {"outcome": "result"}),
        ("agreement_final_outcome_ends_it", {"state": "ended"}),
        ("agreement_outcome_only_when_confirmed", {"state": "proposed", "outcome": "ongoing"}),
        ("agreement_value_not_negative", {"value_eur": -1}),
        ("agreement_kind_known", {"kind": "friendship"}),
        ("agreement_visibility_known", {"visibility": "moon"}),
        ("agreement_dates_in_order", {"outcome_date": date(2020, 1, 1)}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Agreement.objects.update(**change)
    with pytest.raises(IntegrityError, match="agreement_party_once"), transaction.atomic():
        AgreementParty.objects.create(agreement=agreement, organisation=partner_organisation)


def test_a_person_proposes_twenty_in_a_day(their_organisation, representative, partner_organisation, partner):
    for number in range(20):
        agreement_between(their_organisation, partner_organisation, by=representative, title=f"Agreement {number}")
    with pytest.raises(ValidationError, match="20 agreements in 24 hours"):
        agreement_between(their_organisation, partner_organisation, by=representative)


def test_names_are_taken_off_agreements_which_stand(their_organisation, representative, partner_organisation, partner):
    in_force(their_organisation, partner_organisation, by=representative, other=partner)
    declared = personal_data()["cooperation"]
    assert declared.export(partner)["confirmed_agreements"] == [
        {"title": "Licence for the sorting line", "organisation": partner_organisation.name, "confirmed_at": START}
    ]
    assert (declared.erase(representative), declared.erase(partner)) == (2, 1)
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.proposed_by) == ("in_force", None)
    assert list(agreement.party_rows.values_list("confirmed_by", flat=True)) == [None, None]


def test_api_lists_public_agreements_only(client, their_organisation, representative, partner_organisation, partner):
    shown = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    in_force(their_organisation, partner_organisation, by=representative, other=partner, visibility="parties")
    agreement_between(their_organisation, partner_organisation, by=representative)
    answer = client.get("/api/v1/agreements", {"organisation": "zelena-sit"}).json()
    assert (answer["count"], [item["id"] for item in answer["items"]]) == (1, [shown.pk])
    assert answer["items"][0]["parties"] == ["zyzny-krag", "zelena-sit"]
    assert client.get("/api/v1/agreements", {"organisation": "nobody"}).json()["count"] == 0


def test_api_does_not_name_the_anonymous_profile_behind_an_agreement(
    client, their_organisation, representative, partner_organisation, partner
):
    interest = interest_in(make_profile(their_organisation, is_anonymous=True), partner_organisation, by=partner)
    answer_interest(interest, True, by=representative)
    in_force(their_organisation, partner_organisation, by=representative, other=partner, interest=interest)
    assert client.get("/api/v1/agreements").json()["items"][0]["profile"] is None
