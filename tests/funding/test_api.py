"""Calls and rules for programs."""

from datetime import date

import pytest

from factories import make_programme, make_topic
from grono.funding.actions.rules import import_rules
from grono.funding.models import DeadlineChange
from grono.funding.planning import library_documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


def test_list_gives_what_ends_next_first_and_tells_its_rules(client):
    make_topic("LATER-1", deadlines=(date(2027, 12, 1),))
    make_topic("SOON-1", deadlines=(date(2027, 6, 1), date(2027, 8, 1)), scheme="horizon-ria")
    make_topic("PAST-1", deadlines=(date(2027, 1, 1),))
    make_topic("DRAFT-1", state="draft")
    answer = client.get("/api/v1/topics").json()
    assert answer["count"] == 3
    assert [(item["topic_id"], item["openness"], item["scheme"]) for item in answer["items"]] == [
        ("SOON-1", "open", "horizon-ria"), ("LATER-1", "open", None), ("PAST-1", "closed", None),
    ]  # fmt: skip
    assert (answer["items"][0]["next_deadline"], answer["items"][0]["last_deadline"]) == ("2027-06-01", "2027-08-01")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=glass", ["GLASS-1"]),
        ("programme=life", ["LIFE-1"]),
        ("action=IA", ["GLASS-1"]),
        ("openness=open&until=2027-10-01", ["GLASS-1"]),
        ("limit=1&offset=1", ["LIFE-1"]),
    ],
)
def test_list_narrows(client, query, found):
    make_topic("GLASS-1", title="Recycling of glass", action_type="IA")
    make_topic("LIFE-1", programme=make_programme("life", "LIFE"), deadlines=(date(2027, 11, 1),))
    answer = client.get(f"/api/v1/topics?{query}").json()
    assert [item["topic_id"] for item in answer["items"]] == found


def test_number_of_queries_is_the_same_for_one_topic_and_three(client, django_assert_num_queries):
    make_topic(scheme="horizon-ria")
    with django_assert_num_queries(2):
        client.get("/api/v1/topics")
    make_topic(programme=make_programme("life", "LIFE"), topic_id="LIFE-1")
    make_topic()
    with django_assert_num_queries(2):
        client.get("/api/v1/topics")


def test_topic_comes_with_deadlines_and_what_they_were(client):
    topic = make_topic(
        "GLASS-1", deadlines=(date(2027, 9, 23),), own_conditions="Only SMEs.", source_keywords=["glass"]
    )
    DeadlineChange.objects.create(
        topic=topic, before=[date(2027, 9, 1)], after=[date(2027, 9, 23)], changed_at="2027-05-01T10:00:00+00:00"
    )
    answer = client.get("/api/v1/topics/glass-1").json()
    assert (answer["deadlines"], answer["keywords"], answer["own_conditions"]) == (
        [{"day": "2027-09-23", "stage": 1}], ["glass"], "Only SMEs.",
    )  # fmt: skip
    assert [(change["before"], change["after"]) for change in answer["changes"]] == [(["2027-09-01"], ["2027-09-23"])]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_topic_that_is_not_published_is_not_found(client, state):
    make_topic("GLASS-1", state=state)
    assert client.get("/api/v1/topics/glass-1").status_code == 404


def test_rules_are_given_as_encoded(client):
    document = next(one for one in library_documents() if one["code"] == "horizon-ria")
    import_rules(document, by=None)
    [answer] = client.get("/api/v1/rules/horizon-ria").json()
    assert (answer["document"], answer["version"]) == (dict(document), document["version"])
    assert client.get("/api/v1/rules/nothing").status_code == 404
