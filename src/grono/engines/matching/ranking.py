"""The list of candidates for one seeker: relevant, varied, explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grono.engines.kit.limits import Clock, Limits
from grono.engines.kit.progress import Progress
from grono.engines.kit.result import Level, Result, Status
from grono.engines.matching.diversity import diversify
from grono.engines.matching.problem import Entry, Problem, Profile, Ranking
from grono.engines.matching.reasons import explain
from grono.engines.matching.scoring import Parts, parts_of, scores_of

#: The list is chosen from so many times its length of the most relevant candidates, and from no fewer than `POOL`.
POOL_TIMES, POOL = 5, 100
TINY = 1e-12


def solve(
    problem: Problem,
    *,
    limits: Limits | None = None,
    seed: int = 0,
    start: Ranking | None = None,
    progress: Progress | None = None,
) -> Result[Ranking]:
    """Rank the candidates.

    Whoever was dismissed, left matching or is the seeker himself is left out, and so is a candidate for whom no
    record gives a reason. The level ``relevance`` is the sum of the scores; its bound is the sum of the most relevant
    candidates, so that the gap is the price of variety. The answer is the same every time; the other arguments are
    those of every engine and change nothing.
    """
    clock = Clock()
    log: list[str] = []
    seeker = comparable(problem, problem.seeker)
    candidates = [comparable(problem, candidate) for candidate in problem.candidates if problem.eligible(candidate)]
    log.append(f"{len(candidates)} of {len(problem.candidates)} candidates may be shown")
    old = sum(len(one.texts) - len(problem.current(one)) for one in (problem.seeker, *problem.candidates))
    if old:
        log.append(f"{old} texts of another version of the encoder were left out")
    parts = parts_of(problem, seeker, candidates)
    pool = pool_of(problem, seeker, candidates, parts)
    relevance = np.array([entry.score for entry, _ in pool])
    vectors = middles([candidate for _, candidate in pool])
    # As shares of the best, relevance and likeness are weighed on one scale.
    shares = relevance / relevance.max(initial=TINY)
    order = diversify(shares, vectors, limit=problem.limit, trade_off=problem.trade_off)
    level = Level("relevance", float(relevance[order].sum()), float(relevance[: len(order)].sum()), "max")
    reason = "nothing is known about the seeker" if problem.seeker.is_empty else ""
    status = Status.OPTIMAL if level.proven else Status.FEASIBLE
    entries = tuple(pool[position][0] for position in order)
    return Result(status, Ranking(entries), (level,), clock.elapsed, log, reason)


def comparable(problem: Problem, profile: Profile) -> Profile:
    """Return the profile without texts of another version of the encoder."""
    texts = problem.current(profile)
    return profile if len(texts) == len(profile.texts) else replace(profile, texts=texts)


def pool_of(problem: Problem, seeker: Profile, candidates: list[Profile], parts: Parts) -> list[tuple[Entry, Profile]]:
    """Return the most relevant candidates that have reasons, best first; equal scores are ordered by key."""
    scores = scores_of(parts, problem.weights)
    size = max(POOL, POOL_TIMES * problem.limit)
    by_score = sorted(np.flatnonzero(scores > 0), key=lambda number: (-scores[number], candidates[number].key))
    pool: list[tuple[Entry, Profile]] = []
    for number in by_score:
        if len(pool) == size:
            break
        candidate = candidates[number]
        reasons = explain(seeker, candidate, problem.weights)
        if reasons:
            own = {part: float(values[number]) for part, values in parts.items()}
            pool.append((Entry(candidate.key, float(scores[number]), own, reasons), candidate))
    return pool


def middles(profiles: list[Profile]) -> NDArray[np.float64]:
    """Return one vector of length 1 for each profile, the middle of its texts; zero without texts."""
    size = next((len(text.vector) for profile in profiles for text in profile.texts), 1)
    sums = np.zeros((len(profiles), size))
    for row, profile in zip(sums, profiles, strict=True):
        for text in profile.texts:
            row += text.vector
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    return np.asarray(sums / lengths)
