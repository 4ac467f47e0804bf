"""What stands against sessions at their places: rules that must hold at a release, and what costs the audience.

Things are named by their codes. Cancelled sessions take no part and are left out by the caller.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from grono.congress.choices import TrackRule

CLASH_LEAST = 3  # fewer people than this who would like to be in two places are not worth a mark
Stretch = tuple[datetime, datetime]


class ConflictKind(StrEnum):
    """Which rule is broken."""

    ROOM = "room"
    PERSON = "person"
    AWAY = "away"
    MEETING = "meeting"
    CLOSED = "closed"
    OUTSIDE = "outside"
    BLOCK = "block"
    EQUIPMENT = "equipment"
    FORBIDDEN_ROOM = "forbidden-room"
    ORDER = "order"
    PLENARY = "plenary"
    TRAVEL = "travel"
    TURNAROUND = "turnaround"
    APART = "apart"
    PINNED = "pinned"
    CLASH = "clash"
    CAPACITY = "capacity"


#: What an organiser may release; all other kinds are refused.
SOFT = frozenset({ConflictKind.PINNED, ConflictKind.CLASH, ConflictKind.CAPACITY})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a session demands wherever it lies. ``marks`` are the participants who want to hear it.

    Empty ``blocks`` allow all of them. ``after`` are sessions that must end before this one begins.
    """

    session: str
    minutes: int
    people: frozenset[str] = frozenset()
    is_plenary: bool = False
    track: str = ""
    expected: int = 0
    equipment: frozenset[str] = frozenset()
    forbidden_rooms: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()
    pinned_start: datetime | None = None
    pinned_room: str = ""
    marks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session at a place."""

    subject: Subject
    room: str
    starts_at: datetime
    ends_at: datetime

    @property
    def session(self) -> str:
        """Return the code of the session."""
        return self.subject.session

    def overlaps(self, other: "Sitting") -> bool:
        """Tell whether both share time; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Hall:
    """What a room offers, and when it is closed."""

    capacity: int
    equipment: frozenset[str] = frozenset()
    building: str = ""
    closures: Sequence[Stretch] = ()


