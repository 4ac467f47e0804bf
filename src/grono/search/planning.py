"""Texts and results ⇄ the matching engine. Nothing of the engine is loaded before the first text is encoded."""

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
QUERIES_KEPT = 2_000


def encoder_version() -> str:
    """Return the name and version of the encoder: only vectors made by the same are compared."""
    from grono.engines.matching.encoder import embedded

    encoder = embedded()
    return f"{encoder.name}:{encoder.version}"


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return a normalised vector for each text, n × 512; an empty text has a zero vector."""
    from grono.engines.matching.encoder import embedded

    return embedded().encode(texts)


@lru_cache(maxsize=QUERIES_KEPT)
def query_vector(text: str) -> NDArray[np.float32]:
    """Return the vector of what somebody looks for; those asked for last are kept."""
    vector: NDArray[np.float32] = encode([text])[0]
    vector.flags.writeable = False
    return vector


def calibrated(similarity: float, language: str) -> float:
    """Return how surely two texts of this similarity are about the same, 0 to 1."""
    from grono.engines.matching.fusion import calibrated as curve

    return float(curve(similarity, language))


def fused(rankings: Mapping[str, Sequence[Key]], weights: Mapping[str, float]) -> list[Key]:
    """Return the keys of several rankings in one order (reciprocal-rank fusion)."""
    from grono.engines.matching.fusion import fuse

    return [one.key for one in fuse(rankings, weights=weights)]
