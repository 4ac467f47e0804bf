"""Languages of the congress: what a speaker of each can follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import make_edition, make_room
from grono.congress.models import Edition, Plan
from grono.schedule.models import Placement, ScheduleVersion, Session


@pytest.fixture
def edition(db: None) -> Edition:
    """An edition in Polish and English with one room that has booths."""
    edition = make_edition(languages=["pl", "en"])
    make_room(edition, code="aula", equipment=["interpretation"])
    make_room(edition, code="small")
    return edition


def counted(client, edition) -> list[tuple[str, int, int]]:
    page = client.get(f"/pl/congress/{edition.slug}/languages/")
    return [(language.code, language.held, language.interpreted) for language in page.context["languages"]]


def release(edition: Edition, *sessions: Session) -> None:
    plan = Plan.objects.create(edition=edition, kind="programme", number=1, status="published")
    version = ScheduleVersion.objects.create(plan=plan, name="1")
    start = timezone.now()
    for number, session in enumerate(sessions):
        begins = start + timedelta(hours=number)
        ends = begins + timedelta(minutes=session.minutes)
        room = edition.rooms.get(code="aula")
        Placement.objects.create(version=version, session=session, room=room, starts_at=begins, ends_at=ends)


def test_languages_count_sessions_held_and_interpreted(client, edition):
    rows = [("pl", ["en", "uk"], None), ("en", [], None), ("pl", ["en"], timezone.now())]
    sessions = [
        Session.objects.create(
            edition=edition,
            code=f"s{n}",
            title="T",
            minutes=30,
            language=spoken,
            interpretation=into,
            cancelled_at=gone,
        )
        for n, (spoken, into, gone) in enumerate(rows)
    ]
    release(edition, *sessions)
    assert counted(client, edition) == [("pl", 1, 0), ("en", 1, 1), ("uk", 0, 1)]


def test_languages_without_a_programme_name_the_rooms_with_interpretation(client, edition):
    page = client.get(f"/pl/congress/{edition.slug}/languages/")
    assert [(language.code, language.held) for language in page.context["languages"]] == [("pl", 0), ("en", 0)]
    assert [room.code for room in page.context["rooms"]] == ["aula"]