@dataclass(frozen=True)
class Setting:
    """Rooms, blocks and people of an edition, and its rules."""

    halls: Mapping[str, Hall]
    blocks: Mapping[str, Stretch]
    absences: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    meetings: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    track_rules: Mapping[str, str] = field(default_factory=dict)
    turnaround: timedelta = timedelta(0)
    travel: timedelta = timedelta(0)

    @property
    def reach(self) -> timedelta:
        """Return how far apart two sessions may lie and still disturb each other."""
        return max(self.turnaround, self.travel)


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict of ``session`` with the ``others``; ``things`` are people, equipment, rooms, blocks or a track.

    ``amount`` counts minutes or people; ``stretch`` is when somebody is away or a room is closed.
    """

    kind: ConflictKind
    session: str
    others: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    amount: int = 0
    stretch: Stretch | None = None

    @property
    def is_hard(self) -> bool:
        """Tell whether a release is refused for it."""
        return self.kind not in SOFT


def find_conflicts(sittings: Iterable[Sitting], setting: Setting) -> list[Found]:
    """Return every conflict of a programme once, the hard ones first, in order of time."""
    ordered = sorted(sittings, key=_in_time)
    by_code = {sitting.session: sitting for sitting in ordered}
    beside: dict[str, list[Sitting]] = {code: [] for code in by_code}
    found: list[Found] = []
    near: list[Sitting] = []
    for later in ordered:
        near = [earlier for earlier in near if earlier.ends_at + setting.reach > later.starts_at]
        found += _alone(later, setting)
        for earlier in near:
            found += _between(earlier, later, setting)
            if earlier.overlaps(later):
                beside[earlier.session].append(later)
                beside[later.session].append(earlier)
        found += _order(later, by_code)
        near.append(later)
    found += [clash for code, others in beside.items() for clash in _clash(by_code[code], others)]
    return sorted(found, key=lambda item: not item.is_hard)


def conflicts_of(
    sitting: Sitting, near: Sequence[Sitting], all_of: Mapping[str, Sitting], setting: Setting
) -> list[Found]:
    """Return what one session would meet at a place, the hard ones first.

    ``near`` are the other sittings of that time (see `near_to`); ``all_of`` all sittings by session, for the order.
    """
    found = list(_alone(sitting, setting))
    for other in near:
        first, second = sorted((other, sitting), key=_in_time)
        found += _between(first, second, setting)
    found += _order(sitting, all_of)
    for other in all_of.values():
        if sitting.session in other.subject.after and other.starts_at < sitting.ends_at:
            found.append(Found(ConflictKind.ORDER, sitting.session, (other.session,)))
    found += _clash(sitting, [other for other in near if other.overlaps(sitting)])
    return sorted(found, key=lambda item: not item.is_hard)


def near_to(starts_at: datetime, ends_at: datetime, sittings: Iterable[Sitting], setting: Setting) -> list[Sitting]:
    """Return the sittings that a session at this time could disturb."""
    lower, upper = starts_at - setting.reach, ends_at + setting.reach
    return [sitting for sitting in sittings if sitting.starts_at < upper and lower < sitting.ends_at]


def _in_time(sitting: Sitting) -> tuple[datetime, str]:
    return sitting.starts_at, sitting.session


def _alone(sitting: Sitting, setting: Setting) -> Iterator[Found]:
    """Yield what stands against a place whatever else is on."""
    subject, hall = sitting.subject, setting.halls[sitting.room]
    code, room = subject.session, (sitting.room,)
    for stretch in _overlapping(sitting, hall.closures):
        yield Found(ConflictKind.CLOSED, code, things=room, stretch=stretch)
    yield from _blocks(sitting, setting)
    missing = subject.equipment - hall.equipment
    if missing:
        yield Found(ConflictKind.EQUIPMENT, code, things=(*room, *sorted(missing)))
    if sitting.room in subject.forbidden_rooms:
        yield Found(ConflictKind.FORBIDDEN_ROOM, code, things=room)
    for person in sorted(subject.people):
        for stretch in _overlapping(sitting, setting.absences.get(person, ())):
            yield Found(ConflictKind.AWAY, code, things=(person,), stretch=stretch)
        for stretch in _overlapping(sitting, setting.meetings.get(person, ())):
            yield Found(ConflictKind.MEETING, code, things=(person,), stretch=stretch)
    if (subject.pinned_start or sitting.starts_at) != sitting.starts_at or (
        subject.pinned_room or sitting.room
    ) != sitting.room:
        yield Found(ConflictKind.PINNED, code)
    if subject.expected > hall.capacity:
        yield Found(ConflictKind.CAPACITY, code, things=room, amount=subject.expected - hall.capacity)


def _blocks(sitting: Sitting, setting: Setting) -> Iterator[Found]:
    subject = sitting.subject
    inside = {
        code for code, (start, end) in setting.blocks.items() if start <= sitting.starts_at and sitting.ends_at <= end
    }
    if not inside:
        yield Found(ConflictKind.OUTSIDE, subject.session)
    elif subject.blocks and not inside & subject.blocks:
        yield Found(ConflictKind.BLOCK, subject.session, things=tuple(sorted(subject.blocks)))


def _overlapping(sitting: Sitting, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    return ((start, end) for start, end in stretches if start < sitting.ends_at and sitting.starts_at < end)


def _between(first: Sitting, second: Sitting, setting: Setting) -> Iterator[Found]:
    """Yield what two sessions do to each other; ``first`` does not begin later than ``second``."""
    pair, others = first.session, (second.session,)
    gap = second.starts_at - first.ends_at
    shared = tuple(sorted(first.subject.people & second.subject.people))
    if gap < timedelta(0):
        if first.room == second.room:
            yield Found(ConflictKind.ROOM, pair, others, (first.room,))
        if shared:
            yield Found(ConflictKind.PERSON, pair, others, shared)
        if first.subject.is_plenary or second.subject.is_plenary:
            plenary, other = (first, second) if first.subject.is_plenary else (second, first)
            yield Found(ConflictKind.PLENARY, plenary.session, (other.session,))
        track = first.subject.track
        if track and track == second.subject.track and setting.track_rules.get(track) == TrackRule.APART:
            yield Found(ConflictKind.APART, pair, others, (track,))
    elif first.room == second.room:
        if gap < setting.turnaround:
            yield Found(ConflictKind.TURNAROUND, pair, others, (first.room,), gap // timedelta(minutes=1))
    elif shared and gap < setting.travel and _is_a_walk(first, second, setting):
        yield Found(ConflictKind.TRAVEL, pair, others, shared, gap // timedelta(minutes=1))


def _is_a_walk(first: Sitting, second: Sitting, setting: Setting) -> bool:
    return setting.halls[first.room].building != setting.halls[second.room].building


def _order(sitting: Sitting, by_code: Mapping[str, Sitting]) -> Iterator[Found]:
    """Yield the sessions that ought to have ended before this one begins."""
    for code in sitting.subject.after:
        before = by_code.get(code)
        if before is not None and before.ends_at > sitting.starts_at:
            yield Found(ConflictKind.ORDER, code, (sitting.session,))


def _clash(sitting: Sitting, beside: Sequence[Sitting]) -> Iterator[Found]:
    """Yield how many people marked this session and others at the same time, the worst neighbours first."""
    marks = sitting.subject.marks
    if len(marks) < CLASH_LEAST:
        return
    counts = {other.session: len(marks & other.subject.marks) for other in beside}
    others = sorted((code for code, count in counts.items() if count), key=lambda code: (-counts[code], code))
    torn = marks & frozenset[int]().union(*(other.subject.marks for other in beside))
    if len(torn) >= CLASH_LEAST:
        numbers = tuple(str(counts[code]) for code in others)
        yield Found(ConflictKind.CLASH, sitting.session, tuple(others), numbers, len(torn))
