"""The checker: reads problem and assignment as they are and knows nothing of the solver."""

from __future__ import annotations

from collections import Counter

from grono.engines.kit.result import Violation
from grono.engines.reviewing.problem import Problem, Solution


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Return every rule that the assignment breaks; none when it keeps them all.

    Too few reviews break no rule: `solve` gives as many as possible and `shortfalls` says what lacks.
    """
    rows = {name: index for index, name in enumerate(problem.proposals)}
    columns = {name: index for index, name in enumerate(problem.reviewers)}
    found: list[Violation] = []
    loads: Counter[str] = Counter()
    for proposal, names in solution.reviewers.items():
        if proposal not in rows:
            found.append(Violation("unknown", f"there is no proposal '{proposal}'", (proposal,)))
            continue
        if len(names) > problem.wanted[rows[proposal]]:
            message = f"{len(names)} reviews, {problem.wanted[rows[proposal]]} wanted"
            found.append(Violation("too_many", message, (proposal,)))
        for name, times in Counter(names).items():
            loads[name] += times
            if name not in columns:
                found.append(Violation("unknown", f"there is no reviewer '{name}'", (proposal, name)))
            elif problem.conflicts[rows[proposal], columns[name]]:
                found.append(Violation("conflict", "a conflict of interest", (proposal, name)))
            if times > 1:
                found.append(Violation("twice", f"given {times} times to the same reviewer", (proposal, name)))
    for name, (least, most) in zip(problem.reviewers, problem.loads, strict=True):
        if not least <= loads[name] <= most:
            rule = "load_least" if loads[name] < least else "load_most"
            found.append(Violation(rule, f"{loads[name]} reviews, not {least} to {most}", (name,)))
    for proposal, reviewer in problem.fixed:
        if reviewer not in solution.reviewers.get(proposal, ()):
            found.append(Violation("fixed", "was given before and is missing", (proposal, reviewer)))
    return found
