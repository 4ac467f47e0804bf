"""The directory for programs."""

import pytest
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_organisation
from grono.directory.models import Activity, Competence, CompetenceClaim, Region

pytestmark = pytest.mark.django_db


def test_list_narrows_and_pages(client):
    for name in ("Ćma", "Bąk", "Żuk"):
        make_organisation(name, country="CZ")
    make_organisation("Inna", country="DE")
    answer = client.get("/api/v1/organisations?country=CZ&limit=2&offset=1").json()
    assert (answer["count"], [item["name"] for item in answer["items"]]) == (3, ["Ćma", "Żuk"])


def test_list_gives_at_most_a_hundred(client):
    for _number in range(101):
        make_organisation()
    answer = client.get("/api/v1/organisations?limit=1000").json()
    assert (answer["count"], len(answer["items"])) == (101, 100)


def test_organisation_comes_with_codes_and_texts_by_language(client, vocabulary):
    region, activity = Region.objects.get(code="PL22A"), Activity.objects.get()
    shown = make_organisation(slug="a", region=region, summary=LazyI18nString({"pl": "Firma", "uk": "Фірма"}))
    shown.activities.add(activity)
    biogas = Competence.objects.get(code="biogas")
    CompetenceClaim.objects.create(organisation=shown, competence=biogas, direction="offer")
    make_cluster(slug="k", members=(shown,))
    answer = client.get("/api/v1/organisations/a").json()
    assert answer["summary"] == {"pl": "Firma", "uk": "Фірма"}
    assert [answer[name] for name in ("nuts_code", "nace_codes", "offers", "seeks", "clusters")] == [
        "PL22A", ["22.21"], ["biogas"], [], ["k"],
    ]  # fmt: skip


def test_cluster_comes_with_its_members(client):
    member = make_organisation(slug="a")
    make_cluster("Krąg", slug="k", members=(member,), cluster_organisation=member)
    assert [(item["slug"], item["member_count"]) for item in client.get("/api/v1/clusters").json()] == [("k", 1)]
    answer = client.get("/api/v1/clusters/k").json()
    assert (answer["coordinator"], answer["members"]) == ("a", ["a"])


def test_api_tells_nothing_about_people(client, representative, their_organisation):
    text = client.get(f"/api/v1/organisations/{their_organisation.slug}").content.decode()
    assert representative.family_name not in text
    assert representative.email not in text


def test_unknown_records_are_not_found(client):
    assert [client.get(f"/api/v1/{kind}/nobody").status_code for kind in ("organisations", "clusters")] == [404, 404]
