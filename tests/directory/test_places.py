"""Towns, the plane of the map, and what happens to the place of an organisation."""

import csv
import json
from math import hypot

import pytest

from factories import make_cluster, make_organisation
from grono.directory import actions
from grono.directory.atlas import OUTLINES
from grono.directory.models import Cluster, Organisation, Region
from grono.directory.nuts import ancestors_of, country_of, region_number, region_of_number
from grono.directory.places import TOWNS, Point, locate, town_key
from grono.directory.projection import HEIGHT, WIDTH, projected


@pytest.mark.parametrize(
    ("town", "country", "same_as"),
    [
        ("Wiedeń", "AT", "Wien"),
        ("Praga", "CZ", "Praha"),
        ("Lwów", "UA", "Lviv"),
        ("Київ", "UA", "Kyiv"),
        ("Monachium", "DE", "München"),
        ("KATOWICE", "PL", "Katowice"),
        ("bielsko biala", "PL", "Bielsko-Biała"),
        ("Lodz", "PL", "Łódź"),
    ],
)
def test_town_is_found_in_its_own_language_in_polish_and_without_accents(town, country, same_as):
    assert locate(town, country) == locate(same_as, country) is not None


def test_town_is_where_it_lies_and_only_in_its_country():
    assert locate("Katowice", "PL") == Point(50.26, 19.022)
    assert locate("Katowice", "DE") is None
    assert locate("", "PL") is locate("Nigdziebądź", "PL") is None


def test_first_name_wins_over_the_spelling_of_a_larger_town():
    with TOWNS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "PL"]
    for row in rows:
        largest = next(other for other in rows if town_key(other["name"]) == town_key(row["name"]))
        assert locate(row["name"], "PL") == Point(float(largest["latitude"]), float(largest["longitude"]))


def test_committed_data_is_small():
    assert TOWNS.stat().st_size < 1_000_000
    assert OUTLINES.stat().st_size < 100_000


def test_projection_keeps_the_centre_areas_and_distances():
    """One degree of latitude is 111.2 km near the centre, and boxes of equal area stay so far from it."""
    north, south = projected(52.5, 10), projected(51.5, 10)
    assert hypot(north[0] - south[0], north[1] - south[1]) == pytest.approx(111.2, abs=0.1)

    def area(latitude: float, longitude: float) -> float:
        corners = [projected(latitude + a, longitude + b) for a, b in ((0, 0), (0, 0.1), (0.1, 0.1), (0.1, 0))]
        sides = zip(corners, corners[1:] + corners[:1], strict=True)
        return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2

    assert area(52, 10) == pytest.approx(area(52, 35), rel=1e-3)


def test_capitals_lie_inside_their_countries():
    boxes = {code: outline["box"] for code, outline in json.loads(OUTLINES.read_text("utf-8")).items()}
    for town, country in (("Warszawa", "PL"), ("Lisboa", "PT"), ("Київ", "UA"), ("Oslo", "NO"), ("Ankara", "TR")):
        point = locate(town, country)
        assert point is not None
        x, y = projected(*point)
        left, top, right, bottom = boxes[country]
        assert max(left, 0) < x < min(right, WIDTH)
        assert max(top, 0) < y < min(bottom, HEIGHT)


def test_codes_of_regions_lead_to_countries_ancestors_and_numbers():
    assert (country_of("EL303"), country_of("PL22A")) == ("GR", "PL")
    assert ancestors_of("PL22A") == ["PL", "PL2", "PL22"]
    assert [region_of_number(region_number(code)) for code in ("PL", "PL22A", "EL303")] == ["PL", "PL22A", "EL303"]


@pytest.mark.django_db
def test_organisation_that_moves_is_found_anew(organiser):
    organisation = make_organisation(town="Katowice")
    actions.update_organisation(organisation, by=organiser, fields={"town": "Rzeszów"})
    organisation.refresh_from_db()
    assert (organisation.latitude, organisation.longitude) == locate("Rzeszów", "PL")
    actions.update_organisation(organisation, by=organiser, fields={"town": "Nigdziebądź"})
    organisation.refresh_from_db()
    assert (organisation.latitude, organisation.longitude) == (None, None)
    actions.update_organisation(organisation, by=organiser, fields={"website": "https://example.org/"})


@pytest.mark.django_db
def test_import_takes_the_point_of_the_file_else_that_of_the_town(tmp_path):
    file = tmp_path / "organisations.csv"
    file.write_text(
        "name,country,town,latitude,longitude\n"
        "Z punktem,PL,Katowice,50.1,19.5\n"
        "Z miastem,PL,Katowice,,\n"
        "Znikąd,PL,Nigdziebądź,,\n",
        encoding="utf-8",
    )
    assert actions.import_organisations(file, by=None).faults == []
    points = Organisation.objects.order_by("pk").values_list("latitude", "longitude")
    assert list(points) == [(50.1, 19.5), locate("Katowice", "PL"), (None, None)]


@pytest.mark.django_db
@pytest.mark.parametrize(("latitude", "longitude"), [("50.1", ""), ("north", "19.5"), ("95", "19.5")])
def test_import_refuses_half_a_point_and_one_off_the_globe(tmp_path, latitude, longitude):
    file = tmp_path / "organisations.csv"
    file.write_text(f"name,country,latitude,longitude\nFirma,PL,{latitude},{longitude}\n", encoding="utf-8")
    report = actions.import_organisations(file, by=None)
    assert [fault.row for fault in report.faults] == [2]
    assert "latitude" in str(report.faults[0])
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_cluster_takes_its_country_from_its_region_or_its_coordinator():
    region = Region.objects.create(code="EL303", level=3, name="Kentrikos Tomeas Athinon")
    coordinator = make_organisation(country="CZ")
    assert make_cluster(region=region, cluster_organisation=coordinator).country == "GR"
    assert make_cluster(cluster_organisation=coordinator).country == "CZ"
    assert Cluster(name="x").country == ""
