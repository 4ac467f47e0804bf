"""The objective, term by term, counted from the programme itself (used to check what the search counted)."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

from grono.engines.themed.conflicts import attendee_conflicts, chair_conflicts, presenter_conflicts
from grono.engines.themed.problem import TERMS, Placement, Problem, Solution, Submission

Cell = tuple[str, str]
Placed = list[tuple[Submission, Placement]]


def cost_of(problem: Problem, solution: Solution) -> int:
    """The objective: the terms of `measure` by their weights."""
    counts = measure(problem, solution)
    return sum(getattr(problem.weights, name) * counts[name] for name in TERMS)


def measure(problem: Problem, solution: Solution) -> dict[str, int]:
    """How much of each term a programme has, before its weight.

    * ``track_block``, ``track_room``, ``block_room``: costs of the cells that are used, by track and block, by
      track and room, by block and room;
    * ``similar``, ``chairs``: over pairs of cells of one block, the cost of their tracks side by side, and whether
      the tracks share a chair;
    * ``rooms_per_track``: rooms beyond the first of each track; ``parallel``: cells beyond the first of each
      track and block; ``consecutive``: tracks whose blocks have a hole between them;
    * ``zones``, ``submission_block``, ``submission_room``: costs of the slots that submissions take;
    * ``order``: submissions that are not at their wanted number among those of their track (read by block, room,
      slot), plus pairs of numbered submissions of one track in one slot, for each slot that they share;
    * ``presenters``, ``attendees``: pairs in conflict in one block and different rooms; the same ``_by_slot``: pairs
      in conflict for each slot that they share.
    """
    placed = [(s, solution.placements[s.id]) for s in problem.submissions if s.id in solution.placements]
    tracks_at: dict[Cell, str] = {(place.block, place.room): s.track for s, place in placed}
    return {
        **_cells(problem, tracks_at),
        **_spread(problem, tracks_at),
        **_slots(placed),
        "order": _order(problem, placed),
        **_conflicts(problem, solution),
    }


def _cells(problem: Problem, tracks_at: dict[Cell, str]) -> dict[str, int]:
    tracks = {track.id: track for track in problem.tracks}
    blocks = {block.id: block for block in problem.blocks}
    numbers = {track.id: number for number, track in enumerate(problem.tracks)}
    shared = chair_conflicts(problem)
    similar = problem.similar
    values = dict.fromkeys(("track_block", "track_room", "block_room", "similar", "chairs"), 0)
    beside: dict[str, list[str]] = defaultdict(list)
    for (block, room), key in tracks_at.items():
        values["track_block"] += tracks[key].block_costs.get(block, 0)
        values["track_room"] += tracks[key].room_costs.get(room, 0)
        values["block_room"] += blocks[block].room_costs.get(room, 0)
        beside[block].append(key)
    for keys in beside.values():
        for a, b in combinations(keys, 2):
            values["similar"] += similar.get(frozenset((a, b)), 0) if a != b else 0
            values["chairs"] += (min(numbers[a], numbers[b]), max(numbers[a], numbers[b])) in shared
    return values


def _spread(problem: Problem, tracks_at: dict[Cell, str]) -> dict[str, int]:
    position = {block.id: number for number, block in enumerate(problem.blocks)}
    rooms: dict[str, set[str]] = defaultdict(set)
    blocks: dict[str, list[int]] = defaultdict(list)
    for (block, room), key in tracks_at.items():
        rooms[key].add(room)
        blocks[key].append(position[block])
    return {
        "rooms_per_track": sum(len(used) - 1 for used in rooms.values()),
        "parallel": sum(len(used) - len(set(used)) for used in blocks.values()),
        "consecutive": sum(max(used) - min(used) + 1 != len(set(used)) for used in blocks.values()),
    }


def _slots(placed: Placed) -> dict[str, int]:
    return {
        "zones": sum(s.slots * s.zone_costs.get(place.block, 0) for s, place in placed),
        "submission_block": sum(s.slots * s.block_costs.get(place.block, 0) for s, place in placed),
        "submission_room": sum(s.slots * s.room_costs.get(place.room, 0) for s, place in placed),
    }


def _order(problem: Problem, placed: Placed) -> int:
    blocks = {block.id: number for number, block in enumerate(problem.blocks)}
    rooms = {room: number for number, room in enumerate(problem.rooms)}
    by_track: dict[str, Placed] = defaultdict(list)
    for submission, place in placed:
        by_track[submission.track].append((submission, place))
    value = 0
    for members in by_track.values():
        members.sort(key=lambda item: (blocks[item[1].block], rooms[item[1].room], item[1].slot))
        value += sum(s.order not in (0, number) for number, (s, _) in enumerate(members, start=1))
        numbered = [item for item in members if item[0].order]
        value += sum(_shared_slots(one, other) for one, other in combinations(numbered, 2))
    return value


def _conflicts(problem: Problem, solution: Solution) -> dict[str, int]:
    values: Counter[str] = Counter()
    for name, pairs in (("presenters", presenter_conflicts(problem)), ("attendees", attendee_conflicts(problem))):
        values[name] = values[f"{name}_by_slot"] = 0
        for a, b in pairs:
            one, other = problem.submissions[a], problem.submissions[b]
            here, there = solution.placements.get(one.id), solution.placements.get(other.id)
            if here is not None and there is not None:
                values[name] += here.block == there.block and here.room != there.room
                values[f"{name}_by_slot"] += _shared_slots((one, here), (other, there))
    return dict(values)


def _shared_slots(one: tuple[Submission, Placement], other: tuple[Submission, Placement]) -> int:
    """How many slots of one block two submissions share."""
    (a, here), (b, there) = one, other
    if here.block != there.block:
        return 0
    return max(0, min(here.slot + a.slots, there.slot + b.slots) - max(here.slot, there.slot))
