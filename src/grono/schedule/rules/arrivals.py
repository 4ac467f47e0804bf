"""When and where events of a file come to lie in an edition: time zones, clocks that change, rooms taken twice."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Times(StrEnum):
    """What times in another zone than the edition's mean; it must be said before such a file is taken."""

    UNSAID = ""
    MOMENTS = "moments"
    CLOCK = "clock"


class Clockwork(StrEnum):
    """What is wrong with a clock time on a day on which the clocks change."""

    SKIPPED = "skipped"
    DOUBLED = "doubled"


@dataclass(frozen=True)
class Taking:
    """An event takes a room from one moment to another; ``key`` tells it apart."""

    key: int
    room: str
    starts_at: datetime
    ends_at: datetime


def clock_fault(clock: datetime, zone: ZoneInfo) -> Clockwork | None:
    """Tell whether a clock time (without a zone) does not occur in a zone, or occurs twice."""
    early, late = clock.replace(tzinfo=zone, fold=0), clock.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return None
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == clock
    return Clockwork.DOUBLED if exists else Clockwork.SKIPPED


def is_foreign(moment: datetime, file_zone: ZoneInfo, zone: ZoneInfo) -> bool:
    """Tell whether the clocks of a file show another time at a moment than those of the edition."""
    known = moment if moment.tzinfo is not None else moment.replace(tzinfo=file_zone)
    return known.utcoffset() != known.astimezone(zone).utcoffset()


def arrival_of(moment: datetime, file_zone: ZoneInfo, zone: ZoneInfo, times: Times) -> datetime:
    """Return the moment in UTC, which is what lengths are added to."""
    if times is Times.CLOCK:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    known = moment if moment.tzinfo is not None else moment.replace(tzinfo=file_zone)
    return known.astimezone(UTC)


def doubly_taken(takings: Sequence[Taking]) -> dict[int, int]:
    """Return the keys of takings whose room is taken by an earlier one of the list, each with the key of that one.

    Takings earlier in the list go first, whatever their times; among those of a room the check is against all that
    were kept.
    """
    kept: dict[str, list[Taking]] = {}
    losers: dict[int, int] = {}
    for taking in takings:
        others = kept.setdefault(taking.room, [])
        rival = _rival(taking, others)
        if rival is None:
            insort(others, taking, key=_start)
        else:
            losers[taking.key] = rival.key
    return losers


def _rival(taking: Taking, others: Sequence[Taking]) -> Taking | None:
    """Return the taking that overlaps, of those kept in order of time; as none of them overlap, neighbours suffice."""
    place = bisect_left(others, taking.starts_at, key=_start)
    for other in others[max(place - 1, 0) : place + 1]:
        if other.starts_at < taking.ends_at and taking.starts_at < other.ends_at:
            return other
    return None


def _start(taking: Taking) -> datetime:
    return taking.starts_at
