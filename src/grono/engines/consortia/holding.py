"""Proposals that hold: the search prunes by clauses, `assess` has the last word.

Clauses are necessary only (see `compiling`), so a proposal may satisfy them all and still not be met: two of its
members may belong to one undertaking, or a rule may rest on a budget. Such a proposal is never dropped in silence. If
one is refused, the search enumerates consortia one by one in order of value, and each that holds and differs enough
from those kept before is kept: by definition the same proposals that a search with all rules in it would give.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grono.engines.consortia.problem import Problem, Proposal, Solution
from grono.engines.consortia.solving import solve
from grono.engines.eligibility import library
from grono.engines.eligibility.assessing import assess
from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Sets
from grono.engines.eligibility.verdict import Verdict
from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Result, Status

#: So many consortia are enumerated at most when proposals are refused.
ENUMERATED = 60


@dataclass(frozen=True)
class Held:
    """A proposal with its verdict; ``still_open`` are rules that are not met or unknown but were not asked for."""

    proposal: Proposal
    verdict: Verdict
    still_open: tuple[str, ...]


@dataclass(frozen=True)
class Holding:
    """Proposals that hold, best first, and those that `assess` refused although they satisfy all clauses.

    ``result`` is that of the search. ``complete``: these are the best proposals there are, or all of them; False when
    the search was cut off or refused proposals used up the enumeration.
    """

    held: tuple[Held, ...]
    refused: tuple[Held, ...]
    result: Result[Solution]
    complete: bool


def proposals_that_hold(
    problem: Problem,
    rules: Rules,
    entities: Mapping[str, Entity] | Sequence[Entity],
    *,
    limits: Limits,
    project: Consortium | None = None,
    asked: Collection[str] | None = None,
    sets: Sets | None = None,
    presume: Collection[str] = ("owners",),
    progress: Progress | None = None,
) -> Holding:
    """Solve a problem and keep the proposals of which the rules say met.

    Args:
        entities: those of ``problem.ids``, by id or in the same order.
        project: deadline, duration, facts and holdings; its entities do not matter.
        asked: ids of the rules that must be met; by default all that the problem's clauses come from. Others may be
            open, as a budget that nobody wrote yet is; they are named with each proposal.
        limits: of each of the (at most two) solves.
    """
    by_id = entities if isinstance(entities, Mapping) else {entity.id: entity for entity in entities}
    wanted = {clause.rule for clause in problem.requirements.clauses} if asked is None else set(asked)
    frame, groups = project or Consortium(()), library.sets() if sets is None else sets

    def judged(proposal: Proposal) -> Held:
        members = tuple(by_id[problem.ids[member]] for member in proposal.members)
        verdict = assess(rules, replace(frame, entities=members), sets=groups, presume=presume)
        unmet = (finding.rule for finding in verdict.findings if finding.outcome is not Outcome.MET)
        return Held(proposal, verdict, tuple(unmet))

    result = solve(problem, limits=limits, progress=progress)
    first = [judged(proposal) for proposal in result.solution or ()]
    if not any(wanted & set(one.still_open) for one in first):
        return Holding(tuple(first), (), result, result.status in (Status.OPTIMAL, Status.INFEASIBLE))
    close = replace(problem, difference=1, proposals=ENUMERATED)
    result = solve(close, limits=limits, progress=progress)
    everyone = [judged(proposal) for proposal in result.solution or ()]
    kept: list[Held] = []
    for one in everyone:
        if not wanted & set(one.still_open) and all(_differ(problem, one, other) for other in kept):
            kept.append(one)
    exhausted = result.status is Status.OPTIMAL and len(everyone) < ENUMERATED
    enough = result.status is Status.OPTIMAL and len(kept) >= problem.proposals
    refused = tuple(one for one in everyone if wanted & set(one.still_open))
    return Holding(tuple(kept[: problem.proposals]), refused, result, exhausted or enough)


def _differ(problem: Problem, one: Held, other: Held) -> bool:
    shared = set(one.proposal.members) & set(other.proposal.members)
    return problem.size - len(shared) >= problem.difference
