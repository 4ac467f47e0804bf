"""What differs between two states of the programme, told session by session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """What happened to a session."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    RETITLED = "retitled"
    PEOPLE = "people"


@dataclass(frozen=True)
class State:
    """How a session looks: title by language, start and code of the room (``None`` and empty without a place).

    ``people`` maps codes of participants to names, in their order.
    """

    title: Mapping[str, str]
    starts_at: datetime | None
    room: str
    people: Mapping[str, str]
    is_cancelled: bool = False

    def as_document(self) -> dict[str, Any]:
        """Return the state as JSON types."""
        return {
            "title": dict(self.title),
            "starts_at": self.starts_at and self.starts_at.isoformat(),
            "room": self.room,
            "people": dict(self.people),
            "is_cancelled": self.is_cancelled,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "State":
        """Return the state that `as_document` wrote."""
        return cls(**{**document, "starts_at": _moment(document["starts_at"])})


@dataclass(frozen=True)
class Change:
    """One thing that is different; ``title`` is the present one. ``joined`` and ``left`` are names of people."""

    kind: ChangeKind
    session: str
    title: Mapping[str, str]
    was_at: datetime | None = None
    was_room: str = ""
    will_at: datetime | None = None
    will_room: str = ""
    joined: Sequence[str] = ()
    left: Sequence[str] = ()

    def as_document(self) -> dict[str, Any]:
        """Return the change as JSON types."""
        return {
            "kind": str(self.kind),
            "session": self.session,
            "title": dict(self.title),
            "was_at": self.was_at and self.was_at.isoformat(),
            "was_room": self.was_room,
            "will_at": self.will_at and self.will_at.isoformat(),
            "will_room": self.will_room,
            "joined": list(self.joined),
            "left": list(self.left),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Change":
        """Return the change that `as_document` wrote."""
        times = {name: _moment(document[name]) for name in ("was_at", "will_at")}
        return cls(**{**document, **times, "kind": ChangeKind(document["kind"])})


def changes(before: Mapping[str, State], after: Mapping[str, State]) -> list[Change]:
    """Return what differs, in order of the new (else the old) start; sessions by their codes."""
    found = [
        change
        for session in {**before, **after}
        for change in _changes_of(session, before.get(session), after.get(session))
    ]
    return sorted(found, key=lambda change: (_sortable(change.will_at or change.was_at), change.session))


def _changes_of(session: str, was: State | None, will: State | None) -> Iterator[Change]:
    shown = will or was
    assert shown is not None
    change = Change(
        kind=ChangeKind.MOVED,
        session=session,
        title=shown.title,
        was_at=was.starts_at if was else None,
        was_room=was.room if was else "",
        will_at=will.starts_at if will else None,
        will_room=will.room if will else "",
    )
    if change.was_at is None or change.will_at is None:
        if change.was_at != change.will_at:
            yield replace(change, kind=ChangeKind.ADDED if change.will_at else ChangeKind.REMOVED)
        return
    assert was is not None
    assert will is not None
    if (change.was_at, change.was_room) != (change.will_at, change.will_room):
        yield change
    if was.is_cancelled != will.is_cancelled:
        yield replace(change, kind=ChangeKind.CANCELLED if will.is_cancelled else ChangeKind.RESTORED)
    if was.title != will.title:
        yield replace(change, kind=ChangeKind.RETITLED)
    joined = tuple(name for code, name in will.people.items() if code not in was.people)
    left = tuple(name for code, name in was.people.items() if code not in will.people)
    if joined or left:
        yield replace(change, kind=ChangeKind.PEOPLE, joined=joined, left=left)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _sortable(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
