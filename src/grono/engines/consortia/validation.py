"""What a problem must look like; every mistake is named with its place."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from grono.engines.consortia.problem import (
    BITS,
    NEEDS,
    READINGS,
    UNKNOWN,
    AnyOf,
    Apart,
    Clause,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Requirements,
)
from grono.engines.kit.case import CaseError


def check_problem(problem: Problem) -> None:
    """Raise `CaseError` for the first mistake of a problem."""
    count = len(problem.ids)
    if len(set(problem.ids)) != count:
        seen: set[str] = set()
        for i, name in enumerate(problem.ids):
            if name in seen:
                raise CaseError(f"ids[{i}]", f"'{name}' is used twice")
            seen.add(name)
    _amounts("fit", problem.fit, count)
    if len(problem.need_weights) > NEEDS:
        raise CaseError("need_weights", f"at most {NEEDS} needs, got {len(problem.need_weights)}")
    _amounts("need_weights", problem.need_weights, len(problem.need_weights))
    if problem.needs and len(problem.needs) != len(problem.need_weights):
        raise CaseError("needs", f"{len(problem.needs)} names for {len(problem.need_weights)} needs")
    _typed("coverage", problem.coverage, count, np.uint64)
    beyond = np.flatnonzero(problem.coverage >> np.uint64(len(problem.need_weights)))
    if len(beyond):
        raise CaseError(f"coverage[{beyond[0]}]", f"names a need beyond the {len(problem.need_weights)} of the call")
    _check_numbers(problem, count)
    _check_pairs(problem.bonuses, count)
    _check_requirements(problem.requirements, count)


def _check_numbers(problem: Problem, count: int) -> None:
    if problem.size < 1:
        raise CaseError("size", "must be 1 or more")
    if problem.proposals < 1:
        raise CaseError("proposals", "must be 1 or more")
    if not 1 <= problem.difference <= problem.size:
        raise CaseError("difference", f"must lie between 1 and the size, {problem.size}")
    for at, seed in enumerate(problem.seeds):
        if not 0 <= seed < count:
            raise CaseError(f"seeds[{at}]", f"no organisation has the number {seed}")
        if seed in problem.seeds[:at]:
            raise CaseError(f"seeds[{at}]", f"'{problem.ids[seed]}' is named twice")
    if len(problem.seeds) > problem.size:
        raise CaseError("seeds", f"{len(problem.seeds)} seeds do not fit into {problem.size} places")


def _typed(place: str, array: Any, count: int, kind: type[np.generic]) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != kind or array.shape != (count,):
        raise CaseError(place, f"must be an array of {kind.__name__} with one entry for each of {count}")


def _amounts(place: str, array: NDArray[np.float64], count: int) -> None:
    """Numbers that are finite and not negative."""
    _typed(place, array, count, np.float64)
    bad = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(bad):
        raise CaseError(f"{place}[{bad[0]}]", f"must be a number of 0 or more, got {array[bad[0]]}")


def _check_pairs(pairs: Pairs, count: int) -> None:
    _typed("pairs.starts", pairs.starts, count + 1, np.int64)
    entries = len(pairs.partners)
    _typed("pairs.partners", pairs.partners, entries, np.int32)
    _amounts("pairs.weights", pairs.weights, entries)
    if pairs.starts[0] != 0 or pairs.starts[-1] != entries or np.any(np.diff(pairs.starts) < 0):
        raise CaseError("pairs.starts", f"must rise from 0 to {entries}")
    if entries == 0:
        return
    if pairs.partners.min() < 0 or pairs.partners.max() >= count:
        raise CaseError("pairs.partners", f"must lie between 0 and {count - 1}")
    table = csr_array((pairs.weights, pairs.partners, pairs.starts), shape=(count, count))
    if table.diagonal().any():
        raise CaseError("pairs", "an organisation has a bonus with itself")
    fresh = np.ones(entries, dtype=np.bool_)
    fresh[1:] = np.diff(pairs.partners) > 0
    fresh[pairs.starts[:-1][np.diff(pairs.starts) > 0]] = True
    if not fresh.all():
        raise CaseError("pairs.partners", "must rise within a row")
    mirror = table.tocsc()
    same = np.array_equal(table.indptr, mirror.indptr) and np.array_equal(table.indices, mirror.indices)
    if not same or not np.array_equal(table.data, mirror.data):
        raise CaseError("pairs", "every pair must stand in the rows of both with the same bonus")


def _check_requirements(requirements: Requirements, count: int) -> None:
    _typed("requirements.flags", requirements.flags, count, np.uint64)
    for name in ("countries", "regions"):
        codes = getattr(requirements, name)
        _typed(f"requirements.{name}", codes, count, np.int32)
        _codes(f"requirements.{name}", codes)
    if len(requirements.names) > BITS:
        raise CaseError("requirements.names", f"at most {BITS} properties, got {len(requirements.names)}")
    _check_clauses("requirements.clauses", requirements.clauses, count)
    if (ways := _ways(requirements.clauses)) > READINGS:
        raise CaseError("requirements.clauses", f"can be read in {ways} ways; at most {READINGS} are possible")


def _codes(place: str, codes: NDArray[np.int32]) -> None:
    bad = np.flatnonzero(codes < UNKNOWN)
    if len(bad):
        raise CaseError(f"{place}[{bad[0]}]", f"must be {UNKNOWN} (none) or more, got {codes[bad[0]]}")


def _check_clauses(place: str, clauses: tuple[Clause, ...], count: int) -> None:
    for at, clause in enumerate(clauses):
        here = f"{place}[{at}]"
        if isinstance(clause, AnyOf):
            if not clause.alternatives:
                raise CaseError(here, f"rule '{clause.rule}' needs at least one alternative")
            for number, alternative in enumerate(clause.alternatives):
                _check_clauses(f"{here}.alternatives[{number}]", alternative, count)
            continue
        if isinstance(clause, Apart):
            _typed(f"{here}.groups", clause.groups, count, np.int32)
            _codes(f"{here}.groups", clause.groups)
            continue
        if clause.bit is not None and not 0 <= clause.bit < BITS:
            raise CaseError(f"{here}.bit", f"must lie between 0 and {BITS - 1}, got {clause.bit}")
        if not isinstance(clause, Every) and clause.count < 0:
            raise CaseError(f"{here}.count", "must not be negative")
        if isinstance(clause, DistinctAtLeast) and clause.of not in ("country", "region"):
            raise CaseError(f"{here}.of", f"must be country or region, got '{clause.of}'")


def _ways(clauses: tuple[Clause, ...]) -> int:
    """In how many ways the clauses can be read without `AnyOf`."""
    return prod(sum(_ways(way) for way in clause.alternatives) for clause in clauses if isinstance(clause, AnyOf))
