"""The JSON form of problems and assignments (docs/reference/reviewing-case.md)."""

from __future__ import annotations

from typing import Any

import numpy as np

from grono.engines.kit.case import CaseError, Node
from grono.engines.reviewing.problem import Problem, Solution

FORMAT = "grono-reviewing/1"
MANY = 1_000_000  # reviews: where a case names no limit


def problem_from_json(data: Any) -> Problem:
    """Read a case; raises `CaseError` with the place of the first mistake."""
    root = Node(data)
    root.only("format", "wanted", "reviewers", "proposals")
    if (name := root.field("format", FORMAT).typed(str)) != FORMAT:
        raise CaseError("format", f"'{name}' is not '{FORMAT}'")
    usual = root.field("wanted", 3).typed(int)
    people = [_reviewer(node) for node in root.field("reviewers").items()]
    columns = {name: index for index, (name, _) in enumerate(people)}
    nodes = list(root.field("proposals").items())
    affinity = np.zeros((len(nodes), len(people)), dtype=np.int64)
    conflicts = np.zeros(affinity.shape, dtype=np.bool_)
    names, wanted, fixed = [], [], []
    for row, node in enumerate(nodes):
        node.only("id", "wanted", "affinity", "conflicts", "fixed")
        names.append(node.field("id").typed(str))
        wanted.append(node.field("wanted", usual).typed(int))
        for reviewer, value in node.field("affinity", {}).members():
            affinity[row, _column(columns, reviewer, value)] = value.typed(int)
        for item in node.field("conflicts", []).items():
            conflicts[row, _column(columns, item.typed(str), item)] = True
        for item in node.field("fixed", []).items():
            _column(columns, item.typed(str), item)
            fixed.append((names[-1], item.typed(str)))
    return Problem(
        proposals=tuple(names),
        reviewers=tuple(name for name, _ in people),
        affinity=affinity,
        conflicts=conflicts,
        wanted=tuple(wanted),
        loads=tuple(loads for _, loads in people),
        fixed=tuple(fixed),
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Write a case; affinities of 0 and empty lists are left out."""
    fixed: dict[str, list[str]] = {}
    for proposal, reviewer in problem.fixed:
        fixed.setdefault(proposal, []).append(reviewer)
    return {
        "format": FORMAT,
        "reviewers": [
            {"id": name, "least": least, "most": most}
            for name, (least, most) in zip(problem.reviewers, problem.loads, strict=True)
        ],
        "proposals": [
            {"id": name, "wanted": problem.wanted[row]}
            | _some("affinity", {problem.reviewers[c]: int(problem.affinity[row, c]) for c in _where(problem, row)})
            | _some("conflicts", [problem.reviewers[c] for c in np.flatnonzero(problem.conflicts[row])])
            | _some("fixed", fixed.get(name, []))
            for row, name in enumerate(problem.proposals)
        ],
    }


def solution_from_json(data: Any) -> Solution:
    """Read an assignment: an object with ``reviewers``, or a whole result with ``solution``."""
    root = Node(data)
    if "solution" in root.typed(dict):
        root = root.field("solution")
    members = root.field("reviewers").members()
    return Solution({name: tuple(item.typed(str) for item in node.items()) for name, node in members})


def _reviewer(node: Node) -> tuple[str, tuple[int, int]]:
    node.only("id", "least", "most")
    return node.field("id").typed(str), (node.field("least", 0).typed(int), node.field("most", MANY).typed(int))


def _column(columns: dict[str, int], name: str, node: Node) -> int:
    if name not in columns:
        raise node.fail(f"unknown reviewer '{name}'")
    return columns[name]


def _where(problem: Problem, row: int) -> list[int]:
    return [int(column) for column in np.flatnonzero(problem.affinity[row])]


def _some(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
