"""Who sees and changes which topics."""

import pytest

from factories import make_cluster, make_topic
from grono.funding.choices import TopicOrigin, TopicState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


@pytest.fixture
def draft(their_cluster):
    return make_topic("HAND-1", state=TopicState.DRAFT, origin=TopicOrigin.HAND, cluster=their_cluster)


def test_draft_is_there_for_its_cluster_and_the_staff_alone(
    client, draft, outsider, representative, cluster_manager, organiser
):
    seen = {}
    for person in (outsider, representative, cluster_manager, organiser):
        client.force_login(person)
        seen[person.given_name] = client.get("/en/funding/hand-1/").status_code
    client.logout()
    assert client.get("/en/funding/hand-1/").status_code == 404
    assert seen == {"Ottokar": 404, "Róża": 404, "Klara": 200, "Olga": 200}


def test_withdrawn_topic_says_that_it_is_gone(client, their_cluster, cluster_manager):
    make_topic("HAND-2", state=TopicState.WITHDRAWN, origin=TopicOrigin.HAND, cluster=their_cluster)
    response = client.get("/en/funding/hand-2/")
    assert (response.status_code, b"This call was withdrawn" in response.content) == (410, True)
    client.force_login(cluster_manager)
    assert client.get("/en/funding/hand-2/").status_code == 200


def test_outsider_changes_nothing(client, draft, outsider):
    public = make_topic("HAND-3", origin=TopicOrigin.HAND, cluster=draft.cluster)
    client.force_login(outsider)
    assert [
        client.get("/en/funding/new/").status_code,
        client.get("/en/funding/drafts/").status_code,
        client.get("/en/funding/hand-1/edit/").status_code,
        client.post("/en/funding/hand-1/publication/").status_code,
        client.get("/en/funding/hand-3/edit/").status_code,
        client.post("/en/funding/hand-3/withdrawal/").status_code,
    ] == [403, 403, 404, 404, 403, 403]
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.state, public.state) == (TopicState.DRAFT, TopicState.PUBLISHED)


def test_visitor_is_led_to_sign_in(client, draft):
    response = client.get("/en/funding/new/")
    assert (response.status_code, response.url.split("?")[1]) == (302, "next=/en/funding/new/")


def test_manager_of_another_cluster_changes_neither_this_nor_what_came_from_the_portal(draft, outsider, organiser):
    make_cluster("Inny", manager=outsider)
    portal = make_topic(cluster=draft.cluster)
    assert outsider.has_perm("funding.add_topic")
    assert not outsider.has_perm("funding.change_topic", draft)
    assert not draft.cluster.managers.get().person.has_perm("funding.change_topic", portal)
    assert organiser.has_perm("funding.change_topic", portal)


def test_staff_is_told_that_the_portal_changes_its_own_topics(client, organiser):
    topic = make_topic()
    client.force_login(organiser)
    response = client.get(f"/en/funding/{topic.slug}/edit/", follow=True)
    assert response.redirect_chain == [(f"/en/funding/{topic.slug}/", 302)]
    assert "changed by its next import, not by hand" in response.content.decode()
