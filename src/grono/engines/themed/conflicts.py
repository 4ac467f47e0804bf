"""Who cannot be in two places: pairs of submissions and of tracks that share a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from grono.engines.themed.problem import Problem

Pairs = frozenset[tuple[int, int]]


def presenter_conflicts(problem: Problem) -> Pairs:
    """Pairs of submissions (by number, the smaller first) with a presenter in common, or where a presenter of one
    chairs the other's track.
    """
    presents = _by_person(s.presenters for s in problem.submissions)
    chairs = _by_person(_chairs_of(problem)[s.track] for s in problem.submissions)
    tracks = [s.track for s in problem.submissions]
    shared = {pair for numbers in presents.values() for pair in combinations(sorted(numbers), 2)}
    return frozenset(shared | _across(presents, chairs, tracks))


def attendee_conflicts(problem: Problem) -> Pairs:
    """Pairs of submissions that one person wants to attend, or of which they attend one and present the other or
    chair its track (when it is another track).
    """
    attends = _by_person(s.attendees for s in problem.submissions)
    presents = _by_person(s.presenters for s in problem.submissions)
    chairs = _by_person(_chairs_of(problem)[s.track] for s in problem.submissions)
    tracks = [s.track for s in problem.submissions]
    pairs = {pair for numbers in attends.values() for pair in combinations(sorted(numbers), 2)}
    pairs |= {
        (min(a, b), max(a, b))
        for person, numbers in attends.items()
        for a in numbers
        for b in presents.get(person, ())
        if a != b
    }
    return frozenset(pairs | _across(attends, chairs, tracks))


def chair_conflicts(problem: Problem) -> Pairs:
    """Pairs of tracks (by number, the smaller first) with a chair in common."""
    chairs = _by_person(track.chairs for track in problem.tracks)
    return frozenset(pair for numbers in chairs.values() for pair in combinations(sorted(numbers), 2))


def _chairs_of(problem: Problem) -> dict[str, tuple[str, ...]]:
    return {track.id: track.chairs for track in problem.tracks}


def _by_person(persons: Iterable[tuple[str, ...]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(persons):
        for name in names:
            found[name].add(number)
    return found


def _across(own: dict[str, set[int]], chaired: dict[str, set[int]], tracks: list[str]) -> set[tuple[int, int]]:
    """Pairs of a submission of somebody and a submission of another track that they chair."""
    return {
        (min(a, b), max(a, b))
        for person, numbers in own.items()
        for a in numbers
        for b in chaired.get(person, ())
        if tracks[a] != tracks[b]
    }
