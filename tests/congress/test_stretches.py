"""Stretches of a day: breaks taken out, slots cut, clocks put forward and back."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from grono.congress.stretches import BadStretch, NoSuchTime, Stretch, cut, moment, read_stretches, without_breaks

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("10:30-11:00", [Stretch(630, 660)]),
        ("12.30 – 13.30; 9-10", [Stretch(540, 600), Stretch(750, 810)]),
        ("9:00—9:15,\n10-11,", [Stretch(540, 555), Stretch(600, 660)]),
    ],
)
def test_breaks_are_read_as_people_write_them(text, found):
    assert read_stretches(text) == found


@pytest.mark.parametrize("text", ["10", "11-10", "10-10", "a-b", "10-11-12", "24-25"])
def test_what_is_no_break_is_named(text):
    with pytest.raises(BadStretch) as refusal:
        read_stretches(f"9-10, {text}")
    assert refusal.value.text == text


@pytest.mark.parametrize(
    ("breaks", "left"),
    [
        ([], [(540, 1020)]),
        ([(600, 660)], [(540, 600), (660, 1020)]),
        ([(600, 660), (630, 700)], [(540, 600), (700, 1020)]),
        ([(500, 600), (1000, 1100)], [(600, 1000)]),
        ([(0, 1440)], []),
        ([(1100, 1200)], [(540, 1020)]),
    ],
)
def test_breaks_are_taken_out(breaks, left):
    found = without_breaks(Stretch(540, 1020), [Stretch(*pause) for pause in breaks])
    assert [tuple(stretch) for stretch in found] == left


def test_slots_are_cut_with_gaps_and_what_is_too_short_stays_free():
    assert list(cut([Stretch(0, 60), Stretch(100, 119)], 20, 5)) == [Stretch(0, 20), Stretch(25, 45)]


def test_clock_time_that_the_day_skips_is_refused():
    with pytest.raises(NoSuchTime):
        moment(date(2027, 3, 28), 150, WARSAW)
    assert moment(date(2027, 3, 28), 180, WARSAW).astimezone(UTC) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_clock_time_that_comes_twice_is_the_first_one():
    assert moment(date(2027, 10, 31), 150, WARSAW).astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
