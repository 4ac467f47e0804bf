"""The parts of the scores of all candidates at once: arrays over candidates, no loop over pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grono.engines.matching.fusion import calibrated_all
from grono.engines.matching.problem import Problem, Profile, Weights
from grono.engines.matching.reasons import RULES, Kind, Rule

Parts = dict[str, NDArray[np.float64]]
PART_OF = {rule.kind: rule.part for rule in RULES}
WISHES = ("wanted_country", "wanted_sector", "wanted_size")


def parts_of(problem: Problem, seeker: Profile, candidates: Sequence[Profile]) -> Parts:
    """Return each part (0..1) of each candidate; all texts must be of one version."""
    parts = counted(seeker, candidates)
    parts["text"] = text_part(seeker, candidates)
    given = np.array([problem.collaboration.get(candidate.key, 0.0) for candidate in candidates], dtype=np.float64)
    top = max(problem.collaboration.values(), default=0.0)
    parts["collaboration"] = given / top if top > 0 else given
    return parts


def counted(seeker: Profile, candidates: Sequence[Profile]) -> Parts:
    """Return the parts that rest on equal values.

    n equal values make 1 − ½ⁿ, so that the first says most; wishes are the share of the kinds of wishes that are met.
    """
    wanted: dict[str, list[tuple[Rule, set[str]]]] = {}
    for rule in RULES:
        if own := {value for value, _ in seeker.values(rule.own)}:
            wanted.setdefault(rule.other, []).append((rule, own))
    counts = {rule.part: np.zeros(len(candidates)) for rule in RULES}
    for number, candidate in enumerate(candidates):
        for kind, _ in _hits(candidate, wanted):
            counts[PART_OF[kind]][number] += 1
    wishes = counts.pop("wishes") / max(1, sum(bool(seeker.values(field)) for field in WISHES))
    return {part: 1.0 - 0.5**hits for part, hits in counts.items()} | {"wishes": wishes}


def _hits(candidate: Profile, wanted: Mapping[str, Sequence[tuple[Rule, set[str]]]]) -> set[tuple[Kind, str]]:
    """Return each equal value once for each rule; a wish is met once, by however many values."""
    return {
        (rule.kind, "" if rule.part == "wishes" else fact.value)
        for fact in candidate.facts
        for rule, own in wanted.get(fact.field, ())
        if fact.value in own
    }


def text_part(seeker: Profile, candidates: Sequence[Profile]) -> NDArray[np.float64]:
    """Return how sure the nearest pair of texts makes us of each candidate (0 without texts)."""
    best = np.zeros(len(candidates))
    texts = [(number, text) for number, candidate in enumerate(candidates) for text in candidate.texts]
    if not texts or not seeker.texts:
        return best
    own = np.array([text.vector for text in seeker.texts], dtype=np.float32)
    nearest = (np.array([text.vector for _, text in texts], dtype=np.float32) @ own.T).max(axis=1)
    sure = calibrated_all(nearest, [text.language for _, text in texts])
    np.maximum.at(best, [number for number, _ in texts], np.where(nearest > 0, sure, 0.0))
    return best


def scores_of(parts: Parts, weights: Weights) -> NDArray[np.float64]:
    """Return the weighted means of the parts."""
    total = sum(vars(weights).values())
    return np.asarray(sum(getattr(weights, part) * values for part, values in parts.items()) / total)
