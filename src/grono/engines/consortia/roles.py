"""Missing roles: the fewest further partners with whom every rule that partners can cure is met.

Rules become clauses (`compiling`), the pool becomes classes that no rule can tell apart, and an integer programme
finds the fewest members that satisfy the clauses (`covering`). Clauses are necessary, so nothing smaller exists; that
they suffice is left to `assess`, which looks at the consortium with the new members in it. What it refuses is excluded,
and the search goes on among sets of the same size, then of the next one. So a set of roles is proven smallest even
where clauses say less than rules.

Where the pool has nobody of a kind that is missing, imaginary partners stand in: the role is named, with fewer
candidates or none. The smallest set out of the pool is preferred to a smaller imaginary one.

Rules that are *unknown* are not cured by more partners: ``unsettled`` names the data that would settle them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grono.engines.consortia.blame import Why, causes, reason
from grono.engines.consortia.covering import MOST
from grono.engines.consortia.field import Field, Looked, Request
from grono.engines.consortia.imaginary import imaginary_partners, is_imaginary
from grono.engines.consortia.places import MissingRole, role_of
from grono.engines.consortia.problem import Floats
from grono.engines.eligibility import library
from grono.engines.eligibility.assessing import assess
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Consortium, Entity, Missing
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Sets
from grono.engines.eligibility.verdict import Verdict
from grono.engines.kit.limits import Clock, Limits

__all__ = ["MOST", "Completion", "MissingRole", "Unreachable", "Unsettled", "Why", "missing_roles"]


@dataclass(frozen=True)
class Unreachable:
    """A rule that no partner cures: why, and the data that would have to be others (entity None: the project's)."""

    rule: str
    why: Why
    data: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Unsettled:
    """A rule whose outcome is unknown, and the data that would settle it."""

    rule: str
    data: tuple[Missing, ...]


@dataclass(frozen=True)
class Completion:
    """What a consortium lacks.

    ``verdict`` is that on the consortium as it is, ``after`` that with the first candidate of every role (imaginary
    ones where a role has none); it is None where no role is missing or none helps. ``proven_smallest``: no smaller set
    of partners turns all rules to met that are not in ``unreachable``.
    """

    verdict: Verdict
    roles: tuple[MissingRole, ...] = ()
    proven_smallest: bool = True
    unreachable: tuple[Unreachable, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    after: Verdict | None = None


def missing_roles(
    rules: Rules,
    consortium: Consortium,
    pool: Sequence[Entity],
    *,
    fit: Floats | None = None,
    at_least: int = 3,
    limits: Limits | None = None,
    sets: Sets | None = None,
    presume: Collection[str] = ("owners",),
) -> Completion:
    """Return the smallest set of missing roles, each with the rule that asks for it and real candidates.

    Args:
        consortium: the partners so far, and what is known of the project.
        pool: who could join, as beneficiaries; whoever is a partner already is passed over.
        fit: how well each of the pool suits the call (higher is better); by default the order of the pool decides.
        at_least: so many candidates are looked for for each role.
        limits: 20 s unless given; a search that was cut off does not claim to have proven anything.
        presume: as in `assess`.
    """
    return _Completing(rules, consortium, pool, fit, at_least, limits, sets, tuple(presume)).completion()


class _Completing:
    """One run of `missing_roles`."""

    def __init__(
        self,
        rules: Rules,
        consortium: Consortium,
        pool: Sequence[Entity],
        fit: Floats | None,
        at_least: int,
        limits: Limits | None,
        sets: Sets | None,
        presume: tuple[str, ...],
    ) -> None:
        self.sets = library.sets() if sets is None else sets
        self.request = Request(rules, consortium, self.sets, presume)
        self.verdict = assess(rules, consortium, sets=self.sets, presume=presume)
        self.findings = {finding.rule: finding for finding in self.verdict.findings}
        self.at_least = at_least
        self.proven = True
        self.clock = Clock(limits.seconds if limits and limits.seconds is not None else 20.0)
        self.has_lead = any(entity.role == "coordinator" for entity in consortium.entities)
        self.real = self._field(*_eligible(pool, fit, consortium))
        self._wide: Field | None = None

    @property
    def wide(self) -> Field:
        """The pool together with imaginary partners."""
        if self._wide is None:
            rules, on = self.request.rules, self.request.on
            more = imaginary_partners(rules, self.sets, on, leads=not self.has_lead)
            fit = np.concatenate([self.real.fit, np.zeros(len(more))])
            self._wide = Field(self.request, (*self.real.candidates, *more), fit)
        return self._wide

    def completion(self) -> Completion:
        """Look at everything that is not met."""
        broken = [rule for rule, finding in self.findings.items() if finding.outcome is Outcome.NOT_MET]
        unsettled = tuple(
            Unsettled(rule, finding.missing)
            for rule, finding in self.findings.items()
            if finding.outcome is Outcome.UNKNOWN
        )
        curable = [rule for rule in broken if self.real.asks_for_partners(rule)]
        unreachable = {rule: self._unreachable(rule) for rule in broken if rule not in curable}
        found = self._looked_for(curable)
        if curable and found is None:
            curable, more = self._curable(curable)
            unreachable |= more
            found = self._looked_for(curable) if curable else None
        ordered = tuple(unreachable[rule] for rule in broken if rule in unreachable)
        if not curable or found is None:
            return Completion(self.verdict, (), self.proven, ordered, unsettled)
        roles = tuple(self._roles(found))
        return Completion(self.verdict, roles, self.proven and found.proven, ordered, unsettled, found.verdict)

    def _looked_for(self, targets: Sequence[str]) -> Looked | None:
        """Cure these rules out of the pool, else with imaginary partners."""
        if not targets:
            return None
        return self._tried(self.real, targets) or self._tried(self.wide, targets)

    def _tried(self, field: Field, targets: Sequence[str]) -> Looked | None:
        looked = field.look(targets, self.verdict, self.clock)
        self.proven = self.proven and looked.proven
        return looked if looked.picks is not None else None

    def _curable(self, targets: Sequence[str]) -> tuple[list[str], dict[str, Unreachable]]:
        """Sort out the rules that cannot be cured, alone or together with those before them."""
        curable: list[str] = []
        unreachable: dict[str, Unreachable] = {}
        for rule in targets:
            looked = self.wide.look([rule], self.verdict, self.clock)
            if looked.picks is None:
                unreachable[rule] = self._unreachable(rule, None if looked.proven else Why.UNDECIDED)
            elif curable and self.wide.look([*curable, rule], self.verdict, self.clock).picks is None:
                unreachable[rule] = self._unreachable(rule, Why.CONFLICT)
            else:
                curable.append(rule)
        return curable, unreachable

    def _unreachable(self, rule: str, why: Why | None = None) -> Unreachable:
        test = self.request.tests[rule]
        finding = self.findings[rule]
        context = Context(self.request.consortium, self.request.on, self.sets, self.request.presume)
        return Unreachable(rule, why or reason(test, finding), causes(test, finding, context))

    def _roles(self, found: Looked) -> Iterator[MissingRole]:
        assert found.picks is not None
        for pick in found.picks:
            yield role_of(found, pick, self.at_least, self.clock)

    def _field(self, pool: Sequence[Entity], fit: Floats) -> Field:
        if not self.has_lead:
            leads = [replace(entity, role="coordinator") for entity in pool]
            return Field(self.request, (*pool, *leads), np.concatenate([fit, fit]))
        return Field(self.request, tuple(pool), fit)


def _eligible(pool: Sequence[Entity], fit: Floats | None, consortium: Consortium) -> tuple[list[Entity], Floats]:
    """Return who could join, as beneficiaries, with their fit scaled to 0..1."""
    taken = {entity.id for entity in consortium.entities}
    places = [place for place, entity in enumerate(pool) if entity.id not in taken and not is_imaginary(entity.id)]
    free = [
        entity if entity.role == "beneficiary" else replace(entity, role="beneficiary")
        for entity in (pool[place] for place in places)
    ]
    given = -np.arange(len(pool), dtype=np.float64) if fit is None else np.asarray(fit, dtype=np.float64)
    chosen = given[places] if places else np.zeros(0)
    width = float(np.ptp(chosen)) if len(chosen) else 0.0
    scaled: Floats = (chosen - chosen.min()) / width if width else np.zeros(len(chosen))
    return free, scaled
