"""Regions: who is there, what they say about themselves, and who may say it."""

import pytest
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_competence, make_organisation
from grono.directory import actions
from grono.directory.documents import cluster_documents, region_documents
from grono.directory.models import Activity, CompetenceClaim, Organisation, Region
from grono.directory.nuts import region_number
from grono.projects.models import Participation, Project
from reading import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def silesia() -> Region:
    Region.objects.create(code="PL", level=0, name=LazyI18nString({"pl": "Polska", "en": "Poland"}))
    Region.objects.create(code="PL2", level=1, name="Makroregion południowy")
    Region.objects.create(code="PL22", level=2, name=LazyI18nString({"pl": "Śląskie", "en": "Silesia"}))
    Region.objects.create(code="PL21", level=2, name="Małopolskie")
    return Region.objects.create(code="PL22A", level=3, name="Katowicki")


def links(document, prefix: str) -> list[str]:
    return [link.get("href") for link in document.iter("a") if link.get("href", "").startswith(prefix)]


def test_list_shows_regions_with_somebody_in_them_country_by_country(client, silesia):
    make_organisation(region=silesia)
    make_organisation(region=silesia)
    make_organisation(country="PL")
    main = page(client, "/en/regions/").get_element_by_id("main")
    assert links(main, "/en/regions/") == ["/en/regions/PL/", "/en/regions/PL22/"]
    assert "Poland 3 organisations" in words(main)
    assert "Silesia 2" in words(main)


def test_empty_list_says_how_regions_appear(client):
    assert "There is nobody in any region yet" in words(page(client, "/en/regions/"))


def test_region_names_who_is_here_by_sector_and_the_regions_around_and_inside(client, silesia):
    make_organisation("Huta", slug="huta", region=silesia, helix_sector="business")
    make_organisation("Szkoła", slug="szkola", region=silesia, helix_sector="research")
    make_organisation("Obca", slug="obca", country="CZ")
    main = page(client, "/en/regions/PL22/").get_element_by_id("main")
    assert (
        links(main, "/en/organisations/")
        == [
            "/en/organisations/?region=PL22",
            "/en/organisations/?region=PL22&sector=business",
            "/en/organisations/huta/",
            "/en/organisations/?region=PL22&sector=research",
            "/en/organisations/szkola/",
            "/en/organisations/?region=PL22&town=Katowice",
        ][:5]
    )
    assert links(main, "/en/regions/") == ["/en/regions/", "/en/regions/PL/", "/en/regions/PL2/", "/en/regions/PL22A/"]


def test_country_counts_organisations_without_a_region_and_lists_its_regions(client, silesia):
    make_organisation(region=silesia)
    make_organisation()
    main = page(client, "/en/regions/PL/").get_element_by_id("main")
    assert "2 organisations" in words(main)
    assert links(main, "/en/regions/") == ["/en/regions/", "/en/regions/PL22/"]
    assert "In 1 more region there is nobody yet." in words(main)


def test_region_adds_up_competences_branches_projects_and_contacts(client, silesia):
    first, second = make_organisation(region=silesia), make_organisation(region=silesia)
    biogas = make_competence("biogas", "biogas")
    for organisation in (first, second):
        CompetenceClaim.objects.create(organisation=organisation, competence=biogas, direction="offer")
    first.activities.add(Activity.objects.create(code="35.21", name="Manufacture of gas"))
    project = Project.objects.create(slug="gaz", acronym="GAZ", title="Gas", source="test")
    Participation.objects.create(project=project, organisation=first, name=first.name, country="PL", position=1)
    make_cluster("Klaster Gazu", region=silesia, contact_email="biuro@gaz.example", cluster_organisation=first)
    text = words(page(client, "/en/regions/PL22/").get_element_by_id("main"))
    for part in (
        "On offerbiogas 2",
        "35.21 Manufacture of gas",
        "1 public project with somebody from here.",
        "GAZ",
        "Klaster Gazu",
        "biuro@gaz.example",
    ):
        assert part in text


def test_region_with_nobody_says_so_and_an_unknown_one_is_not_found(client, silesia):
    assert "Nobody is here yet" in words(page(client, "/en/regions/PL21/"))
    assert client.get("/en/regions/PL99/").status_code == 404


def test_region_costs_the_same_number_of_queries_at_one_and_at_three(client, silesia, django_assert_num_queries):
    make_cluster(region=silesia, members=(make_organisation(region=silesia),))
    page(client, "/en/regions/PL22/")
    with django_assert_num_queries(14) as at_one:
        page(client, "/en/regions/PL22/")
    for _ in range(2):
        make_cluster(region=silesia, members=(make_organisation(region=silesia),))
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/regions/PL22/")


