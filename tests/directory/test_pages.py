"""The public pages of the directory, as a visitor sees them."""

import pytest
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_edition, make_organisation, make_participant
from grono.directory.models import Competence, CompetenceClaim
from grono.directory.queries import OrganisationFilter, count_by, find_organisations
from reading import page, record_names, words

pytestmark = pytest.mark.django_db


def slugs(**narrowing: str) -> list[str]:
    return [organisation.slug for organisation in find_organisations(OrganisationFilter(**narrowing))]


def test_list_is_in_the_order_of_the_alphabet(client):
    for name in ("Żuraw", "Łąka", "Zefir", "Lipa", "Ćma"):
        make_organisation(name)
    assert record_names(page(client, "/en/organisations/")) == ["Ćma", "Lipa", "Łąka", "Zefir", "Żuraw"]


def test_list_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_cluster(members=(make_organisation(),))
    page(client, "/en/organisations/")  # what is loaded once in a process
    make_organisation()  # what changes the page's stamp
    with django_assert_num_queries(9) as at_one:
        page(client, "/en/organisations/?q=organisation")
    make_cluster(members=(make_organisation(), make_organisation()))
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/organisations/?q=organisation")


def test_search_finds_names_short_names_english_names_and_towns_without_accents():
    make_organisation("Politechnika Łódzka", slug="pl", short_name="PŁ", name_en="Lodz University", town="Łódź")
    make_organisation("Coś innego", slug="other", town="Zgierz")
    found = [slugs(text=text) for text in ("lodzka", "PŁ lodz", "UNIVERSITY", "łódź politechnika", "zgierz łódź")]
    assert found == [["pl"], ["pl"], ["pl"], ["pl"], []]


def test_filters_narrow_and_count_with_the_other_filters_kept():
    polish = make_organisation(slug="a", country="PL", helix_sector="business", is_demonstration=True)
    make_organisation(slug="b", country="PL", helix_sector="research")
    make_organisation(slug="c", country="CZ", helix_sector="research")
    make_cluster(slug="k", members=(polish,))
    assert slugs(country="PL", sector="research") == ["b"]
    assert slugs(kind="demonstration") == slugs(cluster="k") == ["a"]
    wanted = OrganisationFilter(country="PL")
    assert count_by(wanted, "sector") == {"business": 1, "research": 1}
    assert count_by(wanted, "country") == {"PL": 2, "CZ": 1}
    assert count_by(wanted, "cluster") == {"k": 1}
    assert count_by(wanted, "kind") == {"demonstration": 1, "real": 1}


def test_competence_filter_finds_both_who_offers_and_who_seeks(client, vocabulary):
    offering, seeking = make_organisation("Daje"), make_organisation("Szuka")
    make_organisation("Nic")
    biogas = Competence.objects.get(code="biogas")
    CompetenceClaim.objects.create(organisation=offering, competence=biogas, direction="offer")
    CompetenceClaim.objects.create(organisation=seeking, competence=biogas, direction="seek")
    document = page(client, "/en/organisations/?competence=biogas")
    assert record_names(document) == ["Daje", "Szuka"]
    assert words(document.xpath("//*[@role='status']")[0]) == "2 organisations that offer or seek: biogas"


def test_list_without_results_says_what_to_do(client):
    document = page(client, "/en/organisations/?q=nobody")
    assert words(document.xpath("//*[@class='empty']/h2")[0]) == "No organisation fits"
    assert document.xpath("//*[@class='empty']/a")[0].get("href") == "/en/organisations/"


def test_list_shows_thirty_at_a_time_and_keeps_the_filter_in_the_next_link(client):
    for number in range(31):
        make_organisation(f"Firma {number:02}", country="CZ")
    document = page(client, "/en/organisations/?country=CZ")
    assert len(record_names(document)) == 30
    assert document.xpath("//a[@rel='next']")[0].get("href") == "?country=CZ&page=2"
    assert record_names(page(client, "/en/organisations/?country=CZ&page=2")) == ["Firma 30"]


def test_organisation_page_marks_what_is_invented_and_names_the_source_of_what_is_real(client):
    make_organisation(slug="invented", is_demonstration=True)
    make_organisation(slug="real", source="CORDIS", activity_type="PUB", helix_sector="unclassified", pic="123456789")
    invented, real = (words(page(client, f"/en/organisations/{slug}/")) for slug in ("invented", "real"))
    assert "Invented for the demonstration: no such organisation exists." in invented
    assert "Nobody acts here in the name of this organisation" not in invented
    assert "Facts from CORDIS, © European Union. Nobody acts here in the name of this organisation." in real
    assert "A person who knows sets the sector." in real
    assert "123456789" in real


