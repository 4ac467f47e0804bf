"""Generated congresses in the database: released programmes of 300 and 1,000 sessions, a call with 500 proposals."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.actions import add_participants, add_room
from grono.congress.choices import PlanKind, SlotKind
from grono.congress.models import Edition, Participant, Slot, TeamMember, Track
from grono.congress.plans import new_plan
from grono.kit.sorting import sort_key
from grono.proposals.choices import CallState, ProposalState, SpeakerState
from grono.proposals.models import CallForPresentations, Proposal, ProposalSpeaker, ProposalType
from grono.schedule import actions
from grono.schedule.models import Placement, ScheduleVersion, Session

ZONE = ZoneInfo("Europe/Warsaw")
FIRST_DAY = date(2027, 5, 19)
PER_ROOM = 10  # sessions of a room on one day
#: Sessions → rooms and days.
SIZES = {300: (10, 3), 1000: (25, 4)}
WORDS = "klaster energia woda region firma uczelnia gmina projekt obieg dane lot gleba zdrowie partner".split()  # noqa: SIM905


@transaction.atomic
def congress(sessions: int) -> Edition:
    """Return the released congress of this many sessions; it is made once."""
    slug = f"bench-{sessions}"
    if found := Edition.objects.filter(slug=slug).first():
        return found
    rooms, days = SIZES[sessions]
    chance = random.Random(sessions)
    edition = _edition(slug, days)
    halls = [
        add_room(edition, code=f"r{number:02d}", name=f"Sala {number + 1}", capacity=60 + 10 * number, position=number)
        for number in range(rooms)
    ]
    tracks = [Track.objects.create(edition=edition, code=f"t{n}", name=f"Ścieżka {n + 1}") for n in range(7)]
    people = _people(edition, sessions * 7 // 6)
    turn = cycle(people)
    made = actions.add_sessions(edition, [_session(n, chance, tracks, turn) for n in range(sessions)])
    _marks(edition, made, people, chance)
    plan = new_plan(edition, PlanKind.PROGRAMME)
    version = ScheduleVersion.objects.create(plan=plan, name="1")
    Placement.objects.bulk_create(
        _placement(version, session, halls[n % rooms], n // rooms) for n, session in enumerate(made)
    )
    actions.release_version(version, by=None, notify=False)
    return edition


def _edition(slug: str, days: int) -> Edition:
    edition = Edition.objects.create(
        slug=slug,
        title=LazyI18nString({"pl": f"Kongres {slug}", "en": f"Congress {slug}"}),
        start_date=FIRST_DAY,
        end_date=FIRST_DAY + timedelta(days=days - 1),
        languages=["pl", "en"],
        venue="Hala",
        town="Katowice",
        country="PL",
    )
    for day in range(days):
        start = _moment(day, 9)
        slot = {"kind": SlotKind.PROGRAMME, "starts_at": start, "ends_at": start + timedelta(hours=9)}
        Slot.objects.create(edition=edition, code=f"d{day}", **slot)
    person, _created = Person.objects.get_or_create(email="organiser@bench.example", defaults={"given_name": "Olga"})
    TeamMember.objects.create(edition=edition, person=person)
    return edition


def _moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour, minute), tzinfo=ZONE)


def _people(edition: Edition, count: int) -> list[Participant]:
    people = Person.objects.bulk_create(
        Person(
            email=f"p{n}@{edition.slug}.example",
            given_name=f"Imię{n}",
            family_name=f"Nazwisko{n}",
            name_sort=sort_key(f"Nazwisko{n} Imię{n}"),
        )
        for n in range(count)
    )
    return add_participants(edition, [{"person": one, "code": f"P{n:04d}"} for n, one in enumerate(people)])


def _session(number: int, chance: random.Random, tracks: list[Track], turn: Iterator[Participant]) -> dict[str, object]:
    title = " ".join(chance.sample(WORDS, 4))
    text = " ".join(chance.choices(WORDS, k=90))
    return {
        "code": f"S{number:04d}",
        "kind": "panel" if number % 6 == 0 else "talk",
        "title": LazyI18nString({"pl": title.capitalize(), "en": f"On {title}"}),
        "abstract": LazyI18nString({"pl": text, "en": text}),
        "track": chance.choice(tracks),
        "language": chance.choice(["pl", "en"]),
        "minutes": 45,
        "expected": chance.randrange(20, 150),
        "people": [(next(turn), "speaker") for _place in range(2 if number % 6 else 4)],
    }


def _marks(edition: Edition, sessions: list[Session], people: list[Participant], chance: random.Random) -> None:
    rows = [
        {"participant": person, "session": session, "keep_free": False}
        for person in people[:300]
        for session in chance.sample(sessions, 8)
    ]
    actions.add_favourites(rows)


def _placement(version: ScheduleVersion, session: Session, room: object, row: int) -> Placement:
    day, place = divmod(row, PER_ROOM)
    start = _moment(day, 9) + timedelta(minutes=50 * place)
    return Placement(
        version=version, session=session, room=room, starts_at=start, ends_at=start + timedelta(minutes=45)
    )


@transaction.atomic
def call_with_proposals(edition: Edition, count: int = 500) -> CallForPresentations:
    """Return an open call of the edition with submitted proposals of two speakers each; it is made once."""
    now = timezone.now()
    call, created = CallForPresentations.objects.get_or_create(
        edition=edition,
        code="talks",
        defaults={
            "title": "Nabór",
            "state": CallState.PUBLISHED,
            "opens_at": now - timedelta(days=400),
            "deadline_at": now + timedelta(days=400),
            "content_languages": ["pl"],
            "session_languages": ["pl", "en"],
            "asks_organisation": False,
        },
    )
    if not created:
        return call
    kind = ProposalType.objects.create(call=call, code="talk", name="Wystąpienie", kind="talk", minutes=[30, 45])
    tracks = list(edition.tracks.all())
    call.tracks.set(tracks)
    people = list(Person.objects.filter(participations__edition=edition).order_by("pk"))
    chance = random.Random(1)
    proposals = Proposal.objects.bulk_create(
        Proposal(
            call=call,
            code=f"bench{number:04d}",
            state=ProposalState.SUBMITTED,
            proposer=people[number % len(people)],
            type=kind,
            minutes=30,
            track=chance.choice(tracks),
            language=chance.choice(["pl", "en"]),
            title=LazyI18nString({"pl": " ".join(chance.sample(WORDS, 5))}),
            abstract=LazyI18nString({"pl": " ".join(chance.choices(WORDS, k=120))}),
            created_at=now,
            updated_at=now,
            submitted_at=now,
        )
        for number in range(count)
    )
    ProposalSpeaker.objects.bulk_create(
        ProposalSpeaker(
            proposal=proposal,
            person=person,
            email=person.email,
            name=str(person),
            state=SpeakerState.CONFIRMED,
            position=position,
        )
        for number, proposal in enumerate(proposals)
        for position, person in enumerate((people[number % len(people)], people[(number + 11) % len(people)]))
    )
    return call
