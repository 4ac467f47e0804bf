"""A small edition with one afternoon of meetings, and the people of the tests."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.actions import add_participant, add_room, add_tables
from grono.congress.choices import PlanKind, SlotKind
from grono.congress.models import Edition, Participant, Plan, Slot, TeamMember
from grono.congress.plans import new_plan, publish_plan, published_plan
from grono.engines import meetings as engine
from grono.meetings import actions, planning
from grono.meetings.models import MeetingRequest, MeetingRound
from grono.schedule.models import Placement, ScheduleVersion, Session, SessionRole

ZONE = ZoneInfo("Europe/Warsaw")


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the edition's first day."""
    return datetime(2027, 5, 19, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English; pages carry their own language."""
    with override("en"):
        yield


@pytest.fixture
def edition(db: None) -> Edition:
    """An edition of two days, with six slots of a round and two tables."""
    edition = Edition.objects.create(
        slug="small",
        title=LazyI18nString({"pl": "Mały kongres", "en": "Small congress"}),
        start_date=date(2027, 5, 19),
        end_date=date(2027, 5, 20),
        venue="Dom",
        town="Katowice",
        country="PL",
    )
    MeetingRound.objects.create(edition=edition, code="R1", name=LazyI18nString({"pl": "Runda", "en": "Round"}))
    Slot.objects.bulk_create(
        Slot(
            edition=edition,
            kind=SlotKind.MEETING,
            code=f"S{number + 1}",
            round_code="R1",
            starts_at=at(14) + timedelta(minutes=20 * number),
            ends_at=at(14, 20) + timedelta(minutes=20 * number),
        )
        for number in range(6)
    )
    add_tables(edition, zone="Hala A", prefix="A", count=2)
    return edition


@pytest.fixture
def add(edition: Edition) -> Callable[..., Participant]:
    """Make a participant by code; the person's name is the code."""

    def make(code: str, **fields: Any) -> Participant:
        person = Person.objects.create(
            email=f"{code.lower()}@example.org", given_name=code, family_name="Test", language=fields.pop("mails", "pl")
        )
        return add_participant(edition, person=person, code=code, **fields)

    return make


@pytest.fixture
def anna(add: Callable[..., Participant]) -> Participant:
    return add("Anna")


@pytest.fixture
def bob(add: Callable[..., Participant]) -> Participant:
    return add("Bob", mails="en")


@pytest.fixture
def cyra(add: Callable[..., Participant]) -> Participant:
    return add("Cyra")


@pytest.fixture
def organiser(edition: Edition) -> Person:
    person = Person.objects.create(email="organiser@example.org", given_name="Olga", language="en")
    TeamMember.objects.create(edition=edition, person=person)
    return person


@pytest.fixture
def outsider(db: None) -> Person:
    return Person.objects.create(email="outsider@example.org", given_name="Out")


@pytest.fixture
def ask(edition: Edition) -> Callable[..., MeetingRequest]:
    """Enter an accepted request."""

    def make(requester: Participant, invitee: Participant, **fields: Any) -> MeetingRequest:
        row = {"code": f"{requester.code}-{invitee.code}", "requester": requester, "invitee": invitee, **fields}
        return actions.add_requests(edition, [row])[0]

    return make


@pytest.fixture
def plan(edition: Edition) -> Callable[..., Plan]:
    """Compute a draft with the real engine, in this process to save the start of another."""

    def compute(*, replan: bool = False) -> Plan:
        published = published_plan(edition, PlanKind.MEETINGS)
        problem = planning.build_problem(edition, published=published)
        run = engine.replan if replan else engine.solve
        result = run(problem, limits=planning.limits(2), seed=1)
        return planning.save(edition, problem, result, based_on=published)

    return compute


@pytest.fixture
def publish(plan: Callable[..., Plan]) -> Callable[..., Plan]:
    """Compute a plan and put it in force."""

    def compute_and_publish(**parameters: Any) -> Plan:
        made = plan(**parameters)
        actions.publish_meeting_plan(made, by=None)
        return made

    return compute_and_publish


@pytest.fixture
def release(edition: Edition) -> Callable[..., Session]:
    """Release a programme with one session from ``start`` to ``end``, with speakers."""

    def make(start: datetime, end: datetime, *speakers: Participant, code: str = "T1") -> Session:
        session = Session.objects.create(
            edition=edition, code=code, title=LazyI18nString({"en": f"Talk {code}"}), minutes=30
        )
        SessionRole.objects.bulk_create(SessionRole(session=session, participant=speaker) for speaker in speakers)
        programme = Plan.objects.filter(edition=edition, kind=PlanKind.PROGRAMME).first()
        if programme is None:
            programme = new_plan(edition, PlanKind.PROGRAMME)
            ScheduleVersion.objects.create(plan=programme, name="1")
            publish_plan(programme, by=None)
        room = edition.rooms.first() or add_room(edition, code="hall", name="Aula", capacity=100)
        Placement.objects.create(
            version=programme.schedule_version, session=session, room=room, starts_at=start, ends_at=end
        )
        return session

    return make
