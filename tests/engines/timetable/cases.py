"""Small programmes for the tests: two days of two blocks, two rooms, changed as each test needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from grono.engines.timetable import (
    Block,
    Period,
    Person,
    Placement,
    Problem,
    Room,
    Session,
    Solution,
    Wish,
)

BLOCKS = (
    Block("d1am", 540, 660),
    Block("d1pm", 780, 900),
    Block("d2am", 1980, 2100),
    Block("d2pm", 2220, 2340),
)
ROOMS = (Room("hall", 200, frozenset({"stream"})), Room("studio", 40))


def small(*sessions: Session, **changes: Any) -> Problem:
    """A problem with these sessions; every person they name exists and is never away."""
    names = sorted({person for session in sessions for person in session.persons})
    persons = tuple(Person(name) for name in names)
    problem = Problem(30, BLOCKS, ROOMS, sessions, persons)
    return replace(problem, **changes)


def programme(**placements: tuple[int, str]) -> Solution:
    """A programme from ``session=(start, room)``."""
    return Solution({key: Placement(start, room) for key, (start, room) in placements.items()})


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems of up to nine sessions that use every kind of rule."""
    persons = tuple(Person(f"p{number}", tuple(draw(st.lists(periods(), max_size=1)))) for number in range(4))
    rooms = tuple(
        Room(
            f"r{number}",
            draw(st.integers(5, 100)),
            frozenset(draw(st.sets(st.sampled_from(["stream", "stage"])))),
            tuple(draw(st.lists(periods(), max_size=1))),
            draw(st.sampled_from(["", "east"])),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    count = draw(st.integers(0, 9))
    sessions = tuple(draw(session(f"s{number}", rooms)) for number in range(count))
    pairs = [(a.id, b.id) for a in sessions for b in sessions if a.id < b.id]
    some = st.lists(st.sampled_from(pairs), unique=True, max_size=8) if pairs else st.just([])
    chosen = draw(st.one_of(some, st.just(pairs)))
    return Problem(
        step=draw(st.sampled_from([15, 30])),
        blocks=BLOCKS[: draw(st.integers(1, 4))],
        rooms=rooms,
        sessions=sessions,
        persons=persons,
        precedences=tuple(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2)) if pairs else ()),
        conflicts={pair: draw(st.integers(0, 9)) for pair in chosen},
        turnaround=draw(st.sampled_from([0, 0, 10, 30])),
        travel=draw(st.sampled_from([0, 0, 15, 150])),
        track_rules={
            track: draw(st.sampled_from(["apart", "together"]))
            for track in sorted({one.track for one in sessions if one.track is not None})
            if draw(st.booleans())
        },
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A period that cuts into one of the blocks."""
    block = draw(st.sampled_from(BLOCKS))
    start = draw(st.integers(block.start - 60, block.end - 10))
    return Period(start, start + draw(st.integers(10, 120)))


@st.composite
def session(draw: st.DrawFn, key: str, rooms: tuple[Room, ...]) -> Session:
    """A session; now and then exclusive, pinned to a room, or in need of equipment."""
    wishes = st.builds(Wish, st.integers(1, 5), st.just("d1am"), st.sampled_from([None, "r0"]))
    return Session(
        id=key,
        length=draw(st.sampled_from([20, 30, 45, 60, 90])),
        audience=draw(st.integers(0, 120)),
        track=draw(st.sampled_from([None, "steel", "water"])),
        persons=tuple(sorted(draw(st.sets(st.sampled_from([f"p{number}" for number in range(4)]), max_size=2)))),
        equipment=frozenset(draw(st.sampled_from([(), (), ("stream",)]))),
        priority=draw(st.integers(1, 3)),
        exclusive=draw(st.integers(0, 9)) == 0,
        pinned_start=draw(st.sampled_from([None, None, None, None, None, None, 540, 570])),
        pinned_room=draw(st.sampled_from([None, None, None, rooms[0].id])),
        forbidden_starts=frozenset(draw(st.sets(st.sampled_from([540, 570, 1980]), max_size=1))),
        allowed_blocks=frozenset(draw(st.sampled_from([(), (), ("d1am",)]))),
        wishes=tuple(draw(st.lists(wishes, max_size=1))),
    )
