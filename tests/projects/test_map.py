"""The map of cross-border projects: which countries are joined, and every mark a link to the projects behind it."""

from collections import Counter
from itertools import combinations

import pytest
from django.test import override_settings

from grono.directory.atlas import outlines
from grono.projects.drawing import MOST, Picture, picture
from grono.projects.models import Participation, Project
from grono.projects.queries.geography import Joined, joined_countries
from grono.projects.queries.projects import ProjectFilter, find_projects
from reading import page, words

WIDE = max(MOST)


def make_project(acronym: str, *countries: str, **fields: object) -> Project:
    usual = {"slug": acronym.lower(), "title": acronym, "state": "running", "start_date": "2027-01-01"}
    project = Project.objects.create(acronym=acronym, **(usual | fields))
    for number, country in enumerate(countries):
        Participation.objects.create(project=project, name=f"{acronym} {number}", country=country, role="participant")
    return project


def drawn(pairs: dict[tuple[str, str], int], *, home: str = "") -> Picture:
    countries = Counter[str]()
    for pair, count in pairs.items():
        countries.update(dict.fromkeys(pair, count))
    return picture(Joined(Counter(pairs), countries, 1), lambda one, other: f"/{one}/{other}", home=home)


@pytest.mark.django_db
def test_each_project_joins_each_pair_of_its_countries_once():
    make_project("ONE", "PL", "CZ", "CZ", "DE")
    make_project("TWO", "CZ", "PL")
    make_project("HOME", "PL", "PL")
    joined = joined_countries(ProjectFilter())
    assert joined.pairs == {("CZ", "PL"): 2, ("CZ", "DE"): 1, ("DE", "PL"): 1}
    assert (joined.countries, joined.projects) == ({"CZ": 2, "PL": 2, "DE": 1}, 2)


@pytest.mark.django_db
def test_a_pair_leads_to_as_many_projects_as_its_arc_says():
    make_project("ONE", "PL", "CZ", "DE")
    make_project("TWO", "CZ", "PL")
    for (one, other), count in joined_countries(ProjectFilter()).pairs.items():
        assert find_projects(ProjectFilter(country=one, partner=other)).count() == count


@pytest.mark.django_db
def test_map_narrows_by_state_and_level():
    make_project("ONE", "PL", "CZ", level="cross-border")
    make_project("TWO", "PL", "SK", state="idea", level="regional")
    assert joined_countries(ProjectFilter(state="idea")).pairs == {("PL", "SK"): 1}
    assert joined_countries(ProjectFilter(level="cross-border")).pairs == {("CZ", "PL"): 1}


def test_strongest_pairs_are_drawn_and_all_stand_in_the_table():
    pairs = {pair: number for number, pair in enumerate(combinations(sorted(outlines())[:20], 2), 1)}
    picture = drawn(pairs)
    assert len(picture.lines) == len(pairs)
    assert [len(picture.wide.arcs), len(picture.narrow.arcs)] == list(MOST.values())
    assert [line.count for line in picture.lines] == sorted(pairs.values(), reverse=True)
    assert {arc.pair for arc in picture.wide.arcs} == {line.pair for line in picture.lines[: MOST[WIDE]]}


def test_more_projects_make_a_wider_arc():
    picture = drawn({("CZ", "PL"): 90, ("PL", "SK"): 10, ("DE", "PL"): 1})
    assert [arc.count for arc in sorted(picture.wide.arcs, key=lambda arc: -arc.width)] == [90, 10, 1]


def test_country_outside_the_map_stands_beside_it_and_in_the_table():
    picture = drawn({("PL", "US"): 3, ("CZ", "PL"): 1})
    assert picture.outside == ["US"]
    assert [arc.pair for arc in picture.wide.arcs] == [("CZ", "PL")]
    assert [line.pair for line in picture.lines] == [("PL", "US"), ("CZ", "PL")]


def test_chosen_country_shows_only_its_own_pairs():
    assert {line.pair for line in drawn({("CZ", "PL"): 1, ("CZ", "DE"): 5}, home="PL").lines} == {("CZ", "PL")}


@pytest.mark.django_db
def test_number_in_a_country_leads_to_as_many_projects_with_and_without_a_chosen_country(client):
    make_project("ONE", "PL", "CZ", "DE")
    make_project("TWO", "CZ", "PL")
    make_project("THREE", "CZ", "DE")
    for query in ("", "?country=PL"):
        document = page(client, f"/en/projects/map/{query}")
        for mark in document.xpath('//g[@class="map-wide"]//a[@class="map-bubble"]'):
            listed = page(client, mark.get("href")).find_class("record")
            assert len(listed) == int(words(mark.find("text")))


@pytest.mark.django_db
@override_settings(CLOCK="2027-05-19T10:20:00+02:00")
def test_every_mark_is_a_link_with_a_name_and_the_table_says_the_same(client):
    make_project("ONE", "PL", "CZ")
    make_project("TWO", "PL", "CZ", "SK")
    document = page(client, "/en/projects/map/?state=running")
    marks = {mark.get("aria-label"): mark.get("href") for mark in document.xpath('//g[@class="map-wide"]//a')}
    assert marks["Czechia – Poland: 2 projects"] == "/en/projects/?state=running&country=CZ&partner=PL"
    assert marks["Slovakia: 1 cross-border project"] == "/en/projects/?state=running&country=SK"
    assert len(marks) == 6
    rows = [[words(cell) for cell in row] for row in document.xpath('//details[@id="map-table"]//tbody/tr')]
    assert rows == [["Czechia – Poland", "2"], ["Czechia – Slovakia", "1"], ["Poland – Slovakia", "1"]]


@pytest.mark.django_db
def test_map_without_projects_says_so(client):
    assert "No cross-border project fits" in words(page(client, "/en/projects/map/"))


@pytest.mark.django_db
def test_map_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_project("ONE", "PL", "CZ")
    page(client, "/en/projects/map/")
    make_project("TWO", "PL", "SK")
    with django_assert_num_queries(7) as at_two:
        page(client, "/en/projects/map/")
    make_project("THREE", "DE", "SK", "CZ")
    with django_assert_num_queries(len(at_two)):
        page(client, "/en/projects/map/")
