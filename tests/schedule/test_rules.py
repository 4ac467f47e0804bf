"""Positions in the grid."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grono.schedule.rules.grid import COLUMNS, lay_out

NINE = datetime(2027, 5, 19, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    room: int
    starts_at: datetime
    ends_at: datetime
    wide: bool = False


def talk(room: int, start: int, end: int, **fields: bool) -> Talk:
    return Talk(room, NINE + timedelta(minutes=start), NINE + timedelta(minutes=end), **fields)


def grid(*talks: Talk, rooms: int = 2, closures: tuple[tuple[int, int, int], ...] = ()):
    day = lay_out(
        list(talks),
        {room: room for room in range(1, rooms + 1)},
        room_of=lambda item: item.room,
        is_wide=lambda item: item.wide,
        closures=[(room, NINE + timedelta(minutes=a), NINE + timedelta(minutes=b)) for room, a, b in closures],
    )
    return day, [(item.kind, item.row, item.span, item.column) for item in day.items if item.kind != "time"]


def test_sessions_lie_in_rows_of_five_minutes():
    _day, items = grid(talk(1, 0, 30), talk(2, 15, 60))
    assert items == [("session", 0, 6, 1), ("session", 3, 9, 2)]


def test_wide_session_keeps_its_column_when_something_runs_beside_it():
    assert grid(talk(1, 0, 30, wide=True))[1] == [("session", 0, 6, 0)]
    assert grid(talk(1, 0, 30, wide=True), talk(2, 20, 40))[1][0] == ("session", 0, 6, 1)


def test_breaks_fill_gaps_of_ten_minutes_and_more():
    _day, items = grid(talk(1, 0, 30), talk(2, 35, 60), talk(1, 75, 90), talk(1, 150, 180))
    assert [item for item in items if item[0] != "session"] == [("break", 12, 3, 0), ("lunch", 18, 12, 0)]


def test_closure_is_cut_by_breaks_and_the_ends_of_the_day():
    _day, items = grid(talk(1, 0, 30), talk(1, 60, 90), closures=((2, -60, 300),))
    assert [item for item in items if item[0] == "closed"] == [("closed", 0, 6, 2), ("closed", 12, 6, 2)]


def test_labels_too_near_to_the_one_before_are_marked():
    day, _items = grid(talk(1, 0, 30), talk(2, 5, 30))
    assert [item.is_close for item in day.items if item.kind == "time"] == [False, True]


def test_day_that_is_too_long_or_too_wide_does_not_fit():
    assert grid(talk(1, 0, 30))[0].fits
    assert not grid(talk(1, 0, 30), talk(1, 1000, 1030))[0].fits
    assert not grid(talk(1, 0, 30), rooms=COLUMNS + 1)[0].fits
    assert not grid()[0].fits