def test_organisation_page_shows_offers_needs_clusters_and_marks_foreign_text(client, vocabulary):
    shown = make_organisation("Kvasnice", slug="kvasnice", country="CZ", description=LazyI18nString({"cs": "Kvasíme."}))
    make_cluster(LazyI18nString({"pl": "Krąg", "en": "Circle"}), members=(shown,))
    biogas = Competence.objects.get(code="biogas")
    CompetenceClaim.objects.create(organisation=shown, competence=biogas, direction="offer")
    document = page(client, "/en/organisations/kvasnice/")
    cards = document.xpath("//section[@aria-labelledby='competences']//section")
    assert [(words(card.find("h3")), [words(item) for item in card.iter("li")]) for card in cards] == [
        ("They offer", ["biogas"])
    ]
    assert words(document.xpath("//main//*[@lang='cs']")[0]) == "Kvasíme."
    assert [words(item.find("a")) for item in document.xpath("//aside//li")] == ["Circle"]


def test_organisation_page_shows_the_organisations_markdown_without_scripts(client):
    text = LazyI18nString({"en": "**Bold** <script>alert(1)</script> [link](javascript:alert(1))"})
    make_organisation(slug="sly", description=text)
    section = page(client, "/en/organisations/sly/").xpath("//section[@aria-labelledby='who']")[0]
    assert [element.text for element in section.iter("strong")] == ["Bold"]
    assert section.xpath(".//script | .//a[starts-with(@href, 'javascript')]") == []


def test_organisation_page_costs_the_same_number_of_queries_at_one_and_at_three(
    client, vocabulary, django_assert_num_queries
):
    shown = make_organisation(slug="shown")
    make_cluster(members=(shown,))
    page(client, "/en/organisations/shown/")
    with django_assert_num_queries(11) as at_one:
        page(client, "/en/organisations/shown/")
    make_cluster(members=(shown,))
    make_cluster(members=(shown,))
    for competence in Competence.objects.all():
        CompetenceClaim.objects.create(organisation=shown, competence=competence, direction="offer")
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/organisations/shown/")


def test_unknown_addresses_are_not_found(client):
    assert [client.get(f"/en/{path}/nobody/").status_code for path in ("organisations", "clusters")] == [404, 404]


def test_cluster_page_groups_members_by_sector(client):
    members = (
        make_organisation("Huta", helix_sector="business"),
        make_organisation("Gmina", helix_sector="government"),
        make_organisation("Stal", helix_sector="business"),
    )
    make_cluster(slug="krag", members=members, label_round="V runda", source_url="https://example.org/list")
    document = page(client, "/en/clusters/krag/")
    groups = {words(group.find("h3")): group for group in document.find_class("directory-group")}
    assert list(groups) == ["Business 2", "Government 1"]
    assert [words(link) for link in groups["Business 2"].iter("a")] == ["Huta", "Stal"]
    assert "round of the label: V runda" in words(document)
    assert "valid" not in words(document)


def test_clusters_cost_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_cluster("One", members=(make_organisation(),))
    page(client, "/en/clusters/")
    make_organisation()
    with django_assert_num_queries(3) as at_one:
        page(client, "/en/clusters/")
    make_cluster("Two", members=(make_organisation(),))
    make_cluster("Three", members=(make_organisation(),), is_demonstration=True)
    with django_assert_num_queries(len(at_one)):
        document = page(client, "/en/clusters/")
    assert [words(heading) for heading in document.iter("h3")] == ["Three", "One", "Two"]


def test_list_kept_for_visitors_changes_with_the_data(client):
    first = make_organisation("Pierwsza")
    assert record_names(page(client, "/en/organisations/")) == ["Pierwsza"]
    first.name = "Zmieniona"
    first.save()
    assert record_names(page(client, "/en/organisations/")) == ["Zmieniona"]


def test_organisation_page_says_first_what_can_be_done_there(client, representative, their_organisation):
    def first_line() -> str:
        return words(page(client, f"/en/organisations/{their_organisation.slug}/").find_class("lead")[0])

    assert first_line() == "See what they offer and seek, and through which cluster to reach them."
    make_participant(make_edition(is_public=True), organisation=their_organisation)
    assert first_line() == "See what they offer and seek, and ask one of their people for a meeting at the congress."
    client.force_login(representative)
    assert first_line().startswith("You look after this page")
