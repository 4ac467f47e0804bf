"""One missing place: who is wanted for it, by which rule, and who of the pool could take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grono.engines.consortia.explaining import clause_holds, holds_with
from grono.engines.consortia.field import Field, Looked
from grono.engines.consortia.imaginary import is_imaginary
from grono.engines.consortia.problem import AtLeast, Clause, DistinctAtLeast, Every, Requirements
from grono.engines.consortia.properties import NOT_MET, place_of
from grono.engines.consortia.wanted import Wanted, choices_of
from grono.engines.eligibility.conditions import Condition
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.verdict import Verdict
from grono.engines.kit.limits import Clock

#: So many candidates are shown to `assess` for one role, by fit.
TRIED = 200


@dataclass(frozen=True)
class Possible:
    """An organisation that would fit a role if these data of it were known and right."""

    organisation: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class MissingRole:
    """A missing partner.

    ``rule`` is the rule that stays broken without it; ``rules`` are all of them. ``candidates`` are organisations of
    the pool, best fit first: each turns the rules to met together with the first candidate of every other role. Where
    there are fewer than asked for, ``possible`` names organisations of which too little is known.
    """

    rule: str
    rules: tuple[str, ...]
    wanted: Wanted
    candidates: tuple[str, ...]
    possible: tuple[Possible, ...] = ()


def role_of(looked: Looked, pick: int, at_least: int, clock: Clock) -> MissingRole:
    """Describe the place of one pick among those that were found together."""
    assert looked.picks is not None
    assert looked.demanded is not None
    field = looked.field
    others = tuple(other for other in looked.picks if other != pick)
    around = (*range(field.present), *others)
    needed = tuple(_needed(looked.demanded, looked.reading, around, pick))
    rules = tuple(dict.fromkeys(clause.rule for clause in needed if clause.rule in looked.targets)) or looked.targets
    fitting = tuple(_candidates(looked, pick, others, at_least, clock))
    possible: tuple[Possible, ...] = ()
    if len(fitting) < at_least:
        known = {*fitting, *(field.entities[other].id for other in others)}
        possible = tuple(_possible(looked, pick, others, known, needed, at_least - len(fitting), clock))
    return MissingRole(rules[0], rules, _wanted(looked, pick, around, needed), fitting, possible)


def _needed(demanded: Requirements, reading: Sequence[Clause], around: Sequence[int], pick: int) -> Iterator[Clause]:
    """The clauses that do not hold without the pick, or that ask something of everybody."""
    for clause in reading:
        if isinstance(clause, Every) or not clause_holds(demanded, clause, around):
            yield clause


def _wanted(looked: Looked, pick: int, around: Sequence[int], needed: Sequence[Clause]) -> Wanted:
    field, role = looked.field, looked.field.entities[pick].role
    properties = field.compiled.properties
    asked_of_all = (one for one in field.compiled.requirements.clauses if isinstance(one, Every))
    conditions: list[Condition] = [properties[one.bit].condition for one in asked_of_all]
    places: dict[str, set[str]] = {}
    for clause in needed:
        if isinstance(clause, AtLeast | DistinctAtLeast) and clause.bit is not None:
            conditions.append(properties[clause.bit].condition)
        if isinstance(clause, DistinctAtLeast):
            having = _bit(looked.field.compiled.requirements, clause.bit)
            real = (field.entities[one] for one in around if having[one])
            counted = (place_of(entity, clause.of) for entity in real if not is_imaginary(entity.id))
            places.setdefault(clause.of, set()).update(place for place in counted if place)
    taken = {of: tuple(sorted(names)) for of, names in places.items()}
    return Wanted(role, choices_of(conditions, role), taken.get("country"), taken.get("region"))


def _bit(requirements: Requirements, bit: int | None) -> NDArray[np.bool_]:
    if bit is None:
        return np.ones(len(requirements.flags), dtype=bool)
    mask: NDArray[np.bool_] = (requirements.flags >> np.uint64(bit) & np.uint64(1)).astype(bool)
    return mask


def _candidates(looked: Looked, pick: int, others: Sequence[int], at_least: int, clock: Clock) -> Iterator[str]:
    """Organisations that can take the place, the best fit first, each looked at by `assess`."""
    field = looked.field
    assert looked.demanded is not None
    around = (*range(field.present), *others)
    fitting = (holds_with(looked.demanded, around) & ~field.barred(looked.before))[field.present :]
    found = 0
    for number in _by_fit(field, fitting, pick, others)[:TRIED]:
        verdict = _verdict(field, number, others)
        if field.accepts(verdict, looked.targets, looked.before):
            yield field.entities[number].id
            found += 1
        if found >= at_least or clock.over:
            return


def _possible(
    looked: Looked,
    pick: int,
    others: Sequence[int],
    known: set[str],
    needed: Sequence[Clause],
    count: int,
    clock: Clock,
) -> Iterator[Possible]:
    """Organisations that nothing known keeps from the place, the best fit first; one verdict for each kind decides."""
    field = looked.field
    may = (_may_fit(field, needed) & ~field.barred(looked.before))[field.present :]
    decided: dict[int, tuple[str, ...]] = {}
    found = 0
    for number in _by_fit(field, may, pick, others):
        entity = field.entities[number]
        if entity.id in known:
            continue
        kind = int(field.compiled.kinds.of[number])
        if kind not in decided:
            decided[kind] = _lacking(looked, entity, _verdict(field, number, others))
        if decided[kind]:
            yield Possible(entity.id, tuple(Missing(entity.id, datum) for datum in decided[kind]))
            found += 1
        if found >= count or clock.over:
            return


def _may_fit(field: Field, needed: Sequence[Clause]) -> NDArray[np.bool_]:
    """Return a mask: nothing that is known of the organisation speaks against what the place asks."""
    kinds = field.compiled.kinds
    may = np.ones(len(kinds.samples), dtype=bool)
    for clause in needed:
        if isinstance(clause, AtLeast | DistinctAtLeast | Every) and clause.bit is not None:
            may &= kinds.outcomes(field.compiled.properties[clause.bit].condition) != NOT_MET
    mask: NDArray[np.bool_] = may[kinds.of]
    return mask


def _lacking(looked: Looked, entity: Entity, verdict: Verdict) -> tuple[str, ...]:
    """The data of a candidate alone that keep rules unknown; none where something else does, or speaks against it."""
    if not looked.field.accepts(_softened(verdict), looked.targets, looked.before):
        return ()
    demanded = {clause.rule for clause in looked.demanded.clauses} if looked.demanded else set(looked.targets)
    unknown = [one for one in verdict.findings if one.outcome is Outcome.UNKNOWN and one.rule in demanded]
    missing = [one for finding in unknown for one in finding.missing]
    if not missing or any(one.entity != entity.id for one in missing):
        return ()
    return tuple(dict.fromkeys(one.datum for one in missing))


def _softened(verdict: Verdict) -> Verdict:
    """The verdict if all that is unknown turned out well."""
    findings = tuple(
        replace(finding, outcome=Outcome.MET) if finding.outcome is Outcome.UNKNOWN else finding
        for finding in verdict.findings
    )
    return replace(verdict, findings=findings)


def _by_fit(field: Field, mask: NDArray[np.bool_], pick: int, others: Sequence[int]) -> list[int]:
    """Numbers of candidates of the pick's role, who are not among the other picks, the best fit first."""
    taken = {field.entities[other].id for other in others}
    role = field.entities[pick].role
    order = np.argsort(-field.fit, kind="stable")
    numbers = (int(place) + field.present for place in order[mask[order]])
    return [
        number
        for number in numbers
        if (entity := field.entities[number]).role == role and entity.id not in taken and not is_imaginary(entity.id)
    ]


def _verdict(field: Field, number: int, others: Sequence[int]) -> Verdict:
    return field.request.verdict([field.entities[one] for one in (*others, number)])
