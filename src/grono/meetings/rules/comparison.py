"""Two plans side by side: what changes for whom, and how many people it touches."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Held:
    """A meeting of a plan in codes: the request, its two participants, the slot and the table."""

    request: str
    people: tuple[str, str]
    slot: str
    table: str


class ChangeKind(StrEnum):
    """What happens to somebody's meeting."""

    MOVED = "moved"
    DROPPED = "dropped"
    CANCELLED = "cancelled"
    GAINED = "gained"


@dataclass(frozen=True)
class Change:
    """One meeting of one person changes; ``was`` and ``will`` are ``None`` where there is no meeting."""

    person: str
    other: str
    kind: ChangeKind
    was: Held | None
    will: Held | None


@dataclass(frozen=True)
class Comparison:
    """All changes from one plan to another, and whom they concern.

    ``others`` are the people with meetings in the earlier plan who still come. ``touched`` are those of them who have
    a meeting moved or taken away although both sides come. ``bereft`` lose a meeting because its other side has
    cancelled: no plan could spare them that. ``gaining`` get a meeting they did not have.
    """

    changes: tuple[Change, ...]
    others: frozenset[str]
    touched: frozenset[str]
    bereft: frozenset[str]
    gaining: frozenset[str]

    @property
    def share(self) -> float:
        """Return the part of the others that is touched, 0…1."""
        return len(self.touched) / len(self.others) if self.others else 0.0

    @property
    def percent(self) -> float:
        """Return the share in per cent."""
        return 100 * self.share

    @property
    def changes_by_weight(self) -> list[Change]:
        """Return the changes with the hardest first: moved, taken away, cancelled, gained."""
        order = list(ChangeKind)
        return sorted(self.changes, key=lambda change: order.index(change.kind))

    @property
    def concerned(self) -> frozenset[str]:
        """Return everyone whose agenda differs."""
        return frozenset(change.person for change in self.changes)


def compare(
    published: Iterable[Held], draft: Iterable[Held], *, gone: Collection[str] = (), withdrawn: Collection[str] = ()
) -> Comparison:
    """Compare two plans.

    ``gone`` are the people who have cancelled; their own changes are left out. ``withdrawn`` are requests that were
    taken back.
    """
    before = {held.request: held for held in published}
    after = {held.request: held for held in draft}
    changes = [
        change
        for request in sorted({*before, *after})
        if before.get(request) != after.get(request)
        for change in _changes(before.get(request), after.get(request), gone, request in withdrawn)
    ]
    of = {kind: frozenset(change.person for change in changes if change.kind is kind) for kind in ChangeKind}
    return Comparison(
        changes=tuple(changes),
        others=frozenset(person for held in before.values() for person in held.people if person not in gone),
        touched=of[ChangeKind.MOVED] | of[ChangeKind.DROPPED],
        bereft=of[ChangeKind.CANCELLED],
        gaining=of[ChangeKind.GAINED],
    )


def _changes(was: Held | None, will: Held | None, gone: Collection[str], withdrawn: bool) -> Iterable[Change]:
    people = (will or was).people  # type: ignore[union-attr]
    for person, other in (people, people[::-1]):
        if person in gone:
            continue
        if was is None:
            kind = ChangeKind.GAINED
        elif will is not None:
            kind = ChangeKind.MOVED
        else:
            kind = ChangeKind.CANCELLED if other in gone or withdrawn else ChangeKind.DROPPED
        yield Change(person, other, kind, was, will)
