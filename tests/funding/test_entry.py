"""Calls entered by hand: the form, the states, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from lxml import html

from factories import make_programme, make_scheme, make_topic
from grono.funding.actions.topics import publish_topic, save_topic, set_cut_offs, withdraw_topic
from grono.funding.choices import TopicOrigin, TopicState
from grono.funding.models import DeadlineChange, FundingProgramme, Topic
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def feng(db):
    return make_programme("feng", "FENG", level="national", country="PL")


@pytest.fixture
def values(feng, their_cluster):
    """What somebody fills in to enter a complete call."""
    return {
        "programme": feng.pk,
        "programme_level": "european",
        "topic_id": "FENG.01.01-IP.01-003/27",
        "title": "Ścieżka SMART",
        "language": "pl",
        "action_type": "SMART",
        "description": "Projekty **badawcze**.",
        "deadline_model": "multiple cut-off",
        "opening_date": "2027-05-01",
        "deadlines_0": "2027-10-29",
        "deadlines_1": "2027-07-30",
        "currency": "PLN",
        "budget_min": "3000000",
        "budget_total": "890000000.50",
        "funding_rate": "80",
        "url": "https://example.org/smart",
        "cluster": their_cluster.pk,
    }


@pytest.fixture
def manager(client, cluster_manager, their_cluster):
    client.force_login(cluster_manager)
    return cluster_manager


def errors(response):
    document = html.fromstring(response.content.decode())
    return [words(fault) for fault in document.xpath("//ul[contains(@class, 'errorlist')]/li")]


def test_call_begins_as_a_draft_and_is_published(client, manager, values, feng):
    response = client.post("/en/funding/new/", values)
    assert response.url == "/en/funding/feng-01-01-ip-01-003-27/"
    topic = Topic.objects.get()
    assert (topic.state, topic.origin, topic.call.programme) == (TopicState.DRAFT, TopicOrigin.HAND, feng)
    assert [row.deadline_date for row in topic.cut_offs.all()] == [date(2027, 7, 30), date(2027, 10, 29)]
    assert (topic.budget_total, topic.currency, topic.budget_max) == (Decimal("890000000.50"), "PLN", None)
    assert record_names(page(client, "/en/funding/drafts/")) == ["Ścieżka SMART"]
    client.post(f"{response.url}publication/")
    document = page(client, "/en/funding/")
    assert record_names(document) == ["Ścieżka SMART"]
    assert "from PLN 3 million" in words(document.find_class("record")[0])
    text = words(page(client, response.url).xpath("//main")[0])
    assert "Projekty badawcze." in text


def test_save_and_publish_does_both_at_once(client, manager, values):
    client.post("/en/funding/new/", values | {"publish": "1"})
    assert Topic.objects.get().state == TopicState.PUBLISHED


def test_programme_that_is_not_in_the_list_is_added(client, manager, values):
    new = {"programme": "new", "programme_name": "Fundusze dla Śląskiego", "programme_level": "regional"}
    response = client.post("/en/funding/new/", values | new)
    assert errors(response) == ["A national or regional programme needs its country."]
    assert FundingProgramme.objects.count() == 1
    client.post("/en/funding/new/", values | new | {"programme_country": "pl"})
    programme = Topic.objects.get().call.programme
    assert (programme.slug, str(programme), programme.country) == (
        "fundusze-dla-slaskiego",
        "Fundusze dla Śląskiego",
        "PL",
    )


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"title": ""}, ["This field is required."]),
        ({"budget_min": "5", "budget_max": "4"}, ["The smallest grant cannot be larger than the largest."]),
        ({"currency": "zł"}, ["A currency is three capital letters, for example EUR."]),
        ({"trl_min": "7", "trl_max": "5"}, ["Technology readiness goes from 1 to 9 and does not fall."]),
        ({"opening_date": "2027-08-01"}, ["It cannot open after its first deadline."]),
        ({"deadlines_0": "30 lutego"}, ["Enter a valid date."]),
        ({"programme": "new"}, ["Name the programme, or choose one from the list."]),
        ({"programme": "new", "programme_name": "X", "programme_country": "QQ"}, ["There is no country “QQ”."]),
        ({"url": "not an address"}, ["Enter a valid URL."]),
        ({"cluster": ""}, ["This field is required."]),
    ],
)
def test_fault_stands_at_its_field_and_nothing_is_saved(client, manager, values, changes, faults):
    response = client.post("/en/funding/new/", values | changes)
    assert (response.status_code, errors(response)) == (200, faults)
    assert (Topic.objects.count(), FundingProgramme.objects.count()) == (0, 1)


def test_identifier_that_is_taken_is_refused(client, manager, values):
    make_topic("FENG.01.01-IP.01-003/27", slug="taken", call_identifier="FENG.01.01-IP.01-003/27")
    response = client.post("/en/funding/new/", values)
    assert errors(response) == [
        "Topic with this Topic identifier already exists.",
        "A call with this identifier is there already.",
    ]
    assert Topic.objects.count() == 1


def test_call_without_deadline_is_a_draft_until_it_has_one_or_is_open_all_the_time(client, manager, values):
    dateless = values | {"deadlines_0": "", "deadlines_1": "", "publish": "1"}
    document = html.fromstring(client.post("/en/funding/new/", dateless, follow=True).content.decode())
    assert [words(said) for said in document.xpath("//*[@class='messages']//p")] == [
        "This is a call without deadline: enter a date, or say that it is open all the time."
    ]
    topic = Topic.objects.get()
    assert topic.state == TopicState.DRAFT
    client.post(f"/en/funding/{topic.slug}/edit/", dateless | {"deadline_model": "continuous"})
    topic.refresh_from_db()
    assert topic.state == TopicState.PUBLISHED
    response = client.post(f"/en/funding/{topic.slug}/edit/", dateless)
    assert errors(response) == ["This is a call without deadline: enter a date, or say that it is open all the time."]


def test_call_without_any_source_is_not_published(cluster_manager, feng):
    topic = save_topic(
        None, by=cluster_manager, programme=feng, fields={"topic_id": "X-1", "title": "X"}, dates=[date(2027, 9, 1)]
    )
    with pytest.raises(ValidationError, match="Name a source"):
        publish_topic(topic, by=cluster_manager)


def test_changed_deadline_of_a_published_call_is_kept_in_its_history(client, manager, values):
    client.post("/en/funding/new/", values | {"publish": "1"})
    topic = Topic.objects.get()
    assert DeadlineChange.objects.count() == 0  # they were never others in public
    client.post(f"/en/funding/{topic.slug}/edit/", values | {"deadlines_0": "2027-11-05"})
    change = DeadlineChange.objects.get()
    assert (change.before, change.after, change.by) == (
        [date(2027, 7, 30), date(2027, 10, 29)],
        [date(2027, 7, 30), date(2027, 11, 5)],
        manager,
    )


def test_the_last_date_of_two_stages_is_that_of_the_second(client, manager, values):
    client.post("/en/funding/new/", values | {"deadline_model": "two-stage"})
    assert list(Topic.objects.get().cut_offs.values_list("deadline_date", "stage")) == [
        (date(2027, 7, 30), 1),
        (date(2027, 10, 29), 2),
    ]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(client, manager, values, organiser):
    client.post("/en/funding/new/", values)
    topic = Topic.objects.get()
    opened = page(client, f"/en/funding/{topic.slug}/edit/").xpath("//input[@name='opened']/@value")[0]
    save_topic(topic, by=organiser, fields={"title": "Changed by the staff"})
    response = client.post(f"/en/funding/{topic.slug}/edit/", values | {"opened": opened})
    assert errors(response) == [
        "Somebody else has changed this call since you opened it. Open it again and repeat your changes."
    ]
    topic.refresh_from_db()
    assert topic.title == "Changed by the staff"


def test_form_holds_what_was_entered_with_all_dates(client, manager, values):
    scheme = make_scheme("feng-smart", title="SMART")
    client.post("/en/funding/new/", values | {"scheme": scheme.pk})
    document = page(client, "/en/funding/feng-01-01-ip-01-003-27/edit/")
    dates = [one.get("value", "") for one in document.xpath("//input[starts-with(@name, 'deadlines_')]")]
    assert dates == ["2027-07-30", "2027-10-29", "", "", ""]
    assert document.xpath("//select[@name='scheme']/option[@selected]/text()") == ["SMART"]
    assert document.xpath("//select[@name='programme']/option[@selected]/text()") == ["FENG"]


def test_withdrawn_call_leaves_the_list_and_can_come_back(client, manager, values):
    client.post("/en/funding/new/", values | {"publish": "1"})
    client.post("/en/funding/feng-01-01-ip-01-003-27/withdrawal/")
    assert record_names(page(client, "/en/funding/")) == []
    client.post("/en/funding/feng-01-01-ip-01-003-27/publication/")
    assert record_names(page(client, "/en/funding/")) == ["Ścieżka SMART"]


def test_topic_of_the_portal_is_not_written_by_hand(organiser):
    topic = make_topic()
    with pytest.raises(ValidationError, match="not by hand"):
        save_topic(topic, by=organiser, fields={"title": "Mine"})
    with pytest.raises(ValueError, match="state"):
        save_topic(None, by=organiser, fields={"state": TopicState.PUBLISHED})


def test_same_deadlines_are_no_change(organiser):
    topic = make_topic(deadlines=(date(2027, 9, 1),))
    assert set_cut_offs(topic, [date(2027, 9, 1), date(2027, 9, 1)], by=organiser) is None
    withdraw_topic(topic, by=organiser)
    assert DeadlineChange.objects.count() == 0


def test_drafts_cost_the_same_number_of_queries_at_one_and_at_three(
    client, manager, their_cluster, django_assert_num_queries
):
    make_topic(origin=TopicOrigin.HAND, cluster=their_cluster)
    page(client, "/en/funding/drafts/")
    with django_assert_num_queries(5) as at_one:
        page(client, "/en/funding/drafts/")
    for _ in range(2):
        make_topic(origin=TopicOrigin.HAND, cluster=their_cluster)
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/funding/drafts/")
