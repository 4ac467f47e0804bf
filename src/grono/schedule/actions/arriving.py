"""How a file of a schedule is read, and what its events become."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from grono.congress.choices import SessionKind
from grono.congress.models import Participant, Room, Track
from grono.schedule.formats.events import Event, Fault
from grono.schedule.models import Session
from grono.schedule.rules.arrivals import Times

CREATE, SKIP = "create", "skip"
MOST_NEW_ROOMS = 100


@dataclass(frozen=True)
class Reading:
    """How a file is to be read.

    ``mapping`` names the column of a table for each of ours. ``language`` is that of texts which do not say theirs.
    ``zone`` is that of clock times, empty for the file's own or else the edition's. ``rooms`` says for each unknown
    name what becomes of it: ``create``, ``skip`` or the code of a room. With ``is_whole`` sessions that the file does
    not name lose their places in the draft. With ``skip_bad`` events with faults are left out, else nothing is saved.
    """

    mapping: Mapping[str, str] | None = None
    language: str = ""
    zone: str = ""
    times: Times = Times.UNSAID
    rooms: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False
    skip_bad: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Reading":
        """Return a reading as it was kept by ``as_data``."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        return cls(**known | {"times": Times(data.get("times", ""))})

    def as_data(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return asdict(self)


@dataclass
class Arrival:
    """An event as it would be saved. ``starts_at`` is in UTC; without a room it gets no place, ``why`` says why not."""

    event: Event
    guid: UUID
    session: Session | None
    kind: SessionKind | None
    language: str
    track: Track | str | None
    starts_at: datetime | None
    minutes: int
    room: Room | str | None
    people: list[tuple[Participant, str]]
    strangers: list[str]
    why: tuple[str, str] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def ends_at(self) -> datetime | None:
        """The end; the length is real time, also on a day on which the clocks change."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def is_placed(self) -> bool:
        """Whether the event comes with a time and a room."""
        return self.starts_at is not None and self.room is not None and self.why is None


@dataclass
class Examined:
    """What an import would do. With ``questions`` or, unless bad events are left out, ``faults`` nothing is saved."""

    arrivals: list[Arrival]
    rejected: list[Event]
    unknown_rooms: dict[str, int]
    new_tracks: list[str]
    file_zone: str = ""
    asks_times: bool = False
    example: tuple[datetime, datetime] | None = None
    questions: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """Everything wrong with single events, in the order of the file."""
        return [fault for event in self.rejected for fault in event.faults]

    @property
    def new(self) -> list[Arrival]:
        """The events that become new sessions."""
        return [arrival for arrival in self.arrivals if arrival.session is None]

    @property
    def known(self) -> list[Arrival]:
        """The events whose sessions are there already."""
        return [arrival for arrival in self.arrivals if arrival.session is not None]

    @property
    def unplaced(self) -> list[Arrival]:
        """The events that come without a place."""
        return [arrival for arrival in self.arrivals if not arrival.is_placed]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What is taken otherwise than it stands in the file: the event and what was done."""
        return [(arrival.event.place, note) for arrival in self.arrivals for note in arrival.notes]


def room_key(room: Room | str | None) -> str:
    """Return what tells rooms apart, those that are there and those to be created."""
    return f"room {room.pk}" if isinstance(room, Room) else f"new {room}"
