"""The problem: which proposals want how many reviews, and how near each is to what each reviewer knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grono.engines.kit.case import CaseError

#: Affinities are whole numbers from 0 to this.
NEAREST = 1000
Pair = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """n proposals and m reviewers, each named by an id.

    ``affinity`` (n × m, whole numbers 0 to 1000) says how near a proposal is to what a reviewer knows and wants to
    read. ``conflicts`` (n × m) are pairs that are never given. ``wanted`` is the number of reviews of each proposal,
    ``loads`` the least and the most reviews of each reviewer. ``fixed`` pairs (proposal, reviewer) are given already
    and stay. Raises `CaseError` naming the place of the first mistake.
    """

    proposals: tuple[str, ...]
    reviewers: tuple[str, ...]
    affinity: NDArray[np.int64]
    conflicts: NDArray[np.bool_]
    wanted: tuple[int, ...]
    loads: tuple[tuple[int, int], ...]
    fixed: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        _unique("proposals", self.proposals)
        _unique("reviewers", self.reviewers)
        shape = (len(self.proposals), len(self.reviewers))
        _typed("affinity", self.affinity, shape, np.int64)
        _typed("conflicts", self.conflicts, shape, np.bool_)
        for row, column in np.argwhere((self.affinity < 0) | (self.affinity > NEAREST))[:1]:
            place = f"proposals[{row}].affinity.{self.reviewers[column]}"
            raise CaseError(place, f"must lie between 0 and {NEAREST}, got {self.affinity[row, column]}")
        _check_numbers(self)
        _check_fixed(self)

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """Return the problem of a JSON case (docs/reference/reviewing-case.md); raises `CaseError`."""
        from grono.engines.reviewing.case import problem_from_json

        return problem_from_json(data)

    def to_json(self) -> dict[str, Any]:
        """Return the problem as a JSON case."""
        from grono.engines.reviewing.case import problem_to_json

        return problem_to_json(self)


@dataclass(frozen=True)
class Solution:
    """An assignment: the reviewers of each proposal, those given before included."""

    reviewers: Mapping[str, tuple[str, ...]]

    def pairs(self) -> list[Pair]:
        """Return the pairs (proposal, reviewer) in order."""
        return [(proposal, reviewer) for proposal, names in self.reviewers.items() for reviewer in names]

    @classmethod
    def from_json(cls, data: Any) -> Solution:
        """Return the assignment of a JSON object with ``reviewers``, or of a whole result; raises `CaseError`."""
        from grono.engines.reviewing.case import solution_from_json

        return solution_from_json(data)

    def to_json(self) -> dict[str, Any]:
        """Return the assignment as JSON types."""
        return {"reviewers": {proposal: list(names) for proposal, names in self.reviewers.items()}}


def _unique(place: str, names: Sequence[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise CaseError(f"{place}[{index}].id", f"'{name}' is used twice")
        seen.add(name)


def _typed(place: str, array: Any, shape: tuple[int, int], kind: type[np.generic]) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != kind or array.shape != shape:
        raise CaseError(place, f"must be an array of {kind.__name__}, {shape[0]} × {shape[1]}")


def _check_numbers(problem: Problem) -> None:
    if len(problem.wanted) != len(problem.proposals):
        raise CaseError("wanted", f"{len(problem.wanted)} numbers for {len(problem.proposals)} proposals")
    for index, wanted in enumerate(problem.wanted):
        if wanted < 0:
            raise CaseError(f"proposals[{index}].wanted", f"must not be negative, got {wanted}")
    if len(problem.loads) != len(problem.reviewers):
        raise CaseError("loads", f"{len(problem.loads)} pairs of numbers for {len(problem.reviewers)} reviewers")
    for index, (least, most) in enumerate(problem.loads):
        if least < 0:
            raise CaseError(f"reviewers[{index}].least", f"must not be negative, got {least}")
        if most < least:
            raise CaseError(f"reviewers[{index}].most", f"must be at least {least}, got {most}")


def _check_fixed(problem: Problem) -> None:
    rows = {name: index for index, name in enumerate(problem.proposals)}
    columns = {name: index for index, name in enumerate(problem.reviewers)}
    given = np.zeros(problem.affinity.shape, dtype=np.bool_)
    for index, (proposal, reviewer) in enumerate(problem.fixed):
        place = f"fixed[{index}]"
        if proposal not in rows:
            raise CaseError(place, f"unknown proposal '{proposal}'")
        if reviewer not in columns:
            raise CaseError(place, f"unknown reviewer '{reviewer}'")
        row, column = rows[proposal], columns[reviewer]
        if given[row, column]:
            raise CaseError(place, f"proposal '{proposal}' is given to reviewer '{reviewer}' twice")
        if problem.conflicts[row, column]:
            raise CaseError(place, f"reviewer '{reviewer}' has a conflict of interest with proposal '{proposal}'")
        given[row, column] = True
    for row, count in enumerate(given.sum(1)):
        if count > problem.wanted[row]:
            raise CaseError("fixed", f"proposal '{problem.proposals[row]}' has {count} of {problem.wanted[row]} wanted")
    for column, count in enumerate(given.sum(0)):
        if count > problem.loads[column][1]:
            most = problem.loads[column][1]
            raise CaseError("fixed", f"reviewer '{problem.reviewers[column]}' has {count} reviews and takes {most}")
