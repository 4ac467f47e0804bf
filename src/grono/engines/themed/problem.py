"""What is planned: submissions of tracks, into slots of blocks and rooms, with a cost for all that is unwanted.

A *block* is a stretch of the programme (Monday morning) cut into slots of equal length. A *cell* is one block in
one room; it belongs to one track at a time. The costs and weights are those of CoSPLib (Pylyavskyy, Jacko and
Kheiri, *A generic approach to conference scheduling with integer programming*, EJOR 317(2), 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Costs = Mapping[str, int]
NO_COSTS: Costs = {}


@dataclass(frozen=True)
class Block:
    """A stretch of the programme with this many slots; ``room_costs`` say how unwelcome a room is then."""

    id: str
    slots: int
    room_costs: Costs = field(default_factory=dict)


@dataclass(frozen=True)
class Track:
    """A theme: its chairs, and how unwelcome it is in a block, in a room, beside another track (``similar``)."""

    id: str
    chairs: tuple[str, ...] = ()
    block_costs: Costs = field(default_factory=dict)
    room_costs: Costs = field(default_factory=dict)
    similar: Costs = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """A talk that takes ``slots`` slots on end in one cell of its track.

    ``order`` is its wanted number among the talks of its track, counted from 1 (0: none). The costs count for
    each slot that it takes: ``zone_costs`` of a block stand for the hour on its speaker's own clock.
    """

    id: str
    track: str
    slots: int = 1
    order: int = 0
    presenters: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    block_costs: Costs = field(default_factory=dict)
    zone_costs: Costs = field(default_factory=dict)
    room_costs: Costs = field(default_factory=dict)


@dataclass(frozen=True)
class Weights:
    """What one unit of each term costs; a term of weight 0 does not count. `measure` tells what is counted."""

    track_block: int = 0
    track_room: int = 0
    block_room: int = 0
    similar: int = 0
    rooms_per_track: int = 0
    parallel: int = 0
    consecutive: int = 0
    zones: int = 0
    order: int = 0
    submission_block: int = 0
    submission_room: int = 0
    presenters: int = 0
    attendees: int = 0
    chairs: int = 0
    presenters_by_slot: int = 0
    attendees_by_slot: int = 0


#: The names of the terms of the objective.
TERMS = tuple(item.name for item in fields(Weights))


@dataclass(frozen=True)
class Placement:
    """Where a submission is: a cell, and the first of its slots, counted from 0."""

    block: str
    room: str
    slot: int


@dataclass(frozen=True)
class Solution:
    """A programme: a place for every submission."""

    placements: Mapping[str, Placement]

    def to_json(self) -> dict[str, Any]:
        """The programme as JSON types."""
        return {
            key: {"block": place.block, "room": place.room, "slot": place.slot}
            for key, place in self.placements.items()
        }

    @classmethod
    def from_json(cls, data: Any) -> Solution:
        """Read what `to_json` wrote; raises `CaseError` naming the place."""
        from grono.engines.themed.reading import read_solution

        return read_solution(data)


@dataclass(frozen=True)
class Problem:
    """All that is known of a programme. The order of the blocks is their order in time."""

    blocks: tuple[Block, ...]
    rooms: tuple[str, ...]
    tracks: tuple[Track, ...]
    submissions: tuple[Submission, ...]
    weights: Weights

    @property
    def similar(self) -> dict[frozenset[str], int]:
        """The cost of two tracks side by side, for each pair that has one."""
        return {frozenset((track.id, other)): cost for track in self.tracks for other, cost in track.similar.items()}

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON types."""
        from grono.engines.themed.reading import write_problem

        return write_problem(self)

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """Read and validate a case; raises `CaseError` naming the place."""
        from grono.engines.themed.reading import read_problem

        return read_problem(data)
