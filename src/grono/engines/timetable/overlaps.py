"""Which sessions of a programme run at the same time (used by the checker and the counts, not by the search)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grono.engines.timetable.problem import Placement, Session

#: A session with its place.
Placed = tuple[Session, Placement]


def overlapping(placed: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """All pairs that share at least one minute, each once, the earlier start first."""
    running: list[tuple[int, Placed]] = []
    for item in sorted(placed, key=lambda item: (item[1].start, item[0].id)):
        session, place = item
        running = [(end, other) for end, other in running if end > place.start]
        for _, other in running:
            yield other, item
        running.append((place.start + session.length, item))
