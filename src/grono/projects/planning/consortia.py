"""The best consortia for a project: the pool, the rules and joint work ⇄ the engine ``consortia``.

What comes out is kept as JSON: keys of organisations, numbers and names of rules; the sentences are made when it is
shown, in the reader's language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grono.directory.choices import HelixSector
from grono.funding.planning import entities_of
from grono.kit.solving import run
from grono.projects.models import ConsortiumSearch, Project
from grono.projects.planning import pool
from grono.projects.planning.verdicts import last_day, project_consortium, project_entities, project_rules

if TYPE_CHECKING:
    from grono.engines.consortia import Problem, Proposal
    from grono.engines.consortia.explaining import Explanation
    from grono.engines.eligibility import Consortium, Entity, Rules
    from grono.engines.kit.result import Result

#: Proposals that a search brings, each different from the others in so many members.
PROPOSALS, DIFFERENCE = 5, 2
SECONDS = 20.0
#: Owners of organisations known from public sources are not declared; a proposal may presume that they are apart.
PRESUMED = ("owners",)


@dataclass(frozen=True)
class Asked:
    """A search put together: the engine's problem, and what its numbers stand for."""

    problem: "Problem"
    candidates: Sequence[pool.Candidate]
    needs: Sequence[pool.Need]
    entities: Sequence["Entity"]
    rules: "Rules | None"
    frame: "Consortium"
    uncompiled: tuple[str, ...]
    shared: Mapping[tuple[int, int], int]


def build(search: ConsortiumSearch) -> Asked:
    """Return the problem of a search: members stay in, everybody else of the pool may be added.

    Raises ``NobodyInside`` for a project without a partner in the directory.
    """
    from grono.engines.consortia import Pairs, Problem, Requirements
    from grono.engines.consortia.compiling import requirements

    project = search.project
    members = [part.organisation_id for part in project.participations.all() if part.organisation_id is not None]
    if not members:
        raise NobodyInside
    needs = pool.needs_of(project.topic, f"{project.title}\n{project.objective}")
    found = pool.candidates(needs, among=search.among, members=members, project=project.pk)
    entities = _entities(project, found, len(members))
    rules = project_rules(project)
    frame = project_consortium(project)
    compiled = None if rules is None else requirements(rules, entities, project=frame)
    keys = {one.organisation.pk: number for number, one in enumerate(found)}
    shared = pool.joint_projects(keys)
    problem = Problem(
        ids=tuple(str(one.organisation.pk) for one in found),
        fit=np.array([one.fit for one in found]),
        coverage=np.array([_mask(one) for one in found], dtype=np.uint64),
        need_weights=np.full(len(needs), pool.NEED_WORTH),
        size=search.size,
        requirements=Requirements.none(len(found)) if compiled is None else compiled.requirements,
        pairs=Pairs.of(
            len(found), ((keys[a], keys[b], pool.pair_bonus(n, search.size)) for (a, b), n in shared.items())
        ),
        proposals=PROPOSALS,
        difference=min(DIFFERENCE, search.size - len(members)),
        seeds=tuple(range(len(members))),
        needs=tuple(need.text for need in needs),
    )
    return Asked(problem, found, needs, entities, rules, frame, compiled.uncompiled if compiled else (), shared)


class NobodyInside(Exception):
    """The project has no partner in the directory yet, so there is nobody to build around."""


def _entities(project: Project, found: Sequence[pool.Candidate], members: int) -> list["Entity"]:
    """Return the pool as the rules see it: members in their roles, the others as further beneficiaries."""
    inside = {entity.id: entity for entity in project_entities(project)}
    others = entities_of([one.organisation for one in found[members:]], on=last_day(project))
    return [*(inside[str(one.organisation.pk)] for one in found[:members]), *others]


def _mask(candidate: pool.Candidate) -> int:
    return sum(1 << number for number, one in candidate.evidence.items() if one.sure >= pool.SURE)


