"""The programme as programs read it."""

import pytest
from ninja.testing import TestClient

from grono.schedule.api import router
from grono.schedule.models import Session

from .conftest import at


@pytest.fixture(scope="module")
def api():
    return TestClient(router)


def test_programme_is_missing_before_a_release(api, edition, talk):
    talk("A")
    assert api.get("/editions/small/programme").status_code == 404


def test_programme_lists_released_sessions_with_their_places(api, edition, talk, release, hall, anna):
    session = talk("A", anna, track=edition.tracks.get(), interpretation=["en"])
    talk("LEFT-OUT")
    release((session, hall, at(9)))
    assert api.get("/editions/small/programme").json() == {
        "edition": "small",
        "version": 1,
        "sessions": [
            {
                "code": "A",
                "guid": str(Session.objects.get(code="A").guid),
                "kind": "talk",
                "title": {"pl": "Wykład A", "en": "Talk A"},
                "language": "pl",
                "interpretation": ["en"],
                "track": "energy",
                "room": "hall",
                "starts_at": "2027-05-19T09:00:00+02:00",
                "ends_at": "2027-05-19T09:30:00+02:00",
                "is_cancelled": False,
                "people": [{"name": "Anna Test", "role": "speaker", "organisation": ""}],
            }
        ],
    }


def test_session_has_its_abstract(api, talk, release, hall):
    release((talk("A", abstract="Heat"), hall, at(9)))
    found = api.get("/editions/small/sessions/A").json()
    assert (found["abstract"], found["project"], found["room"]) == ({"": "Heat"}, None, "hall")
    assert api.get("/editions/small/sessions/B").status_code == 404
