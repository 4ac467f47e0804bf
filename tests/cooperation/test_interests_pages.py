"""The inbox, the conversation and the pages of agreements, as each of the cast sees them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from correspondence import agreement_between, days_later, in_force, interest_in, make_profile
from factories import make_organisation, make_person
from grono.accounts.models import Person
from grono.cooperation.actions import interests as actions
from grono.cooperation.models import Agreement, ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Organisation
from reading import page, record_names, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(settings) -> None:
    """It is a Monday in May."""
    days_later(settings, 0)


@pytest.fixture(autouse=True)
def english() -> None:
    """Addresses that are made here lead to the pages in English."""
    translation.activate("en")


@pytest.fixture
def profile(their_organisation, representative) -> PartneringProfile:
    return make_profile(their_organisation)


@pytest.fixture
def interest(profile, partner_organisation, partner) -> ExpressionOfInterest:
    return interest_in(profile, partner_organisation, by=partner)


@pytest.fixture
def as_person(client: Client) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client.force_login(person)
        return client

    return sign_in


def test_interest_is_sent_from_the_page_of_the_profile(as_person, partner, profile, partner_organisation):
    client = as_person(partner)
    path = f"/en/cooperation/{profile.reference}/interest/"
    document = page(client, path)
    assert "You write for Zelená Síť s.r.o." in words(document.get_element_by_id("main"))
    form = {"from_organisation": partner_organisation.pk, "message": "First line.\r\nSecond <b>line</b>."}
    sent = client.post(path, form)
    interest = ExpressionOfInterest.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/en/cooperation/interests/{interest.pk}/")
    assert interest.message == "First line.\nSecond <b>line</b>."
    shown = page(client, sent.headers["Location"])
    assert "Second <b>line</b>." in words(shown.find_class("thread-text")[0])


def test_line_ends_count_once(as_person, partner, profile, partner_organisation):
    message = "\r\n".join(["x" * 39] * 100)  # 3,999 characters, 4,098 as the browser sends them
    form = {"from_organisation": partner_organisation.pk, "message": message}
    assert as_person(partner).post(f"/en/cooperation/{profile.reference}/interest/", form).status_code == 302


def test_person_of_several_organisations_chooses_and_nobody_writes_for_others(as_person, partner, profile):
    second = make_organisation("Druhá s.r.o.", is_demonstration=True)
    foreign = make_organisation("Somebody else", is_demonstration=True)
    Affiliation.objects.create(person=partner, organisation=second)
    client = as_person(partner)
    path = f"/en/cooperation/{profile.reference}/interest/"
    options = [words(option) for option in page(client, path).get_element_by_id("id_from_organisation").iter("option")]
    assert sorted(options) == ["---------", "Druhá s.r.o.", "Zelená Síť s.r.o."]
    refused = client.post(path, {"from_organisation": foreign.pk, "message": "Hello"})
    assert (refused.status_code, sorted(refused.context["form"].errors)) == (422, ["from_organisation"])
    client.post(path, {"from_organisation": second.pk, "message": "Hello"})
    assert ExpressionOfInterest.objects.get().from_organisation == second


def test_second_interest_is_announced_before_and_refused_after_sending(as_person, partner, interest, profile):
    client = as_person(partner)
    path = f"/en/cooperation/{profile.reference}/interest/"
    assert "already written about this" in words(page(client, path).find_class("notice-accent")[0])
    form = {"from_organisation": interest.from_organisation_id, "message": "Again"}
    refused = client.post(path, form)
    assert refused.context["form"].non_field_errors() == [
        "Your organisation already waits for an answer about this profile."
    ]


def test_who_cannot_write_is_told_why_and_learns_nothing_of_a_draft(
    client, as_person, outsider, partner, representative, profile
):
    path = f"/en/cooperation/{profile.reference}/interest/"
    assert client.get(path).headers["Location"] == f"/en/account/login/?next={path}"
    PartneringProfile.objects.update(state="draft")
    for person, sentence in (
        (outsider, "You belong to no organisation yet"),
        (representative, "You cannot express interest here"),
        (partner, "You cannot express interest here"),
    ):
        response = as_person(person).get(path)
        text = response.content.decode()
        assert (response.status_code, sentence in text, profile.title in text) == (403, True, False)


@pytest.mark.parametrize("path", ["interests/", "agreements/", "agreements/new/"])
def test_visitors_are_led_to_sign_in(client, db, path):
    response = client.get(f"/en/cooperation/{path}")
    assert response.headers["Location"] == f"/en/account/login/?next=/en/cooperation/{path}"


def test_conversation_is_closed_to_everybody_else(
    client, interest, their_cluster, cluster_manager, organiser, outsider
):
    path = interest.get_absolute_url()
    assert client.get(path).status_code == 302
    for person in (cluster_manager, organiser, outsider):
        client.force_login(person)
        codes = [client.get(path).status_code]
        codes += [
            client.post(f"{path}{part}/", {"answer": "accepted"}).status_code
            for part in ("answer", "withdrawal", "messages")
        ]
        assert codes == [403] * 4
    interest.refresh_from_db()
    assert interest.state == "sent"


def test_opening_by_the_addressee_marks_it_seen_and_by_the_sender_does_not(
    as_person, interest, partner, representative
):
    page(as_person(partner), interest.get_absolute_url())
    interest.refresh_from_db()
    assert interest.state == "sent"
    page(as_person(representative), interest.get_absolute_url())
    interest.refresh_from_db()
    assert interest.state == "seen"


def test_answer_opens_the_conversation_and_the_way_to_an_agreement(as_person, interest, partner, representative):
    client = as_person(representative)
    client.post(reverse("interest-answer", args=[interest.pk]), {"answer": "accepted", "text": "Come in June."})
    document = page(client, interest.get_absolute_url())
    assert [words(element) for element in document.find_class("thread-text")] == ["Let us talk.", "Come in June."]
    target = document.find_class("page-head-actions")[0].find(".//a").get("href")
    assert target == f"/en/cooperation/agreements/new/?interest={interest.pk}"
    form = page(client, target)
    assert form.get_element_by_id("id_partner_1").get("value") == "Zelená Síť s.r.o."


def test_too_long_answer_is_refused_and_kept_in_the_form(as_person, interest, representative):
    client = as_person(representative)
    refused = client.post(reverse("interest-answer", args=[interest.pk]), {"answer": "declined", "text": "x" * 4001})
    interest.refresh_from_db()
    assert (refused.status_code, interest.state) == (422, "sent")
    assert b"x" * 4001 in refused.content


def test_late_answer_is_refused_with_a_sentence(as_person, interest, representative):
    ExpressionOfInterest.objects.update(state="withdrawn")
    response = as_person(representative).post(
        reverse("interest-answer", args=[interest.pk]), {"answer": "accepted"}, follow=True
    )
    assert "the expression of interest is withdrawn" in response.content.decode()


def test_messages_are_new_once_and_told_in_the_inbox(as_person, interest, their_organisation, representative, partner):
    client = as_person(representative)
    client.post(reverse("interest-message", args=[interest.pk]), {"message": "What volume?"})
    client = as_person(partner)
    assert "1 new message" in words(page(client, "/en/cooperation/interests/?box=sent").find_class("records")[0])
    news = [
        len(page(client, interest.get_absolute_url()).xpath("//ol//*[contains(@class, 'badge-solid')]"))
        for _time in "12"
    ]
    assert news == [1, 0]
    assert ThreadMessage.objects.filter(read_at=None).count() == 0


def test_anonymous_owner_is_not_on_any_page_of_the_sender_before_acceptance(
    as_person, their_organisation, representative, partner, partner_organisation
):
    profile = make_profile(their_organisation, is_anonymous=True)
    client = as_person(partner)
    new = client.get(f"/en/cooperation/{profile.reference}/interest/")
    interest = interest_in(profile, partner_organisation, by=partner)
    actions.post_message(interest, their_organisation, text="Who are you?", by=representative)
    pages = ("/en/cooperation/interests/?box=sent", interest.get_absolute_url(), "/en/organisations/zelena-sit/")
    told = [new.content.decode(), *(client.get(path).content.decode() for path in pages)]
    for secret in (their_organisation.name, their_organisation.slug, representative.family_name):
        assert [secret in text for text in told] == [False] * 4
    actions.answer_interest(interest, False, text="No, thank you", by=representative)
    assert their_organisation.name not in client.get(interest.get_absolute_url()).content.decode()
    again = interest_in(profile, partner_organisation, by=partner)
    actions.answer_interest(again, True, by=representative)
    assert their_organisation.name in client.get(again.get_absolute_url()).content.decode()


def test_inbox_filters_by_state_and_counts(as_person, interest, partner, their_organisation, representative):
    direct = interest_in(their_organisation, interest.from_organisation, by=partner)
    actions.answer_interest(direct, True, by=representative)
    client = as_person(representative)
    document = page(client, "/en/cooperation/interests/")
    assert [words(tag) for tag in document.find_class("tag")] == [
        "all (2)", "waiting for an answer (1)", "accepted (1)",
    ]  # fmt: skip
    assert len(document.find_class("record")) == 2
    assert len(page(client, "/en/cooperation/interests/?state=accepted").find_class("record")) == 1
    assert len(page(client, "/en/cooperation/interests/?state=nonsense&box=nonsense").find_class("record")) == 2
    assert record_names(page(client, "/en/cooperation/interests/?box=sent")) == []
    empty = page(client, "/en/cooperation/interests/?state=withdrawn&box=received").find_class("empty")[0]
    assert (words(empty.find("h2")), empty.find("a").get("href")) == ("Nothing in this state", "?box=received")


def write_from(number: int, to: Organisation) -> None:
    for _each in range(number):
        organisation = make_organisation(is_demonstration=True)
        person = make_person()
        Affiliation.objects.create(person=person, organisation=organisation, role=AffiliationRole.REPRESENTATIVE)
        interest = interest_in(make_profile(to), organisation, by=person)
        actions.post_message(interest, organisation, text="Another thing", by=person)
        agreement_between(organisation, to, by=person)


def queries_of(client: Client, path: str) -> int:
    page(client, path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(client, path)
    return len(captured)


@pytest.mark.parametrize(
    "path", ["/en/cooperation/interests/", "/en/cooperation/agreements/", "/en/organisations/zyzny-krag/"]
)
def test_lists_cost_the_same_queries_at_one_and_three_rows(as_person, their_organisation, representative, path):
    client = as_person(representative)
    write_from(1, their_organisation)
    one = queries_of(client, path)
    write_from(2, their_organisation)
    assert queries_of(client, path) == one


def test_agreement_is_proposed_confirmed_and_stands_on_both_pages(
    client, as_person, interest, partner, representative, their_organisation, partner_organisation
):
    actions.answer_interest(interest, True, by=representative)
    as_person(representative).post(
        f"/en/cooperation/agreements/new/?interest={interest.pk}",
        {
            "organisation": their_organisation.pk, "partner_1": "Zelená Síť s.r.o.", "kind": "licence",
            "title": "Licence for the sorting line", "visibility": "public",
        },
    )  # fmt: skip
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.interest) == ("proposed", interest)
    as_person(partner)
    document = page(client, agreement.get_absolute_url())
    assert "You confirm for: Zelená Síť s.r.o." in words(document.get_element_by_id("main"))
    client.post(reverse("agreement-confirmation", args=[agreement.pk]))
    client.logout()
    for slug in ("zyzny-krag", "zelena-sit"):
        panel = page(client, f"/en/organisations/{slug}/").xpath("//section[@aria-labelledby='cooperation']")[0]
        assert record_names(panel) == ["Licence for the sorting line"]
    shown = words(page(client, agreement.get_absolute_url()).get_element_by_id("main"))
    assert "In force since 3 May 2027" in shown
    assert "expression of interest" not in shown


def test_bad_agreement_names_the_field_and_saves_nothing(as_person, representative, their_organisation):
    refused = as_person(representative).post(
        "/en/cooperation/agreements/new/",
        {
            "organisation": their_organisation.pk, "partner_1": "No such organisation", "kind": "friendship",
            "title": "", "visibility": "public",
        },
    )  # fmt: skip
    assert (refused.status_code, sorted(refused.context["form"].errors)) == (422, ["kind", "partner_1", "title"])
    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("key", ["9" * 30, "-1", "x", "²"])
def test_nonsense_in_the_address_of_a_new_agreement_is_ignored(as_person, representative, key):
    assert (
        page(
            as_person(representative), f"/en/cooperation/agreements/new/?interest={key}&partner=%00".replace("%00", "")
        )
        is not None
    )


def test_who_only_works_for_a_party_reads_and_does_not_act(
    as_person, their_organisation, representative, partner_organisation, partner
):
    colleague = make_person()
    Affiliation.objects.create(person=colleague, organisation=partner_organisation)
    agreement = agreement_between(their_organisation, partner_organisation, by=representative)
    client = as_person(colleague)
    document = page(client, agreement.get_absolute_url())
    assert document.xpath("//main//form") == []
    for name in ("confirmation", "withdrawal", "outcome"):
        assert client.post(reverse(f"agreement-{name}", args=[agreement.pk])).status_code == 403


def test_outcome_is_entered_on_the_page(as_person, their_organisation, representative, partner_organisation, partner):
    agreement = in_force(their_organisation, partner_organisation, by=representative, other=partner)
    client = as_person(partner)
    path = reverse("agreement-outcome", args=[agreement.pk])
    refused = client.post(path, {"outcome": "result", "outcome_date": "2027-05-02", "value_eur": "-1"})
    assert (refused.status_code, sorted(refused.context["outcome_form"].errors)) == (422, ["value_eur"])
    refused = client.post(path, {"outcome": "result", "outcome_date": "2027-05-02"})
    assert refused.context["outcome_form"].non_field_errors() == ["The outcome cannot come before the signature."]
    client.post(
        path, {"outcome": "result", "outcome_date": "2027-05-03", "value_eur": "1200000", "outcome_note": "A line."}
    )
    shown = words(page(client, agreement.get_absolute_url()).get_element_by_id("main"))
    assert "It was in force from 3 May 2027 to 3 May 2027." in shown
    assert "1,200,000 EUR" in shown.replace("\xa0", ",")


def test_page_of_an_organisation_shows_its_own_people_what_waits_and_others_how_to_write(
    as_person, interest, representative, outsider, partner
):
    def found(person: Person, name: str) -> list[str]:
        document = page(as_person(person), "/en/organisations/zyzny-krag/")
        return [words(section) for section in document.xpath(f"//section[@aria-labelledby='{name}']")]

    assert [len(found(person, "interests")) for person in (representative, partner, outsider)] == [1, 0, 0]
    assert "received from Zelená Síť s.r.o." in found(representative, "interests")[0]
    assert [len(found(person, "cooperation")) for person in (representative, partner, outsider)] == [0, 1, 0]
    assert "Express interest in cooperation" in found(partner, "cooperation")[0]