def propose(search: ConsortiumSearch, *, hear: Callable[[Any], None] | None = None) -> dict[str, Any]:
    """Search in a process of its own and return the proposals as JSON; see ``build`` for errors.

    Where rules are encoded, only consortia of which they say met are proposed; if there are none, the best of those
    that came near, each with what the rules say.
    """
    from grono.engines.consortia.explaining import explain

    asked = build(search)
    found = _solved(asked, hear)
    proposals = [one for one, _ in found.proposals]
    explained = explain(asked.problem, proposals, helix=[_sector(one) for one in asked.candidates])
    return {
        "status": str(found.result.status),
        "seconds": round(found.result.seconds, 2),
        "pool": len(asked.candidates),
        "needs": [need.text for need in asked.needs],
        "uncompiled": list(asked.uncompiled),
        "rules": None if asked.rules is None else [asked.rules.code, asked.rules.version],
        "proposals": [
            {**_told(asked, one), "verdict": verdict, **_proof(found, one.proposal)}
            for one, (_, verdict) in zip(explained, found.proposals, strict=True)
        ],
    }


@dataclass(frozen=True)
class _Found:
    """Proposals with their verdicts as JSON (None without rules); ``is_complete`` says that none better was missed."""

    proposals: Sequence[tuple["Proposal", dict[str, Any] | None]]
    result: "Result[tuple[Proposal, ...]]"
    is_complete: bool


def _solved(asked: Asked, hear: Callable[[Any], None] | None) -> _Found:
    from grono.engines.kit.limits import Limits

    arguments: dict[str, Any] = {"problem": asked.problem, "limits": Limits(seconds=SECONDS)}
    if asked.rules is None:
        result = run("grono.engines.consortia", "solve", arguments, on_report=hear)
        return _Found([(one, None) for one in result.solution or ()], result, is_complete=True)
    arguments |= {"rules": asked.rules, "entities": asked.entities, "project": asked.frame, "presume": PRESUMED}
    holding = run("grono.engines.consortia.holding", "proposals_that_hold", arguments, on_report=hear)
    shown = holding.held or holding.refused[:PROPOSALS]
    told = [(one.proposal, one.verdict.as_document()) for one in shown]
    return _Found(told, holding.result, is_complete=holding.complete)


def _proof(found: _Found, proposal: "Proposal") -> dict[str, Any]:
    """Return how sure it is that no other choice is better: the level of the engine's result for this proposal."""
    level = found.result.levels[(found.result.solution or ()).index(proposal)]
    proven = found.is_complete and level.bound is not None and level.gap == 0
    return {"bound": level.bound, "gap": level.gap, "proven": proven}


def _sector(candidate: pool.Candidate) -> str | None:
    sector = candidate.organisation.helix_sector
    return None if sector == HelixSector.UNCLASSIFIED else str(sector)


def _told(asked: Asked, one: "Explanation") -> dict[str, Any]:
    members = one.proposal.members
    helix = {"counts": dict(one.helix.counts), "unclassified": one.helix.unclassified, "balance": one.helix.balance}
    return {
        "value": round(one.proposal.value, 4),
        "fit": round(one.proposal.fit, 4),
        "coverage": round(one.proposal.coverage, 4),
        "pair_bonus": round(one.proposal.pair_bonus, 4),
        "uncovered": list(one.uncovered),
        "helix": helix,
        "members": [_member(asked, members, number, part) for number, part in zip(members, one.parts, strict=True)],
    }


def _member(asked: Asked, members: Sequence[int], number: int, part: Any) -> dict[str, Any]:
    candidate = asked.candidates[number]
    key = candidate.organisation.pk
    others = [asked.candidates[other].organisation.pk for other in members if other != number]
    worked = {other: asked.shared.get((min(key, other), max(key, other)), 0) for other in others}
    return {
        "organisation": key,
        "is_seed": part.is_seed,
        "gain": round(part.gain, 4),
        "fit": round(part.fit, 4),
        "alone": list(part.alone),
        "shared": list(part.shared),
        "rules": list(part.rules),
        "worked_with": {str(other): count for other, count in worked.items() if count},
        "runner_up": None
        if part.runner_up is None
        else {"organisation": int(part.runner_up.organisation), "less": round(part.runner_up.less, 4)},
        "evidence": [
            {"need": need, "kind": one.kind, "key": one.key, "passage": one.passage, "sure": round(one.sure, 3)}
            for need, one in sorted(candidate.evidence.items())
            if one.sure >= pool.SURE
        ],
    }
