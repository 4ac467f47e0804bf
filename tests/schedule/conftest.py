"""A small edition with two days of programme, two rooms, and the people of the tests."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.actions import add_participant, add_room
from grono.congress.choices import PlanKind, SlotKind
from grono.congress.models import Edition, Participant, Room, Slot, TeamMember, Track
from grono.congress.plans import new_plan, published_plan
from grono.engines import timetable as engine
from grono.kit.pages import shelf
from grono.schedule import actions, planning
from grono.schedule.models import Placement, ScheduleVersion, Session

ZONE = ZoneInfo("Europe/Warsaw")


def at(hour: int, minute: int = 0, day: int = 19) -> datetime:
    """A moment of the edition, on its first day if no other is named."""
    return datetime(2027, 5, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English; pages carry their own language."""
    shelf.clear()
    with override("en"):
        yield


@pytest.fixture
def edition(db: None) -> Edition:
    """An edition of two days with one block on each, and one track."""
    edition = Edition.objects.create(
        slug="small",
        title=LazyI18nString({"pl": "Mały kongres", "en": "Small congress"}),
        start_date=date(2027, 5, 19),
        end_date=date(2027, 5, 20),
        languages=["pl", "en"],
        venue="Dom",
        town="Katowice",
        country="PL",
    )
    for code, day in (("W", 19), ("T", 20)):
        Slot.objects.create(
            edition=edition,
            kind=SlotKind.PROGRAMME,
            code=code,
            starts_at=at(9, day=day),
            ends_at=at(11, day=day),
        )
    Track.objects.create(edition=edition, code="energy", name="Energy")
    return edition


@pytest.fixture
def hall(edition: Edition) -> Room:
    return add_room(edition, code="hall", name="Hall", capacity=100, equipment=["interpretation"], position=0)


@pytest.fixture
def attic(edition: Edition) -> Room:
    return add_room(edition, code="attic", name="Attic", capacity=20, position=1)


@pytest.fixture
def add(edition: Edition) -> Callable[..., Participant]:
    """Make a participant by code; the person's given name is the code."""

    def make(code: str, **fields: Any) -> Participant:
        person = Person.objects.create(email=f"{code.lower()}@example.org", given_name=code, family_name="Test")
        return add_participant(edition, person=person, code=code, **fields)

    return make


@pytest.fixture
def anna(add: Callable[..., Participant]) -> Participant:
    return add("Anna")


@pytest.fixture
def bob(add: Callable[..., Participant]) -> Participant:
    return add("Bob")


@pytest.fixture
def organiser(edition: Edition) -> Person:
    person = Person.objects.create(email="organiser@example.org", given_name="Olga", language="en")
    TeamMember.objects.create(edition=edition, person=person)
    return person


@pytest.fixture
def outsider(db: None) -> Person:
    return Person.objects.create(email="outsider@example.org", given_name="Out")


@pytest.fixture
def talk(edition: Edition) -> Callable[..., Session]:
    """Enter a session of half an hour; ``people`` are speakers."""

    def make(code: str, *people: Participant, **fields: Any) -> Session:
        row = {
            "code": code,
            "title": LazyI18nString({"pl": f"Wykład {code}", "en": f"Talk {code}"}),
            "minutes": 30,
            "language": "pl",
            "people": [(person, "speaker") for person in people],
            **fields,
        }
        return actions.add_sessions(edition, [row])[0]

    return make


@pytest.fixture
def version(edition: Edition) -> Callable[..., ScheduleVersion]:
    """Make a draft by hand: triples of session, room and start."""

    def make(*places: tuple[Session, Room, datetime]) -> ScheduleVersion:
        plan = new_plan(edition, PlanKind.PROGRAMME, based_on=published_plan(edition, PlanKind.PROGRAMME))
        made = ScheduleVersion.objects.create(plan=plan, name=str(plan.number))
        Placement.objects.bulk_create(
            Placement(
                version=made,
                session=session,
                room=room,
                starts_at=start,
                ends_at=start + timedelta(minutes=session.minutes),
            )
            for session, room, start in places
        )
        return made

    return make


@pytest.fixture
def release(version: Callable[..., ScheduleVersion]) -> Callable[..., ScheduleVersion]:
    """Make a version by hand and release it."""

    def make(*places: tuple[Session, Room, datetime]) -> ScheduleVersion:
        made = version(*places)
        actions.release_version(made, by=None)
        return made

    return make


@pytest.fixture
def plan(edition: Edition) -> Callable[[], ScheduleVersion]:
    """Compute a draft with the real engine, in this process to save the start of another."""

    def compute() -> ScheduleVersion:
        released = published_plan(edition, PlanKind.PROGRAMME)
        problem = planning.build_problem(edition, released=released)
        planning.refuse_contradictions(edition, problem)
        result = engine.solve(problem, limits=planning.limits(2), seed=1)
        return planning.save(edition, problem, result, based_on=released).schedule_version

    return compute
