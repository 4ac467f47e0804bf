"""What collides when a session is put somewhere by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Stay:
    """A stretch of time that takes resources; ``takes`` maps their numbers to names. An absence has no title."""

    title: str
    takes: Mapping[int, str]
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Stay") -> bool:
        """Tell whether both share time; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Collision:
    """``what`` (a room or a person) would be taken twice: by the session ``first`` and by ``second``."""

    what: str
    first: Stay
    second: Stay


def collisions(moved: Stay, others: Iterable[Stay], absences: Iterable[Stay]) -> list[Collision]:
    """Return every resource of ``moved`` that another session, or an absence, has at the same time."""
    return [
        Collision(moved.takes[number], moved, other)
        for other in (*others, *absences)
        if moved.overlaps(other)
        for number in sorted(moved.takes.keys() & other.takes.keys())
    ]
