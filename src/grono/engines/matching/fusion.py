"""Several rankings into one, and similarities that mean the same in every language.

Fusion is reciprocal-rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009): a hit at rank r of a source gives
``weight / (k + r)``. It needs ranks only, so scores that cannot be compared (a text rank, a cosine) meet fairly.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)

#: A text found by some of the words only is worth fusing when these make up this share of the query's weight (the
#: inverse document frequencies of its words); below it, words of no meaning push the right text down.
WORDS_COVER = 0.6


@dataclass(frozen=True)
class Fused(Generic[Key]):
    """One hit: its fused ``score`` and its rank (from 1) in each source that found it."""

    key: Key
    score: float
    ranks: Mapping[str, int]


def fuse(
    rankings: Mapping[str, Sequence[Key]], *, weights: Mapping[str, float] | None = None, k: int = 60
) -> list[Fused[Key]]:
    """Fuse rankings (best first, one per source) into one, best first.

    ``weights`` defaults to 1 for each source; ``k`` softens the lead of the first ranks. A key that a source names
    twice counts by its better rank. Ties go to the key with the best single rank, then to the order of the sources.
    Raises `ValueError` for a negative weight or k.
    """
    weights = weights or {}
    if k < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights and k must not be negative")
    ranks: dict[Key, dict[str, int]] = {}
    for source, ranking in rankings.items():
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            ranks.setdefault(key, {})[source] = rank
    hits = [
        Fused(key, sum(weights.get(source, 1.0) / (k + rank) for source, rank in found.items()), found)
        for key, found in ranks.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, min(hit.ranks.values())))


@dataclass(frozen=True)
class Curve:
    """A logistic curve: the similarity at which match and chance are even, and how steep it is there."""

    middle: float
    slope: float

    def __call__(self, similarity: float) -> float:
        """Return the share of true matches (0..1) among pairs of this similarity."""
        return 1.0 / (1.0 + exp(-self.slope * (similarity - self.middle)))


#: By the language of the text; found by ``python -m benchmarks.cross_language_curves``, which tells how.
CURVES: Mapping[str, Curve] = {
    "pl": Curve(0.393, 19.0),
    "en": Curve(0.421, 17.3),
    "de": Curve(0.374, 19.7),
    "cs": Curve(0.405, 19.2),
    "uk": Curve(0.381, 17.4),
}
#: For any other language: nobody measured it, so a similarity must be higher to count.
MOST_CAREFUL = Curve(0.45, 17.3)


def calibrated(similarity: float, language: str) -> float:
    """Return how sure (0..1) a similarity between a query and a text in ``language`` makes us that they match.

    A half means: if one text in three is about what is asked, every second text of this similarity is.
    """
    return CURVES.get(language, MOST_CAREFUL)(similarity)


def calibrated_all(similarities: NDArray[np.floating], languages: Sequence[str]) -> NDArray[np.float64]:
    """Return `calibrated` of each similarity with its language."""
    curves = [CURVES.get(language, MOST_CAREFUL) for language in languages]
    middles = np.array([curve.middle for curve in curves])
    slopes = np.array([curve.slope for curve in curves])
    return np.asarray(1.0 / (1.0 + np.exp(-slopes * (similarities - middles))))
