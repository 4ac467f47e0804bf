"""The map of organisations and clusters."""

import gzip
import re
from html import unescape

import pytest
from django.test import Client

from factories import make_cluster, make_organisation
from grono.directory.models import Organisation, Region
from grono.directory.places import locate
from reading import page, words

pytestmark = pytest.mark.django_db
MARK = re.compile(r'<a class="map-bubble" href="([^"]+)" aria-label="([^"]+)">')
PIN = re.compile(r'<a class="map-seat" href="([^"]+)" aria-label="([^"]+)">')


def placed(name: str = "", **fields: object) -> Organisation:
    organisation = make_organisation(name, **fields)
    organisation.find_place()
    organisation.save()
    return organisation


def source(client: Client, path: str) -> str:
    """Return the text of a page that must be there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def layer(html: str, name: str) -> str:
    """Return one of the two sets of marks, ``wide`` or ``narrow``."""
    return html.split(f'<g class="map-{name}">')[1].split("</svg>")[0].split('<g class="map-')[0]


def marks(html: str, name: str = "wide") -> dict[str, str]:
    return {label: unescape(url) for url, label in MARK.findall(layer(html, name))}


@pytest.fixture
def four(db: None) -> None:
    Region.objects.create(code="PL", level=0, name="Polska")
    Region.objects.create(code="PL22", level=2, name="Śląskie")
    silesian = Region.objects.create(code="PL22A", level=3, name="Katowicki")
    placed("Huta", town="Katowice", region=silesian, helix_sector="business")
    placed("Szkoła", town="Katowice", region=silesian, helix_sector="research")
    placed("Sortownia", town="Tychy", region=silesian, helix_sector="business")
    placed("Ústav", country="CZ", town="Brno", helix_sector="research")


def test_europe_gathers_regions_on_wide_screens_and_countries_on_narrow_ones(client, four):
    html = source(client, "/en/map/")
    assert marks(html) == {
        "Śląskie: 3 organisations": "/en/organisations/?country=PL&region=PL22",
        "Brno: 1 organisation": "/en/organisations/?country=CZ&town=Brno",
    }
    assert marks(html, "narrow") == {
        "Poland: 3 organisations": "/en/organisations/?country=PL",
        "Czechia: 1 organisation": "/en/organisations/?country=CZ",
    }


def test_country_shows_its_towns_with_their_names(client, four):
    html = source(client, "/en/map/?country=PL")
    assert marks(html) == {
        "Katowice: 2 organisations": "/en/organisations/?country=PL&town=Katowice",
        "Tychy: 1 organisation": "/en/organisations/?country=PL&town=Tychy",
    }
    assert set(re.findall(r'<text class="map-label[^>]*>([^<]+)<', layer(html, "wide"))) == {"Katowice", "Tychy"}


def test_every_mark_leads_to_a_list_of_as_many_organisations(client, four):
    placed("Bez miasta", town="", region=Region.objects.get(code="PL22A"))
    for address in ("/en/map/", "/en/map/?country=PL", "/en/map/?sector=research", "/en/map/?region=PL22"):
        html = source(client, address)
        for name in ("wide", "narrow"):
            assert marks(html, name)
            for label, url in marks(html, name).items():
                count = re.search(r": (\d+) organisation", label)
                assert count is not None
                assert f"{count[1]} organisation" in words(page(client, url))


def test_sector_gives_its_colour_its_shape_and_its_name(client, four):
    html = source(client, "/en/map/?sector=research")
    assert '<figure class="map map-research">' in html
    assert "<circle" not in layer(html, "wide")
    assert '<span class="helix helix-research">' in html.split('<figcaption class="map-legend">')[1]
    assert set(marks(html)) == {"Śląskie: 1 organisation", "Brno: 1 organisation"}


def test_clusters_are_pins_and_several_in_a_town_are_one(client, four):
    region = Region.objects.get(code="PL22A")
    latitude, longitude = locate("Katowice", "PL") or (0, 0)
    where = {"region": region, "town": "Katowice", "latitude": latitude, "longitude": longitude}
    make_cluster("Pierwszy", slug="first", **where)
    assert PIN.findall(layer(source(client, "/en/map/"), "wide")) == [("/en/clusters/first/", "Cluster: Pierwszy")]
    make_cluster("Drugi", slug="second", **where)
    pins = PIN.findall(layer(source(client, "/en/map/"), "wide"))
    assert pins == [("/en/regions/PL22A/#clusters", "2 clusters: Katowice: Drugi, Pierwszy")]
    assert PIN.findall(layer(source(client, "/en/map/?country=CZ"), "wide")) == []


def test_organisation_without_a_known_place_is_counted_beside_the_map(client, four):
    make_organisation("Znikąd", country="SK", town="Nigdziebądź")
    assert "4 organisations on the map" in words(page(client, "/en/map/"))
    assert "1 organisation has no known place here" in words(page(client, "/en/map/"))


def test_table_says_the_same_as_the_map(client, four):
    html = source(client, "/en/map/?country=PL")
    rows = re.findall(r'<th scope="row">([^<]+)</th>.*?<a href="([^"]+)">(\d+)</a>', html, re.DOTALL)
    lines = {f"{name}: {count} organisation{'s' * (int(count) > 1)}": unescape(url) for name, url, count in rows}
    assert lines == marks(html)


def test_map_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_cluster(members=(placed(),))
    page(client, "/en/map/?country=PL")
    placed(town="Tychy")
    with django_assert_num_queries(12) as at_one:
        page(client, "/en/map/?country=PL")
    make_cluster(members=(placed(town="Rzeszów"), placed(town="Lublin")))
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/map/?country=PL")


def test_kept_map_is_new_after_a_cluster_has_changed(client, four):
    cluster = make_cluster("Stary", slug="k", town="Brno", latitude=49.195, longitude=16.608)
    assert "Cluster: Stary" in source(client, "/en/map/")
    cluster.name = "Nowy"
    cluster.save()
    assert "Cluster: Nowy" in source(client, "/en/map/")


def test_drawing_of_all_europe_is_small(client, four):
    html = source(client, "/en/map/")
    assert len(gzip.compress(html.encode())) < 60_000
    assert "style=" not in html


@pytest.mark.parametrize("query", ["country=XX", "country=US", "region=%27", "sector=none", "country=pl"])
def test_nonsense_in_the_address_draws_an_empty_map(client, four, query):
    html = source(client, f"/en/map/?{query}")
    assert marks(html) == {}
