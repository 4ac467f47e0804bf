"""One day of one person on one line: meetings and sessions in order, the ways and the free time between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, ClassVar

#: A pause shorter than this is not worth a line.
SHORTEST_PAUSE = timedelta(minutes=5)


class Claim(IntEnum):
    """What holds the place on the line when two things overlap; the smaller number wins."""

    BOUND = 0  # a meeting, or a session with a role of one's own: the plans keep them apart
    KEPT_FREE = 1  # a favourite that no meeting may disturb
    MARKED = 2  # any other favourite


@dataclass(frozen=True)
class Item:
    """Something to be at. ``place`` tells apart where one sits, ``hall`` what one walks between."""

    starts_at: datetime
    ends_at: datetime
    claim: Claim
    place: str
    hall: str
    subject: Any

    @property
    def minutes(self) -> int:
        """Return the length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Stop:
    """An item on the line; ``seated`` when one stays at the table of the meeting before."""

    item: Item
    seated: bool = False
    kind: ClassVar[str] = "stop"


@dataclass(frozen=True)
class Way:
    """A change of place before the next item, with the minutes there are for it."""

    origin: str
    target: str
    minutes: int
    kind: ClassVar[str] = "way"


@dataclass(frozen=True)
class Pause:
    """Free time between two items."""

    starts_at: datetime
    ends_at: datetime
    kind: ClassVar[str] = "pause"

    @property
    def minutes(self) -> int:
        """Return the length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Line:
    """The line of a day, and the marked sessions that found no place on it."""

    steps: tuple[Stop | Way | Pause, ...]
    aside: tuple[Item, ...]

    @property
    def items(self) -> list[Item]:
        """Return what one has to be at, in order."""
        return [step.item for step in self.steps if isinstance(step, Stop)]


def arrange(items: Iterable[Item]) -> Line:
    """Put a day's items on one line without a clash: what is bound first, then favourites where there is room."""
    line: list[Item] = []
    aside: list[Item] = []
    for item in sorted(items, key=lambda item: (item.claim, item.starts_at, item.ends_at)):
        clash = any(item.starts_at < other.ends_at and other.starts_at < item.ends_at for other in line)
        (aside if clash else line).append(item)
    line.sort(key=lambda item: item.starts_at)
    aside.sort(key=lambda item: item.starts_at)
    return Line(tuple(_steps(line)), tuple(aside))


def _steps(line: Sequence[Item]) -> Iterable[Stop | Way | Pause]:
    before: Item | None = None
    for item in line:
        seated = False
        if before is not None:
            pause = item.starts_at - before.ends_at
            seated = pause < SHORTEST_PAUSE and before.place == item.place
            if pause >= SHORTEST_PAUSE:
                yield Pause(before.ends_at, item.starts_at)
            if before.hall != item.hall:
                yield Way(before.hall, item.hall, int(pause.total_seconds() // 60))
        yield Stop(item, seated)
        before = item
