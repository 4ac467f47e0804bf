"""Which proposals lack reviews, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grono.engines.reviewing.problem import Problem, Solution


@dataclass(frozen=True)
class Shortfall:
    """A proposal that lacks reviews.

    ``rule`` is ``conflicts`` when fewer reviewers than wanted are free of a conflict (``possible`` of them), and
    ``loads`` when those who could take it (``full``) have as many reviews as they take.
    """

    proposal: str
    missing: int
    rule: str
    possible: int
    full: tuple[str, ...] = ()


def shortfalls(problem: Problem, solution: Solution) -> list[Shortfall]:
    """Return the proposals that lack reviews, in order of the problem."""
    loads = Counter(reviewer for _, reviewer in solution.pairs())
    found = []
    for row, proposal in enumerate(problem.proposals):
        names = solution.reviewers.get(proposal, ())
        missing = problem.wanted[row] - len(names)
        if missing <= 0:
            continue
        free = [name for column, name in enumerate(problem.reviewers) if not problem.conflicts[row, column]]
        if len(free) < problem.wanted[row]:
            found.append(Shortfall(proposal, missing, "conflicts", len(free)))
            continue
        most = {name: problem.loads[column][1] for column, name in enumerate(problem.reviewers)}
        full = tuple(name for name in free if name not in names and loads[name] >= most[name])
        found.append(Shortfall(proposal, missing, "loads", len(free), full))
    return found
