"""The independent checker: plain Python on the problem's own objects, sharing nothing with the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isclose

from grono.engines.consortia.problem import (
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Problem,
    Proposal,
    Requirements,
    Solution,
)
from grono.engines.kit.result import Violation


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every broken rule of the proposals; an empty list means that they may be shown as they are."""
    violations: list[Violation] = []
    if len(solution) > problem.proposals:
        violations.append(Violation("proposals", f"{len(solution)} proposals where {problem.proposals} were wanted"))
    for number, proposal in enumerate(solution):
        name = f"proposal {number + 1}"
        broken = list(_membership(problem, proposal, name))
        if not broken:
            broken = [*_rules(problem, proposal, name), *_value(problem, proposal, name)]
        violations.extend(broken)
        for before in range(number):
            shared = set(solution[before].members) & set(proposal.members)
            if problem.size - len(shared) < problem.difference:
                text = f"{name} shares {len(shared)} of {problem.size} members with proposal {before + 1}"
                violations.append(Violation("difference", text, _named(problem, shared)))
    return violations


def _named(problem: Problem, members: set[int]) -> tuple[str, ...]:
    return tuple(problem.ids[i] for i in sorted(members) if 0 <= i < len(problem.ids))


def _membership(problem: Problem, proposal: Proposal, name: str) -> Iterator[Violation]:
    members = proposal.members
    if any(not 0 <= i < len(problem.ids) for i in members):
        yield Violation("unknown-member", f"{name} names an organisation outside the pool")
    if len(set(members)) != len(members):
        yield Violation("twice", f"{name} names a member twice", _named(problem, set(members)))
    if len(members) != problem.size:
        yield Violation("size", f"{name} has {len(members)} members instead of {problem.size}")
    if absent := set(problem.seeds) - set(members):
        yield Violation("seeds", f"{name} leaves out a seed", _named(problem, absent))


def _rules(problem: Problem, proposal: Proposal, name: str) -> Iterator[Violation]:
    for clause in problem.requirements.clauses:
        reason = broken_by(problem.requirements, clause, proposal.members)
        if reason:
            yield Violation(clause.rule, f"{name}: {reason}", _named(problem, set(proposal.members)))


def broken_by(requirements: Requirements, clause: Clause, members: tuple[int, ...]) -> str:
    """Why these members break the clause; empty when they keep it."""
    if isinstance(clause, AnyOf):
        for alternative in clause.alternatives:
            if not any(broken_by(requirements, part, members) for part in alternative):
                return ""
        return "none of the alternatives holds"
    if isinstance(clause, Apart):
        crowd = Counter(int(clause.groups[i]) for i in members if clause.groups[i] >= 0)
        shared = sorted(group for group, count in crowd.items() if count > 1)
        return f"more than one member of group {shared[0]}" if shared else ""
    counted = [i for i in members if clause.bit is None or int(requirements.flags[i]) >> clause.bit & 1]
    if isinstance(clause, DistinctAtLeast):
        codes = requirements.countries if clause.of == "country" else requirements.regions
        found = len({int(codes[i]) for i in counted} - {-1})
        what = "countries" if clause.of == "country" else "regions"
        return "" if found >= clause.count else f"{found} distinct {what}, at least {clause.count} are needed"
    what = _property(requirements, clause.bit)
    match clause:
        case AtLeast(count=count) if len(counted) < count:
            return f"{len(counted)} members with {what}, at least {count} are needed"
        case AtMost(count=count) if len(counted) > count:
            return f"{len(counted)} members with {what}, at most {count} are allowed"
        case Every() if len(counted) < len(members):
            return f"{len(members) - len(counted)} members without {what}, every one needs it"
    return ""


def _property(requirements: Requirements, bit: int | None) -> str:
    return requirements.names[bit] if bit is not None and bit < len(requirements.names) else f"property {bit}"


def _value(problem: Problem, proposal: Proposal, name: str) -> Iterator[Violation]:
    """The value and its parts, counted anew."""
    members = set(proposal.members)
    fit = sum(float(problem.fit[i]) for i in members)
    coverage = sum(
        float(weight)
        for need, weight in enumerate(problem.need_weights)
        if any(int(problem.coverage[i]) >> need & 1 for i in members)
    )
    bonuses = problem.bonuses
    twice = 0.0
    for i in members:
        for at in range(int(bonuses.starts[i]), int(bonuses.starts[i + 1])):
            if int(bonuses.partners[at]) in members:
                twice += float(bonuses.weights[at])
    expected = {
        "fit": fit,
        "coverage": coverage,
        "pair_bonus": twice / 2,
        "value": fit + coverage + twice / 2,
    }
    for part, amount in expected.items():
        stated = getattr(proposal, part)
        if not isclose(stated, amount, rel_tol=1e-9, abs_tol=1e-9):
            yield Violation("value", f"{name} states {part} {stated:g}, it is {amount:g}")
