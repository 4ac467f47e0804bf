"""Who sees the people of an edition, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_edition, make_participant, make_person
from grono.congress.models import Edition


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition()


def test_visitor_is_led_to_sign_in_and_back(client, edition):
    response = client.get(f"/en/congress/{edition.slug}/people/")
    assert (response.status_code, response.url) == (302, f"/en/account/login/?next=/en/congress/{edition.slug}/people/")


def test_somebody_who_does_not_take_part_sees_nobody(client, edition, outsider):
    client.force_login(outsider)
    assert client.get(f"/en/congress/{edition.slug}/people/").status_code == 403


def test_participant_sees_the_others_in_order_of_their_names(client, edition):
    me = make_participant(edition, make_person("Żaneta", "Żuk"))
    make_participant(edition, make_person("Łucja", "Łoś"))
    make_participant(edition, make_person("Anna", "Lis"))
    client.force_login(me.person)
    response = client.get(f"/en/congress/{edition.slug}/people/")
    assert [str(person) for person in response.context["page"]] == ["Anna Lis", "Łucja Łoś", "Żaneta Żuk"]


def test_search_finds_by_every_word(client, edition):
    me = make_participant(edition, make_person("Żaneta", "Żuk"))
    make_participant(edition, make_person("Anna", "Lis"))
    client.force_login(me.person)
    response = client.get(f"/en/congress/{edition.slug}/people/?q=anna+lis")
    assert [str(person) for person in response.context["page"]] == ["Anna Lis"]


def test_list_costs_the_same_for_one_and_for_three(client, edition):
    me = make_participant(edition, make_person("Anna", "Lis"))
    client.force_login(me.person)
    counts = []
    for more in (0, 2):
        for number in range(more):
            make_participant(edition, make_person(f"Osoba {number}", "Nowa"))
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/en/congress/{edition.slug}/people/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
