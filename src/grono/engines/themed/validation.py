"""Bad input: every rule that a problem must keep before anybody tries to solve it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from grono.engines.kit.case import CaseError
from grono.engines.themed.problem import TERMS, Costs, Problem, Submission

#: Costs and weights beyond this would not fit into the search's arithmetic together.
LARGEST = 10**7


def validate(problem: Problem) -> None:
    """Raise `CaseError` with the place of the first broken rule."""
    for name in ("blocks", "tracks", "submissions"):
        _unique(name, [item.id for item in getattr(problem, name)])
    _unique("rooms", problem.rooms)
    for name in ("blocks", "rooms", "tracks", "submissions"):
        if not getattr(problem, name):
            raise CaseError(name, "must not be empty")
    for name in TERMS:
        _amount(f"weights.{name}", getattr(problem.weights, name))
    blocks = {block.id for block in problem.blocks}
    for index, block in enumerate(problem.blocks):
        if block.slots < 1:
            raise CaseError(f"blocks[{index}].slots", "must be at least 1")
        _costs(f"blocks[{index}].room_costs", block.room_costs, problem.rooms, "room")
    _check_tracks(problem, blocks)
    longest = max(block.slots for block in problem.blocks)
    tracks = {track.id for track in problem.tracks}
    for index, submission in enumerate(problem.submissions):
        _check_submission(f"submissions[{index}]", submission, problem, tracks, longest)


def _check_tracks(problem: Problem, blocks: set[str]) -> None:
    tracks = {track.id for track in problem.tracks}
    used = {submission.track for submission in problem.submissions}
    seen: set[frozenset[str]] = set()
    for index, track in enumerate(problem.tracks):
        place = f"tracks[{index}]"
        if track.id not in used:
            raise CaseError(f"{place}.id", f"no submission belongs to track '{track.id}'")
        _costs(f"{place}.block_costs", track.block_costs, blocks, "block")
        _costs(f"{place}.room_costs", track.room_costs, problem.rooms, "room")
        _costs(f"{place}.similar", track.similar, tracks, "track")
        for other in track.similar:
            pair = frozenset((track.id, other))
            if len(pair) == 1:
                raise CaseError(f"{place}.similar.{other}", "a track is not similar to itself")
            if pair in seen:
                raise CaseError(f"{place}.similar.{other}", f"the pair {track.id}, {other} is given twice")
            seen.add(pair)


def _check_submission(place: str, s: Submission, problem: Problem, tracks: set[str], longest: int) -> None:
    if s.track not in tracks:
        raise CaseError(f"{place}.track", f"unknown track '{s.track}'")
    if not 1 <= s.slots <= longest:
        raise CaseError(f"{place}.slots", f"must be between 1 and {longest}, the slots of the longest block")
    if s.order < 0:
        raise CaseError(f"{place}.order", "must not be negative")
    blocks = {block.id for block in problem.blocks}
    _costs(f"{place}.block_costs", s.block_costs, blocks, "block")
    _costs(f"{place}.zone_costs", s.zone_costs, blocks, "block")
    _costs(f"{place}.room_costs", s.room_costs, problem.rooms, "room")


def _unique(place: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for index, key in enumerate(ids):
        if key in seen:
            raise CaseError(f"{place}[{index}]", f"'{key}' is used twice")
        seen.add(key)


def _costs(place: str, costs: Costs, known: Collection[str], what: str) -> None:
    for key, cost in costs.items():
        if key not in known:
            raise CaseError(f"{place}.{key}", f"unknown {what} '{key}'")
        _amount(f"{place}.{key}", cost)


def _amount(place: str, value: int) -> None:
    if not 0 <= value <= LARGEST:
        raise CaseError(place, f"must be between 0 and {LARGEST}")
