"""The partners of a consortium together with all who could join, compiled once and asked for several sets of rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grono.engines.consortia.compiling import Compiled, requirements
from grono.engines.consortia.covering import MOST, Classes, smallest_cover
from grono.engines.consortia.imaginary import is_imaginary
from grono.engines.consortia.problem import Clause, Every, Floats, Requirements
from grono.engines.consortia.properties import NOT_MET
from grono.engines.eligibility.assessing import assess
from grono.engines.eligibility.entities import Consortium, Entity
from grono.engines.eligibility.operators import Test
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Sets
from grono.engines.eligibility.verdict import Verdict
from grono.engines.kit.limits import Clock

#: Sets of picks that `assess` may refuse before a search gives up.
REFUSALS = 40
#: Dislikes (0..1) that choose among sets of one size: somebody imaginary, somebody as lead, a poor fit.
IMAGINARY, LEADING, POOR = 0.5, 0.2, 0.25


@dataclass(frozen=True)
class Request:
    """What is asked: rules, the consortium so far, the sets they name and what may be presumed."""

    rules: Rules
    consortium: Consortium
    sets: Sets
    presume: tuple[str, ...]

    @property
    def on(self) -> date:
        """The day that counts."""
        return self.consortium.on or self.rules.encoded

    @cached_property
    def tests(self) -> dict[str, Test]:
        """The test of each rule."""
        return {rule.id: rule.test for rule in self.rules.rules}

    def verdict(self, more: Sequence[Entity]) -> Verdict:
        """The verdict with more partners."""
        whole = replace(self.consortium, entities=(*self.consortium.entities, *more))
        return assess(self.rules, whole, sets=self.sets, presume=self.presume)


@dataclass(frozen=True)
class Looked:
    """What a search found: ``picks`` are numbers in the field, None when nothing cures the rules.

    ``reading`` are the clauses that the picks satisfy, ``demanded`` all clauses that had to hold.
    """

    field: Field
    targets: tuple[str, ...]
    before: Verdict
    picks: tuple[int, ...] | None
    proven: bool
    reading: tuple[Clause, ...] = ()
    demanded: Requirements | None = None
    verdict: Verdict | None = None


class Field:
    """The partners (numbers 0 to ``present`` − 1) and the candidates after them; ``fit`` 0..1 is that of candidates."""

    def __init__(self, request: Request, candidates: Sequence[Entity], fit: Floats) -> None:
        self.request = request
        self.candidates = tuple(candidates)
        self.fit = fit
        self.entities = (*request.consortium.entities, *self.candidates)
        self.present = len(request.consortium.entities)
        self.compiled: Compiled = requirements(
            request.rules, self.entities, sets=request.sets, project=request.consortium, presume=request.presume
        )

    def asks_for_partners(self, rule: str) -> bool:
        """Whether it depends on the partners at all that a rule is met."""
        return any(clause.rule == rule for clause in self.compiled.requirements.clauses)

    @cached_property
    def members(self) -> list[NDArray[np.int64]]:
        """The candidates of each class (numbers in the field), the best fit first; a class is a kind."""
        kinds = self.compiled.kinds.of[self.present :]
        order = np.lexsort((-self.fit, kinds))
        cuts = np.flatnonzero(np.diff(kinds[order])) + 1
        return [part + self.present for part in np.split(order.astype(np.int64), cuts) if len(part)]

    def look(self, targets: Sequence[str], before: Verdict, clock: Clock) -> Looked:
        """Search the fewest candidates with whom these rules become met and no other one becomes not met."""
        demanded = self._demanded(targets, before)
        classes = self._classes(before)
        present = tuple(range(self.present))
        first = smallest_cover(demanded, present, classes, seconds=max(clock.left, 0.1))
        nothing = Looked(self, tuple(targets), before, None, first.proven)
        if first.cover is None:
            return nothing
        proven, left = first.proven, REFUSALS
        for size in range(first.cover.size, MOST + 1):
            refused: list[NDArray[np.int64]] = []
            while True:
                found = smallest_cover(
                    demanded, present, classes, size=size, refused=refused, seconds=max(clock.left, 0.1)
                )
                proven = proven and found.proven
                if found.cover is None:
                    break
                picks = self._picks(found.cover.numbers)
                verdict = self.request.verdict([self.entities[pick] for pick in picks])
                if self.accepts(verdict, targets, before):
                    return Looked(self, tuple(targets), before, picks, proven, found.cover.reading, demanded, verdict)
                refused.append(found.cover.numbers)
                left -= 1
                if left == 0 or clock.over:
                    return replace(nothing, proven=False)
        return nothing

    def accepts(self, verdict: Verdict, targets: Sequence[str], before: Verdict) -> bool:
        """Whether the targets are met and nothing has become not met."""
        was = {finding.rule: finding.outcome for finding in before.findings}
        return all(
            finding.outcome is Outcome.MET
            if finding.rule in targets
            else finding.outcome is not Outcome.NOT_MET or was[finding.rule] is Outcome.NOT_MET
            for finding in verdict.findings
        )

    def _picks(self, numbers: NDArray[np.int64]) -> tuple[int, ...]:
        """The best of each class; nobody twice, as partner and as lead."""
        chosen: list[int] = []
        taken: set[str] = set()
        for kind in np.flatnonzero(numbers):
            free = [int(one) for one in self.members[kind] if self.entities[one].id not in taken][: numbers[kind]]
            chosen += free
            taken |= {self.entities[one].id for one in free}
        return tuple(chosen)

    def _demanded(self, targets: Sequence[str], before: Verdict) -> Requirements:
        """The clauses of the targets and of the rules that are met and shall stay so.

        While no coordinator is named, whoever joins may leave it open who leads: such a rule may become unknown.
        """
        led = any(entity.role == "coordinator" for entity in self.request.consortium.entities)
        kept = {
            finding.rule
            for finding in before.findings
            if finding.outcome is Outcome.MET and (led or finding.kind != "lead")
        } | set(targets)
        whole = self.compiled.requirements
        return replace(whole, clauses=tuple(clause for clause in whole.clauses if clause.rule in kept))

    def _classes(self, before: Verdict) -> Classes:
        sample = np.array([members[0] for members in self.members], dtype=np.int64)
        counts = np.array([len(members) for members in self.members], dtype=np.int64)
        dislike = np.zeros(len(sample))
        for number, best in enumerate(sample):
            entity = self.entities[best]
            imaginary = is_imaginary(entity.id)
            dislike[number] = IMAGINARY if imaginary else POOR * (1.0 - self.fit[best - self.present])
            dislike[number] += LEADING * (entity.role == "coordinator")
            if imaginary:
                counts[number] = MOST
        counts[self.barred(before)[sample]] = 0
        leads = np.array([self.entities[one].role == "coordinator" for one in sample], dtype=bool)
        return Classes(sample, counts, dislike, leads)

    def barred(self, before: Verdict) -> NDArray[np.bool_]:
        """Return a mask: who would break, for certain, a rule on every partner that is unknown or not met as it is."""
        open_rules = {finding.rule for finding in before.findings if finding.outcome is not Outcome.MET}
        kinds = self.compiled.kinds
        barred = np.zeros(len(kinds.samples), dtype=bool)
        for clause in self.compiled.requirements.clauses:
            if isinstance(clause, Every) and clause.rule in open_rules:
                barred |= kinds.outcomes(self.compiled.properties[clause.bit].condition) == NOT_MET
        mask: NDArray[np.bool_] = barred[kinds.of]
        return mask
