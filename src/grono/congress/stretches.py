"""Stretches of a day: what is left between breaks, and how it is cut into slots. Clock times only, no records."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DASH = re.compile(r"\s*[-–—]\s*")
_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
_SEPARATOR = re.compile(r"[,;\n]+")


class BadStretch(ValueError):
    """A text that is no stretch of a day; ``text`` is the part that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NoSuchTime(ValueError):
    """A clock time that the day does not have, because the clocks are put forward over it."""


class Stretch(NamedTuple):
    """From one minute of a day to another, counted from its midnight; the end is not part of it."""

    start: int
    end: int


def read_stretches(text: str) -> list[Stretch]:
    """Return the stretches of a text such as ``10:30-11:00, 13-14`` in order. Raises ``BadStretch``."""
    found = []
    for part in filter(None, (part.strip() for part in _SEPARATOR.split(text))):
        ends = [_minute(end) for end in _DASH.split(part)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
            raise BadStretch(part)
        found.append(Stretch(ends[0], ends[1]))
    return sorted(found)


def _minute(text: str) -> int | None:
    match = _TIME.fullmatch(text.strip())
    return int(match[1]) * 60 + int(match[2] or 0) if match else None


def minute_of(moment: time) -> int:
    """Return the minute of the day at which a clock time lies."""
    return moment.hour * 60 + moment.minute


def without_breaks(whole: Stretch, breaks: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of a stretch when breaks are taken out of it; breaks may overlap each other."""
    left = []
    start = whole.start
    for pause in sorted(breaks):
        if pause.start > start:
            left.append(Stretch(start, min(pause.start, whole.end)))
        start = max(start, pause.end)
        if start >= whole.end:
            break
    if start < whole.end:
        left.append(Stretch(start, whole.end))
    return left


def cut(stretches: Sequence[Stretch], length: int, gap: int) -> Iterator[Stretch]:
    """Yield slots of ``length`` minutes with ``gap`` minutes between them; what is too short at the end stays free."""
    for stretch in stretches:
        for start in range(stretch.start, stretch.end - length + 1, length + gap):
            yield Stretch(start, start + length)


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant at which a minute of a day begins in a zone. Raises ``NoSuchTime``.

    An hour that comes twice, because the clocks are put back, means its first time.
    """
    found = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minute)
    if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise NoSuchTime(found.isoformat())
    return found
