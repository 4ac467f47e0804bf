"""From times and rooms to rows and columns: one day of the programme as an ordered list of items.

Rows are five minutes each, counted from the first item of the day; columns are rooms, counted from 1. The style sheet
knows ``ROWS`` rows and ``COLUMNS`` columns; a day that needs more is shown as a list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

ROW = timedelta(minutes=5)
ROWS, COLUMNS, LONGEST = 180, 14, 48
SHORTEST_BREAK = timedelta(minutes=10)
LUNCH = timedelta(minutes=45)
LABEL_ROWS = 2  # time labels nearer than this would cover each other


class Stretch(Protocol):
    """Something with a beginning and an end."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


S = TypeVar("S", bound=Stretch)


@dataclass(frozen=True)
class Item(Generic[S]):
    """A line of the day: a time label, a session, a break or a closed room.

    ``column`` 0 spans all rooms. ``is_close`` marks a label that stands too near to the one before.
    """

    kind: str
    starts_at: datetime
    ends_at: datetime
    row: int
    span: int
    column: int = 0
    subject: S | None = None
    is_close: bool = False


@dataclass(frozen=True)
class Day(Generic[S]):
    """One day: its items in reading order; ``fits`` tells whether the style sheet's grid can hold it."""

    items: Sequence[Item[S]]
    columns: int
    fits: bool


def lay_out(
    sessions: Sequence[S],
    columns: Mapping[int, int],
    *,
    room_of: Callable[[S], int],
    is_wide: Callable[[S], bool],
    closures: Iterable[tuple[int, datetime, datetime]] = (),
    with_breaks: bool = True,
) -> Day[S]:
    """Put one day's sessions (in order of time) into the grid.

    ``columns`` maps a room's key to its column. A session for which ``is_wide`` holds spans all rooms if nothing runs
    beside it. ``with_breaks`` fills the stretches without any session; ``closures`` are (room, start, end).
    """
    if not sessions:
        return Day((), len(columns), fits=False)
    first = min(session.starts_at for session in sessions)
    last = max(session.ends_at for session in sessions)
    wide = [session for session in sessions if is_wide(session) and not _beside(session, sessions)]
    pauses = list(_pauses(sessions)) if with_breaks else []
    grid = _Grid(first)
    items: list[Item[S]] = [
        grid.item("session", s.starts_at, s.ends_at, 0 if s in wide else columns[room_of(s)], s) for s in sessions
    ]
    items += [grid.item("lunch" if end - start >= LUNCH else "break", start, end) for start, end in pauses]
    covered = [*((session.starts_at, session.ends_at) for session in wide), *pauses]
    for room, start, end in closures:
        for lower, upper in _without(max(start, first), min(end, last), covered):
            items.append(grid.item("closed", lower, upper, columns[room]))
    items += grid.labels({item.starts_at for item in items if item.kind != "closed"})
    order = {"time": 0, "session": 1, "break": 1, "lunch": 1, "closed": 2}
    items.sort(key=lambda item: (item.row, order[item.kind], item.column))
    fits = len(columns) <= COLUMNS and all(item.row + item.span < ROWS and item.span <= LONGEST for item in items)
    return Day(items, len(columns), fits)


class _Grid:
    def __init__(self, first: datetime) -> None:
        self.first = first

    def row(self, moment: datetime) -> int:
        return (moment - self.first) // ROW

    def item(self, kind: str, start: datetime, end: datetime, column: int = 0, subject: S | None = None) -> Item[S]:
        row = self.row(start)
        return Item(kind, start, end, row, max(1, self.row(end) - row), column, subject)

    def labels(self, moments: Iterable[datetime]) -> Iterator[Item]:
        before = -LABEL_ROWS
        for moment in sorted(moments):
            row = self.row(moment)
            close = row - before < LABEL_ROWS
            yield Item("time", moment, moment, row, 1, is_close=close)
            before = before if close else row


def _beside(session: Stretch, sessions: Iterable[Stretch]) -> bool:
    return any(
        other is not session and other.starts_at < session.ends_at and session.starts_at < other.ends_at
        for other in sessions
    )


def _pauses(sessions: Sequence[Stretch]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches in which no session runs, from the shortest break on."""
    until: datetime | None = None
    for session in sorted(sessions, key=lambda session: session.starts_at):
        if until is not None and session.starts_at - until >= SHORTEST_BREAK:
            yield until, session.starts_at
        until = session.ends_at if until is None else max(until, session.ends_at)


def _without(
    start: datetime, end: datetime, covered: Iterable[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is left of a stretch when the covered ones are cut out."""
    for lower, upper in sorted(covered):
        if upper <= start or lower >= end:
            continue
        if lower > start:
            yield start, lower
        start = upper
    if start < end:
        yield start, end
