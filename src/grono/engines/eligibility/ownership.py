"""Who controls whom: groups of undertakings under one control, as far as their owners are declared.

A group controls an undertaking in which its members together hold more than half. Natural persons, public bodies and
investors have no owners; an enterprise whose owners are not declared may belong to any group, and so may those
it controls: such a group is *open*.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from grono.engines.eligibility.entities import Entity, Missing, Owner
from grono.engines.kit.case import CaseError

MAJORITY = 0.5
#: From this share on an owner counts at all in the SME test.
NOTABLE = 0.25
Owners = Callable[[Entity], "tuple[Owner, ...] | None"]


@dataclass(frozen=True)
class Groups:
    """``of`` gives the group of each undertaking; ``open`` the missing data of groups that may join another."""

    of: dict[str, str]
    open: dict[str, tuple[Missing, ...]]

    def members(self, group: str) -> list[str]:
        """The undertakings of a group."""
        return [id for id, own in self.of.items() if own == group]


class Ownership:
    """The owners of partners and holdings. Raises `CaseError` for an id that stands twice and for a circle.

    ``presumed`` tells of an owner outside the list whether it may be taken to have no owners itself.
    """

    def __init__(self, undertakings: Sequence[Entity], owners: Owners, presumed: Callable[[str], bool]) -> None:
        self.undertakings = {undertaking.id: undertaking for undertaking in undertakings}
        if len(self.undertakings) != len(undertakings):
            raise CaseError("entities", f"the id '{_twice(undertakings)}' stands twice")
        self.owners: dict[str, tuple[Owner, ...] | None] = {id: owners(one) for id, one in self.undertakings.items()}
        self.kinds = {owner.id: owner.kind for held in self.owners.values() for owner in held or ()}
        for id, kind in self.kinds.items():
            if id not in self.owners:
                self.owners[id] = () if kind != "enterprise" or presumed(id) else None
        self._refuse_circles()

    def groups(self, apart: Collection[str] = ()) -> Groups:
        """Return who is under one control; owners of the kinds ``apart`` do not link those they control."""
        held = [(id, owners) for id, owners in self.owners.items() if owners]
        group = {id: id for id in self.owners}
        changed = bool(held)
        while changed:
            changed = False
            for id, owners in held:
                controller = _controller(owners, group, apart)
                if controller is not None and group[id] != controller:
                    joined = group[id]
                    group = {one: controller if own == joined else own for one, own in group.items()}
                    changed = True
        return Groups(group, self._open(group, apart))

    def _open(self, group: dict[str, str], apart: Collection[str]) -> dict[str, tuple[Missing, ...]]:
        """The groups whose top is undeclared, or is held by open groups that could have a majority together."""
        missing: dict[str, tuple[Missing, ...]] = {
            group[id]: (Missing(id, "owners"),) for id, owners in self.owners.items() if owners is None
        }
        if not missing:
            return missing
        changed = True
        while changed:
            changed = False
            for id, owners in self.owners.items():
                if not owners or group[id] in missing:
                    continue
                why = _possible_majority(owners, group, missing, apart)
                if why and _controller(owners, group, apart) is None:
                    missing[group[id]] = why
                    changed = True
        return missing

    def _refuse_circles(self) -> None:
        done: set[str] = set()
        for start in self.owners:
            self._walk(start, [], done)

    def _walk(self, id: str, path: list[str], done: set[str]) -> None:
        if id in path:
            chain = [*path[path.index(id) :], id]
            raise CaseError(f"owners of {id}", f"circular ownership: {' is held by '.join(chain)}")
        if id in done:
            return
        for owner in self.owners[id] or ():
            if owner.share >= NOTABLE:
                self._walk(owner.id, [*path, id], done)
        done.add(id)


def _controller(owners: Sequence[Owner], group: dict[str, str], apart: Collection[str]) -> str | None:
    """The group that holds more than half together."""
    held: dict[str, float] = {}
    for owner in owners:
        if owner.kind not in apart:
            held[group[owner.id]] = held.get(group[owner.id], 0.0) + owner.share
    return next((own for own, share in held.items() if share > MAJORITY), None)


def _possible_majority(
    owners: Sequence[Owner],
    group: dict[str, str],
    missing: dict[str, tuple[Missing, ...]],
    apart: Collection[str],
) -> tuple[Missing, ...]:
    """The missing data on which it depends whether several owners are one group with a majority."""
    counted = [owner for owner in owners if owner.kind not in apart]
    undecided = [owner for owner in counted if group[owner.id] in missing]
    settled = [owner.share for owner in counted if group[owner.id] not in missing]
    if not undecided or sum(owner.share for owner in undecided) + max(settled, default=0.0) <= MAJORITY:
        return ()
    return tuple(dict.fromkeys(one for owner in undecided for one in missing[group[owner.id]]))


def _twice(undertakings: Sequence[Entity]) -> str:
    seen: set[str] = set()
    for undertaking in undertakings:
        if undertaking.id in seen:
            return undertaking.id
        seen.add(undertaking.id)
    return ""
