"""Generated congresses of any size, the same for the same seed."""

from __future__ import annotations

import random

from grono.engines.timetable.problem import Block, Period, Person, Problem, Room, Session, Wish

SIZES = {85: (8, 3, 10), 80: (8, 3, 10), 120: (10, 3, 12), 300: (20, 3, 15), 1000: (40, 5, 25)}
LENGTHS = (30, 30, 45, 45, 45, 60, 90)
EQUIPMENT = ("interpretation", "stream", "stage")


def congress(count: int, rooms: int, days: int, blocks: int, *, seed: int = 1, dense: bool = False) -> Problem:
    """A congress with this many sessions, rooms, days and blocks: unequal rooms, closures, absent speakers."""
    chance = random.Random(seed)
    people = [Person(f"p{number:04d}", _away(chance, days)) for number in range(count * 3 // 2)]
    tracks = [f"track{number}" for number in range(max(4, count // 12))]
    halls = [_room(chance, number, days) for number in range(rooms)]
    times = _blocks(days, blocks)
    sessions = [_session(chance, number, people, tracks, halls, times) for number in range(count)]
    return Problem(
        step=5,
        blocks=tuple(times),
        rooms=tuple(halls),
        sessions=tuple(sessions),
        persons=tuple(people),
        precedences=tuple((sessions[i].id, sessions[i + 1].id) for i in range(3, count - 1, 25)),
        conflicts=_conflicts(chance, sessions, dense),
    )


def _away(chance: random.Random, days: int) -> tuple[Period, ...]:
    if chance.random() > 0.08:
        return ()
    begin = chance.randrange(days) * 1440 + chance.choice((480, 720))
    return (Period(begin, begin + 300),)


def _room(chance: random.Random, number: int, days: int) -> Room:
    closures: tuple[Period, ...] = ()
    if number % 3 == 2:
        begin = chance.randrange(days) * 1440 + chance.choice((540, 660, 840))
        closures = (Period(begin, begin + 120),)
    equipment = {name for name in EQUIPMENT if number == 0 or chance.random() < 0.5}
    return Room(f"room{number:02d}", int(400 / (1 + number) ** 0.8) + 20, frozenset(equipment), closures)


def _blocks(days: int, blocks: int) -> list[Block]:
    times = []
    for number in range(blocks):
        day, place = number % days, number // days
        begin = day * 1440 + 540 + place * 110
        times.append(Block(f"d{day + 1}b{place + 1}", begin, begin + 90))
    return times


def _session(
    chance: random.Random,
    number: int,
    people: list[Person],
    tracks: list[str],
    halls: list[Room],
    times: list[Block],
) -> Session:
    if number == 0:
        return _plenary(people[0], halls[0], times[0])
    panel = chance.random() < 0.25
    members = chance.sample(people, 4 if panel else chance.choice((1, 1, 2)))
    return Session(
        id=f"s{number:04d}",
        length=chance.choice((60, 90)) if panel else chance.choice(LENGTHS[:-2]),
        audience=int(20 + chance.paretovariate(1.5) * 25),
        track=chance.choice(tracks),
        kind="panel" if panel else "talk",
        persons=tuple(sorted(person.id for person in members)),
        equipment=frozenset(name for name in EQUIPMENT if chance.random() < 0.15),
        priority=3 if panel else 1,
        wishes=(Wish(2, block=chance.choice(times).id),) if chance.random() < 0.2 else (),
    )


def _plenary(person: Person, hall: Room, block: Block) -> Session:
    return Session(
        "s0000",
        60,
        350,
        kind="plenary",
        persons=(person.id,),
        priority=10,
        exclusive=True,
        pinned_start=block.start,
        pinned_room=hall.id,
    )


def _conflicts(chance: random.Random, sessions: list[Session], dense: bool) -> dict[tuple[str, str], int]:
    """Pairs that many people want: mostly of one track, from the favourites of a heavy-tailed audience."""
    conflicts: dict[tuple[str, str], int] = {}
    for i, one in enumerate(sessions):
        for other in sessions[i + 1 :]:
            if dense or chance.random() < (0.5 if one.track == other.track else 0.05):
                conflicts[one.id, other.id] = int(chance.paretovariate(1.2))
    return conflicts