def test_list_of_regions_costs_the_same_number_of_queries_at_one_and_at_three(
    client, silesia, django_assert_num_queries
):
    make_organisation(region=silesia)
    with django_assert_num_queries(6) as at_one:
        page(client, "/en/regions/")
    make_organisation(region=Region.objects.get(code="PL21"))
    make_organisation(country="CZ", region=Region.objects.create(code="CZ064", level=3, name="Jihomoravský kraj"))
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/regions/")


def test_only_staff_and_managers_of_a_cluster_there_present_a_region(
    client, silesia, organiser, cluster_manager, their_cluster, representative
):
    their_cluster.region = silesia
    their_cluster.save()
    statuses = {}
    for person in (organiser, cluster_manager, representative):
        client.force_login(person)
        statuses[person] = [client.get(f"/en/regions/{code}/edit/").status_code for code in ("PL22", "PL21")]
    assert statuses == {organiser: [200, 200], cluster_manager: [200, 403], representative: [403, 403]}
    client.logout()
    assert client.get("/en/regions/PL22/edit/").status_code == 302


def test_presentation_stands_on_the_page_in_the_reader_s_language_and_is_searchable(client, silesia, organiser):
    client.force_login(organiser)
    answer = client.post(
        "/en/regions/PL22/edit/", {"promotion_pl": "Kraina <script>hut</script>", "promotion_en": "A land of **steel**"}
    )
    assert answer.headers["Location"] == "/en/regions/PL22/"
    main = page(client, "/en/regions/PL22/").get_element_by_id("main")
    assert "A land of steel" in words(main)
    client.logout()
    polish = page(client, "/pl/regions/PL22/").get_element_by_id("main")
    assert "Kraina" in words(polish)
    assert not list(polish.iter("script"))
    documents = list(region_documents([region_number("PL22")]))
    assert [(d.language, d.title, d.path, d.meaning) for d in documents] == [
        ("pl", "Śląskie", "regions/PL22/", "Kraina <script>hut</script>"),
        ("en", "Silesia", "regions/PL22/", "A land of **steel**"),
    ]


def test_search_documents_cover_regions_with_somebody_and_clusters_with_what_they_say(silesia):
    make_organisation(region=silesia)
    make_cluster(
        LazyI18nString({"pl": "Klaster Gazu", "en": "Gas Cluster"}), slug="gaz", region=silesia, town="Katowice",
        goal=LazyI18nString({"pl": "Gaz z odpadów", "en": "Gas from waste"}),
    )  # fmt: skip
    assert {document.path for document in region_documents(None)} == {
        f"regions/{code}/" for code in ("PL", "PL2", "PL22", "PL22A")
    }
    english = next(document for document in cluster_documents(None) if document.language == "en")
    assert (english.title, english.excerpt, english.country, english.region, english.clusters) == (
        "Gas Cluster", "Gas from waste", "PL", "PL22A", ("gaz",),
    )  # fmt: skip


def test_list_of_organisations_is_narrowed_to_a_region_and_a_town(client, silesia):
    make_organisation("Huta", region=silesia)
    make_organisation("Tyska", town="Tychy", region=silesia)
    make_organisation("Obca", country="CZ", town="Brno")
    html = page(client, "/en/organisations/?region=PL22&town=Tychy")
    assert "1 organisation · Tychy" in words(html)
    assert "2 organisations · Silesia" in words(page(client, "/en/organisations/?region=PL22"))
    kept = {field.get("name"): field.get("value") for field in html.iter("input") if field.get("type") == "hidden"}
    assert kept == {"region": "PL22", "town": "Tychy"}


def test_api_gives_regions_with_counts_parents_and_children(client, silesia, organiser):
    organisation = make_organisation(region=silesia, helix_sector="research")
    make_cluster(slug="gaz", region=silesia)
    actions.promote_region(Region.objects.get(code="PL22"), by=organiser, promotion={"en": "Steel", "pl": ""})
    assert [line["code"] for line in client.get("/api/v1/regions").json()] == ["PL", "PL2", "PL22", "PL22A"]
    assert client.get("/api/v1/regions/PL22").json() == {
        "code": "PL22",
        "level": 2,
        "country": "PL",
        "name": {"pl": "Śląskie", "en": "Silesia"},
        "organisation_count": 1,
        "cluster_count": 1,
        "promotion": {"en": "Steel"},
        "parents": ["PL", "PL2"],
        "children": ["PL22A"],
        "organisations_by_sector": {"research": 1},
        "clusters": ["gaz"],
    }
    listed = client.get("/api/v1/organisations?region=PL22").json()
    assert [line["slug"] for line in listed["items"]] == [organisation.slug]
    assert Organisation.objects.count() == 1
    assert client.get("/api/v1/regions/PL99").status_code == 404
