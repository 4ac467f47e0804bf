"""The levels of the objective, counted by hand."""

from dataclasses import replace

from engines.timetable.cases import programme, small
from grono.engines.timetable import Session, Solution, Wish, measure, quality

SESSIONS = (
    Session("a", 60, audience=250, track="water", priority=3, wishes=(Wish(4, block="d1am"), Wish(2, room="studio"))),
    Session("b", 60, audience=30, track="water"),
    Session("c", 30, audience=50, wishes=(Wish(5, block="d1am", room="hall"),)),
)
PROBLEM = small(*SESSIONS, conflicts={("a", "b"): 7, ("a", "c"): 2})


def test_measure_counts_every_level():
    values = measure(PROBLEM, programme(a=(540, "hall"), b=(570, "studio"), c=(780, "studio")))
    assert values == {
        "placed": 5,
        "clashes": 7,
        "overflow": 60,
        "changes": 0,
        "cohesion": 3,  # in parallel, a second room in the block, a second room on the day
        "preferences": 4,
        "lateness": 30,
    }


def test_measure_counts_wishes_of_block_and_room_together():
    assert measure(PROBLEM, programme(c=(540, "studio")))["preferences"] == 0
    assert measure(PROBLEM, programme(c=(540, "hall")))["preferences"] == 5


def test_measure_counts_changed_starts_and_rooms():
    released = programme(a=(540, "hall"), b=(780, "hall"), c=(1980, "studio"))
    problem = replace(PROBLEM, released=released)
    moved = programme(a=(540, "studio"), b=(1980, "hall"), c=(2010, "hall"))
    assert measure(problem, moved)["changes"] == 4
    assert measure(problem, released)["changes"] == 0


def test_quality_lists_what_hurts_most_first():
    released = programme(a=(540, "hall"), b=(780, "hall"), c=(1980, "studio"))
    problem = replace(PROBLEM, released=released)
    figures = quality(problem, Solution(programme(a=(540, "hall"), b=(570, "studio")).placements, ("c",)))
    assert figures.clashes == (("a", "b", 7),)
    assert figures.overflow == (("a", 50),)
    assert figures.changes == {"b": ("start", "room"), "c": ("dropped",)}
    assert figures.tracks == {"water": ("hall", "studio")}
    assert (figures.rooms["hall"].open, figures.rooms["hall"].used, figures.rooms["hall"].filled) == (480, 60, 1.0)
    assert (figures.placed, figures.sessions) == (2, 3)
