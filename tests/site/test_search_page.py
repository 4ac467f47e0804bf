"""The page with the one search box, for people and (as API) for programs."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_organisation
from grono.directory.models import Activity, Region
from grono.search.actions import index_everything, index_records, refresh_vectors


@pytest.fixture
def directory(db: None) -> None:
    Region.objects.create(code="PL22", level=2, name="Śląskie")
    Region.objects.create(code="PL22A", level=3, name="Katowicki")
    Activity.objects.create(code="C", name="Przetwórstwo")
    tiles = Activity.objects.create(code="22.21", name="Produkcja płyt")
    organisations = [
        make_organisation(
            "Foliokrąg",
            region_id="PL22A",
            slug="foliokrag",
            summary=LazyI18nString({"pl": "Recykling tworzyw sztucznych."}),
        ),
        make_organisation(
            "Szklany Krąg", country="CZ", helix_sector="research", summary=LazyI18nString({"pl": "Recykling szkła."})
        ),
        make_organisation(
            "Wodorowa Butla", helix_sector="civil", summary=LazyI18nString({"pl": "Magazynujemy wodór."})
        ),
    ]
    organisations[0].activities.add(tiles)
    make_cluster("Zamknięta Pętla", slug="petla", members=(organisations[0],))
    index_everything()


def page(client: Client, query: str, language: str = "pl", **headers: str) -> str:
    response = client.get(f"/{language}/search/?{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", title) for title in re.findall(r"<h2[^>]*><a [^>]*>(.*?)</a></h2>", html)]


def test_search_lists_hits_with_their_words_marked(client, directory):
    html = page(client, "q=recyklingu+tworzywami")
    assert titles(html) == ["Foliokrąg"]
    assert "<mark>Recykling</mark> <mark>tworzyw</mark> sztucznych." in html
    assert 'href="/pl/organisations/foliokrag/"' in html


def test_search_mends_a_slip_and_offers_the_original(client, directory):
    html = page(client, "q=tworzyw+stucznych&country=PL")
    assert "Wyniki dla: <strong>tworzyw sztucznych</strong>." in html
    assert 'href="?q=tworzyw+stucznych&amp;country=PL&amp;exact=1"' in html
    assert titles(html) == ["Foliokrąg"]


def test_search_without_a_text_explains_how_to_ask(client, db):
    html = page(client, "")
    assert "Jak pytać" in html
    assert "Brak wyników" not in html


def test_search_names_the_facets_and_links_to_each_of_them(client, directory):
    html = page(client, "q=recykling")
    for label, address in (
        ("Czechy", "country=CZ"),
        ("Nauka i edukacja", "sector=research"),
    ):
        assert re.search(rf'href="\?q=recykling&amp;{address}"><span>{label}</span>', html), label


def test_search_narrows_a_tree_step_by_step(client, directory):
    html = page(client, "q=recykling&region=PL22")
    assert 'href="?q=recykling" aria-current="true"><span>Śląskie</span>' in html
    assert 'href="?q=recykling&amp;region=PL22A"><span>Katowicki</span>' in html
    assert titles(html) == ["Foliokrąg"]


def test_search_keeps_the_filters_in_the_form_and_lets_them_go(client, directory):
    html = page(client, "q=recykling&country=CZ")
    assert '<input type="hidden" name="country" value="CZ">' in html
    assert titles(html) == ["Szklany Krąg"]
    assert '<a class="tag" href="?q=recykling">Czechy' in html


def test_search_explains_an_empty_result_with_counts(client, directory):
    html = page(client, "q=recykling+wod%C3%B3r&country=PL")
    assert "Nic nie pasuje do" in html
    assert re.search(r'q=recykling&amp;country=PL">recykling</a>\s*<span class="soft">\(2\)', html)


def test_search_marks_a_hit_in_another_language(client, directory):
    make_organisation(
        "Granulat GmbH", country="DE", pk=900, summary=LazyI18nString({"de": "Wir verwerten Kunststoffe."})
    )
    index_records("organisation", [900])
    html = page(client, "q=kunststoffe")
    assert '<h2 lang="de">' in html
    assert "niemiecki" in html


def test_search_while_typing_sends_the_results_only(client, directory):
    html = page(client, "q=recykling", **{"HX-Request": "true"})
    assert html.lstrip().startswith('<div id="search-results"')
    assert "<html" not in html


@pytest.mark.parametrize(
    "query",
    ["q=%3Cscript%3Ealert(1)%3C/script%3E", "q=" + "x" * 5000, "q=!!!", "q=recykling&page=99999999999&country=%27",
     "q=recykling&page=-1&region=%25&exact=7", "q=recykling&page=%C2%B2", "q=%F0%9F%A6%8A"],
)  # fmt: skip
def test_search_is_polite_with_anything(client, directory, query):
    html = page(client, query)
    assert "<script>alert" not in html


def test_search_refuses_null_bytes(client, directory):
    assert client.get("/pl/search/?q=a%00b").status_code == 400


def test_search_asks_as_much_for_three_hits_as_for_one(client, directory):
    counts = []
    for text in ("magazynujemy", "organisation"):
        page(client, f"q={text}")
        with CaptureQueriesContext(connection) as asked:
            page(client, f"q={text}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_api_finds_the_same_as_the_page(client, directory):
    refresh_vectors()
    found = client.get("/api/v1/search?q=recykling&language=pl&country=CZ").json()
    assert [hit["title"] for hit in found["hits"]] == ["Szklany Krąg"]
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    assert found["hits"][0]["marked"] == ["Recykling"]
    assert {"value": "PL", "count": 1} in found["facets"]["country"]


def test_api_completes_the_last_word(client, directory):
    assert client.get("/api/v1/search/completions?q=nowy+recy").json() == ["nowy recykling"]


def test_api_refuses_an_impossible_page_by_name(client, db):
    answer = client.get("/api/v1/search?q=x&page=0")
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["query", "page"])
