"""Declaring what rules of funding ask about an organisation, and the page on which it is done."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from factories import make_cluster, make_organisation
from grono.directory.actions.merges import merge_organisations, undo_merge
from grono.directory.merging import MergeRefused
from grono.funding import personal_data
from grono.funding.actions import facts, ownership
from grono.funding.choices import AidRegulation, LegalStatus, OwnerKind
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]
FACTS = "/en/organisations/zyzny-krag/facts/"


def own(organisation, owner, percent="60", **fields):
    return ownership.add_owner(
        organisation, owner=owner, percent=Decimal(percent), kind=OwnerKind.ENTERPRISE, by=None, **fields
    )


def figures(organisation, year, staff, turnover="1000000", balance="1000000"):
    return facts.set_figures(
        organisation, year, staff=Decimal(staff), turnover=Decimal(turnover), balance=Decimal(balance), by=None
    )


def message(raised) -> str:
    return " ".join(raised.value.messages)


def test_legal_facts_are_declared_and_taken_back(their_organisation, representative):
    facts.declare_legal_facts(
        their_organisation, legal_status=LegalStatus.NON_PROFIT, is_innovative=True, by=representative
    )
    facts.declare_owners_complete(their_organisation, True, by=representative)
    facts.declare_legal_facts(their_organisation, legal_status="", is_innovative=None, by=representative)
    row = LegalFacts.objects.get()
    assert (row.legal_status, row.is_innovative, row.owners_declared, row.aid_declared) == ("", None, True, False)


def test_legal_facts_of_an_unknown_status_are_refused(their_organisation):
    with pytest.raises(ValidationError):
        facts.declare_legal_facts(their_organisation, legal_status="club", is_innovative=None, by=None)
    assert LegalFacts.objects.count() == 0


def test_figures_of_a_year_are_corrected_and_not_doubled(their_organisation):
    figures(their_organisation, 2025, "12")
    figures(their_organisation, 2025, "14")
    assert list(AnnualFigures.objects.values_list("year", "staff")) == [(2025, Decimal("14.0"))]


@pytest.mark.parametrize(
    ("year", "staff", "said"),
    [
        (2027, "12", "The year 2027 is not closed yet."),
        (2026, None, "Give at least one number for the year 2026."),
        (2025, "-1", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_figures_that_cannot_be_are_refused(their_organisation, year, staff, said):
    with pytest.raises(ValidationError) as raised:
        facts.set_figures(
            their_organisation, year, staff=staff and Decimal(staff), turnover=None, balance=None, by=None
        )
    assert message(raised) == said
    assert AnnualFigures.objects.count() == 0


def test_owners_make_up_the_whole_at_most(their_organisation):
    first, second = make_organisation(is_demonstration=True), make_organisation(is_demonstration=True)
    own(their_organisation, first, "60.5")
    with pytest.raises(ValidationError) as raised:
        own(their_organisation, second, "40")
    assert message(raised) == "Shares of 100.5 % would be more than the whole: 60.5 % are entered already."
    own(their_organisation, second, "39.5")
    assert OwnershipShare.objects.count() == 2


def test_owner_closing_a_circle_is_refused_with_the_chain(their_organisation):
    middle = make_organisation("Ogniwo", is_demonstration=True)
    top = make_organisation("Szczyt", is_demonstration=True)
    own(their_organisation, middle)
    own(middle, top)
    with pytest.raises(ValidationError) as raised:
        own(top, their_organisation, "5")
    assert message(raised) == (
        "Ownership would be circular (each is owned by the next): Szczyt → Żyzny Krąg sp. z o.o. → Ogniwo → Szczyt."
    )
    assert OwnershipShare.objects.count() == 2


def test_owner_is_named_in_one_way_and_is_another(their_organisation):
    with pytest.raises(ValidationError) as both:
        own(their_organisation, make_organisation(is_demonstration=True), owner_name="Ktoś")
    with pytest.raises(ValidationError) as itself:
        own(their_organisation, their_organisation)
    with pytest.raises(ValidationError) as real:
        own(their_organisation, make_organisation())
    assert [message(raised) for raised in (both, itself, real)] == [
        "Choose the owner from the directory, or write its name: one of the two.",
        "An organisation does not own itself.",
        "An invented organisation and a real one cannot own each other.",
    ]


def test_aid_of_tomorrow_or_of_no_country_is_refused(their_organisation):
    for granted, state in ((date(2027, 5, 20), "PL"), (date(2027, 1, 1), "QQ")):
        with pytest.raises(ValidationError):
            facts.add_aid(their_organisation, granted_date=granted, amount=Decimal(5), member_state=state, by=None)
    assert SmallAid.objects.count() == 0


def test_label_is_corrected_when_it_begins_on_the_same_day(their_organisation):
    begins = date(2026, 1, 1)
    facts.set_label(their_organisation, "key-national-cluster", valid_from=begins, by=None)
    facts.set_label(
        their_organisation, "key-national-cluster", valid_from=begins, valid_until=date(2028, 1, 1), by=None
    )
    assert list(Label.objects.values_list("valid_until", flat=True)) == [date(2028, 1, 1)]


def test_merge_moves_facts_and_an_undo_brings_them_back(organiser):
    stays, goes = make_organisation("Zostaje"), make_organisation("Odchodzi", slug="odchodzi")
    holder = make_organisation("Właściciel")
    facts.declare_legal_facts(stays, legal_status=LegalStatus.FOR_PROFIT, is_innovative=None, by=None)
    facts.declare_legal_facts(goes, legal_status=LegalStatus.NON_PROFIT, is_innovative=True, by=None)
    figures(stays, 2025, "10")
    figures(goes, 2025, "99")
    figures(goes, 2024, "9")
    own(goes, holder)
    facts.add_aid(goes, granted_date=date(2026, 3, 1), amount=Decimal(100), member_state="PL", by=None)
    record = merge_organisations(stays, goes, by=organiser)
    assert LegalFacts.objects.get().legal_status == LegalStatus.FOR_PROFIT
    assert list(AnnualFigures.objects.values_list("organisation", "year", "staff")) == [
        (stays.pk, 2025, Decimal(10)),
        (stays.pk, 2024, Decimal(9)),
    ]
    assert (OwnershipShare.objects.get().organisation, SmallAid.objects.get().organisation) == (stays, stays)
    back = undo_merge(record, by=organiser)
    assert LegalFacts.objects.get(organisation=back).is_innovative is True
    assert set(AnnualFigures.objects.filter(organisation=back).values_list("year", "staff")) == {
        (2025, Decimal(99)),
        (2024, Decimal(9)),
    }
    assert OwnershipShare.objects.get().organisation == back


def test_merge_that_makes_ownership_circular_is_refused(organiser):
    bottom, middle, top = (make_organisation(name) for name in ("Dół", "Środek", "Góra"))
    own(bottom, middle)
    own(middle, top)
    with pytest.raises(MergeRefused) as raised:
        merge_organisations(bottom, top, by=organiser)
    assert str(raised.value) == (
        "The two cannot become one. Ownership would be circular (each is owned by the next): Dół → Środek → Dół."
    )
    assert OwnershipShare.objects.filter(owner=top).count() == 1


def test_merge_with_more_than_the_whole_of_owners_is_refused(organiser):
    stays, goes = make_organisation("Zostaje"), make_organisation("Odchodzi")
    own(stays, make_organisation(), "60")
    own(goes, make_organisation(), "50")
    with pytest.raises(MergeRefused) as raised:
        merge_organisations(stays, goes, by=organiser)
    assert str(raised.value) == (
        "The two cannot become one. Its owners would hold 110 % together: remove those who are entered twice first."
    )


def test_facts_page_is_for_those_who_look_after_the_organisation(
    client, their_organisation, their_cluster, representative, cluster_manager, organiser, outsider, partner
):
    seen = {}
    for person in (representative, cluster_manager, organiser, outsider, partner):
        client.force_login(person)
        seen[person] = client.get(FACTS).status_code
        posted = client.post(f"{FACTS}figures/", {"year": "2025", "staff": "3"})
        assert posted.status_code == (302 if seen[person] == 200 else 403)
    assert seen == {representative: 200, cluster_manager: 200, organiser: 200, outsider: 403, partner: 403}
    client.logout()
    assert client.get(FACTS)["Location"] == f"/en/account/login/?next={FACTS}"


def test_facts_page_saves_each_form(client, their_organisation, representative):
    client.force_login(representative)
    owner = make_organisation("Matka S.A.", slug="matka", is_demonstration=True)
    sent = {
        "legal": {"legal_status": "for-profit", "is_innovative": "yes"},
        "figures": {"year": "2025", "staff": "12.5", "turnover": "1,200,000", "balance": "900 000"},
        "owners": {"owner": "https://example.org/pl/organisations/matka/", "kind": "enterprise", "percent": "30"},
        "owners-complete": {"complete": "on"},
        "aid": {
            "granted_date": "2026-02-03", "amount": "1000.50", "member_state": "Poland",
            "regulation": AidRegulation.GENERAL, "authority": "PARP",
        },
        "aid-complete": {"complete": "on"},
        "labels": {"code": "key-national-cluster", "valid_from": "2026-01-01"},
    }  # fmt: skip
    for section, data in sent.items():
        response = client.post(f"{FACTS}{section}/", data)
        assert (section, response.status_code) == (section, 302)
    legal = their_organisation.legal_facts
    assert (legal.legal_status, legal.is_innovative, legal.owners_declared, legal.aid_declared) == (
        "for-profit", True, True, True,
    )  # fmt: skip
    row = their_organisation.annual_figures.get()
    assert (row.staff, row.turnover, row.balance) == (Decimal("12.5"), Decimal(1200000), Decimal(900000))
    assert (their_organisation.owners.get().owner, their_organisation.small_aid.get().member_state) == (owner, "PL")
    assert their_organisation.labels.get().code == "key-national-cluster"


def test_facts_page_shows_what_was_refused_beside_the_field(client, their_organisation, representative):
    client.force_login(representative)
    response = client.post(f"{FACTS}figures/", {"year": "2027", "staff": "3"})
    assert response.status_code == 422
    assert response.context["forms"]["figures"].errors == {"year": ["The year 2027 is not closed yet."]}
    response = client.post(f"{FACTS}owners/", {"owner": "Obcy", "kind": "enterprise", "percent": "101"})
    assert response.context["forms"]["owners"].errors["percent"] == ["Ensure this value is less than or equal to 100."]
    assert client.post(f"{FACTS}nothing/").status_code == 404


def test_facts_page_takes_an_entry_away_from_its_own_organisation_only(
    client, their_organisation, representative, partner_organisation
):
    client.force_login(representative)
    mine, theirs = figures(their_organisation, 2025, "3"), figures(partner_organisation, 2025, "3")
    assert client.post(f"{FACTS}figures/{theirs.pk}/removal/").status_code == 404
    assert client.post(f"{FACTS}figures/{mine.pk}/removal/").status_code == 302
    assert list(AnnualFigures.objects.all()) == [theirs]


def test_facts_page_tells_the_size_with_linked_enterprises(client, their_organisation, representative):
    mother = make_organisation("Matka S.A.", is_demonstration=True)
    for organisation, staff in ((their_organisation, "40"), (mother, "30")):
        for year in (2025, 2026):
            figures(organisation, year, staff)
        facts.declare_owners_complete(organisation, True, by=None)
    own(their_organisation, mother, "51")
    client.force_login(representative)
    size = client.get(FACTS).context["facts"].size
    assert (size.name, size.is_known) == ("medium-sized enterprise", True)
    assert [(row.year, row.staff) for row in size.years] == [(2026, "70"), (2025, "70")]
    assert "Linked enterprises count wholly: Matka S.A." in size.reasons


def test_facts_page_says_what_would_make_the_size_known(client, their_organisation, representative):
    client.force_login(representative)
    shown = client.get(FACTS).context["facts"]
    assert (shown.size.name, shown.size.is_known) == ("not known: any size is possible", False)
    assert list(shown.lacking) == ["owners", "staff, turnover and balance sheet total"]


def test_facts_page_sums_small_aid_of_a_single_undertaking(client, their_organisation, representative):
    daughter = make_organisation("Córka", is_demonstration=True)
    own(daughter, their_organisation, "100")
    for organisation, granted, amount in (
        (their_organisation, date(2024, 5, 19), 90_000),
        (their_organisation, date(2024, 5, 20), 50_000),
        (daughter, date(2026, 5, 20), 70_000),
    ):
        facts.declare_owners_complete(organisation, True, by=None)
        facts.declare_aid_complete(organisation, True, by=None)
        facts.add_aid(organisation, granted_date=granted, amount=Decimal(amount), member_state="PL", by=None)
    client.force_login(representative)
    shown = client.get(FACTS).context["facts"]
    assert [(row.member_state, row.used, row.available) for row in shown.aid_left] == [
        ("PL", Decimal(120_000), Decimal(180_000))
    ]
    assert (list(shown.undertaking), list(shown.silent)) == (["Córka"], [])


def test_facts_page_tells_of_the_round_of_a_cluster_label_without_presuming_it(
    client, their_organisation, representative
):
    make_cluster("Klaster Kluczowy", cluster_organisation=their_organisation, label_round="V runda")
    client.force_login(representative)
    page = client.get(FACTS)
    assert [cluster.label_round for cluster in page.context["facts"].cluster_rounds] == ["V runda"]
    assert "the key-cluster label in this round: V runda" in page.text
    assert list(page.context["facts"].labels) == []


def test_organisation_page_has_the_panel_for_those_who_may(client, their_organisation, representative, outsider):
    address = "/en/organisations/zyzny-krag/"
    client.force_login(outsider)
    assert "Facts for funding" not in client.get(address).text
    client.force_login(representative)
    figures(their_organisation, 2025, "3")
    assert "Facts for funding" in client.get(address).text


def test_amounts_are_read_as_they_are_written_in_polish(client, their_organisation, representative):
    client.force_login(representative)
    client.post(FACTS.replace("/en/", "/pl/") + "figures/", {"year": "2025", "turnover": "1 234 567,50"})
    assert their_organisation.annual_figures.get().turnover == Decimal("1234567.50")


def test_owner_who_is_a_person_is_handed_out_and_erased_by_name(their_organisation, outsider):
    for name, kind in (("Ottokar Obcy", OwnerKind.PERSON), ("ottokar obcy", OwnerKind.ENTERPRISE)):
        ownership.add_owner(their_organisation, owner_name=name, kind=kind, percent=Decimal(30), by=None)
    assert personal_data.OWNERS.export(outsider) == {
        "shares_held": [{"organisation": "Żyzny Krąg sp. z o.o.", "percent": "30.00"}]
    }
    assert personal_data.OWNERS.erase(outsider) == 1
    assert set(OwnershipShare.objects.values_list("owner_name", "percent")) == {
        ("–", Decimal(30)),
        ("ottokar obcy", Decimal(30)),
    }
